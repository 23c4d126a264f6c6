"""Copies at the carrier: erased when they may be, looked for where a webhook or a report never came, and counted."""

from datetime import timedelta

from structlog.testing import capture_logs

from intake.service import texting_copies
from intake.service.texting_copies import DONE, GIVEN_UP, Copy
from intake.store.models import Erasure, Inbound
from sms.simulator import Faults
from tests.conftest import World
from tests.sms.line import MOTHER, Line, carrier_holds, open_line
from tests.sms.signed import new_sid


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
        assert any("Texts are not private" in text for text in line.phone().received)
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
