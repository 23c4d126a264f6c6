"""Sending and reports against a carrier that fails in every way it can: nothing is lost, and nothing said twice in vain."""

from datetime import timedelta
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from intake.service import texting, texting_copies, texting_out
from intake.service.texting_rows import opened
from intake.store import outbox
from intake.store.models import Conversation, Erasure, Outbox, Outgoing
from sms import carrier, delivery, sender
from sms.delivery import Report
from sms.errors import CarrierError, Fate
from sms.media import carrier_of
from sms.simulator import Faults
from tests.conftest import World
from tests.sms.line import MOTHER, Line, carrier_holds, open_line
from tests.sms.signed import new_sid

WORDS = "The words that go out."


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
    (row,) = line.rows(Conversation)
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
    sender.send(line.site, {"text": row.hex})  # and the worker dies before it can say so
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


def test_a_report_that_waited_while_the_answer_was_written_is_not_lost(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It had looked for the SID before that was there; else our copy of the text would stay for a month."""
    row, sid = put(line), new_sid()

    def accept(letter: texting_out.Letter) -> None:
        letter.sid, letter.status = sid, "queued"

    texting_out.change(line.site, row, accept)
    monkeypatch.setattr(texting_out, "find", lambda *_given: None)
    delivery.take(line.site, Report(new_sid(), MOTHER, "delivered", 0, f"{row.hex}-0"))
    assert letters(line) == 1
    delivery.take(line.site, Report(sid, MOTHER, "delivered", 0, f"{row.hex}-0"))
    assert letters(line) == 0


def test_what_happens_to_a_text_that_is_gone_is_nothing(line: Line) -> None:
    row = UUID(int=0)
    texting_out.change(line.site, row, lambda _letter: None)
    texting_out.give_up(line.site, row)
    texting_copies.change(line.site, row, lambda _entry: None)
    sender.send(line.site, {"text": row.hex})


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


def test_a_report_that_is_faster_than_the_answer_is_not_overwritten_by_it(line: Line) -> None:
    row, sid = put(line), new_sid()

    def begin(letter: texting_out.Letter) -> None:
        letter.trying = line.world.clock.now().isoformat()

    texting_out.change(line.site, row, begin)
    letter = texting_out.load(line.site, row)
    assert letter is not None
    mark = texting_out.mark_of(row, letter)
    delivery.take(line.site, Report(sid, MOTHER, "undelivered", 30003, mark))
    texting_out.change(line.site, row, lambda kept: sender._accepted(kept, sid, "queued"))
    letter = texting_out.load(line.site, row)
    assert letter is not None
    assert (letter.sid, letter.resent) == ("", 1), "it is to be sent anew"
    line.pass_time(timedelta(hours=1))
    assert arrived(line) == [WORDS]
