"""The life of a case: the table of moves says what the design says, and nothing else is allowed."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.core.errors import MoveError
from intake.core.lifecycle import (
    MOVES,
    RECEIVED_TOLD,
    Outcome,
    PublicStatus,
    Role,
    Status,
    allowed,
    move,
    public_status,
    remembered,
)
from intake.core.service_levels import Level

WAY = {
    ("received", "screening"),
    ("screening", "needs_information"),
    ("screening", "accepted"),
    ("screening", "referred"),
    ("screening", "not_ours"),
    ("needs_information", "screening"),
    ("accepted", "investigating"),
    ("investigating", "findings"),
    ("findings", "recommendations"),
    ("recommendations", "closed"),
    ("referred", "closed"),
    ("not_ours", "closed"),
    ("closed", "screening"),
}
ENDED = {"closed", "withdrawn"}
AT_WORK = [status for status in Status if status not in {*ENDED, "waiting_on"}]
SUPERVISOR = {Role.supervisor}


def test_the_table_holds_the_moves_of_the_design_and_no_other() -> None:
    aside = {(status, "waiting_on") for status in AT_WORK} | {("waiting_on", status) for status in AT_WORK}
    taken_back = {(status, "withdrawn") for status in [*AT_WORK, "waiting_on"]}
    undone = {("withdrawn", status) for status in AT_WORK}
    moves = [(one.before, one.after) for one in MOVES]
    assert set(moves) == WAY | aside | taken_back | undone
    assert len(moves) == len(set(moves))


def test_every_move_tells_the_complainant_something_plain() -> None:
    for told in {RECEIVED_TOLD, *(one.told for one in MOVES)}:
        assert told.endswith(".")
        assert all(len(sentence.split()) <= 15 for sentence in told.split("."))


@pytest.mark.parametrize("role", [Role.interpreter, Role.auditor, Role.panel, Role.administrator])
def test_who_does_not_work_cases_moves_none(role: Role) -> None:
    assert [allowed(status, role) for status in Status] == [()] * len(Status)


def test_triage_decides_nothing_but_where_a_case_belongs() -> None:
    after = {one.after for status in Status for one in allowed(status, Role.triage)}
    assert after == {
        "screening",
        "needs_information",
        "referred",
        "not_ours",
        "closed",
        "waiting_on",
        "withdrawn",
    }
    assert "closed" not in {one.after for one in allowed(Status.recommendations, Role.triage)}


@given(
    st.sampled_from(Status), st.sampled_from(Status), st.sampled_from(Role), st.sampled_from([None, *Status])
)
def test_a_move_is_made_exactly_where_it_is_offered(
    before: Status, after: Status, role: Role, return_to: Status | None
) -> None:
    offered = [one for one in allowed(before, role, return_to) if one.after is after]
    if not offered:
        with pytest.raises(MoveError):
            move(before, after, roles={role}, reason="because", return_to=return_to)
        return
    (one,) = offered
    for outcome in one.outcomes or {None}:
        made = move(before, after, roles={role}, reason="because", outcome=outcome, return_to=return_to)
        assert (made.move, made.outcome) == (one, outcome)


@pytest.mark.parametrize(("before", "after"), [(one.before, one.after) for one in MOVES if one.needs_reason])
def test_where_a_reason_is_needed_a_blank_one_will_not_do(before: Status, after: Status) -> None:
    with pytest.raises(MoveError, match="needs a reason"):
        move(before, after, roles=SUPERVISOR, reason="  ")


def test_reopening_and_saying_no_need_a_reason() -> None:
    needing = {(one.before, one.after) for one in MOVES if one.needs_reason}
    assert needing >= {("closed", "screening"), ("screening", "not_ours"), ("screening", "referred")}


def test_a_case_is_closed_only_with_an_outcome_that_fits() -> None:
    for before in (Status.recommendations, Status.referred, Status.not_ours):
        with pytest.raises(MoveError, match="outcome none"):
            move(before, Status.closed, roles=SUPERVISOR)
    with pytest.raises(MoveError, match="outcome substantiated"):
        move(Status.not_ours, Status.closed, roles=SUPERVISOR, outcome=Outcome.substantiated)
    with pytest.raises(MoveError, match="outcome partly"):
        move(Status.received, Status.screening, roles=SUPERVISOR, outcome=Outcome.partly)
    closed = move(Status.recommendations, Status.closed, roles=SUPERVISOR, outcome=Outcome.partly)
    assert closed.outcome is Outcome.partly


def test_every_outcome_can_be_reached() -> None:
    assert {outcome for one in MOVES for outcome in one.outcomes} == set(Outcome)


@pytest.mark.parametrize(("before", "other"), list(product(AT_WORK, AT_WORK)))
def test_a_waiting_case_comes_back_only_to_where_it_was(before: Status, other: Status) -> None:
    move(before, Status.waiting_on, roles=SUPERVISOR, reason="the Inspector General has it first")
    return_to = remembered(before)
    if before is other:
        assert move(Status.waiting_on, other, roles=SUPERVISOR, return_to=return_to).move.back
    else:
        with pytest.raises(MoveError, match="cannot go"):
            move(Status.waiting_on, other, roles=SUPERVISOR, return_to=return_to)


def test_the_complainant_may_take_back_and_undo_without_a_reason_and_nothing_else() -> None:
    nobody: set[Role] = set()
    for status in [*AT_WORK, Status.waiting_on]:
        taken = move(status, Status.withdrawn, roles=nobody, by_complainant=True)
        assert taken.outcome is Outcome.withdrawn
    move(Status.withdrawn, Status.accepted, roles=nobody, by_complainant=True, return_to=Status.accepted)
    with pytest.raises(MoveError, match="not for this role"):
        move(Status.withdrawn, Status.accepted, roles=SUPERVISOR, return_to=Status.accepted)
    with pytest.raises(MoveError, match="not for this role"):
        move(Status.received, Status.screening, roles=nobody, by_complainant=True)


def test_a_waiting_case_that_is_taken_back_remembers_where_it_was_at_work() -> None:
    assert remembered(Status.waiting_on, Status.findings) is Status.findings
    assert remembered(Status.screening) is Status.screening


def test_every_clock_that_starts_is_stopped_on_every_way_out() -> None:
    stopped = {level for one in MOVES if one.after is Status.withdrawn for level in one.stops}
    assert stopped >= {level for one in MOVES for level in one.starts} | {Level.first_look}
    first = next(one for one in MOVES if one.before is Status.received)
    assert Level.first_look in first.stops


def test_from_every_status_a_case_can_still_come_to_an_end() -> None:
    ending = set(ENDED)
    for _ in Status:
        ending |= {one.before.value for one in MOVES if one.after in ending}
    assert ending == set(Status)


def test_the_complainant_sees_coarser_words() -> None:
    assert {public_status(status) for status in Status} == set(PublicStatus)
    assert public_status(Status.needs_information) is PublicStatus.needs_you
    assert public_status(Status.waiting_on) is PublicStatus.in_review
    assert public_status(Status.waiting_on, Status.investigating) is PublicStatus.investigating
    assert public_status(Status.closed, Status.investigating) is PublicStatus.closed
