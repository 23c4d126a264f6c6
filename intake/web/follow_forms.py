"""The forms of an open case: more words, who may know the name, and a box to tick before taking back."""

from intake.core.complaint import Desk
from intake.i18n import _, _l
from intake.interview.fields import ACCOUNT, LineField, ManyField, Required, StepForm, TickField, WordsField
from intake.interview.words import DESKS


class WordsForm(StepForm):
    """More words to the office."""

    text = WordsField(_l("Your message"), most=ACCOUNT)


class ConsentForm(StepForm):
    """Which offices may know the name; it is typed again, since nothing here can open what was sent."""

    desks = ManyField(
        _l("Which offices may know your name?"), choices=[(desk.value, DESKS[desk]) for desk in Desk]
    )
    name = LineField(_l("Your name"))
    way = LineField(_l("A safe way to reach you"))

    def validate(self, extra_validators: object = None) -> bool:
        """Also ask for the name where an office is to know it."""
        del extra_validators
        fits = super().validate()
        if self.desks.data and not self.name.data:
            self.name.errors = [_("Please write your name again. We cannot open what you sent before.")]
            return False
        return fits


class TakeBackForm(StepForm):
    """A box against a click by mistake."""

    sure = TickField(_l("Yes, I want to take it back"), validators=[Required()])
