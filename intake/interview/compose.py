"""Answers -> Complaint: facts as said, facts as derived, and the parts that go to different readers."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from intake.core.clock import Clock
from intake.core.complaint import JSON, Channel, Complaint, Incident
from intake.core.derive import derive
from intake.core.directory import Directory
from intake.core.routing import desks_to_seal
from intake.core.rules import RuleSet
from intake.core.words import Desk
from intake.core.zones import local_now
from intake.interview.answers import DOOR, Answers
from intake.interview.flow import live
from intake.interview.geo import county_code
from intake.interview.said import SECOND, Said
from intake.interview.steps.person import ALL, CHOOSE
from intake.interview.text import comparable_word
from intake.interview.to_facts import facts_of

# Parts of their own: the account, who the person is, what is only counted, and what the code opens.
APART = frozenset(
    {"account", "identity", "identity_desks", "name", "contact", "demographics", "word", "review"}
)


def compose(
    answers: Answers,
    *,
    directory: Directory,
    clock: Clock,
    site_zone: ZoneInfo,
    language: str,
    channel: Channel,
    filed_from: str | None = None,
    incomplete: bool = False,
) -> Complaint:
    """Return the complaint that the answers make; what was not answered is unknown, the identity anonymous.

    `language` is BCP 47; `filed_from` is the facility id of a kiosk.
    """
    counted = live(_at_the_door(answers, clock, filed_from), directory)
    said = [Said(counted, directory)]
    second = Said(counted, directory, SECOND)
    if second.words("what", "kinds") or second.word("where", "kind"):
        said.append(second)
    consent = _consent(counted)
    return Complaint(
        incidents=tuple(_incident(each, clock, site_zone) for each in said),
        account=counted.word("account", "account"),
        answers={step: _json(counted, step) for step in counted if step not in APART},
        identity=_texts(counted, "name") if consent else {},
        contact=_texts(counted, "contact") if consent else {},
        consent=consent,
        language=language,
        channel=channel,
        filed_from=filed_from,
        demographics=counted.words("demographics", "groups"),
        incomplete=incomplete,
        code_opens_account=counted.ticked("review", "code_opens"),
        word=comparable_word(counted.word("word", "word")),
        earlier_word=comparable_word(counted.word("word", "earlier")),
    )


def for_its_handlers(complaint: Complaint, answers: Answers, rules: RuleSet) -> Complaint:
    """Return the complaint with "those who handle it" narrowed to the desks that the rules send it to."""
    if answers.word("identity", "consent") != ALL:
        return complaint
    incidents = [incident.derived for incident in complaint.incidents]
    return replace(complaint, consent=frozenset(desks_to_seal(incidents, rules)))


def _at_the_door(answers: Answers, clock: Clock, filed_from: str | None) -> Answers:
    """Return the answers with the day of filing and the kiosk's facility, where the channel put none."""
    whole = Answers.from_document(answers.to_document())
    whole.put(DOOR, {"today": clock.today().isoformat(), "filed_from": filed_from, **answers.of(DOOR)})
    return whole


def _incident(said: Said, clock: Clock, site_zone: ZoneInfo) -> Incident:
    facts, facility, agency = facts_of(said), said.facility, said.agency
    state = facility.state if facility else said.word("where", "state")
    county = facility.county_fips if facility else county_code(state, said.word("where", "county"))
    as_of = local_now(clock, facility, state, site_zone)
    return Incident(
        facts=facts,
        derived=derive(facts, facility=facility, agency=agency, as_of=as_of),
        happened_on=said.happened_on or None,
        facility=facility.id if facility else None,
        facility_name=said.word("where", "facility_name"),
        agency=agency.id if agency else None,
        agency_name=said.word("agency", "agency_name"),
        state=state,
        county=county,
    )


def _consent(answers: Answers) -> frozenset[Desk]:
    """Return the desks that may know the name: those that handle it are among all of them."""
    chosen = answers.word("identity", "consent")
    if chosen == ALL:
        return frozenset(Desk)
    return frozenset(map(Desk, answers.words("identity_desks", "desks"))) if chosen == CHOOSE else frozenset()


def _json(answers: Answers, step: str) -> JSON:
    return {
        field: list[JSON](value) if isinstance(value, list) else value
        for field, value in answers.of(step).items()
    }


def _texts(answers: Answers, step: str) -> dict[str, str]:
    return {field: str(value) for field, value in answers.of(step).items()}
