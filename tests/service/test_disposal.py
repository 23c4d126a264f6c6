"""Disposal: two people, one of them a supervisor, after the day, and never under a legal hold."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from intake.core.complaint import Desk
from intake.core.errors import ConflictError, MoveError, NoKeyError, NoSuchCaseError, NotAllowedError
from intake.core.statuses import Outcome, Role, Status
from intake.service import accounts, by_code, disposal, review, revocations
from intake.service.audit_trail import case_chain, verify
from intake.service.files import keep_file
from intake.service.filing import file_complaint, new_ticket
from intake.service.keeping import set_legal_hold, set_retention
from intake.service.moves import Move
from intake.service.reader import Reader
from intake.service.worker import Worker
from intake.store import audit
from intake.store.models import AuditEntry
from tests.conftest import World
from tests.service.ended import (
    CARMEN,
    DMITRI,
    SUNITA,
    TALA,
    YEAR,
    agree,
    close,
    closed,
    go,
    over,
    propose,
    revision,
    rewritten,
)
from tests.service.made_up import complaint, detail, filed, mentions, named

UNCLEAR = {
    "actors": ["unknown"],
    "place": "unknown",
    "custody": "unknown",
    "allegations": ["language_access"],
}


def refuse(world: World, case_id: UUID, name: str = SUNITA) -> None:
    disposal.refuse_disposal(
        world.site, world.reader(name), case_id, "still needed", revision=revision(world, case_id)
    )


def chain(world: World, case_id: UUID) -> list[tuple[str, str, str]]:
    with world.site.reading() as session:
        return [(one.actor, one.action, one.detail) for one in audit.history(session, case_chain(case_id))]


def test_two_people_dispose_of_a_case_and_only_the_audit_log_knows_of_it(any_world: World) -> None:
    site = any_world.site
    kept = keep_file(site, b"what happened", "words.txt")
    ticket = file_complaint(site, named(Desk.CRCL), new_ticket(), files=[kept]).ticket
    case = ticket.case_id
    mine = by_code.open_by_code(site, ticket.code)
    close(any_world, case)
    any_world.clock.advance(3 * YEAR)
    propose(any_world, case)
    assert {"cases", "case_seals", "case_records", "blobs"} <= mentions(any_world, case)
    agree(any_world, case)
    Worker(site).run_once()
    assert mentions(any_world, case) == {"changes"}
    assert list((any_world.settings.data / "blobs").iterdir()) == []
    assert list(revocations.read(revocations.path_of(site))) == [{"what": "case", "case": case.hex}]
    assert chain(any_world, case)[-2:] == [
        (CARMEN, "case.disposal_proposed", ""),
        (SUNITA, "case.disposed", f"proposed by {CARMEN}"),
    ]
    assert verify(site).sound
    with pytest.raises(NoSuchCaseError):
        by_code.view(site, mine)


@pytest.mark.parametrize(("first", "second"), [(CARMEN, SUNITA), (SUNITA, CARMEN), (DMITRI, SUNITA)])
def test_either_of_the_two_may_be_the_supervisor(world: World, first: str, second: str) -> None:
    case = over(world)
    propose(world, case, first)
    agree(world, case, second)
    assert "cases" not in mentions(world, case)


def test_a_triage_officer_and_a_supervisor_dispose_of_what_triage_closed(world: World) -> None:
    case = filed(world, complaint(facts=UNCLEAR)).case_id
    go(world, case, Move(Status.screening), Move(Status.not_ours, "no"), name=TALA)
    go(world, case, Move(Status.closed, outcome=Outcome.no_further_contact), name=TALA)
    world.clock.advance(3 * YEAR)
    propose(world, case, TALA)
    agree(world, case)
    assert "cases" not in mentions(world, case)


def still_there(world: World, case_id: UUID) -> bool:
    return {"cases", "case_seals", "case_records"} <= mentions(world, case_id)


@pytest.mark.parametrize("name", [CARMEN, SUNITA])
def test_nobody_agrees_to_their_own_proposal(any_world: World, name: str) -> None:
    case = over(any_world)
    propose(any_world, case, name)
    with pytest.raises(NotAllowedError):
        agree(any_world, case, name)
    with pytest.raises(MoveError, match="already"):
        propose(any_world, case, name)
    with pytest.raises(NotAllowedError):
        agree(any_world, case, name)
    assert still_there(any_world, case)
    assert "case.disposed" not in {what for _who, what, _detail in chain(any_world, case)}


def test_the_same_account_is_the_same_person_under_another_name_and_other_roles(world: World) -> None:
    """What counts is the account, so a name that changed or a role that was added makes no second person."""
    case = over(world)
    propose(world, case, CARMEN)
    carmen = world.reader(CARMEN)
    again = Reader(
        carmen.id, "carla.crcl", frozenset({Role.officer, Role.supervisor}), carmen.desk_pairs, carmen.pair
    )
    with pytest.raises(NotAllowedError):
        disposal.agree_to_disposal(world.site, again, case, revision=revision(world, case))
    assert still_there(world, case)


def test_two_officers_without_a_supervisor_dispose_of_nothing(world: World) -> None:
    case = over(world)
    propose(world, case, CARMEN)
    with pytest.raises(NotAllowedError):
        agree(world, case, DMITRI)
    assert still_there(world, case)


def test_a_proposal_of_an_account_that_was_closed_since_does_not_count(world: World) -> None:
    case = over(world)
    propose(world, case, CARMEN)
    accounts.set_active(world.site, world.reader("ada.admin"), world.reader(CARMEN).id, active=False)
    with pytest.raises(MoveError, match="closed since"):
        agree(world, case)
    refuse(world, case)
    propose(world, case, DMITRI)
    agree(world, case)
    assert not still_there(world, case)


def test_nobody_agrees_to_what_nobody_proposed(world: World) -> None:
    case = over(world)
    for act in (agree, refuse):
        with pytest.raises(MoveError, match="nobody proposed"):
            act(world, case)
    assert still_there(world, case)


def test_an_open_case_goes_nowhere(world: World) -> None:
    case = filed(world).case_id
    world.clock.advance(20 * YEAR)
    with pytest.raises(MoveError, match="not closed"):
        propose(world, case)


@pytest.mark.parametrize(
    ("outcome", "years"), [(Outcome.no_further_contact, 3), (Outcome.outside_jurisdiction, 1)]
)
def test_a_case_may_go_on_its_day_and_not_on_the_day_before(
    world: World, outcome: Outcome, years: int
) -> None:
    case = closed(world, outcome=outcome)
    day = date(2026 + years, 5, 4)
    world.clock.advance(day - world.clock.today() - timedelta(days=1))
    with pytest.raises(MoveError, match="kept longer"):
        propose(world, case)
    world.clock.advance(timedelta(days=1))
    propose(world, case)
    agree(world, case)
    assert not still_there(world, case)


def test_a_case_of_a_class_that_left_the_schedule_stays(world: World) -> None:
    case = over(world)
    rewritten(world, case, kept_as="gone")
    with pytest.raises(MoveError, match="kept longer"):
        propose(world, case)


def test_a_legal_hold_keeps_a_case_from_being_proposed_and_from_being_agreed_to(any_world: World) -> None:
    case = over(any_world)
    propose(any_world, case)
    rewritten(any_world, case, legal_hold=True)
    with pytest.raises(MoveError, match="legal hold"):
        agree(any_world, case)
    refuse(any_world, case)
    with pytest.raises(MoveError, match="legal hold"):
        propose(any_world, case)
    assert still_there(any_world, case)


def test_a_hold_that_was_put_on_and_lifted_leaves_no_proposal_to_agree_to(world: World) -> None:
    case = over(world)
    propose(world, case)
    for held in (True, False):
        set_legal_hold(world.site, world.reader(SUNITA), case, "r", held=held, revision=revision(world, case))
    with pytest.raises(MoveError, match="nobody proposed"):
        agree(world, case)


def test_a_case_that_is_kept_longer_since_it_was_proposed_stays(world: World) -> None:
    case = over(world)
    propose(world, case)
    set_retention(world.site, world.reader(CARMEN), case, "serious", "r", revision=revision(world, case))
    with pytest.raises(MoveError, match="kept longer"):
        agree(world, case)
    assert still_there(world, case)


def test_a_proposal_does_not_outlive_the_opening_of_its_case(world: World) -> None:
    case = over(world)
    propose(world, case)
    go(world, case, Move(Status.screening, "new facts"))
    assert detail(world, case).proposal == {}
    go(world, case, Move(Status.not_ours, "no"), Move(Status.closed, outcome=Outcome.no_further_contact))
    world.clock.advance(3 * YEAR)
    with pytest.raises(MoveError, match="nobody proposed"):
        agree(world, case)
    propose(world, case)
    agree(world, case)
    assert not still_there(world, case)


def test_what_was_refused_is_kept_until_it_is_proposed_anew(any_world: World) -> None:
    case = over(any_world)
    propose(any_world, case)
    refuse(any_world, case)
    with pytest.raises(MoveError, match="nobody proposed"):
        agree(any_world, case)
    assert chain(any_world, case)[-1] == (SUNITA, "case.disposal_refused", "")
    propose(any_world, case, SUNITA)
    refuse(any_world, case, SUNITA)
    assert still_there(any_world, case)


def test_a_case_that_changed_since_it_was_read_is_not_disposed_of(world: World) -> None:
    """The person may have written meanwhile, and what nobody read must not go."""
    case = over(world)
    propose(world, case)
    seen = revision(world, case)
    review.note(world.site, world.reader(DMITRI), case, "look at this first")
    for act in (disposal.propose_disposal, disposal.refuse_disposal):
        with pytest.raises(ConflictError):
            act(world.site, world.reader(SUNITA), case, "r", revision=seen)
    with pytest.raises(ConflictError):
        disposal.agree_to_disposal(world.site, world.reader(SUNITA), case, revision=seen)
    assert still_there(world, case)


def test_other_desks_and_other_roles_do_nothing(world: World) -> None:
    case = over(world)
    for name, error in (
        (TALA, NoKeyError),
        ("ada.admin", NotAllowedError),
        ("otto.auditor", NotAllowedError),
    ):
        with pytest.raises(error):
            propose(world, case, name)
    propose(world, case)
    for name, error in (
        (TALA, NoKeyError),
        ("ada.admin", NotAllowedError),
        ("otto.auditor", NotAllowedError),
    ):
        for act in (agree, refuse):
            with pytest.raises(error):
                act(world, case, name)
    assert still_there(world, case)


def test_the_reason_is_read_by_the_desk_whose_note_it_is(world: World) -> None:
    case = over(world)
    propose(world, case, DMITRI, "the records schedule, item 4")
    found = detail(world, case).proposal
    assert b"item 4" not in detail(world, case).to_bytes()
    told = {
        name: disposal.reason_of(world.site, world.reader(name), case, found)
        for name in (DMITRI, SUNITA, CARMEN, TALA)
    }
    reason = "the records schedule, item 4"
    assert told == {DMITRI: reason, SUNITA: reason, CARMEN: None, TALA: None}


def test_no_entry_says_why_a_case_was_disposed_of(world: World) -> None:
    case = over(world)
    propose(world, case, reason="the sergeant lied")
    agree(world, case)
    with world.site.reading() as session:
        assert all("sergeant" not in entry.detail for entry in session.scalars(select(AuditEntry)))
