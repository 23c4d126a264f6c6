"""The person: may the name be known, how to reach them safely, optional demographics, and the last choice."""

from intake.core.directory import Directory
from intake.core.words import Desk
from intake.i18n import _l
from intake.interview.answers import Answers
from intake.interview.fields import (
    Choice,
    ChoiceField,
    LineField,
    ManyField,
    Required,
    SecretField,
    StepForm,
    TickField,
    WordsField,
)
from intake.interview.step import Step
from intake.interview.words import DESKS

ANONYMOUS, ALL, CHOOSE = "anonymous", "all", "choose"

# OMB, Statistical Policy Directive No. 15 (2024): one question, the minimum categories.
RACE_ETHNICITY: list[Choice] = [
    ("american_indian", _l("American Indian or Alaska Native")),
    ("asian", _l("Asian")),
    ("black", _l("Black or African American")),
    ("hispanic", _l("Hispanic or Latino")),
    ("middle_eastern", _l("Middle Eastern or North African")),
    ("pacific_islander", _l("Native Hawaiian or Pacific Islander")),
    ("white", _l("White")),
]


class IdentityForm(StepForm):
    """Whether the name may be known."""

    consent = ChoiceField(
        _l("May those who handle this know your name?"),
        choices=[
            (ANONYMOUS, _l("No. I want to stay anonymous.")),
            (ALL, _l("Yes, those who handle it")),
            (CHOOSE, _l("I want to choose which office")),
        ],
        explain={
            ANONYMOUS: _l("You can still follow the case with your code."),
            ALL: _l("Only the offices that work on your case can open it."),
            CHOOSE: _l("We ask which ones next."),
        },
        validators=[Required()],
    )


class DesksForm(StepForm):
    """Desk by desk."""

    desks = ManyField(
        _l("Which offices may know your name?"),
        choices=[(desk.value, DESKS[desk]) for desk in Desk],
        validators=[Required()],
    )


class NameForm(StepForm):
    """The name as the person gives it."""

    name = LineField(_l("Your name"))


class ContactForm(StepForm):
    """A safe way and safe hours, or not at all."""

    moot = (("way", "none", ("address", "hours")),)

    way = ChoiceField(
        _l("How may we reach you?"),
        choices=[
            ("none", _l("Not at all. I will come back with my code.")),
            ("phone", _l("By phone")),
            ("email", _l("By email")),
            ("letter", _l("By letter")),
            ("someone", _l("Through someone I trust")),
        ],
    )
    address = LineField(_l("Phone number or address"))
    hours = LineField(_l("Safe days and hours"))
    care = WordsField(_l("What should we know to keep you safe?"))


class DemographicsForm(StepForm):
    """Apart from the case; for statistics only."""

    groups = ManyField(_l("What is your race or ethnicity?"), choices=RACE_ETHNICITY)


class WordForm(StepForm):
    """A word by which the person is known again once their code is lost; it opens nothing."""

    word = SecretField(_l("A word only you know"))
    earlier = SecretField(_l("Did you lose the code of an earlier complaint? Write its word here."))


class ReviewForm(StepForm):
    """What the receipt code opens."""

    code_opens = TickField(_l("My code may open what I wrote"))


def _chooses_desks(answers: Answers, _directory: Directory) -> bool:
    return answers.word("identity", "consent") == CHOOSE


def _gives_name(answers: Answers, _directory: Directory) -> bool:
    return answers.word("identity", "consent") in {ALL, CHOOSE}


STEPS = (
    Step(
        "identity",
        _l("May those who handle this know your name?"),
        IdentityForm,
        required=True,
        main="consent",
        help=_l("You can change this later with your code."),
        sms=_l("May those who handle this know your name?"),
        pictogram="eye-off",
    ),
    Step(
        "identity_desks",
        _l("Which offices may know your name?"),
        DesksForm,
        asked_if=_chooses_desks,
        required=True,
        main="desks",
        help=_l("An office that you do not choose cannot open your name."),
        sms=_l("Which offices may know your name?"),
        pictogram="lock",
    ),
    Step(
        "name", _l("Your name"), NameForm, _gives_name, main="name", sms=_l("Your name?"), pictogram="person"
    ),
    Step(
        "contact",
        _l("How may we reach you?"),
        ContactForm,
        asked_if=_gives_name,
        main="way",
        help=_l("Choose a way that is safe for you."),
        sms=_l("How may we reach you in a safe way?"),
        pictogram="phone",
    ),
    Step(
        "demographics",
        _l("What is your race or ethnicity?"),
        DemographicsForm,
        main="groups",
        help=_l("Choose all that fit. It is kept apart from your case and only counted."),
        pictogram="people",
    ),
    Step(
        "word",
        _l("A word only you know"),
        WordForm,
        main="word",
        help=_l(
            "If you lose your code, it helps us see that a new complaint is yours."
            " Do not use a name or a date of birth."
        ),
        pictogram="lock",
    ),
)

REVIEW = Step(
    "review",
    _l("Check and send"),
    ReviewForm,
    help=_l("If someone finds your code, they could then read what you wrote."),
    pictogram="envelope",
)
