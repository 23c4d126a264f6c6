"""What an officer does with one case: open, reply, note, claim."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest

from intake.core.complaint import Desk
from intake.core.errors import ConflictError, NoKeyError, NoSuchCaseError, NotAllowedError
from intake.core.statuses import Status
from intake.service import by_code, files, follow_up, moves, review
from intake.service.desk_sessions import resume_session
from intake.service.membership import found_desk, seal_to_member
from intake.service.reader import Reader
from intake.store.models import Officer
from tests.conftest import World
from tests.service.made_up import ACCOUNT, NAME, complaint, detail, filed, named, opened

CARMEN, DMITRI, SUNITA = "carmen.crcl", "dmitri.doj", "sunita.supervisor"


def read(world: World, case_id: UUID, name: str = CARMEN) -> review.CaseFile:
    return review.open_case(world.site, world.reader(name), case_id)


def actions(case: review.CaseFile) -> list[tuple[str, str]]:
    return [(actor, action) for _at, actor, action, _detail in case.acts]


def test_an_officer_of_a_desk_that_it_was_sent_to_reads_the_account(any_world: World) -> None:
    ticket = filed(any_world, named(Desk.CRCL))
    case = read(any_world, ticket.case_id)
    assert case.account[0].body["text"] == ACCOUNT
    assert case.account[0].verified
    assert case.identity is not None
    assert case.identity["name"] == NAME
    assert read(any_world, ticket.case_id, DMITRI).identity is None


def test_the_look_is_recorded_before_anything_is_given(any_world: World) -> None:
    ticket = filed(any_world)
    read(any_world, ticket.case_id)
    assert actions(read(any_world, ticket.case_id, DMITRI)) == [(CARMEN, "case.read"), (DMITRI, "case.read")]


def test_a_refused_look_is_recorded_and_does_not_count_as_the_first(any_world: World) -> None:
    ticket = filed(any_world)
    with pytest.raises(NoKeyError):
        read(any_world, ticket.case_id, "tala.triage")
    assert not detail(any_world, ticket.case_id).looked
    assert actions(read(any_world, ticket.case_id)) == [
        ("tala.triage", "case.refused"),
        (CARMEN, "case.read"),
    ]


@pytest.mark.parametrize("name", ["ada.admin", "otto.auditor"])
def test_administrators_and_auditors_open_nothing_and_do_nothing(world: World, name: str) -> None:
    ticket = filed(world)
    who = world.reader(name)
    with pytest.raises(NotAllowedError):
        review.open_case(world.site, who, ticket.case_id)
    with pytest.raises(NotAllowedError):
        review.reply(world.site, who, ticket.case_id, "x", language="en", translated=True)
    with pytest.raises(NotAllowedError):
        review.note(world.site, who, ticket.case_id, "x")
    with pytest.raises(NotAllowedError):
        review.claim(world.site, who, ticket.case_id)


def test_a_case_that_is_not_there_is_said_so(world: World) -> None:
    with pytest.raises(NoSuchCaseError):
        read(world, uuid4())


def test_the_first_look_stops_its_clock_and_starts_that_of_acceptance_from_receipt(world: World) -> None:
    ticket = filed(world)
    assert set(detail(world, ticket.case_id).clocks) == {"first_look"}
    world.clock.advance(timedelta(hours=5))
    read(world, ticket.case_id)
    found = detail(world, ticket.case_id)
    assert set(found.clocks) == {"acceptance"}
    assert found.clocks["acceptance"] == "2026-06-03T12:00:00+00:00"
    assert found.looked
    revision = read(world, ticket.case_id).revision
    assert read(world, ticket.case_id).revision == revision, "a second look changed the case"


def test_a_message_is_unread_until_who_works_the_case_looks(world: World) -> None:
    mine = opened(world)
    review.claim(world.site, world.reader(CARMEN), mine.case_id)
    follow_up.add_words(world.site, mine, "hello?")
    assert detail(world, mine.case_id).unread == ["crcl", "doj"]
    read(world, mine.case_id, SUNITA)
    assert detail(world, mine.case_id).unread == ["crcl", "doj"], "an onlooker took the mark away"
    read(world, mine.case_id)
    assert detail(world, mine.case_id).unread == ["doj"]


def test_a_reply_reaches_the_person_marked_as_translated_or_not(any_world: World) -> None:
    mine = opened(any_world)
    reader = any_world.reader(CARMEN)
    follow_up.add_words(any_world.site, mine, "hello?")
    review.reply(any_world.site, reader, mine.case_id, "We are here", language="en", translated=False)
    sent = by_code.view(any_world.site, mine).conversation[-1]
    assert (sent.desk, sent.author, sent.verified) == ("crcl", "desk:crcl", True)
    assert (sent.body["text"], sent.body["translated"], sent.body["language"]) == ("We are here", False, "en")
    assert by_code.view(any_world.site, mine).conversation[0].desk == ""
    assert detail(any_world, mine.case_id).unread == ["doj"]


def test_a_reply_starts_the_clock_of_news_anew_once_the_case_was_accepted(world: World) -> None:
    ticket = filed(world)
    reader = world.reader(CARMEN)
    review.reply(world.site, reader, ticket.case_id, "x", language="en", translated=True)
    assert "news" not in detail(world, ticket.case_id).clocks
    for status in (Status.screening, Status.accepted):
        moves.move_case(
            world.site,
            reader,
            ticket.case_id,
            moves.Move(status),
            revision=read(world, ticket.case_id).revision,
        )
    first = detail(world, ticket.case_id).clocks["news"]
    world.clock.advance(timedelta(days=7))
    review.reply(world.site, reader, ticket.case_id, "x", language="en", translated=True)
    assert detail(world, ticket.case_id).clocks["news"] > first


def test_a_reply_or_a_claim_at_an_older_revision_changes_nothing(world: World) -> None:
    mine = opened(world)
    reader, seen = world.reader(CARMEN), read(world, mine.case_id).revision
    follow_up.add_words(world.site, mine, "wait!")
    with pytest.raises(ConflictError):
        review.reply(world.site, reader, mine.case_id, "x", language="en", translated=True, revision=seen)
    with pytest.raises(ConflictError):
        review.claim(world.site, reader, mine.case_id, revision=seen)
    assert len(by_code.view(world.site, mine).conversation) == 1
    assert detail(world, mine.case_id).owner is None


def test_a_note_is_read_by_its_own_desk_alone(any_world: World) -> None:
    ticket = filed(any_world)
    review.note(any_world.site, any_world.reader(CARMEN), ticket.case_id, "he hung up")
    note = read(any_world, ticket.case_id).notes[0]
    assert (note.body["text"], note.body["by"], note.verified) == ("he hung up", CARMEN, True)
    assert read(any_world, ticket.case_id, DMITRI).notes == []


def test_notes_of_every_epoch_of_a_desk_are_read_in_order(world: World) -> None:
    ticket = filed(world)
    review.note(world.site, world.reader(CARMEN), ticket.case_id, "the old key")
    with world.site.writing() as session:
        pair = found_desk(session, "crcl", world.clock.now())
        session.flush()
        row = session.get_one(Officer, world.people[CARMEN][1].id)
        seal_to_member(world.site, session, pair.seed, row, desk="crcl", epoch=2)
    world.clock.advance(timedelta(minutes=1))
    reader = resume_session(world.site, world.cookie(CARMEN))
    assert reader is not None
    assert reader.newest_pair("crcl")[0] == 2
    review.note(world.site, reader, ticket.case_id, "the new key")
    case = review.open_case(world.site, reader, ticket.case_id)
    assert [note.body["text"] for note in case.notes] == ["the old key", "the new key"]
    with pytest.raises(NoKeyError):
        reader.newest_pair("doj")


def test_a_case_has_one_owner_who_can_give_it_back(world: World) -> None:
    ticket = filed(world)
    review.claim(world.site, world.reader(CARMEN), ticket.case_id)
    review.claim(world.site, world.reader(DMITRI), ticket.case_id)
    assert detail(world, ticket.case_id).owner == DMITRI
    review.claim(world.site, world.reader(DMITRI), ticket.case_id, release=True)
    assert detail(world, ticket.case_id).owner is None
    assert [action for _who, action in actions(read(world, ticket.case_id))] == [
        "case.claimed",
        "case.claimed",
        "case.released",
        "case.read",
    ]


def test_nothing_is_done_to_a_case_of_another_desk(world: World) -> None:
    ticket = filed(world)
    tala = world.reader("tala.triage")
    with pytest.raises(NoKeyError):
        review.reply(world.site, tala, ticket.case_id, "x", language="en", translated=True)
    with pytest.raises(NoKeyError):
        review.note(world.site, tala, ticket.case_id, "x")
    with pytest.raises(NoKeyError):
        review.claim(world.site, tala, ticket.case_id)


def test_the_files_of_account_and_conversation_are_one_list(world: World) -> None:
    mine = opened(world, complaint())
    follow_up.add_file(world.site, mine, files.keep_file(world.site, b"a plain text", "note.txt"))
    assert [kept.name for kept in read(world, mine.case_id).files] == ["note.txt"]


def test_a_reader_shows_no_key_when_printed(world: World) -> None:
    reader: Reader = world.reader(CARMEN)
    assert "desk_pairs" not in repr(reader)
    assert len(reader.fingerprint.replace(" ", "")) == 40


def test_officers_who_open_a_case_in_the_same_instant_all_read_it_and_all_are_recorded(
    any_world: World,
) -> None:
    ticket = filed(any_world)
    readers = [any_world.reader(name) for name in (CARMEN, DMITRI, SUNITA)]
    start = Barrier(len(readers))

    def look(reader: Reader) -> str:
        start.wait()
        return str(review.open_case(any_world.site, reader, ticket.case_id).account[0].body["text"])

    with ThreadPoolExecutor(len(readers)) as pool:
        assert list(pool.map(look, readers)) == [ACCOUNT] * len(readers)
    looks = [actor for actor, action in actions(read(any_world, ticket.case_id)) if action == "case.read"]
    assert sorted(looks) == sorted([CARMEN, CARMEN, DMITRI, SUNITA])
