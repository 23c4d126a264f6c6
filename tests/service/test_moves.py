"""Moving a case and referring it: what is recorded, which clocks turn, which keys go along."""

from datetime import date
from uuid import UUID

import pytest

from intake.core.complaint import Desk
from intake.core.errors import ConflictError, MoveError, NoKeyError, NotAllowedError
from intake.core.statuses import Outcome, Status
from intake.service import review
from intake.service.moves import Move, move_case, refer
from intake.store import cases
from intake.store.models import Case
from tests.conftest import World
from tests.service.made_up import ACCOUNT, complaint, detail, filed, named

CARMEN, DMITRI, TALA = "carmen.crcl", "dmitri.doj", "tala.triage"


def go(world: World, case_id: UUID, *steps: Move, name: str = CARMEN) -> None:
    reader = world.reader(name)
    for step in steps:
        revision = review.open_case(world.site, reader, case_id).revision
        move_case(world.site, reader, case_id, step, revision=revision)


def is_open(world: World, case_id: UUID) -> bool:
    with world.site.reading() as session:
        return session.get_one(Case, case_id).is_open


def test_a_case_goes_its_whole_way_and_each_move_is_recorded(any_world: World) -> None:
    case = filed(any_world).case_id
    way = [Status.screening, Status.accepted, Status.investigating, Status.findings, Status.recommendations]
    go(any_world, case, *(Move(status) for status in way), Move(Status.closed, outcome=Outcome.partly))
    found = detail(any_world, case)
    assert [step["after"] for step in found.history] == [*(status.value for status in way), "closed"]
    assert {step["by"] for step in found.history} == {CARMEN}
    assert (found.status, found.outcome, found.clocks) == ("closed", "partly", {})
    assert not is_open(any_world, case)
    acts = review.open_case(any_world.site, any_world.reader(CARMEN), case).acts
    assert ("case.moved", "received screening") in [(action, what) for _at, _by, action, what in acts]


def test_a_closed_case_is_opened_again_with_a_reason(world: World) -> None:
    case = filed(world).case_id
    go(world, case, Move(Status.screening), Move(Status.not_ours, "no jurisdiction"))
    go(world, case, Move(Status.closed, outcome=Outcome.outside_jurisdiction))
    with pytest.raises(MoveError, match="reason"):
        go(world, case, Move(Status.screening))
    go(world, case, Move(Status.screening, "new facts"))
    assert is_open(world, case)
    assert "acceptance" in detail(world, case).clocks


def test_a_reason_is_sealed_as_a_note_and_stands_in_no_guarded_field(world: World) -> None:
    case = filed(world).case_id
    go(
        world,
        case,
        Move(Status.waiting_on, "the sergeant lied", waiting_on="OIG", return_on=date(2026, 6, 1)),
    )
    assert b"sergeant" not in detail(world, case).to_bytes()
    notes = review.open_case(world.site, world.reader(CARMEN), case).notes
    assert [note.body["text"] for note in notes] == ["the sergeant lied"]


def test_a_waiting_case_goes_back_to_where_it_was_and_nowhere_else(world: World) -> None:
    case = filed(world).case_id
    go(
        world,
        case,
        Move(Status.screening),
        Move(Status.waiting_on, "OIG", waiting_on="OIG", return_on=date(2026, 6, 1)),
    )
    found = detail(world, case)
    assert (found.return_to, found.waiting_on, found.return_on) == ("screening", "OIG", "2026-06-01")
    with pytest.raises(MoveError):
        go(world, case, Move(Status.accepted))
    go(world, case, Move(Status.screening))
    found = detail(world, case)
    assert (found.status, found.return_to, found.waiting_on, found.return_on) == ("screening", None, "", None)


def test_a_move_decided_on_an_older_revision_is_refused(world: World) -> None:
    case = filed(world).case_id
    reader = world.reader(CARMEN)
    seen = review.open_case(world.site, reader, case).revision
    review.claim(world.site, world.reader(DMITRI), case)
    with pytest.raises(ConflictError):
        move_case(world.site, reader, case, Move(Status.screening), revision=seen)
    assert detail(world, case).status == "received"


def test_roles_move_only_what_the_table_gives_them(world: World) -> None:
    unclear = complaint(
        facts={
            "actors": ["unknown"],
            "place": "unknown",
            "custody": "unknown",
            "allegations": ["language_access"],
        }
    )
    case = filed(world, unclear).case_id
    go(world, case, Move(Status.screening), name=TALA)
    with pytest.raises(MoveError, match="not for this role"):
        go(world, case, Move(Status.accepted), name=TALA)
    with pytest.raises(NotAllowedError):
        move_case(world.site, world.reader("otto.auditor"), case, Move(Status.accepted), revision=0)
    with pytest.raises(NoKeyError):
        move_case(
            world.site,
            world.reader(CARMEN),
            case,
            Move(Status.accepted),
            revision=detail_revision(world, case),
        )


def detail_revision(world: World, case_id: UUID) -> int:
    with world.site.reading() as session:
        return session.get_one(Case, case_id).revision


def test_a_referral_gives_the_other_desk_account_and_messages_and_never_the_name(any_world: World) -> None:
    case = filed(any_world, named(Desk.CRCL)).case_id
    reader = any_world.reader(CARMEN)
    review.reply(any_world.site, reader, case, "Hola", language="es-419", translated=True)
    review.claim(any_world.site, reader, case)
    refer(any_world.site, reader, case, "triage", "whose?", revision=detail_revision(any_world, case))
    theirs = review.open_case(any_world.site, any_world.reader(TALA), case)
    assert theirs.account[0].body["text"] == ACCOUNT
    assert [entry.body["text"] for entry in theirs.conversation] == ["Hola"]
    assert (theirs.identity, theirs.has_identity, theirs.notes) == (None, True, [])
    with any_world.site.reading() as session:
        seals = {(seal.part, seal.desk) for seal in cases.seals_of(session, case)}
    assert ("identity", "triage") not in seals
    found = detail(any_world, case)
    assert (found.owner, found.history[-1]["after"]) == (None, "referred:triage")


def test_a_referred_case_is_unread_at_its_new_desk(world: World) -> None:
    case = filed(world).case_id
    refer(world.site, world.reader(CARMEN), case, "triage", "whose?", revision=0)
    assert detail(world, case).unread == ["triage"]


def test_a_desk_that_has_the_case_is_not_given_it_again(world: World) -> None:
    case = filed(world).case_id
    with pytest.raises(MoveError, match="has this case already"):
        refer(world.site, world.reader(CARMEN), case, "doj", "x", revision=0)


def test_a_referral_on_an_older_revision_hands_over_nothing(world: World) -> None:
    case = filed(world).case_id
    review.claim(world.site, world.reader(DMITRI), case)
    with pytest.raises(ConflictError):
        refer(world.site, world.reader(CARMEN), case, "triage", "x", revision=0)
    with pytest.raises(NoKeyError):
        review.open_case(world.site, world.reader(TALA), case)
