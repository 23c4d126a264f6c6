"""When a case is due, in the time of the place and by the first of several clocks; and how it stands in the queue."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.deployment import load_deployment
from config.settings import PROJECT
from intake.core.complaint import Incident
from intake.core.facts import Facts
from intake.core.service_levels import Level
from intake.service.deadlines import filing_days_left, first_look_due, hold_instant, turn_clocks, zone_of
from intake.service.demo_cases import demo_complaints
from intake.service.documents import Access, CaseDetail, day_of, flags_of, listing_of, minutes
from intake.service.filing import file_complaint, new_ticket
from tests.conftest import World
from tests.service.made_up import DETAINED, complaint, detail

DEPLOYMENT = load_deployment(PROJECT / "config")
MONDAY = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def a_case(*places: dict[str, Any], **changed: Any) -> CaseDetail:
    """Return a case at some places; each place names what it differs in."""
    derived = {"allegations": ["over_48h"], "custody": "detainer_only", "flags": []}
    fields: dict[str, Any] = {
        "received_at": MONDAY.isoformat(),
        "language": "en",
        "channel": "web",
        "incidents": [{"derived": derived, **place} for place in places or ({},)],
        "decision": {"urgency": "U2", "lead": "DHS-CRCL", "hold_expires_at": None, "filing_days": None},
        "consent": [],
    }
    return CaseDetail(**{**fields, **changed})


def decided(**changed: Any) -> dict[str, Any]:
    return {**a_case().decision, **changed}


@pytest.mark.parametrize(
    ("places", "zone"),
    [
        ([{}], "America/New_York"),
        ([{"facility": "alder-county-jail", "state": "CA"}], "America/Chicago"),
        ([{"facility": "no-such-jail", "state": "CA"}], "America/Los_Angeles"),
        ([{}, {"state": "HI"}, {"state": "CA"}], "Pacific/Honolulu"),
    ],
)
def test_the_zone_is_that_of_the_first_place_that_is_known(places: list[dict[str, Any]], zone: str) -> None:
    assert zone_of(a_case(*places), DEPLOYMENT).key == zone


def test_a_hold_ends_at_the_facilitys_own_hour() -> None:
    case = a_case({"facility": "alder-county-jail"}, decision=decided(hold_expires_at="2026-05-05T17:00:00"))
    assert hold_instant(case, DEPLOYMENT) == datetime(2026, 5, 5, 22, 0, tzinfo=UTC)
    assert hold_instant(a_case(), DEPLOYMENT) is None


def test_the_first_look_is_due_before_a_hold_ends() -> None:
    level = first_look_due(a_case(), DEPLOYMENT)
    soon = a_case(decision=decided(hold_expires_at="2026-05-04T09:00:00"))
    assert first_look_due(soon, DEPLOYMENT) == datetime(2026, 5, 4, 13, 0, tzinfo=UTC) < level
    past = a_case(decision=decided(hold_expires_at="2026-05-01T09:00:00"))
    assert first_look_due(past, DEPLOYMENT) == level


def test_clocks_are_stopped_and_started_each_from_its_own_beginning() -> None:
    case = a_case(clocks={"first_look": "2026-05-05T12:00:00+00:00"})
    later = MONDAY.replace(day=6)
    turn_clocks(
        case,
        DEPLOYMENT,
        stops=[Level.first_look, Level.news],
        starts=[Level.acceptance, Level.news],
        now=later,
    )
    due = {
        level: DEPLOYMENT.levels.due(level, MONDAY, DEPLOYMENT.site.zone)
        for level in Level
        if level != "first_look"
    }
    assert set(case.clocks) == {"acceptance", "news"}
    assert datetime.fromisoformat(case.clocks["acceptance"]) == due[Level.acceptance]
    assert datetime.fromisoformat(case.clocks["news"]) > due[Level.news]
    assert case.due_at == min(case.clocks.values())


@pytest.mark.parametrize(
    ("happened", "days", "last"),
    [
        ([None], 180, None),
        (["2026-01-01"], None, None),
        (["2026-01-01"], 180, date(2026, 6, 30)),
        (["ongoing"], 180, None),
        (["2026-02", "2026-01-01", None], 180, date(2026, 6, 30)),
    ],
)
def test_the_law_counts_from_the_earliest_day(
    happened: list[str | None], days: int | None, last: date | None
) -> None:
    case = a_case(*({"happened_on": day} for day in happened), decision=decided(filing_days=days))
    assert filing_days_left(case) == last


def derived(**changed: Any) -> dict[str, Any]:
    facts = {
        "allegations": ["over_48h"],
        "custody": "detainer_only",
        "release_eligible_at": "2026-05-01T08:00",
    }
    return {"derived": {**facts, **changed}}


@pytest.mark.parametrize(
    ("place", "runs"),
    [
        (derived(), True),
        (derived(released_at="2026-05-03T08:00"), False),
        (derived(flags=["released"]), False),
        (derived(custody="none"), False),
        (derived(release_eligible_at=None), False),
    ],
)
def test_a_hold_runs_while_somebody_is_held(place: dict[str, Any], *, runs: bool) -> None:
    case = a_case(place, decision=decided(hold_at="2026-05-05T22:00:00+00:00"))
    assert (case.hold_ends_at is not None) is runs
    assert listing_of(case, frozenset()).hold == (minutes("2026-05-05T22:00:00+00:00") if runs else 0)


@pytest.mark.parametrize(
    ("changed", "flag"),
    [
        ({"consent_changed": True}, "consent"),
        ({"incomplete": True}, "incomplete"),
        ({"translation": True}, "translation"),
        ({"mismatch": True}, "mismatch"),
        ({"legal_hold": True}, "legal_hold"),
        ({"status": "closed", "since": "2026-05-04", "disposal": {"ended": "2026-05-04"}}, "disposal"),
        ({"withdrawal_ends_at": "2026-05-11T12:00:00+00:00"}, "withdrawing"),
        ({"decision": decided(lead="joint")}, "joint"),
        ({"unread": ["doj"]}, "message:doj"),
        ({"no_contact": True}, "no_contact"),
    ],
)
def test_each_flag_is_raised_by_its_own_cause(changed: dict[str, Any], flag: str) -> None:
    calm = a_case(no_contact=False)
    assert flags_of(calm) == []
    assert flags_of(replace(calm, **changed)) == [flag]
    assert flags_of(a_case(derived(flags=["danger_now"]), no_contact=False)) == ["danger"]


def test_the_line_in_the_queue_names_the_first_place_and_every_kind() -> None:
    case = a_case(
        derived(allegations=["medical"]),
        {**derived(), "facility": "alder-county-jail", "agency": "ashford-police"},
        owner="carmen.crcl",
        clocks={"first_look": "2026-05-05T12:00:00+00:00"},
    )
    line = listing_of(case, frozenset({"doj", "crcl"}))
    assert (line.desks, line.place, line.agency) == ("crcl doj", "alder-county-jail", "ashford-police")
    assert (line.kinds, line.owner, line.urgency) == ("medical over_48h", "carmen.crcl", 2)
    assert (line.received, line.due) == (minutes(MONDAY.isoformat()), minutes("2026-05-05T12:00:00+00:00"))


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(1971, 1, 1), max_value=datetime(2200, 1, 1)))  # noqa: DTZ001 -- hypothesis adds the zone
def test_times_in_the_queue_are_whole_minutes(moment: datetime) -> None:
    told = minutes(moment.isoformat())
    assert 0 <= moment.timestamp() - told * 60 < 60
    assert day_of(moment.isoformat()) == moment.date()


def test_no_time_is_nought() -> None:
    assert minutes(None) == 0
    assert day_of("2026-05-04T23:00:00-05:00") == date(2026, 5, 5)


@given(
    st.binary(max_size=40),
    st.dictionaries(st.sampled_from(["account", "conversation"]), st.binary(max_size=90)),
)
def test_what_a_code_opens_is_read_back(lookup: bytes, wraps: dict[str, bytes]) -> None:
    access = Access(lookup, wraps)
    assert Access.from_bytes(access.to_bytes()) == access


def test_a_detail_is_read_back() -> None:
    case = a_case(derived(), unread=["doj"])
    assert CaseDetail.from_bytes(case.to_bytes()) == case


def test_a_hold_is_worked_out_when_a_complaint_is_filed(any_world: World) -> None:
    facts = Facts.from_document({**DETAINED, "release_eligible_at": "2026-05-04T08:00"})
    what = complaint(incidents=(Incident(facts, facts, facility="alder-county-jail", state="TX"),))
    found = detail(any_world, file_complaint(any_world.site, what, new_ticket()).ticket.case_id)
    assert found.hold_expires_at == "2026-05-06T08:00:00"
    assert found.hold_ends_at == "2026-05-06T13:00:00+00:00"


def test_every_complaint_of_the_demo_can_be_filed(any_world: World) -> None:
    made = demo_complaints(any_world.site)
    assert len(made) >= 10
    assert len({one.language for one in made}) >= 3
    for one in made:
        file_complaint(any_world.site, one, new_ticket())
    holds = [one.incidents[0].derived.release_eligible_at for one in made]
    assert any(holds)
