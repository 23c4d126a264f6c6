"""FORGET: shredded before the first look, withdrawn after it, undone within a week, kept under a legal hold."""

import json
from datetime import timedelta
from uuid import UUID

import pytest

from intake.core.complaint import Desk
from intake.core.errors import MoveError, NoSuchCaseError
from intake.core.receipt import new_code
from intake.core.statuses import Status
from intake.service import by_code, follow_up, moves, review, revocations, taking_back
from intake.service.by_code import Opened
from intake.service.documents import detail_of, write_detail
from intake.service.files import keep_file
from intake.service.filing import file_complaint, new_ticket
from intake.service.worker import Worker
from intake.store import cases
from intake.store.models import Case
from tests.conftest import World
from tests.service.made_up import complaint, detail, filed, mentions, named, opened

WEEK = timedelta(days=7)


def look(world: World, case_id: UUID) -> None:
    review.open_case(world.site, world.reader("carmen.crcl"), case_id)


def hold(world: World, case_id: UUID, *, held: bool) -> None:
    site = world.site
    with site.writing() as session:
        case = cases.get_case(session, case_id)
        found = detail_of(site.guard, case)
        found.legal_hold = held
        write_detail(site.guard, case, found, cases.desks_of(session, case_id))


def revoked(world: World) -> list[dict[str, str]]:
    return list(revocations.read(revocations.path_of(world.site)))


@pytest.fixture
def looked_at(any_world: World) -> tuple[World, Opened]:
    case = opened(any_world, named(Desk.CRCL, Desk.DOJ))
    look(any_world, case.case_id)
    return any_world, case


def test_before_the_first_look_no_row_and_no_file_is_left(any_world: World) -> None:
    site = any_world.site
    kept = keep_file(site, b"what happened", "words.txt")
    ticket = file_complaint(site, named(Desk.CRCL), new_ticket(), files=[kept]).ticket
    assert {"cases", "case_seals", "case_records", "blobs", "changes"} <= mentions(any_world, ticket.case_id)
    case = by_code.open_by_code(site, ticket.code)
    assert taking_back.take_back(site, case).shredded
    Worker(site).run_once()
    assert mentions(any_world, ticket.case_id) == {"changes"}
    assert list((any_world.settings.data / "blobs").iterdir()) == []
    assert revoked(any_world) == [{"what": "case", "case": ticket.case_id.hex}]
    for gone in (lambda: by_code.open_by_code(site, ticket.code), lambda: by_code.view(site, case)):
        with pytest.raises(NoSuchCaseError):
            gone()


def test_a_shredded_case_stands_in_no_file_of_the_database(world: World) -> None:
    case = opened(world)
    with world.site.reading() as session:
        secrets = [seal.sealed[40:80] for seal in cases.seals_of(session, case.case_id)]
        secrets += [(cases.get_case(session, case.case_id).access or b"")[20:60]]
    files = [path for path in world.settings.data.rglob("*") if path.is_file()]
    assert all(any(secret in path.read_bytes() for path in files) for secret in secrets)
    taking_back.take_back(world.site, case)
    Worker(world.site).run_once()
    files = [path for path in world.settings.data.rglob("*") if path.is_file()]
    assert not any(secret in path.read_bytes() for secret in secrets for path in files)


def test_after_a_look_it_is_withdrawn_and_nothing_is_lost(looked_at: tuple[World, Opened]) -> None:
    world, case = looked_at
    done = taking_back.take_back(world.site, case)
    assert (done.shredded, done.undo_until) == (False, world.clock.now() + WEEK)
    found = detail(world, case.case_id)
    assert (found.status, found.return_to) == ("withdrawn", "received")
    assert found.history[-1]["by"] == "complainant"
    file = review.open_case(world.site, world.reader("carmen.crcl"), case.case_id)
    assert file.identity is not None
    assert file.account[0].body["text"] == complaint().account


def test_taking_back_twice_does_not_move_the_day(looked_at: tuple[World, Opened]) -> None:
    world, case = looked_at
    first = taking_back.take_back(world.site, case)
    world.clock.advance(timedelta(days=3))
    assert taking_back.take_back(world.site, case) == first


def test_within_a_week_it_can_be_undone(looked_at: tuple[World, Opened]) -> None:
    world, case = looked_at
    taking_back.take_back(world.site, case)
    world.clock.advance(WEEK - timedelta(minutes=1))
    Worker(world.site).run_once()
    taking_back.undo(world.site, case)
    found = detail(world, case.case_id)
    assert (found.status, found.return_to, found.withdrawal_ends_at) == ("received", None, None)
    assert (found.history[-1]["before"], found.history[-1]["after"]) == ("withdrawn", "received")
    world.clock.advance(timedelta(days=1))
    Worker(world.site).run_once()
    assert by_code.view(world.site, case).has_identity


def test_a_case_that_waits_for_somebody_comes_back_to_where_it_was_before_that(
    looked_at: tuple[World, Opened],
) -> None:
    world, case = looked_at
    carmen = world.reader("carmen.crcl")
    for move in (
        moves.Move(Status.screening),
        moves.Move(Status.waiting_on, reason="r", waiting_on="agency"),
    ):
        revision = review.open_case(world.site, carmen, case.case_id).revision
        moves.move_case(world.site, carmen, case.case_id, move, revision=revision)
    taking_back.take_back(world.site, case)
    taking_back.undo(world.site, case)
    assert detail(world, case.case_id).status == "screening"


