"""Conversations by text over sockets, through a simulated carrier, with a worker: what a person sees, and what is left."""

from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest
from PIL import Image

from intake.core import receipt
from intake.core.statuses import Status
from intake.service import by_code, texting_copies
from intake.service.documents import CaseDetail
from intake.service.moves import Move, move_case
from intake.service.reader import Reader
from intake.service.review import open_case, reply
from intake.store.models import Blob, Case, Conversation, Erasure, Inbound, Outbox, Outgoing
from tests.conftest import World
from tests.service.made_up import detail
from tests.sms.line import MOTHER, SISTER, Line, open_line
from tests.sms.person import Person


def told(person: Person, *, brief: bool = True) -> Person:
    """Text a complaint up to its code."""
    person.tell(brief=brief)
    return person


def the_case(line: Line) -> UUID:
    (case,) = line.rows(Case)
    found: UUID = case.id
    return found


def detail_in(line: Line) -> CaseDetail:
    return detail(line.world, the_case(line))


def officer(line: Line) -> Reader:
    """Return an officer of a desk that received the case."""
    return line.world.reader("carmen.crcl" if "crcl" in detail_in(line).decision["desks"] else "dmitri.doj")


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "PNG")
    return out.getvalue()


def test_a_complaint_by_text_is_filed_and_answered_with_its_code(any_world: World) -> None:
    with open_line(any_world) as line:
        mother = told(Person(line), brief=False)
        assert line.cases() == 1
        assert mother.code
        assert detail_in(line).channel == "sms"
        assert "We have it" in "\n".join(line.say(mother.code))
        assert (line.rows(Outbox), line.rows(Outgoing)) == ([], [])
        assert line.carrier.readable() == []
        assert line.carrier.alerts == []


def test_the_code_opens_what_was_said_and_a_wrong_one_opens_nothing(line: Line) -> None:
    mother = told(Person(line))
    assert by_code.open_by_code(line.site, mother.code).case_id == the_case(line)
    assert "This is not a code" in "\n".join(line.say("1111 1111 1111 1111 1112"))
    unknown = "\n".join(line.say(receipt.from_bytes(bytes(16))))
    assert "not arrived yet, or the code is wrong" in unknown


def test_a_code_is_asked_for_even_from_the_phone_that_filed(line: Line) -> None:
    mother = told(Person(line))
    line.say("2")
    answers = "\n".join(line.say("STATUS"))
    assert "Send the code of 20 digits" in answers
    assert mother.code not in answers


def test_words_and_replies_go_both_ways_by_code(line: Line) -> None:
    mother = told(Person(line))
    line.say("2")
    case = the_case(line)
    reader = officer(line)
    revision = open_case(line.site, reader, case).revision
    reply(line.site, reader, case, "We read it.", language="en", translated=True, revision=revision)
    answers = "\n".join(line.say(mother.code))
    assert "1 answer waits for you" in answers
    assert "We read it." not in answers
    line.say("9")
    line.say("2")
    line.say("2")
    assert "We added your words" in "\n".join(line.say(f"{mother.code} He is well now"))
    view = by_code.view(line.site, by_code.open_by_code(line.site, mother.code))
    assert view.conversation[-1].body["text"] == "He is well now"


def test_what_is_taken_back_before_anybody_looked_is_gone(line: Line) -> None:
    mother = told(Person(line))
    line.say("2")
    assert "It is erased" in "\n".join(line.say(f"FORGET {mother.code}"))
    assert line.cases() == 0
    assert line.carrier.readable() == []


def test_what_an_office_had_read_is_only_withdrawn(line: Line) -> None:
    mother = told(Person(line))
    line.say("2")
    open_case(line.site, officer(line), the_case(line))
    assert "An office had read it" in "\n".join(line.say(f"FORGET {mother.code}"))
    assert line.cases() == 1


def test_pictures_are_fetched_rebuilt_and_filed_and_the_carrier_s_are_gone(line: Line) -> None:
    mother = Person(line)
    mother.tell(upto="account")
    answers = "\n".join(line.say("", media=((picture(), "image/png"),)))
    assert "We kept 1 picture" in answers
    assert "could not take it" in "\n".join(line.say("", media=((b"\x7fELF....", "image/png"),)))
    told(mother)
    assert detail_in(line).files == 1
    (blob,) = line.rows(Blob)
    assert blob.case_id == the_case(line)
    assert line.carrier.readable() == []
    file = open_case(line.site, officer(line), the_case(line))
    assert [kept.kind for kept in file.files] == ["image/png"]


def test_pictures_of_a_draft_that_was_deleted_are_deleted(line: Line) -> None:
    mother = Person(line)
    mother.tell(upto="account")
    line.say("", media=((picture(), "image/png"),))
    (blob,) = line.rows(Blob)
    mother.tell(upto="review")
    spot = mother.spot
    line.say(str(spot.shown.index("delete") + 1))
    line.say("1")
    line.pass_time(timedelta(hours=3))
    with pytest.raises(FileNotFoundError):
        list(line.site.blobs.read(blob.name))


