"""The desk's forms. The app checks the CSRF token of every POST before a form is read, so forms carry no second one."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    Form,
    HiddenField,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from intake.i18n import _l
from intake.service.officers import MIN_PASSPHRASE

MOST_TEXT = 20_000
_NAME = 40
_SECRET = 200
Choices = Sequence[tuple[str, str]]
_NEEDED = _l("Please fill this in.")
_TOO_LONG = _l("This is too long.")


def clean(text: object) -> object:
    """Trim, normalise, and drop what no keyboard types: control characters, lone surrogates, bidi controls."""
    if not isinstance(text, str):
        return text
    kept = (
        letter
        for letter in text.replace("\r\n", "\n")
        if letter in "\n\t" or unicodedata.category(letter)[0] != "C"
    )
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def _needed(*, most: int) -> list[Any]:
    return [DataRequired(_NEEDED), Length(max=most, message=_TOO_LONG)]


def _name_field() -> StringField:
    return StringField(
        _l("Name"),
        _needed(most=_NAME),
        filters=[clean],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )


def _reason_field() -> TextAreaField:
    return TextAreaField(_l("Reason"), _needed(most=MOST_TEXT), filters=[clean])


def _totp_field() -> StringField:
    return StringField(
        _l("Code from your authenticator"),
        _needed(most=12),
        filters=[clean],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class SignInForm(Form):
    """Name, passphrase and second factor in one form, so that none is tried without the others."""

    name = _name_field()
    passphrase = PasswordField(
        _l("Passphrase"), _needed(most=_SECRET), render_kw={"autocomplete": "current-password"}
    )
    totp = _totp_field()


class NewPassphrase(Form):
    """A new passphrase, typed twice."""

    fresh = PasswordField(
        _l("New passphrase"),
        _needed(most=_SECRET),
        description=_l("At least 15 characters. Six random words are good."),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("New passphrase again"), _needed(most=_SECRET), render_kw={"autocomplete": "new-password"}
    )

    def validate_fresh(self, field: PasswordField) -> None:
        """Refuse a short one."""
        if len((field.data or "").strip()) < MIN_PASSPHRASE:
            raise ValidationError(str(_l("A passphrase has at least 15 characters.")))

    def validate_again(self, field: PasswordField) -> None:
        """Refuse one that was mistyped."""
        if field.data != self.fresh.data:
            raise ValidationError(str(_l("This is not the same as above.")))


class RecoverForm(NewPassphrase):
    """The recovery code from paper and the second factor, for a new passphrase."""

    name = _name_field()
    code = StringField(
        _l("Recovery code"),
        _needed(most=_SECRET),
        filters=[clean],
        description=_l("It stands on your paper."),
    )
    totp = _totp_field()


class ChangePassphraseForm(NewPassphrase):
    """Who changes a passphrase shows that they know the old one and hold the second factor."""

    passphrase = PasswordField(
        _l("Passphrase now"), _needed(most=_SECRET), render_kw={"autocomplete": "current-password"}
    )
    totp = _totp_field()


class QueueForm(Form):
    """The filters of the queue. Their values are codes, so that an address never says what somebody wrote."""

    urgency = SelectField(_l("Urgency"))
    status = SelectField(_l("Status"))
    owner = SelectField(_l("Owner"))
    desks = SelectField(_l("Desk"))
    kinds = SelectField(_l("Kind of complaint"))
    place = SelectField(_l("Facility"))
    agency = SelectField(_l("Agency"))
    language = SelectField(_l("Language"))
    channel = SelectField(_l("Channel"))
    flags = SelectField(_l("Flag"))
    overdue = BooleanField(_l("Overdue only"))
    closed = BooleanField(_l("Closed cases"))


class ReplyForm(Form):
    """A message to the complainant, with the language it is in."""

    language = SelectField(_l("Language of this message"))
    text = TextAreaField(_l("Message"), _needed(most=MOST_TEXT), filters=[clean])
    as_it_is = BooleanField(_l("Send it all the same"))


class NoteForm(Form):
    """A note for one's own desk."""

    text = TextAreaField(_l("Note"), _needed(most=MOST_TEXT), filters=[clean])


class MoveForm(Form):
    """What goes with a move; each move shows and needs only some of it."""

    reason = TextAreaField(_l("Reason"), [Length(max=MOST_TEXT, message=_TOO_LONG)], filters=[clean])
    outcome = SelectField(_l("Outcome"), default="")
    waiting_on = StringField(_l("Waiting on"), [Length(max=200, message=_TOO_LONG)], filters=[clean])
    return_on = DateField(_l("Until"), [Optional()])


class ReferForm(Form):
    """To which desk a case goes, and why."""

    to = SelectField(_l("Desk"))
    reason = _reason_field()


class RetentionForm(Form):
    """For how long a case is kept, and why; the empty class leaves it to the rules."""

    code = SelectField(_l("Class"))
    reason = _reason_field()


class ReasonForm(Form):
    """Why something is done that a colleague will ask about."""

    reason = _reason_field()


class DisposeForm(Form):
    """The second person's word that a case may go for good."""

    sure = BooleanField(_l("I have read this case, and I agree that it is destroyed for good"))

    def validate_sure(self, field: BooleanField) -> None:
        """Refuse to go on without it."""
        if not field.data:
            raise ValidationError(str(_l("Please say that you agree.")))


class AdmitForm(Form):
    """The second step of admitting somebody: the fingerprint was compared."""

    compared = HiddenField()
    same = BooleanField(
        _l("I compared these digits with the officer, by voice or in person. They are the same.")
    )

    def validate_same(self, field: BooleanField) -> None:
        """Refuse to go on without it."""
        if not field.data:
            raise ValidationError(str(_l("Please compare the digits first.")))


class AuditForm(Form):
    """Whose acts, or the acts on which case; one of the two."""

    account = StringField(_l("Account"), [Length(max=_NAME, message=_TOO_LONG)], filters=[clean])
    case_id = StringField(_l("Case number"), [Length(max=36, message=_TOO_LONG)], filters=[clean])
