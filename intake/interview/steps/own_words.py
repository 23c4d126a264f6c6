"""In your own words; files; and whether something else happened somewhere else."""

from intake.i18n import _l
from intake.interview.fields import ACCOUNT, StepForm, TickField, WordsField, YesNoField
from intake.interview.step import Step


class AccountForm(StepForm):
    """What happened, in the person's own words."""

    account = WordsField(_l("Tell us what happened, in your own words"), most=ACCOUNT)


class InterpreterForm(StepForm):
    """Whether an interpreter is wanted; the officers see it at once."""

    wanted = TickField(_l("I want an interpreter"))


class FilesForm(StepForm):
    """Whether there are files; taking them is the channel's work."""

    has = YesNoField(_l("Do you have photos or papers to add?"), unknown=False)


class ElsewhereForm(StepForm):
    """Opens the steps of the second incident."""

    elsewhere = YesNoField(_l("Did something else happen somewhere else?"), unknown=False)


STEPS = (
    Step(
        "account",
        _l("Tell us what happened, in your own words"),
        AccountForm,
        main="account",
        help=_l("Write in any language. Write as much or as little as you want."),
        sms=_l("Tell us what happened, in your own words. Any language is fine."),
        pictogram="pencil",
    ),
    Step(
        "interpreter",
        _l("An interpreter"),
        InterpreterForm,
        main="wanted",
        help=_l("Then someone helps the office talk with you in your language. It is free."),
        sms=_l("Do you want an interpreter, to talk with the office? It is free."),
        pictogram="speech",
    ),
    Step(
        "files",
        _l("Do you have photos or papers to add?"),
        FilesForm,
        main="has",
        help=_l("You can also add them later."),
        sms=_l("Do you have photos to add?"),
        pictogram="file",
    ),
    Step(
        "elsewhere",
        _l("Did something else happen somewhere else?"),
        ElsewhereForm,
        main="elsewhere",
        help=_l("For instance: first on the street, then in a jail. If yes, we ask about that too."),
        sms=_l("Did something else happen somewhere else?"),
        pictogram="place-street",
    ),
)
