"""Sending, reports, erasing and sweeping against a carrier that fails in every way it can."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from intake.service import texting, texting_copies, texting_out
from intake.service.texting_copies import DONE, GIVEN_UP, Copy
from intake.service.texting_rows import opened
from intake.store import outbox
from intake.store.models import Erasure, Inbound, Outbox, Outgoing
from sms import carrier, delivery, paging
from sms.delivery import Report
from sms.errors import CarrierError, Fate
from sms.media import carrier_of
from sms.sender import send
from sms.simulator import Faults
from tests.conftest import World
from tests.sms.line import MOTHER, Line, open_line
from tests.sms.signed import new_sid

WORDS = "The words that go out."


@pytest.fixture
def line(world: World) -> Iterator[Line]:
    with open_line(world) as opened_line:
        yield opened_line


@pytest.fixture(autouse=True)
def nobody_paged() -> None:
    paging._told.clear()


def put(line: Line, text: str = WORDS, to: str = MOTHER) -> UUID:
    with line.site.writing() as session:
        return texting_out.put(line.site, session, to, text)


def arrived(line: Line) -> list[str]:
    return line.phone().received


def letters(line: Line) -> int:
    return len(line.rows(Outgoing))


def test_a_text_goes_out_once_and_leaves_nothing(line: Line) -> None:
    put(line)
    line.work(rounds=10)
    assert arrived(line) == [WORDS]
    assert (letters(line), line.rows(Outbox), line.carrier.readable()) == (0, [], [])


@pytest.mark.parametrize("fault", ["unheard", "too_many", "failing"])
def test_a_text_that_was_not_taken_is_sent_again_until_it_is(world: World, fault: str) -> None:
    with open_line(world, Faults(**{fault: 0.5}), seed=3) as line:
        for number in range(6):
            put(line, f"{WORDS} {number}")
        line.drain()
        assert sorted(arrived(line)) == [f"{WORDS} {number}" for number in range(6)]
        assert line.carrier.struck[fault] > 0
        assert (letters(line), line.carrier.readable()) == (0, [])


def test_a_lost_answer_is_made_good_by_the_report_and_nothing_goes_twice(world: World) -> None:
    with open_line(world, Faults(lost_answer=1.0)) as line:
        put(line)
        line.drain(3)
        assert arrived(line) == [WORDS]
        assert letters(line) == 0


def test_a_lost_answer_without_a_report_is_looked_up_at_the_carrier(world: World) -> None:
    with open_line(world, Faults(lost_answer=1.0, missed=1.0)) as line:
        row = put(line)
        line.work(rounds=1)
        letter = texting_out.load(line.site, row)
        assert letter is not None
        assert (letter.sid, letter.doubts) == ("", 1)
        line.world.clock.advance(timedelta(minutes=1))
        line.work()
        letter = texting_out.load(line.site, row)
        assert letter is not None
        assert carrier_holds(line) == [letter.sid]
        assert arrived(line) == [WORDS]


def carrier_holds(line: Line) -> list[str]:
    since = line.world.clock.now() - timedelta(days=1)
    return [held.sid for held in carrier.list_outbound(carrier_of(line.site), since, 100)]


def test_a_carrier_that_is_down_for_hours_gets_the_text_once_when_it_is_back(world: World) -> None:
    with open_line(world, Faults(failing=1.0)) as line:
        put(line)
        line.drain(8)
        assert letters(line) == 1
    with open_line(world, Faults(), seed=2) as line:
        line.drain(12)
        assert letters(line) == 0
        assert arrived(line) == [WORDS]


def test_an_answer_that_never_comes_is_a_doubt_not_a_second_text(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrier, "SECONDS", 0.3)
    carrier.client_of.cache_clear()
    with open_line(world, Faults(stalled=1.0), stall=1.0) as line:
        put(line)
        line.drain(2)
        assert arrived(line) == [WORDS]
    carrier.client_of.cache_clear()


@pytest.mark.parametrize("to", ["+15005550001", "+15005550009", "+15005550002"])
def test_a_number_that_cannot_be_reached_is_given_up(line: Line, to: str) -> None:
    put(line, to=to)
    line.work()
    assert (letters(line), line.rows(Outbox)) == (0, [])


def test_who_said_stop_to_the_carrier_is_held_for_opted_out(line: Line) -> None:
    line.say("help")
    line.carrier.block(MOTHER)
    put(line)
    line.work()
    assert letters(line) == 0
    (row,) = [row for row in line.rows(texting.Conversation)]
    assert opened(line.site, row)["opted_out"] is True
    texting.opt_out(line.site, "+12025550199")
    delivery.take(line.site, Report(new_sid(), MOTHER, "failed", 21610))


def test_a_wrong_token_pages_the_operator_once_an_hour_and_waits(world: World) -> None:
    with open_line(world, Faults()) as line:
        line.carrier.network.settings.__dict__["tokens"] = ("another-token-entirely",)
        put(line)
        with capture_logs() as told:
            line.drain(3)
        paged = [event for event in told if event["event"] == "sms.page"]
        assert {event["reason"] for event in paged} == {"20003"}
        assert len(paged) <= 4
        assert letters(line) == 1
        assert MOTHER not in str(told)


def test_a_text_older_than_a_month_is_never_sent(line: Line) -> None:
    put(line)
    line.world.clock.advance(timedelta(days=31))
    line.work()
    assert arrived(line) == []


def test_a_task_of_a_worker_that_was_killed_sends_nothing_twice(line: Line) -> None:
    row = put(line)
    with line.site.writing() as session:
        outbox.lease(session, line.world.clock.now())
    send(line.site, {"text": row.hex})  # and the worker dies before it can say so
    line.carrier.settle()
    line.world.clock.advance(outbox.LEASE + timedelta(seconds=1))
    line.work()
    assert arrived(line) == [WORDS]


def test_a_text_that_did_not_reach_the_phone_is_sent_anew_twice_at_most(world: World) -> None:
    with open_line(world, Faults(undelivered=1.0)) as line:
        put(line)
        line.drain(5)
        assert (arrived(line), letters(line)) == ([], 0)
        assert line.carrier.struck["undelivered"] == 3
        assert line.carrier.readable() == []


def test_reports_in_any_order_only_ever_move_a_text_on(line: Line) -> None:
    row = put(line)
    sid = new_sid()

    def handed(letter: texting_out.Letter) -> None:
        letter.sid, letter.status = sid, "queued"

    texting_out.change(line.site, row, handed)
    for status in ("sent", "queued", "sending", "nonsense"):
        delivery.take(line.site, Report(sid, MOTHER, status))
        letter = texting_out.load(line.site, row)
        assert letter is not None
        assert letter.status == "sent"
    delivery.take(line.site, Report(sid, MOTHER, "delivered"))
    assert texting_out.load(line.site, row) is None
    delivery.take(line.site, Report(sid, MOTHER, "sent"))
    assert len(line.rows(Erasure)) == 1


@pytest.mark.parametrize("mark", ["", "x", "0" * 32, f"{'0' * 32}-0"])
def test_a_report_on_a_text_we_do_not_know_is_still_erased(line: Line, mark: str) -> None:
    delivery.take(line.site, Report(new_sid(), MOTHER, "delivered", mark=mark))
    assert len(line.rows(Erasure)) == 1


def test_a_mark_of_an_earlier_sending_names_nothing(line: Line) -> None:
    row = put(line)
    letter = texting_out.load(line.site, row)
    assert letter is not None
    mark = texting_out.mark_of(row, letter)

    def sent_anew(kept: texting_out.Letter) -> None:
        kept.trying, kept.resent = line.world.clock.now().isoformat(), 1

    texting_out.change(line.site, row, sent_anew)
    delivery.take(line.site, Report(new_sid(), MOTHER, "delivered", mark=mark))
    assert texting_out.load(line.site, row) is not None


def test_what_happens_to_a_text_that_is_gone_is_nothing(line: Line) -> None:
    row = UUID(int=0)
    texting_out.change(line.site, row, lambda _letter: None)
    texting_out.give_up(line.site, row)
    texting_copies.change(line.site, row, lambda _entry: None)
    send(line.site, {"text": row.hex})


def test_a_copy_that_cannot_go_yet_is_tried_until_it_is_gone(world: World) -> None:
    with open_line(world, Faults(unfinished=0.7), erasable_after=timedelta(hours=3)) as line:
        line.say("help")
        line.drain()
        assert line.carrier.readable() == []
        assert {state for _kind, _way, state in texting_copies.count(line.site)} == {DONE}


def test_a_copy_that_does_not_go_in_a_fortnight_is_given_up_and_told(world: World) -> None:
    with open_line(world, Faults(unfinished=1.0)) as line:
        with line.site.writing() as session:
            sid = line.carrier.network.send(MOTHER, "help")[0]
            texting_copies.note(line.site, session, Copy("message", "inbound", sid))
        with capture_logs() as told:
            line.pass_time(*[timedelta(hours=12)] * 30)
        assert GIVEN_UP in {state for _kind, _way, state in texting_copies.count(line.site)}
        assert "sms.page" in {event["event"] for event in told}


def test_where_records_are_kept_texts_are_emptied(world: World) -> None:
    with open_line(world, erase="redact") as line:
        line.say("help")
        line.drain(3)
        assert line.carrier.readable() == []
        assert carrier_holds(line), "the record stays for the bill"


def test_a_text_whose_webhook_never_came_is_found_and_answered(world: World) -> None:
    with open_line(world, Faults(missed=1.0)) as line:
        assert line.say("help") == []
        assert line.rows(Inbound) == []
        line.pass_time(timedelta(minutes=6))
        assert any("Texts are not private" in text for text in arrived(line))
        assert len(line.rows(Inbound)) == 1
        line.drain()
        assert line.carrier.readable() == []


def test_a_picture_whose_webhook_never_came_is_erased_with_its_text(world: World) -> None:
    with open_line(world, Faults(missed=1.0)) as line:
        line.say("help", media=((b"not a picture", "image/png"),))
        line.drain()
        assert line.carrier.readable() == []


def test_what_nobody_erased_is_found_at_the_carrier(line: Line) -> None:
    line.carrier.network.carrier.take_in("PHARMACY", "a text from a name", [])
    sent = line.carrier.network.carrier.take_reply(MOTHER, "left over", "", ())
    line.carrier.network.carrier.move(sent, "delivered")
    line.drain(4)
    assert line.carrier.readable() == []


def test_a_line_that_says_done_is_opened_again_where_the_copy_is_still_there(line: Line) -> None:
    sid = new_sid()
    copy = Copy("message", "outbound", sid)
    texting_copies.note_one(line.site, copy)
    texting_copies.note_again(line.site, copy)
    (row,) = line.rows(Erasure)
    line.work()
    assert not line.rows(Erasure)[0].is_open
    texting_copies.note_again(line.site, copy)
    (again,) = line.rows(Erasure)
    assert again.is_open
    assert again.id != row.id


def test_an_error_of_the_carrier_repeats_nothing_of_what_was_sent(line: Line) -> None:
    with pytest.raises(CarrierError) as told:
        carrier.send(carrier_of(line.site), "+15005550001", WORDS, "https://intake.example/sms/status")
    error = told.value
    assert (error.fate, error.code) == (Fate.never, 21211)
    assert error.__cause__ is None
    assert error.__context__ is None
    assert "5005550001" not in repr(error)


def test_a_carrier_that_is_not_there_is_tried_again(line: Line) -> None:
    away = carrier_of(line.site).__class__(
        **{**carrier_of(line.site).__dict__, "api_base": "http://127.0.0.1:9"}
    )
    with pytest.raises(CarrierError) as told:
        carrier.account_status(away)
    assert told.value.fate in {Fate.retry, Fate.doubtful}
