"""Accepting a complaint: once only, all of it or nothing, for the desks of the site's own rules."""

import threading
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from intake.core.complaint import Desk
from intake.core.errors import ConflictError, NotStoredError
from intake.service import by_code, filing
from intake.service.documents import CaseDetail
from intake.service.files import keep_file
from intake.service.filing import accept, file_complaint, new_ticket, seal, ticket_for_key
from intake.service.site import open_site
from intake.store import cases
from intake.store.models import Blob, Case
from intake.vault.guard import Guard
from tests.conftest import World
from tests.service.made_up import complaint, detail, filed, mentions, named, rows


def count(world: World) -> int:
    return len(rows(world)["cases"])


def at_once(number: int, work: Any) -> list[Any]:
    """Run something in several threads that start together; returns what each returned or raised."""
    start, told = threading.Barrier(number), []

    def run(which: int) -> None:
        start.wait()
        try:
            told.append(work(which))
        except Exception as error:  # noqa: BLE001 -- the test looks at it
            told.append(error)

    threads = [threading.Thread(target=run, args=(which,)) for which in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def test_a_complaint_is_sealed_to_the_desks_of_its_decision(any_world: World) -> None:
    ticket = filed(any_world)
    found = detail(any_world, ticket.case_id)
    assert found.decision["lead"] == "joint"
    with any_world.site.reading() as session:
        case = cases.get_case(session, ticket.case_id)
        assert cases.desks_of(session, ticket.case_id) == {"crcl", "doj"}
        assert (case.is_open, case.has_identity, case.revision) == (True, False, 0)
        assert case.received_on == any_world.clock.today()
    assert found.mismatch is False
    assert found.no_contact is True


def test_a_name_is_sealed_only_to_the_desks_that_may_know_it(any_world: World) -> None:
    ticket = filed(any_world, named(Desk.CRCL))
    with any_world.site.reading() as session:
        assert [seal.desk for seal in cases.seals_of(session, ticket.case_id, "identity")] == ["crcl"]
        assert cases.get_case(session, ticket.case_id).has_identity
    found = detail(any_world, ticket.case_id)
    assert (found.consent, found.no_contact) == (["crcl"], False)


def test_the_same_ticket_files_once_and_answers_the_same(any_world: World) -> None:
    ticket = new_ticket()
    first = file_complaint(any_world.site, complaint(), ticket, body_tag="a")
    again = file_complaint(any_world.site, complaint(), ticket, body_tag="a")
    assert again == first
    assert count(any_world) == 1


def test_the_same_ticket_with_another_body_is_a_conflict(any_world: World) -> None:
    ticket = new_ticket()
    file_complaint(any_world.site, complaint(), ticket, body_tag="a")
    with pytest.raises(ConflictError, match="another body"):
        file_complaint(any_world.site, complaint(), ticket, body_tag="b")
    sealed = seal(any_world.site, complaint(), ticket, body_tag="b")
    with pytest.raises(ConflictError, match="another body"):
        accept(any_world.site, sealed)


def test_two_that_race_with_one_ticket_make_one_case(any_world: World) -> None:
    ticket = new_ticket()
    sealed = [seal(any_world.site, complaint(), ticket) for _ in range(4)]
    told = at_once(4, lambda which: accept(any_world.site, sealed[which]))
    assert [one for one in told if isinstance(one, Exception)] == []
    assert all(one == told[0] for one in told)
    assert count(any_world) == 1


def test_a_race_that_was_lost_at_the_insert_answers_what_the_winner_stored(
    postgres_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both transactions see no case; the second one's insert fails only after the first one's commit."""
    ticket, site = new_ticket(), postgres_world.site
    first, second = (seal(site, complaint(), ticket) for _ in range(2))
    store = filing._store
    winners: list[CaseDetail | None] = []

    def after_the_other(*arguments: Any) -> None:
        if not winners:
            winners.append(None)
            winners.append(accept(site, first))
        store(*arguments)

    monkeypatch.setattr(filing, "_store", after_the_other)
    assert accept(site, second) == winners[-1]
    assert count(postgres_world) == 1


def test_a_code_that_another_case_has_is_a_conflict_and_stores_nothing(any_world: World) -> None:
    ticket = filed(any_world)
    with pytest.raises(ConflictError):
        file_complaint(any_world.site, complaint(), replace(ticket, case_id=uuid4()))
    assert count(any_world) == 1


def test_eight_that_file_at_once_are_all_stored(any_world: World) -> None:
    site = any_world.site
    sealed = [seal(site, complaint(), new_ticket()) for _ in range(16)]
    told = at_once(8, lambda which: [accept(site, one) for one in sealed[which * 2 : which * 2 + 2]])
    assert [one for one in told if isinstance(one, Exception)] == []
    assert count(any_world) == 16


def test_files_become_the_cases_own(any_world: World) -> None:
    kept = [keep_file(any_world.site, b"what happened", "words.txt") for _ in range(2)]
    ticket = file_complaint(any_world.site, complaint(), new_ticket(), files=kept).ticket
    with any_world.site.reading() as session:
        blobs = cases.blobs_of(session, ticket.case_id)
        assert {blob.name for blob in blobs} == {one.blob for one in kept}
        assert {blob.expires_at for blob in blobs} == {None}


def test_a_file_that_vanished_stops_the_whole_complaint(any_world: World) -> None:
    kept = [keep_file(any_world.site, b"what happened", "words.txt") for _ in range(2)]
    with any_world.site.writing() as session:
        session.delete(session.get_one(Blob, kept[1].blob))
    ticket = new_ticket()
    with pytest.raises(NotStoredError, match="file"):
        file_complaint(any_world.site, complaint(), ticket, files=kept)
    assert mentions(any_world, ticket.case_id) == set()
    with any_world.site.reading() as session:
        assert session.get_one(Blob, kept[0].blob).case_id is None


def test_a_file_of_another_case_is_not_taken(any_world: World) -> None:
    kept = keep_file(any_world.site, b"what happened", "words.txt")
    file_complaint(any_world.site, complaint(), new_ticket(), files=[kept])
    with pytest.raises(NotStoredError):
        file_complaint(any_world.site, complaint(), new_ticket(), files=[kept])
    assert count(any_world) == 1


@pytest.mark.parametrize("table", ["case_seals", "case_records", "changes"])
def test_an_insert_that_fails_halfway_leaves_nothing(any_world: World, table: str) -> None:
    with any_world.site.writing() as session:
        session.execute(text(f"DROP TABLE {table}"))
    ticket = new_ticket()
    with pytest.raises(NotStoredError):
        file_complaint(any_world.site, complaint(), ticket)
    with any_world.site.reading() as session:
        assert session.get(Case, ticket.case_id) is None


def test_desks_that_are_not_those_of_the_sites_own_rules_are_flagged(any_world: World) -> None:
    sealed = seal(any_world.site, complaint(), new_ticket())
    fewer = replace(sealed, seals=tuple(one for one in sealed.seals if one.desk != "doj"))
    assert accept(any_world.site, fewer).mismatch is True
    with any_world.site.reading() as session:
        assert cases.desks_of(session, sealed.case_id) == {"crcl"}


def test_a_key_stands_for_one_ticket(any_world: World) -> None:
    one = ticket_for_key(any_world.site, "k" * 32)
    assert ticket_for_key(any_world.site, "k" * 32) == one
    assert ticket_for_key(any_world.site, "l" * 32) != one
    file_complaint(any_world.site, complaint(), one)
    assert by_code.open_by_code(any_world.site, one.code).case_id == one.case_id


def test_a_key_stands_for_its_ticket_after_the_site_key_was_rotated(world: World) -> None:
    used, unused = (ticket_for_key(world.site, letter * 32) for letter in "ab")
    file_complaint(world.site, complaint(), used)
    ring = world.site.ring.add()
    rotated = replace(world.site, ring=ring, guard=Guard(ring))
    assert ticket_for_key(rotated, "a" * 32) == used
    assert ticket_for_key(rotated, "b" * 32) != unused


def test_a_site_without_the_desks_keys_can_file(any_world: World) -> None:
    public = open_site(any_world.settings, any_world.clock)
    file_complaint(public, complaint(), new_ticket())
    public.engine.dispose()
    assert count(any_world) == 1
