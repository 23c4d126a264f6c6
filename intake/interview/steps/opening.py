"""The first steps: before you begin, is someone in danger, for whom."""

from intake.core.directory import Directory
from intake.i18n import _l
from intake.interview.answers import Answers
from intake.interview.fields import ChoiceField, Required, StepForm, YesNoField
from intake.interview.step import Step


class BeforeForm(StepForm):
    """Nothing to fill in: these are texts to read, and reading them is not an agreement."""


class DangerForm(StepForm):
    """Whether someone is in danger now."""

    danger = YesNoField(_l("Is someone in danger now?"), unknown=False, validators=[Required()])


class CallJailForm(StepForm):
    """Whether the jail may be called at once."""

    call = ChoiceField(
        _l("May we call the jail now? They will learn who you are."),
        choices=[
            ("yes", _l("Yes, call the jail")),
            ("no", _l("No, do not call")),
            ("not_held", _l("The person is not in a jail")),
        ],
    )


class ForWhomForm(StepForm):
    """For whom the complaint is."""

    whom = ChoiceField(
        _l("Who is this about?"),
        choices=[
            ("me", _l("Me")),
            ("family", _l("Someone in my family")),
            ("client", _l("My client")),
            ("witness", _l("Someone else. I saw it or heard of it.")),
            ("many", _l("Many people")),
        ],
    )


def _in_danger(answers: Answers, _directory: Directory) -> bool:
    return answers.word("danger", "danger") == "yes"


STEPS = (
    Step(
        "before",
        _l("Before you begin"),
        BeforeForm,
        pictogram="lock",
        notes=(
            _l("You do not have to give your name. You can skip most questions."),
            _l("Once sent, your words are locked. Only the offices that work on your case can open them."),
            _l("While you write, this system can see your words. It does not keep them open after you send."),
            _l("One of the offices is called CRCL. It is part of Homeland Security. So is ICE."),
            _l("The other office is the Department of Justice. It can look at police and jails."),
            _l("By law, some things may have to be told. Harm to a child is one. A judge can also order it."),
            _l("This is not a lawyer. It does not stop a removal or change a court date."),
        ),
    ),
    Step(
        "danger",
        _l("Is someone in danger now?"),
        DangerForm,
        required=True,
        main="danger",
        help=_l("Danger means someone may die or be badly hurt soon."),
        sms=_l("Is someone in danger now?"),
        pictogram="danger",
    ),
    Step(
        "call_jail",
        _l("May we call the jail now? They will learn who you are."),
        CallJailForm,
        asked_if=_in_danger,
        main="call",
        sms=_l("May we call the jail now? They will learn who you are."),
        pictogram="phone",
    ),
    Step(
        "for_whom",
        _l("Who is this about?"),
        ForWhomForm,
        main="whom",
        sms=_l("Who is this about?"),
        pictogram="family",
    ),
)
