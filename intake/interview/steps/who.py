"""Who did it, which police or office, and who held the person."""

from collections.abc import Mapping

from intake.core.directory import Directory
from intake.core.words import Actor, Allegation, Custody, Place
from intake.i18n import _, _l
from intake.interview.answers import Answers
from intake.interview.fields import Choice, ChoiceField, LineField, ManyField, Required, StepForm, WordsField
from intake.interview.said import FREE_PLACES, HOLD, NO_BADGE, NONE_OF_THESE, Said
from intake.interview.step import Step
from intake.interview.steps.incident import asked_of
from intake.interview.words import ACTORS, CUSTODIES

# deputy_287g and doj_contractor are not asked: only the directory can know them.
_ASKED = (
    *(Actor.LOCAL_POLICE, Actor.JAIL_STAFF, Actor.ICE, Actor.CBP, Actor.DHS_CONTRACTOR, Actor.USCIS),
    *(Actor.BOP, Actor.USMS, Actor.FBI, Actor.ORR_CARE, Actor.IMMIGRATION_COURT, Actor.EMPLOYER),
    Actor.OTHER_DETAINEE,
)
ACTOR_CHOICES: list[Choice] = [
    *((actor.value, ACTORS[actor]) for actor in _ASKED),
    (NO_BADGE, _l("Someone with a mask, no badge, or only the word POLICE")),
    (Actor.UNKNOWN.value, ACTORS[Actor.UNKNOWN]),
]
HOLDER_CHOICES: list[Choice] = [
    (Custody.LOCAL_CHARGE.value, CUSTODIES[Custody.LOCAL_CHARGE]),
    (Custody.LOCAL_SENTENCE.value, CUSTODIES[Custody.LOCAL_SENTENCE]),
    (HOLD, _l("The jail, because immigration asked for it")),
    (Custody.ICE.value, CUSTODIES[Custody.ICE]),
    (Custody.CBP.value, CUSTODIES[Custody.CBP]),
    (Custody.USMS.value, CUSTODIES[Custody.USMS]),
    (Custody.BOP.value, CUSTODIES[Custody.BOP]),
    (Custody.NONE.value, CUSTODIES[Custody.NONE]),
    (Custody.UNKNOWN.value, CUSTODIES[Custody.UNKNOWN]),
]

_A = Allegation
# Done by whoever runs the place, so that a known place answers who did it. Not among them: what other
# officers or other people held there often do (force, sexual abuse, a hold, questions about papers).
BY_THE_PLACE = frozenset(
    {_A.OVER_48H, _A.OVER_72H, _A.BAIL_REFUSED, _A.CONDITIONS, _A.MEDICAL, _A.MENTAL_HEALTH, _A.SEGREGATION}
    | {_A.FORCED_WORK, _A.LEGAL_MAIL, _A.COUNSEL_ACCESS, _A.COMPLAINT_ACCESS, _A.RELIGION, _A.DISABILITY}
    | {_A.STAFF_ABUSE, _A.DEATH, _A.FAILURE_TO_PROTECT, _A.RETALIATION}
)
# An agency's 287(g) agreement and its Department of Justice money decide the route of these.
BY_AN_AGENCY = (
    *(_A.PROFILING, _A.DISCRIMINATION, _A.UNLAWFUL_STOP, _A.FALSE_ARREST, _A.STATUS_QUESTIONING),
    *(_A.COERCION, _A.DUE_PROCESS, _A.FORCE),
)
HOLDER_MATTERS = frozenset(
    {Place.LOCAL_JAIL, Place.STATE_PRISON, Place.IGSA_JAIL, Place.USMS_CONTRACT, Place.BOP}
    | {Place.HOSPITAL, Place.TRANSPORT, Place.UNKNOWN}
)


class WhoForm(StepForm):
    """Who did it."""

    actors = ManyField(_l("Who did it?"), choices=ACTOR_CHOICES, validators=[Required()])
    names = WordsField(_l("Names, badge numbers or car numbers, if you know them"))


class AgencyForm(StepForm):
    """Which police or office it was."""

    agency_name = LineField(_l("Which police, sheriff or office was it?"))


class WhichAgencyForm(StepForm):
    """Which of the offices with such a name it was."""

    agency = ChoiceField(_l("Is it one of these?"), choices=[])


class CustodyForm(StepForm):
    """Who held the person."""

    holder = ChoiceField(
        _l("Who was holding the person?"),
        choices=HOLDER_CHOICES,
        explain={
            HOLD: _l("This is called an immigration hold or a detainer."),
            Custody.ICE.value: _l("The person is held for an immigration case."),
        },
    )


def _place_does_not_answer(said: Said) -> bool:
    codes = said.words("what", "kinds")
    return said.facility is None or not codes or not BY_THE_PLACE.issuperset(codes)


def _agency_matters(said: Said) -> bool:
    where = said.place in FREE_PLACES or said.place in {Place.HOSPITAL, Place.TRANSPORT, Place.UNKNOWN}
    return said.maybe_local and (where or said.any_of(*BY_AN_AGENCY))


def _several_fit(said: Said) -> bool:
    return _agency_matters(said) and bool(said.agencies)


def _holder_matters(said: Said) -> bool:
    return said.place in HOLDER_MATTERS


def _agencies(prefix: str, answers: Answers, directory: Directory) -> Mapping[str, list[Choice]]:
    found = [
        (agency.id, f"{agency.name}, {agency.state}") for agency in Said(answers, directory, prefix).agencies
    ]
    return {"agency": [*found, (NONE_OF_THESE, _("None of these"))]}


def who_steps(prefix: str = "") -> tuple[Step, ...]:
    """Return the steps for the incident with this prefix."""
    return (
        Step(
            prefix + "who",
            _l("Who did it?"),
            WhoForm,
            asked_of(prefix, _place_does_not_answer),
            required=True,
            main="actors",
            help=_l("Choose all that fit. You do not have to be sure."),
            sms=_l("Who did it? You do not have to be sure."),
            pictogram="person",
        ),
        Step(
            prefix + "agency",
            _l("Which police, sheriff or office was it?"),
            AgencyForm,
            asked_of(prefix, _agency_matters),
            help=_l("Write the name of the city, county or office. Leave it empty if you don't know."),
            sms=_l("Which police or office was it?"),
            pictogram="search",
        ),
        Step(
            prefix + "which_agency",
            _l("Is it one of these?"),
            WhichAgencyForm,
            asked_of(prefix, _several_fit),
            main="agency",
            sms=_l("Is it one of these?"),
            pictogram="search",
            options=lambda answers, directory: _agencies(prefix, answers, directory),
        ),
        Step(
            prefix + "custody",
            _l("Who was holding the person?"),
            CustodyForm,
            asked_of(prefix, _holder_matters),
            main="holder",
            help=_l("Think of the time when it happened."),
            sms=_l("Who was holding the person when it happened?"),
            pictogram="place-jail",
        ),
    )
