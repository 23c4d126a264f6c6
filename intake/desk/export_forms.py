"""The form of an export: what goes into the file, for whom, and what is blacked out; and what it means."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from wtforms import BooleanField, Form, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from config.deployment import Deployment
from intake.core.copies import Copy
from intake.core.offices import NONE, TRIAGE, desk_of
from intake.desk.export_words import CHOICES, PARTS, REASONS
from intake.desk.forms import MOST_TEXT, clean
from intake.export.choice import Choice, Part, passages_of
from intake.export.folding import pattern_of
from intake.export.redaction import Reason, Term
from intake.i18n import _, _l
from intake.service.review import CaseFile

PREFIX = "export-"
MOST_WORDS = 100
Texts: TypeAlias = list[tuple[str, str, list[tuple[str, str]]]]
"""Texts as (title, language, passages), and each passage as (name, text)."""
_TOO_LONG = _l("This is too long.")
_USUAL = (Part.account, Part.answers, Part.facts, Part.messages, Part.notes, Part.history)


class Boxes(SelectMultipleField):
    """Several boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ExportForm(Form):
    """What goes into a file. Without a tick nothing goes: no name, no file."""

    office = SelectField(_l("Who gets the file"))
    parts = Boxes(_l("What goes into it"))
    files = Boxes(_l("Files that go along"))
    words = TextAreaField(
        _l("Words and passages to black out"),
        [Length(max=MOST_TEXT, message=_TOO_LONG)],
        filters=[clean],
    )
    words_reason = SelectField(_l("Why these words"))
    cuts = Boxes(_l("Sentences to black out"))
    cuts_reason = SelectField(_l("Why these sentences"))
    consented = BooleanField(_l("The person said that this office may know who they are"))
    where = StringField(_l("Where did they say so?"), [Length(max=1000, message=_TOO_LONG)], filters=[clean])
    texts: Texts
    """What an officer can cut from, by text."""

    @property
    def lines(self) -> list[str]:
        """The words to black out, each once."""
        return list(
            dict.fromkeys(line.strip() for line in (self.words.data or "").split("\n") if line.strip())
        )


@dataclass(frozen=True)
class OutsideOffice:
    """An office a packet may go to: `limit` is "", deid or consent; `named` says that the rules name it for this case."""

    code: str
    name: str
    limit: str
    named: bool


def outside_offices(case: CaseFile, deployment: Deployment) -> list[OutsideOffice]:
    """Return the offices a packet may go to: first those that the decision names, with their limits, then the others."""
    decision = case.detail.decision
    copies = [copy for text in decision["copies"] if (copy := Copy.parse(text))]
    limits = {copy.name: copy.limit for copy in copies}
    limits |= {code: "" for code in decision["offices"] if not _is_ours(code, case)}
    codes = [*limits, *(code for code in deployment.offices if code not in limits)]
    return [
        OutsideOffice(code, _(deployment.offices[code].name), limits.get(code, ""), code in limits)
        for code in codes
        if code in deployment.offices and code not in {TRIAGE, NONE}
    ]


def _is_ours(code: str, case: CaseFile) -> bool:
    """Say whether an office is a desk that has the case anyway: CRCL, or a section of DOJ's Civil Rights Division."""
    return (code == "DHS-CRCL" or code.startswith("DOJ-CRT-")) and desk_of(code).value in case.desks


def export_form(
    case: CaseFile, offices: list[OutsideOffice], data: Any = None, *, office: str = ""
) -> ExportForm:
    """Return the form with what this case has; a name is offered only where a key of this desk opens it."""
    form = ExportForm(data, prefix=PREFIX, office=office, parts=[part.value for part in _USUAL])
    offered = [part for part in Part if case.identity is not None or part not in {Part.name, Part.contact}]
    form.office.choices = [
        ("", _("Nobody outside: it stays with us")),
        *((one.code, one.name) for one in offices),
    ]
    form.parts.choices = [(part.value, PARTS[part]) for part in offered]
    form.files.choices = [(kept.blob.hex, kept.name) for kept in case.files]
    form.texts = texts_of(case)
    form.cuts.choices = [(name, name) for _title, _lang, found in form.texts for name, _text in found]
    for field in (form.words_reason, form.cuts_reason):
        field.choices = [(reason.value, REASONS[reason]) for reason in CHOICES]
    return form


def texts_of(case: CaseFile) -> Texts:
    """Return the account, messages and notes: what an officer can cut from."""
    own = case.detail.language
    entries = [(_("What happened"), Part.account, one, own) for one in case.account]
    entries += [
        (_("Message %(number)s", number=number), Part.messages, one, str(one.body.get("language", own)))
        for number, one in enumerate(case.conversation, start=1)
    ]
    entries += [(_("Note of my desk"), Part.notes, one, "") for one in case.notes]
    found = [(title, lang, passages_of(part, one)) for title, part, one, lang in entries]
    return [(title, lang, passages) for title, lang, passages in found if passages]


def choice_of(form: ExportForm) -> Choice:
    """Return what a form that was checked asks for."""
    cut, struck = Reason(str(form.cuts_reason.data)), Reason(str(form.words_reason.data))
    cuts: Mapping[str, Reason] = dict.fromkeys(form.cuts.data or [], cut)
    return Choice(
        parts=frozenset(map(Part, form.parts.data or [])),
        files=frozenset(form.files.data or []),
        terms=tuple(Term(line, struck) for line in form.lines),
        cuts=cuts,
        office=str(form.office.data or ""),
    )


def limit_of(form: ExportForm, offices: list[OutsideOffice]) -> str:
    """Return what limits the copy for the office that was chosen: "", deid or consent."""
    return next((one.limit for one in offices if one.code == form.office.data), "")


def check(form: ExportForm, offices: list[OutsideOffice]) -> bool:
    """Check a form, and that no name goes outside without consent; the fields say what is missing."""
    if not form.validate():
        return False
    if len(form.lines) > MOST_WORDS:
        form.words.errors = [_("At most %(most)s lines, please.", most=MOST_WORDS)]
    elif any(pattern_of(line) is None for line in form.lines):
        form.words.errors = [_("A line has neither a letter nor a digit.")]
    limit, consented = limit_of(form, offices), bool(form.consented.data and form.where.data)
    names = {Part.name.value, Part.contact.value}.intersection(form.parts.data or [])
    if form.office.data and limit != "deid" and not consented and (names or limit == "consent"):
        form.consented.errors = [_("This goes out only with the person's consent. Say where they gave it.")]
    return not form.errors


def refuse_unused(form: ExportForm, unused: list[str]) -> None:
    """Say which words stand nowhere: one that is misspelt here would still be in the file."""
    form.words.errors = [_("Not found in this case: %(words)s", words=", ".join(unused))]
