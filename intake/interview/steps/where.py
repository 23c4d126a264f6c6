"""Where and when: the kind of place, its name, State and county; and a day, a month, or "still happening"."""

from collections.abc import Mapping

from intake.core.directory import Directory
from intake.core.words import Place
from intake.i18n import _, _l
from intake.interview.answers import DOOR, Answers
from intake.interview.dates import MonthOrDayField
from intake.interview.fields import Choice, ChoiceField, LineField, PickField, Required, StepForm, YesNoField
from intake.interview.geo import states
from intake.interview.said import HERE, NONE_OF_THESE, ONGOING, Said
from intake.interview.step import Step
from intake.interview.steps.incident import asked_of
from intake.interview.words import PLACES

# "An immigration center" is kept as private_ice: most are run by a company, which nobody inside can know, and
# no rule tells it from ice_spc. What only the directory knows (igsa_jail, usms_contract) is not asked.
_IMMIGRATION_CENTER: Choice = (Place.PRIVATE_ICE.value, _l("In an immigration center"))
_ASKED = (
    *(Place.COMMUNITY, Place.HOME, Place.WORKPLACE, Place.COURTHOUSE, Place.HOSPITAL, Place.TRANSPORT),
    *(Place.LOCAL_JAIL, Place.STATE_PRISON, Place.PRIVATE_ICE, Place.ICE_HOLD, Place.CBP_HOLD, Place.BOP),
    *(Place.ORR, Place.JUVENILE_LOCAL, Place.UNKNOWN),
)
PLACE_CHOICES: list[Choice] = [
    _IMMIGRATION_CENTER if place is Place.PRIVATE_ICE else (place.value, PLACES[place]) for place in _ASKED
]


class HereForm(StepForm):
    """Only where the channel knows the building it stands in."""

    here = YesNoField(_l("Did it happen in this building?"), unknown=False)


class WhereForm(StepForm):
    """Where it happened."""

    kind = ChoiceField(_l("Where did it happen?"), choices=PLACE_CHOICES, validators=[Required()])
    facility_name = LineField(_l("What is the name of the place?"))
    state = PickField(_l("State"), choices=[("", ""), *states()])
    county = LineField(_l("County"))


class FacilityForm(StepForm):
    """Which of the places with such a name it was."""

    facility = ChoiceField(_l("Is it one of these places?"), choices=[])


class WhenForm(StepForm):
    """When it happened."""

    moot = (("how", ONGOING, ("on",)), ("how", "unknown", ("on",)))

    how = ChoiceField(
        _l("When did it happen?"),
        choices=[
            ("on", _l("On a day or in a month")),
            (ONGOING, _l("It is still going on")),
            ("unknown", _l("I don't know")),
        ],
    )
    on = MonthOrDayField(_l("Month and year. Add the day if you know it."))


def _not_here(said: Said) -> bool:
    return said.word("here", "here") != HERE


def _at_a_door(said: Said) -> bool:
    return bool(said.answers.word(DOOR, "filed_from"))


def _several_fit(said: Said) -> bool:
    return _not_here(said) and bool(said.facilities)


def _facilities(prefix: str, answers: Answers, directory: Directory) -> Mapping[str, list[Choice]]:
    found = [
        (place.id, f"{place.name}, {place.state}") for place in Said(answers, directory, prefix).facilities
    ]
    return {"facility": [*found, (NONE_OF_THESE, _("None of these"))]}


def where_steps(prefix: str = "") -> tuple[Step, ...]:
    """Return the steps for the incident with this prefix."""
    return (
        Step(
            prefix + "here",
            _l("Did it happen in this building?"),
            HereForm,
            asked_of(prefix, _at_a_door),
            main="here",
            pictogram="place-jail",
        ),
        Step(
            prefix + "where",
            _l("Where did it happen?"),
            WhereForm,
            asked_of(prefix, _not_here),
            required=True,
            main="kind",
            help=_l("If the person was held, choose the place where they were held."),
            sms=_l("Where did it happen?"),
            pictogram="place-street",
        ),
        Step(
            prefix + "when",
            _l("When did it happen?"),
            WhenForm,
            asked_of(prefix),
            help=_l("A month is enough. If it was long ago, send it all the same."),
            sms=_l("When did it happen? A month is enough."),
            pictogram="clock",
        ),
        Step(
            prefix + "facility",
            _l("Is it one of these places?"),
            FacilityForm,
            asked_of(prefix, _several_fit),
            main="facility",
            sms=_l("Is it one of these places?"),
            pictogram="place-jail",
            options=lambda answers, directory: _facilities(prefix, answers, directory),
        ),
    )
