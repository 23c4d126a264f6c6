"""Held past the day: the hold paper, whether and when the person could leave, whether they are still held."""

from intake.core.words import Actor, Allegation
from intake.i18n import _l
from intake.interview.dates import HourField, MonthOrDayField
from intake.interview.fields import ChoiceField, StepForm, YesNoField
from intake.interview.said import NO_DETAINER, Said
from intake.interview.step import Step
from intake.interview.steps.incident import asked_of

_A = Allegation
# D01 to D06: the rows that turn on a detainer.
_ABOUT_A_HOLD = (
    *(_A.OVER_48H, _A.BAIL_REFUSED, _A.US_CITIZEN, _A.DETAINER_IMPROPER, _A.NO_NOTICE, _A.VICTIM_WITNESS),
)
# The 48-hour clock counts from the moment they could leave.
_ABOUT_THE_CLOCK = (_A.OVER_48H, _A.BAIL_REFUSED)
# D03 and D04 are of the same hour while the person is still held.
_ABOUT_STILL = (_A.OVER_48H, _A.BAIL_REFUSED, _A.US_CITIZEN)
# A claim to citizenship moves these to D03 or D03L.
_HELD_WRONGLY = (
    *(_A.OVER_48H, _A.OVER_72H, _A.BAIL_REFUSED, _A.DETAINER_IMPROPER, _A.NO_NOTICE, _A.FALSE_ARREST),
)
_DHS = frozenset({Actor.ICE, Actor.CBP, Actor.DHS_CONTRACTOR})


class PapersForm(StepForm):
    """Whether there was a detainer."""

    paper = ChoiceField(
        _l("Did you get this paper?"),
        choices=[
            ("got", _l("Yes, this paper")),
            ("told", _l("No, but they said immigration put a hold on the person")),
            ("no", _l("No")),
            ("unknown", _l("I don't know")),
        ],
    )


class HeldForm(StepForm):
    """Whether local custody is over, and since when."""

    moot = (("could_leave", "no", ("day", "hour")),)

    could_leave = YesNoField(_l("Did bail, a judge or the end of your time mean that you could leave?"))
    day = MonthOrDayField(_l("On which day could you leave?"), day_needed=True)
    hour = HourField(_l("At what time, if you know it?"), description=_l("For example 5:30 pm or 17:30."))


class StillHeldForm(StepForm):
    """Whether the person is free again."""

    moot = (("still", "yes", ("day", "hour")), ("still", "free", ("day", "hour")))

    still = ChoiceField(
        _l("Is the person still held?"),
        choices=[
            ("yes", _l("Yes, still held")),
            ("free_since", _l("No, free. I know the day.")),
            ("free", _l("No, free. I don't know the day.")),
        ],
    )
    day = MonthOrDayField(_l("Free since which day?"), day_needed=True)
    hour = HourField(_l("At what time, if you know it?"), description=_l("For example 5:30 pm or 17:30."))


class CitizenshipForm(StepForm):
    """The only question about status that is ever asked; a yes moves the complaint to the same hour."""

    citizen = YesNoField(_l("Do you say you are a U.S. citizen?"), unknown=False)


def _about_a_hold(said: Said) -> bool:
    return said.any_of(*_ABOUT_A_HOLD) and said.place not in NO_DETAINER


def _about_the_clock(said: Said) -> bool:
    return said.any_of(*_ABOUT_THE_CLOCK) and said.place not in NO_DETAINER


def _about_still(said: Said) -> bool:
    return said.any_of(*_ABOUT_STILL) and said.place not in NO_DETAINER


def _citizenship_matters(said: Said) -> bool:
    if said.any_of(_A.US_CITIZEN) or not said.any_of(*_HELD_WRONGLY):
        return False
    return said.held_by_dhs or _about_a_hold(said) or not _DHS.isdisjoint(said.actors)


def hold_steps(prefix: str = "") -> tuple[Step, ...]:
    """Return the steps for the incident with this prefix."""
    return (
        Step(
            prefix + "papers",
            _l("Did you get this paper?"),
            PapersForm,
            asked_of(prefix, _about_a_hold),
            main="paper",
            help=_l("Its name is Form I-247. It asks a jail to keep a person for immigration."),
            sms=_l("Did you get a paper called I-247? Or did they say immigration put a hold?"),
            pictogram="file",
        ),
        Step(
            prefix + "held",
            _l("Did bail, a judge or the end of your time mean that you could leave?"),
            HeldForm,
            asked_of(prefix, _about_the_clock),
            main="could_leave",
            help=_l(
                "If you write for someone else, answer for that person. No time? We count from midnight."
            ),
            sms=_l("Did bail, a judge or the end of your time mean that you could leave?"),
            pictogram="clock",
        ),
        Step(
            prefix + "still_held",
            _l("Is the person still held?"),
            StillHeldForm,
            asked_of(prefix, _about_still),
            main="still",
            sms=_l("Is the person still held?"),
            pictogram="clock",
        ),
        Step(
            prefix + "citizenship",
            _l("Do you say you are a U.S. citizen?"),
            CitizenshipForm,
            asked_of(prefix, _citizenship_matters),
            main="citizen",
            help=_l("If you write for someone else, answer for that person."),
            sms=_l("Do you, or the person held, say they are a U.S. citizen?"),
            pictogram="person",
        ),
    )
