"""What a receipt code opens, and for how long; and what a person does with it afterwards."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from intake.core.complaint import Desk
from intake.core.errors import ConflictError, NoKeyError, NoSuchCaseError, NotStoredError, ReceiptError
from intake.core.receipt import new_code
from intake.service import by_code, follow_up, review, revocations, taking_back
from intake.service.by_code import Opened, open_by_code, view
from intake.service.files import keep_file, read_file
from intake.service.pools import Pool
from intake.service.records import open_all
from intake.service.worker import Worker
from intake.store import cases
from intake.store.models import Blob, Case, CaseRecord
from intake.vault.parts import Part
from intake.vault.suite import KeyPair
from tests.conftest import World
from tests.service.made_up import ACCOUNT, NAME, complaint, detail, filed, named, opened


def test_a_code_opens_status_and_conversation_but_not_the_account(any_world: World) -> None:
    case = opened(any_world, named(Desk.CRCL))
    follow_up.add_words(any_world.site, case, "one thing more")
    seen = view(any_world.site, case)
    assert seen.detail.status == "received"
    assert [entry.body["text"] for entry in seen.conversation] == ["one thing more"]
    assert seen.conversation[0].verified
    assert (seen.account, seen.has_identity) == ([], True)
    assert set(case.seeds) == {Part.conversation}


def test_a_code_opens_the_account_where_the_person_chose_so(any_world: World) -> None:
    seen = view(any_world.site, opened(any_world, complaint(code_opens_account=True)))
    assert seen.account[0].body["text"] == ACCOUNT


@pytest.mark.parametrize(
    "spell",
    [
        " ".join,
        lambda code: code.translate({48 + digit: 0x660 + digit for digit in range(10)}),
        lambda code: f"{code[:4]}-{code[4:]}",
    ],
)
def test_a_code_may_be_typed_in_any_way(any_world: World, spell: Any) -> None:
    ticket = filed(any_world)
    assert open_by_code(any_world.site, spell(ticket.code)).case_id == ticket.case_id


def test_a_code_that_fits_nothing_is_one_answer(any_world: World) -> None:
    filed(any_world)
    with pytest.raises(NoSuchCaseError):
        open_by_code(any_world.site, new_code())


def test_a_code_with_a_wrong_digit_never_reaches_the_database(any_world: World) -> None:
    code = filed(any_world).code
    with pytest.raises(ReceiptError):
        open_by_code(any_world.site, code[:-1] + str((int(code[-1]) + 1) % 10))


def test_a_changed_code_opens_and_the_old_one_does_not(any_world: World) -> None:
    ticket = filed(any_world, complaint(code_opens_account=True))
    case = open_by_code(any_world.site, ticket.code)
    code = new_code()
    fresh = by_code.change_code(any_world.site, case, code)
    assert open_by_code(any_world.site, code) == fresh
    assert (fresh.case_id, fresh.seeds) == (case.case_id, case.seeds)
    with pytest.raises(NoSuchCaseError):
        open_by_code(any_world.site, ticket.code)


def test_a_changed_code_shuts_what_the_old_one_had_opened(any_world: World) -> None:
    site, held = any_world.site, opened(any_world)
    mine = by_code.change_code(site, held, new_code())
    for late in (
        lambda: view(site, held),
        lambda: follow_up.add_words(site, held, "not mine"),
        lambda: follow_up.set_consent(site, held, frozenset(), None),
        lambda: by_code.change_code(site, held, new_code()),
        lambda: by_code.changed_to(site, held, new_code()),
        lambda: taking_back.take_back(site, held),
        lambda: taking_back.undo(site, held),
    ):
        with pytest.raises(NoSuchCaseError):
            late()
    assert view(site, mine).conversation == []


def test_a_visit_changes_to_one_code_however_often_it_asks(any_world: World) -> None:
    case = opened(any_world)
    code = by_code.next_code(case, "mine")
    fresh = by_code.change_code(any_world.site, case, code)
    assert by_code.change_code(any_world.site, case, by_code.next_code(case, "mine")) == fresh
    assert by_code.changed_to(any_world.site, case, code) == fresh
    assert len({code, by_code.next_code(case, "another"), by_code.next_code(fresh, "mine")}) == 3


def test_a_flood_of_guesses_is_told_to_come_back_and_filing_goes_on(any_world: World) -> None:
    busy = replace(any_world.site, looking=Pool(places=1, patience=0))
    code = filed(any_world).code
    with busy.looking.place():
        with pytest.raises(NotStoredError):
            open_by_code(busy, code)
        filed(replace(any_world, site=busy))
    assert open_by_code(busy, code)


def test_a_place_is_given_back_after_an_error() -> None:
    pool = Pool(places=1, patience=0)
    with pytest.raises(ReceiptError), pool.place():
        raise ReceiptError
    with pool.place():
        pass


def test_what_a_visit_keeps_is_read_back(any_world: World) -> None:
    case = opened(any_world, complaint(code_opens_account=True))
    assert Opened.from_document(case.to_document()) == case


def test_an_unknown_case_is_one_clear_error(any_world: World) -> None:
    with pytest.raises(NoSuchCaseError):
        view(any_world.site, replace(opened(any_world), case_id=uuid4()))


def test_words_and_files_reach_every_desk_of_the_case(any_world: World) -> None:
    site, case = any_world.site, opened(any_world)
    follow_up.add_words(site, case, "more")
    kept = keep_file(site, b"what happened", "words.txt")
    follow_up.add_file(site, case, kept)
    assert detail(any_world, case.case_id).unread == ["crcl", "doj"]
    with site.reading() as session:
        blob = session.get_one(Blob, kept.blob)
        assert (blob.case_id, blob.expires_at) == (case.case_id, None)
    file = review.open_case(site, any_world.reader("dmitri.doj"), case.case_id)
    assert file.files == [kept]
    assert [entry.verified for entry in file.conversation] == [True, True]
    assert b"".join(read_file(site, file.files[0])) == b"what happened"


def test_a_file_that_was_swept_meanwhile_is_not_promised(any_world: World) -> None:
    site, case = any_world.site, opened(any_world)
    kept = keep_file(site, b"what happened", "words.txt")
    with site.writing() as session:
        session.delete(session.get_one(Blob, kept.blob))
    with pytest.raises(NotStoredError):
        follow_up.add_file(site, case, kept)
    assert view(site, case).conversation == []


def test_a_change_that_lost_a_race_is_a_conflict(postgres_world: World) -> None:
    site, case = postgres_world.site, opened(postgres_world)

    def change(_session: Any, row: Case, _detail: Any) -> None:
        raise AssertionError(row.id)

    with site.writing() as session:
        stale = session.get_one(Case, case.case_id)
        follow_up.add_words(site, case, "first")
        with pytest.raises(ConflictError):
            cases.claim_revision(session, stale)


def test_a_conversation_without_a_key_takes_no_words(any_world: World) -> None:
    case = opened(any_world)
    with any_world.site.writing() as session:
        session.execute(update(Case).values(conversation_public=None))
    with pytest.raises(NoSuchCaseError):
        follow_up.add_words(any_world.site, case, "more")
    assert view(any_world.site, case).conversation == []


def identity_at(world: World, name: str, case: Opened) -> Any:
    return review.open_case(world.site, world.reader(name), case.case_id).identity


def test_consent_moved_to_another_desk_moves_the_name(any_world: World) -> None:
    site, case = any_world.site, opened(any_world, named(Desk.CRCL))
    with site.reading() as session:
        old = session.get_one(Case, case.case_id).identity_public
        old_record = cases.records_of(session, case.case_id, "identity")[0].sealed
    follow_up.set_consent(site, case, frozenset({"doj"}), {"name": NAME, "contact": {"phone": "1"}})
    assert identity_at(any_world, "dmitri.doj", case)["name"] == NAME
    assert identity_at(any_world, "carmen.crcl", case) is None
    with site.reading() as session:
        row = session.get_one(Case, case.case_id)
        assert row.identity_public != old
        assert old_record not in session.scalars(select(CaseRecord.sealed)).all()
        assert [seal.desk for seal in cases.seals_of(session, case.case_id, "identity")] == ["doj"]
    found = detail(any_world, case.case_id)
    assert (found.consent, found.consent_changed, found.no_contact) == (["doj"], True, False)


@pytest.mark.parametrize("desks", [frozenset(), frozenset({"crcl"})])
def test_consent_withdrawn_or_a_name_not_given_again_leaves_no_name_and_is_revoked(
    any_world: World, desks: frozenset[str]
) -> None:
    site, case = any_world.site, opened(any_world, named(Desk.CRCL))
    follow_up.set_consent(site, case, desks, None)
    assert identity_at(any_world, "carmen.crcl", case) is None
    with site.reading() as session:
        row = session.get_one(Case, case.case_id)
        assert (row.has_identity, row.identity_public) == (False, None)
        assert cases.records_of(session, case.case_id, "identity") == []
        assert cases.seals_of(session, case.case_id, "identity") == []
    Worker(site).run_once()
    told = list(revocations.read(revocations.path_of(site)))
    assert told == [{"what": "identity", "case": case.case_id.hex, "desk": "crcl"}]


def test_a_desk_that_may_go_on_knowing_is_not_revoked(any_world: World) -> None:
    site, case = any_world.site, opened(any_world, named(Desk.CRCL, Desk.DOJ))
    follow_up.set_consent(site, case, frozenset({"crcl"}), {"name": NAME})
    Worker(site).run_once()
    assert [one["desk"] for one in revocations.read(revocations.path_of(site))] == ["doj"]
    assert detail(any_world, case.case_id).no_contact is True


def test_a_desk_outside_the_case_opens_nothing_even_with_consent(any_world: World) -> None:
    case = opened(any_world, named(Desk.TRIAGE))
    with pytest.raises(NoKeyError):
        review.open_case(any_world.site, any_world.reader("tala.triage"), case.case_id)


def test_records_of_an_epoch_without_a_key_are_passed_over(any_world: World) -> None:
    case = opened(any_world)
    follow_up.add_words(any_world.site, case, "more")
    with any_world.site.reading() as session:
        found = cases.records_of(session, case.case_id, "conversation")
        assert open_all(found, {1: KeyPair.generate()}) == []
