"""What happened: some forty kinds under six pictures, several may be chosen."""

from intake.i18n import _l
from intake.interview.fields import ManyField, Required, StepForm
from intake.interview.step import Step
from intake.interview.steps.incident import asked_of
from intake.interview.words import GROUPS


class WhatForm(StepForm):
    """What happened."""

    kinds = ManyField(_l("What happened?"), groups=GROUPS, validators=[Required()])


def what_steps(prefix: str = "") -> tuple[Step, ...]:
    """Return the step for the incident with this prefix."""
    return (
        Step(
            prefix + "what",
            _l("What happened?"),
            WhatForm,
            asked_of(prefix),
            required=True,
            main="kinds",
            help=_l("Choose all that fit."),
            sms=_l("What happened? You can choose more than one."),
            pictogram="pencil",
        ),
    )
