"""The fields of every step: choices with an explanation, several choices, lines and longer texts, yes and no.

All errors are plain and translated; values are cleaned before they are checked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from wtforms import (
    BooleanField,
    Form,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs describe WTForms 3.2
from wtforms.validators import StopValidation, ValidationError

from intake.i18n import _, _l
from intake.interview.text import clean_line, clean_text, comparable_word

Choice = tuple[str, str]  # code, label (lazy)

LINE = 200  # letters in a name or a place
WORD = 4  # letters that a word has at least, to be told from others
NOTE = 1_000  # letters in a short remark
ACCOUNT = 20_000  # letters in one's own words: some eight printed pages, and 60 KB in any living script

YES_NO: tuple[Choice, ...] = (("yes", _l("Yes")), ("no", _l("No")))
YES_NO_UNKNOWN: tuple[Choice, ...] = (*YES_NO, ("unknown", _l("I don't know")))


class Posted(dict[str, list[str]]):
    """Values by field name as WTForms reads them, for channels that have no HTTP form."""

    def getlist(self, key: str) -> list[str]:
        """Return the values of a name; empty where there are none."""
        return self.get(key, [])


class StepForm(Form):
    """A form of the interview: plain WTForms, without CSRF (the web's concern).

    `moot` names the fields that an answer makes pointless: (field, answer, those fields). What stands in them, from
    before the answer was changed or by mistake, is dropped: it would contradict it, and tell what was not asked.
    """

    moot: ClassVar[tuple[tuple[str, str, tuple[str, ...]], ...]] = ()

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Drop what an answer makes moot, then check the rest."""
        for name, answer, others in self.moot:
            if self[name].data == answer:
                for other in others:
                    self[other].process(Posted())
        return super().validate(extra_validators)


class Required:
    """Asks for an answer; "I don't know" is always one."""

    field_flags = {"required": True}  # noqa: RUF012  # the name and the plain dict are WTForms' protocol

    def __call__(self, form: Form, field: Any) -> None:
        """Raise StopValidation where nothing was answered."""
        del form
        if not field.data:
            raise StopValidation(_("Please choose an answer."))


class AtMost:
    """Limits a text to a number of letters, and says how many it has."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, form: Form, field: Any) -> None:
        """Raise ValidationError where the text is longer."""
        del form
        if field.data and len(field.data) > self.most:
            raise ValidationError(
                _(
                    "This is too long. It has %(has)s letters. The most is %(most)s.",
                    has=len(field.data),
                    most=self.most,
                )
            )


class Distinct:
    """Asks that a word tells people apart and names nobody: a few letters at least, and not numbers alone."""

    def __call__(self, form: Form, field: Any) -> None:
        """Raise ValidationError where the word is too short or has no letter."""
        del form
        word = comparable_word(field.data or "")
        if not field.data:
            return
        if len(word) < WORD:
            raise ValidationError(_("Please use at least %(least)s letters.", least=WORD))
        if word.isdecimal():
            raise ValidationError(_("Please use letters too. A number may tell who you are."))


def _select_choices(choices: Iterable[Choice]) -> list[SelectChoice]:
    return [SelectChoice(code, label) for code, label in choices]


class Listed:
    """A choice from a list: nothing chosen is an answer of its own, anything else must be on the list."""

    choices: Any
    data: Any

    def offer(self, choices: Iterable[Choice]) -> None:
        """Put these choices in place of what the field had."""
        self.choices = _select_choices(choices)

    def pre_validate(self, form: object) -> None:
        """Raise StopValidation where a code is not on the list."""
        del form
        chosen = self.data if isinstance(self.data, list) else [self.data]
        codes = {choice.value for choice in self.choices}
        if any(code and code not in codes for code in chosen):
            raise StopValidation(_("Please choose from the list."))

    def words(self, code: str) -> str:
        """Return a code's label in the language of the request; the code itself where it is not listed."""
        return next((str(choice.label) for choice in self.choices if choice.value == code), code)


def _code(value: object) -> str:
    return "" if value is None else clean_line(str(value))


class ChoiceField(Listed, RadioField):
    """One of several answers, each with a label and, where it helps, an explanation by code."""

    def __init__(
        self,
        label: str = "",
        *,
        choices: Iterable[Choice] = (),
        explain: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, coerce=_code, choices=_select_choices(choices), **kwargs)
        self.explain = dict(explain or {})


class PickField(Listed, SelectField):
    """One of a long list, such as a State; the first, empty entry means no answer."""

    def __init__(self, label: str = "", *, choices: Iterable[Choice] = (), **kwargs: Any) -> None:
        super().__init__(label, coerce=_code, choices=_select_choices(choices), **kwargs)


class YesNoField(ChoiceField):
    """Yes or no, by default with "I don't know"."""

    def __init__(self, label: str = "", *, unknown: bool = True, **kwargs: Any) -> None:
        super().__init__(label, choices=YES_NO_UNKNOWN if unknown else YES_NO, **kwargs)


@dataclass(frozen=True)
class Group:
    """Some of a field's choices under one picture."""

    key: str
    title: str
    pictogram: str
    options: tuple[Choice, ...]

    @property
    def choices(self) -> tuple[str, ...]:
        """The codes of the options."""
        return tuple(code for code, _label in self.options)


class ManyField(Listed, SelectMultipleField):
    """Several answers from a list, shown as boxes to tick; `groups` puts them under pictures."""

    def __init__(
        self,
        label: str = "",
        *,
        choices: Iterable[Choice] = (),
        groups: Sequence[Group] = (),
        **kwargs: Any,
    ) -> None:
        listed = [*choices, *(option for group in groups for option in group.options)]
        super().__init__(label, coerce=_code, choices=_select_choices(listed), **kwargs)
        self.groups = tuple(groups)

    def process_formdata(self, valuelist: list[Any] | None) -> None:
        """Take the codes once each, in the order given."""
        self.data = list(dict.fromkeys(filter(None, map(_code, valuelist or ()))))


class LineField(StringField):
    """One line of text."""

    def __init__(
        self, label: str = "", *, most: int = LINE, validators: Sequence[Any] = (), **kwargs: Any
    ) -> None:
        super().__init__(label, validators=[*validators, AtMost(most)], **kwargs)
        self.most = most

    def process_formdata(self, valuelist: list[Any] | None) -> None:
        """Take the line, cleaned."""
        self.data = clean_line(str(valuelist[0])) if valuelist else ""


class SecretField(LineField):
    """A word that is only compared: whoever shows the answers says that it was given, and not what it is."""

    def __init__(self, label: str = "", **kwargs: Any) -> None:
        super().__init__(label, validators=[Distinct()], **kwargs)


class WordsField(TextAreaField):
    """A text of several lines."""

    def __init__(
        self, label: str = "", *, most: int = NOTE, validators: Sequence[Any] = (), **kwargs: Any
    ) -> None:
        super().__init__(label, validators=[*validators, AtMost(most)], **kwargs)
        self.most = most

    def process_formdata(self, valuelist: list[Any] | None) -> None:
        """Take the text, cleaned."""
        self.data = clean_text(str(valuelist[0])) if valuelist else ""


class TickField(BooleanField):
    """One box to tick."""