def test_stop_is_confirmed_once_and_nothing_follows_until_start(line: Line) -> None:
    Person(line).tell(upto="account")
    assert len(line.say("STOP")) == 1
    for text in ("1", "hello?"):
        assert line.say(text) == []
    line.pass_time(timedelta(hours=1), timedelta(days=8))
    assert "on again" in "\n".join(line.say("START"))


def test_a_code_that_nobody_could_be_told_after_stop_is_told_on_return(line: Line) -> None:
    mother = Person(line)
    mother.tell(upto="review")
    line.carrier.network.send(MOTHER, str(mother.spot.shown.index("send") + 1))
    line.carrier.settle()
    assert len(line.say("STOP")) == 1
    assert (line.cases(), mother.code) == (1, "")
    line.say("START")
    shown = mother.spot.shown
    line.say(str(shown.index("codes") + 1))
    assert by_code.open_by_code(line.site, mother.code).case_id == the_case(line)


def test_the_carrier_may_handle_stop_itself(world: World) -> None:
    with open_line(world, opt_out="carrier") as line:
        Person(line, hello="hello").tell(upto="account")
        (answer,) = line.say("STOP")
        assert "unsubscribed" in answer
        assert line.say("1") == []
        assert any("re-subscribed" in text for text in line.say("START"))
        assert "no more texts" not in "\n".join(line.phone().received)


def test_two_people_who_text_at_once_do_not_mix(line: Line) -> None:
    mother, sister = Person(line), Person(line, number=SISTER, story="They took her papers.")
    for upto in ("account", "review", "may_text"):
        mother.tell(upto=upto)
        sister.tell(upto=upto)
    assert line.cases() == 2
    assert mother.code != sister.code
    texts = [
        open_case(line.site, line.world.reader("dmitri.doj"), case.id).account[0].body["text"]
        for case in line.rows(Case)
    ]
    assert sorted(texts) == sorted([mother.story, sister.story])


def test_nobody_is_texted_first_who_did_not_agree(line: Line) -> None:
    told(Person(line))
    line.say("2")
    before = len(line.phone().received)
    act(line)
    line.pass_time(timedelta(hours=1), timedelta(hours=1))
    assert len(line.phone().received) == before
    assert detail_in(line).no_contact


def test_who_agreed_is_told_of_news_once_and_neutrally_in_the_hours_of_the_day(line: Line) -> None:
    told(Person(line))
    line.say("1")
    assert not detail_in(line).no_contact
    line.pass_time(timedelta(hours=1))
    before = len(line.phone().received)
    line.world.clock.advance(timedelta(hours=14))  # late in the evening in New York
    act(line)
    line.pass_time(timedelta(minutes=20), timedelta(minutes=20))
    assert len(line.phone().received) == before
    line.pass_time(*[timedelta(hours=1)] * 16)
    (news,) = line.phone().received[before:]
    assert "There is an update" in news
    assert not any(word in news.casefold() for word in ("crcl", "complaint", "jail", "ice"))


def test_stop_ends_what_was_agreed_and_officers_see_it(line: Line) -> None:
    told(Person(line))
    line.say("1")
    line.say("STOP")
    before = len(line.phone().received)
    assert detail_in(line).no_contact
    act(line)
    line.pass_time(*[timedelta(hours=1)] * 24)
    assert len(line.phone().received) == before


def act(line: Line) -> None:
    """Have an officer move the case."""
    reader = officer(line)
    revision = open_case(line.site, reader, the_case(line)).revision
    move_case(line.site, reader, the_case(line), Move(Status.screening), revision=revision)


def test_a_number_is_forgotten_when_its_conversation_is_over(line: Line) -> None:
    told(Person(line))
    line.say("2")
    line.pass_time(*[timedelta(days=1)] * 4)
    assert line.rows(Conversation) == []
    line.pass_time(*[timedelta(days=4)] * 8)
    assert (line.rows(Inbound), line.rows(Erasure), line.rows(Outgoing)) == ([], [], [])
    assert line.cases() == 1


def test_a_draft_is_sent_unfinished_where_the_person_agreed(line: Line) -> None:
    mother = Person(line)
    mother.tell(upto="account")
    line.say("They hit him.")
    line.pass_time(*[timedelta(hours=12)] * 16)
    assert line.cases() == 1
    assert detail_in(line).incomplete
    assert mother.code == "", "who knows who holds the phone now"


def test_the_ledger_is_counted_without_a_number_or_an_id(line: Line) -> None:
    told(Person(line))
    counts = texting_copies.count(line.site)
    assert {state for _kind, _way, state in counts} == {"done"}
    assert sum(counts.values()) == len(line.rows(Erasure))
    assert texting_copies.oldest_open(line.site) is None
