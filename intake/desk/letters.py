"""Letters in words: which there are for a case, and one of them filled in, in the person's language and in English."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from wtforms import DateField, Field, Form, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from config.deployment import Deployment
from intake.core.errors import UnfilledError
from intake.core.letters import Blank, Letter, letters_for
from intake.core.offices import NONE, TRIAGE
from intake.core.statuses import Status
from intake.desk import times
from intake.desk.forms import MOST_TEXT, clean
from intake.i18n import _, _l, locale_tag, speaking
from intake.service.documents import CaseDetail

PREFIX = "letter-"
ENGLISH = "en"
_NEEDED = _l("Please fill this in. A letter cannot go with a blank in it.")
_TOO_LONG = _l("This is too long.")
TITLES: Mapping[str, str] = {
    "arrived": _l("We have your complaint"),
    "reading": _l("An officer is reading it"),
    "ask": _l("A question"),
    "ask_again": _l("The question again"),
    "ask_papers": _l("A paper or picture would help"),
    "accepted": _l("We have taken it on"),
    "referred": _l("Another office has it, without the name"),
    "referred_named": _l("Another office has it, with the name"),
    "not_ours": _l("It is not ours, and who may help"),
    "investigating": _l("We are looking into it"),
    "news": _l("Nothing new, but still at work"),
    "findings": _l("We are writing down what we found"),
    "recommendations": _l("What we found, and that we asked for change"),
    "waiting": _l("We wait for another office"),
    "closed_found": _l("Closed: it did happen"),
    "closed_not_found": _l("Closed: not shown"),
    "closed_elsewhere": _l("Closed: another office can help"),
    "closed_silent": _l("Closed: no answer"),
    "withdrawn": _l("It was taken back"),
    "danger": _l("Somebody may be in danger"),
    "translating": _l("It is being translated"),
}
BLANKS: Mapping[str, str] = {
    "day": _l("Day"),
    "office": _l("Office"),
    "question": _l("Your question"),
    "paper": _l("Which paper or picture"),
    "why": _l("Why the law does not let us"),
    "help": _l("Who may help, and how to reach them"),
    "found": _l("What we found or looked at"),
    "change": _l("What will change"),
}


@dataclass(frozen=True)
class Written:
    """A letter as it reads: `language` is its tag, and `translated` whether all of it is in the person's language."""

    text: str
    language: str
    translated: bool


def offered(detail: CaseDetail) -> list[tuple[str, str]]:
    """Return the letters for where a case is, as (key, title)."""
    return [(one.key, str(TITLES[one.key])) for one in letters_for(Status(detail.status), detail.outcome)]


def letter_form(letter: Letter, own: str, deployment: Deployment, data: Any = None) -> Form:
    """Return the form of a letter's blanks, all of them needed; where one is free text, also what language that is in."""
    fields: dict[str, Any] = {name: _field(BLANKS[name], kind) for name, kind in letter.blanks.items()}
    if Blank.words in letter.blanks.values():
        fields["language"] = SelectField(_l("My own words in it are in"))
    form: Form = type("LetterForm", (Form,), fields)(data, prefix=PREFIX, language=own)
    offices = [
        (one.code, _(one.name)) for one in deployment.offices.values() if one.code not in {TRIAGE, NONE}
    ]
    for field in (one for one in form if isinstance(one, SelectField)):
        if field.short_name == "language":
            field.choices = _languages(own, deployment)
        else:
            field.choices = [("", _("Please choose")), *offices]
    return form


def written(letter: Letter, form: Form, own: str, deployment: Deployment) -> Written:
    """Return a letter in the person's language, or in English where that text has no translation yet.

    `translated` is false there, and where the officer's own words in it are in another language: both sides are told.
    Raises UnfilledError where a blank is empty.
    """
    with speaking(own):
        language = locale_tag()
        has_text = language == ENGLISH or _(letter.text) != letter.text
    tag = own if has_text and _same(language, own) else ENGLISH
    words_in = str(form.data.get("language", own))
    return Written(
        _in(tag, letter, form.data, deployment), tag, translated=_same(tag, own) and _same(words_in, own)
    )


def in_english(letter: Letter, form: Form, deployment: Deployment) -> str:
    """Return the same letter in English, for the officer; own words stand in it as they were written."""
    return _in(ENGLISH, letter, form.data, deployment)


def with_blanks(letter: Letter) -> str:
    """Return a letter in the officer's language with its blanks as what goes into them."""
    return _(letter.text, **{name: f"[{BLANKS[name]}]" for name in letter.blanks})


def _in(tag: str, letter: Letter, given: Mapping[str, Any], deployment: Deployment) -> str:
    with speaking(tag):
        return _(letter.text, **{name: _shown(name, given, deployment) for name in letter.blanks})


def _shown(name: str, given: Mapping[str, Any], deployment: Deployment) -> str:
    value = given.get(name)
    if not value:
        raise UnfilledError(f"the letter's blank {name!r} is empty")
    if isinstance(value, date):
        return times.shown_day(value)
    office = deployment.offices.get(str(value))
    return _(office.name) if office else str(value)


def _field(label: str, kind: Blank) -> Field:
    if kind is Blank.day:
        return DateField(label, [DataRequired(_NEEDED)])
    if kind is Blank.office:
        return SelectField(label, [DataRequired(_NEEDED)])
    longest = Length(max=MOST_TEXT, message=_TOO_LONG)
    return TextAreaField(label, [DataRequired(_NEEDED), longest], filters=[clean])


def _languages(own: str, deployment: Deployment) -> list[tuple[str, str]]:
    names = {one.tag: one.own_name for one in deployment.languages}
    labels = {tag: names.get(tag, tag) for tag in dict.fromkeys([own, *names])}
    labels[own] = _("%(language)s (the person's)", language=labels[own])
    return list(labels.items())


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