def test_what_was_not_taken_back_cannot_be_undone(looked_at: tuple[World, Opened]) -> None:
    world, case = looked_at
    with pytest.raises(MoveError):
        taking_back.undo(world.site, case)


def test_taken_back_again_after_undoing_it_has_a_week_of_its_own(looked_at: tuple[World, Opened]) -> None:
    world, case = looked_at
    taking_back.take_back(world.site, case)
    taking_back.undo(world.site, case)
    world.clock.advance(timedelta(days=5))
    taking_back.take_back(world.site, case)
    world.clock.advance(timedelta(days=3))
    Worker(world.site).run_once()
    assert by_code.view(world.site, case).detail.status == "withdrawn"


def test_after_a_week_name_contact_and_code_are_gone_and_the_account_stays(
    looked_at: tuple[World, Opened],
) -> None:
    world, case = looked_at
    taking_back.take_back(world.site, case)
    world.clock.advance(WEEK)
    Worker(world.site).run_once()
    file = review.open_case(world.site, world.reader("carmen.crcl"), case.case_id)
    assert file.identity is None
    assert not file.has_identity
    assert file.account[0].body["text"] == complaint().account
    with world.site.reading() as session:
        row = cases.get_case(session, case.case_id)
        assert (row.access, row.lookup_tag, row.identity_public, row.is_open) == (None, None, None, False)
        assert cases.seals_of(session, case.case_id, "identity") == []
    found = detail(world, case.case_id)
    assert (found.consent, found.no_contact, found.withdrawal_ends_at) == ([], True, None)
    for late in (
        lambda: by_code.view(world.site, case),
        lambda: taking_back.take_back(world.site, case),
        lambda: taking_back.undo(world.site, case),
        lambda: by_code.change_code(world.site, case, new_code()),
        lambda: follow_up.add_words(world.site, case, "more"),
    ):
        with pytest.raises(NoSuchCaseError):
            late()
    world.clock.advance(timedelta(seconds=1))
    Worker(world.site).run_once()
    told = sorted(one["desk"] for one in revoked(world) if one["what"] == "identity")
    assert told == ["crcl", "doj"]


def test_finishing_twice_does_no_harm(looked_at: tuple[World, Opened]) -> None:
    world, case = looked_at
    taking_back.take_back(world.site, case)
    world.clock.advance(WEEK)
    taking_back.finish_withdrawal(world.site, case.case_id)
    before = detail(world, case.case_id)
    taking_back.finish_withdrawal(world.site, case.case_id)
    taking_back.finish_withdrawal(world.site, UUID(int=7))
    assert detail(world, case.case_id) == before


@pytest.mark.parametrize("looked", [True, False])
def test_a_legal_hold_wins(any_world: World, *, looked: bool) -> None:
    case = opened(any_world)
    if looked:
        look(any_world, case.case_id)
    hold(any_world, case.case_id, held=True)
    with pytest.raises(MoveError, match="legal hold"):
        taking_back.take_back(any_world.site, case)
    assert by_code.view(any_world.site, case).detail.status == "received"


def test_a_hold_that_comes_later_stops_the_finish_until_it_is_lifted(
    looked_at: tuple[World, Opened],
) -> None:
    world, case = looked_at
    taking_back.take_back(world.site, case)
    hold(world, case.case_id, held=True)
    world.clock.advance(WEEK)
    Worker(world.site).run_once()
    assert by_code.view(world.site, case).has_identity
    hold(world, case.case_id, held=False)
    world.clock.advance(timedelta(days=1))
    Worker(world.site).run_once()
    with world.site.reading() as session:
        assert session.get_one(Case, case.case_id).has_identity is False


def test_what_was_revoked_is_read_back_past_a_half_line(world: World) -> None:
    """A power loss leaves half a line; what is written after it must not be lost with it."""
    path = revocations.path_of(world.site)
    assert list(revocations.read(path)) == []
    revocations.write(world.site, {"what": "case", "case": "1"})
    with path.open("ab") as file:
        file.write(b'\n{"what": "ca')
    assert revoked(world) == [{"what": "case", "case": "1"}]
    revocations.write(world.site, {"what": "case", "case": "2"})
    assert [one["case"] for one in revoked(world)] == ["1", "2"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_file_of_revocations_holds_ids_and_desks_alone(any_world: World) -> None:
    case = opened(any_world, named(Desk.CRCL))
    follow_up.set_consent(any_world.site, case, frozenset(), None)
    Worker(any_world.site).run_once()
    assert json.loads(revocations.path_of(any_world.site).read_text()) == {
        "case": case.case_id.hex,
        "desk": "crcl",
        "what": "identity",
    }


def test_a_case_that_nobody_took_back_is_not_finished(any_world: World) -> None:
    ticket = filed(any_world)
    taking_back.finish_withdrawal(any_world.site, ticket.case_id)
    assert by_code.open_by_code(any_world.site, ticket.code).case_id == ticket.case_id
