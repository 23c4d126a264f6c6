"""The details that matter, each asked only where it changes the route or what an officer can do."""

from intake.core.words import Actor, Allegation, Place
from intake.i18n import _l
from intake.interview.fields import Choice, ChoiceField, LineField, ManyField, StepForm, YesNoField
from intake.interview.said import Said
from intake.interview.step import Step
from intake.interview.steps.incident import asked_of
from intake.interview.steps.who import BY_AN_AGENCY

_A = Allegation
_HARM = (_A.FORCE, _A.FALSE_ARREST, _A.STAFF_ABUSE, _A.FAILURE_TO_PROTECT)  # L04, and what an officer secures
_CHILD = (  # J02
    *(_A.CHILD_ABUSE, _A.STAFF_ABUSE, _A.CONDITIONS, _A.OVER_72H, _A.FAMILY_SEPARATION, _A.MEDICAL),
)
_CARE = (_A.MEDICAL, _A.MENTAL_HEALTH, _A.FAILURE_TO_PROTECT)  # L12
_REPRISAL = (_A.RETALIATION, _A.COMPLAINT_ACCESS)  # I08, L18
_PATTERN = (  # L03
    *(_A.PROFILING, _A.FALSE_ARREST, _A.UNLAWFUL_STOP, _A.STATUS_QUESTIONING, _A.DISCRIMINATION),
)
_UNEQUAL = (*_PATTERN, _A.EMPLOYMENT_STATUS_BIAS)
_LOCAL_PLACES = frozenset(
    {Place.LOCAL_JAIL, Place.JUVENILE_LOCAL, Place.STATE_PRISON, Place.IGSA_JAIL, Place.UNKNOWN}
)

BASES: list[Choice] = [
    ("race", _l("Race or skin color")),
    ("origin", _l("Where the family comes from")),
    ("language", _l("Language or accent")),
    ("religion", _l("Religion")),
    ("sex", _l("Being a woman or a man")),
    ("gender", _l("Being gay or trans")),
    ("disability", _l("A disability")),
    ("age", _l("Age")),
    ("other", _l("Something else")),
]


class AskedForm(StepForm):
    """What the officers asked about."""

    about = ChoiceField(
        _l("What did the officers ask about?"),
        choices=[
            ("papers", _l("Where someone was born, or their papers")),
            ("crime", _l("Only traffic or a crime")),
            ("both", _l("Both")),
            ("unsure", _l("I don't know")),
        ],
    )


class InjuryForm(StepForm):
    """Whether someone was hurt."""

    hurt = YesNoField(_l("Was someone hurt?"))


class MinorForm(StepForm):
    """Whether it is about a child."""

    under_18 = YesNoField(_l("Is the person under 18?"))


class DisabilityForm(StepForm):
    """Whether the person has a disability."""

    disability = YesNoField(_l("Does the person have a disability?"))


class PriorForm(StepForm):
    """Whether there was a complaint before."""

    before = YesNoField(_l("Was there a complaint before this one?"))
    number = LineField(_l("To which office? Add the number, if you know it."))


class OthersForm(StepForm):
    """Whether it is a pattern."""

    others = ChoiceField(
        _l("Do you know of others this happened to?"),
        choices=[
            ("none", _l("No")),
            ("few", _l("Yes, one or two")),
            ("many", _l("Yes, three or more")),
        ],
    )
    order = YesNoField(_l("Did a boss or a rule tell them to do it?"))


class BasesForm(StepForm):
    """For what they were treated so."""

    bases = ManyField(_l("Why do you think they were treated this way?"), choices=BASES)


def _officers_asked(said: Said) -> bool:
    local = not {Actor.LOCAL_POLICE, Actor.JAIL_STAFF}.isdisjoint(said.actors)
    return local and said.any_of(*BY_AN_AGENCY)


def _harm(said: Said) -> bool:
    return said.any_of(*_HARM)


def _child(said: Said) -> bool:
    return said.held_by_dhs and said.any_of(*_CHILD)


def _care(said: Said) -> bool:
    return said.place in _LOCAL_PLACES and said.any_of(*_CARE)


def _reprisal(said: Said) -> bool:
    return said.any_of(*_REPRISAL)


def _pattern(said: Said) -> bool:
    return said.maybe_local and said.any_of(*_PATTERN)


def _unequal(said: Said) -> bool:
    return said.any_of(*_UNEQUAL)


def detail_steps(prefix: str = "") -> tuple[Step, ...]:
    """Return the steps for the incident with this prefix."""
    asked = (
        ("asked", _l("What did the officers ask about?"), AskedForm, _officers_asked, "about", "papers"),
        ("injury", _l("Was someone hurt?"), InjuryForm, _harm, "hurt", "hand"),
        ("minor", _l("Is the person under 18?"), MinorForm, _child, "under_18", "family"),
        (
            *("disability", _l("Does the person have a disability?"), DisabilityForm),
            *(_care, "disability", "health"),
        ),
        ("prior", _l("Was there a complaint before this one?"), PriorForm, _reprisal, "before", "file"),
        ("others", _l("Do you know of others this happened to?"), OthersForm, _pattern, "others", "people"),
        (
            *("bases", _l("Why do you think they were treated this way?"), BasesForm),
            *(_unequal, "bases", "people"),
        ),
    )
    return tuple(
        Step(prefix + key, title, form, asked_of(prefix, condition), main=main, sms=title, pictogram=picture)
        for key, title, form, condition, main, picture in asked
    )
