"""Why a case is here and by when: the decision, the hold clock, the filing deadline."""

from dataclasses import replace

from intake.service.documents import guard_column
from intake.service.filing import file_complaint, new_ticket
from intake.store.models import Case
from tests.desk.conftest import DeskRoom
from tests.desk.reading import CRCL_ONLY, DMITRI, page, with_incident
from tests.service.made_up import DETAINED, complaint, detail, filed

RUNNING = {**DETAINED, "release_eligible_at": "2026-05-04T07:00"}


def test_the_decision_stands_in_words_with_law_and_rule(room: DeskRoom) -> None:
    text = page(room, filed(room.world, complaint(facts=RUNNING)))
    assert "8 CFR 287.7(d) · rule D08" in text
    assert "so the Justice Department and Homeland Security both watch it." in text
    assert "Homeland Security, Office for Civil Rights and Civil Liberties" in text
    assert "CRCL, DOJ" in text


def test_a_decision_by_rules_that_have_changed_says_so(room: DeskRoom) -> None:
    ticket = filed(room.world)
    assert "The rules have changed since then." not in page(room, ticket)
    changed = detail(room.world, ticket.case_id)
    changed.decision["version"] = "0" * 64
    changed.mismatch = True
    changed.decision["offices"].append("GONE-OFFICE")
    with room.site.writing() as session:
        case = session.get_one(Case, ticket.case_id)
        case.detail = guard_column(room.site.guard, case.id, "detail", changed.to_bytes())
    text = page(room, ticket)
    assert "The rules have changed since then." in text
    assert "sealed to other desks than our rules give" in text
    assert "GONE-OFFICE" in text


def test_copies_stand_as_tasks_with_their_limits(room: DeskRoom) -> None:
    facts = {**CRCL_ONLY, "allegations": ["us_citizen"], "actors": ["ice"]}
    text = page(room, filed(room.world, complaint(facts=facts)))
    assert "Law Enforcement Support Center" in text
    assert "only with the person&#39;s consent" in text


def test_a_running_hold_counts_down_in_facility_time_beside_the_plain_48_hours(room: DeskRoom) -> None:
    ticket = file_complaint(
        room.site, with_incident(RUNNING, happened_on="2026-05", facility="alder-county-jail"), new_ticket()
    ).ticket
    text = page(room, ticket)
    assert "48 hours 0 minutes" in text  # noon UTC is 07:00 in Chicago, and no holiday lies between
    assert 'data-expires="2026-05-06T12:00:00+00:00"' in text
    assert text.count("Wed, May 6, 2026, 07:00 CDT") == 2


def test_a_weekend_is_not_counted_but_the_form_counts_it(room: DeskRoom) -> None:
    facts = {**DETAINED, "release_eligible_at": "2026-05-01T17:00"}
    ticket = file_complaint(
        room.site, with_incident(facts, facility="alder-county-jail"), new_ticket()
    ).ticket
    text = page(room, ticket)
    assert "Tue, May 5, 2026, 17:00 CDT" in text
    assert "Sun, May 3, 2026, 17:00 CDT" in text


def test_a_hold_that_ran_out_and_one_of_somebody_free_stand_still(room: DeskRoom) -> None:
    over = page(
        room, filed(room.world, complaint(facts={**DETAINED, "release_eligible_at": "2026-04-20T08:00"}))
    )
    assert "rd-clock--expired" in over
    free = page(
        room,
        filed(room.world, complaint(facts={**DETAINED, "released_at": "2026-05-03T08:00"})),
        "tala.triage",
    )
    assert "rd-clock--stopped" in free
    assert "The person is free" in free
    assert "rd-clock--" not in page(room, filed(room.world, complaint(facts=CRCL_ONLY)))


def test_the_filing_deadline_stands_where_the_law_sets_one(room: DeskRoom) -> None:
    facts = {
        "actors": ["local_police"],
        "place": "community",
        "custody": "none",
        "allegations": ["profiling"],
        "flags": ["doj_funded"],
        "as_of": "2026-05-04T08:00",
    }
    ticket = filed(room.world, replace(with_incident(facts, happened_on="2026-04")))
    assert detail(room.world, ticket.case_id).decision["filing_days"] == 180
    assert "October 27, 2026" in page(room, ticket, DMITRI)
