"""What takes a while and goes wrong on the way: done again, said once, and nothing of it lost."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from structlog.testing import capture_logs

from intake.core import receipt
from intake.core.errors import ConflictError, FactsError, NotStoredError
from intake.service import by_code, texting
from intake.service.documents import detail_of, write_detail
from intake.service.filing import file_complaint
from intake.store import cases, outbox
from intake.store.models import Blob, Case, Conversation, Inbound, Outbox
from sms import pace, rounds, sweep, work
from sms.dialogue import expire
from sms.simulator import Faults
from sms.turns import answer
from tests.conftest import World
from tests.sms.line import MOTHER, Line, open_line
from tests.sms.person import Person


class Failing:
    """Fails with an error as often as it is told to, and then does what it stands for."""

    def __init__(self, then: Any, error: BaseException, times: int = 1) -> None:
        self.then, self.error, self.times, self.calls = then, error, times, 0

    def __call__(self, *given: Any, **named: Any) -> Any:
        self.calls += 1
        if self.calls <= self.times:
            raise self.error
        return self.then(*given, **named)


class Counting(Failing):
    """Counts how often it is asked."""

    def __init__(self, then: Any) -> None:
        super().__init__(then, RuntimeError(), times=0)


class KilledError(BaseException):
    """The worker was killed."""


def wait_out_the_lease(line: Line) -> None:
    line.workers.clear()
    line.world.clock.advance(outbox.LEASE + timedelta(seconds=1))
    line.work()


def send_it(line: Line, person: Person) -> None:
    line.carrier.network.send(MOTHER, str(person.spot.shown.index("send") + 1))
    line.carrier.settle()


def test_a_worker_killed_after_filing_files_nothing_twice_and_the_code_is_told(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    mother = Person(line)
    mother.tell(upto="review")
    with monkeypatch.context() as patched:
        patched.setattr(texting, "resume", Failing(texting.resume, KilledError()))
        send_it(line, mother)
        with pytest.raises(KilledError):
            line.work()
    assert (line.cases(), mother.code) == (1, "")
    wait_out_the_lease(line)
    assert line.cases() == 1
    assert by_code.open_by_code(line.site, mother.code)


def test_where_it_cannot_be_stored_now_it_is_filed_later(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    mother = Person(line)
    mother.tell(upto="review")
    monkeypatch.setattr(work, "file_complaint", Failing(file_complaint, NotStoredError("no room"), times=3))
    send_it(line, mother)
    line.drain(6)
    assert line.cases() == 1
    assert mother.code


def test_what_cannot_be_filed_is_said_kept_and_filed_when_asked_again(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    mother = Person(line)
    mother.tell(upto="review")
    with monkeypatch.context() as patched:
        patched.setattr(work, "complaint_of", Failing(None, FactsError("facts", MOTHER, "no"), times=9))
        send_it(line, mother)
        with capture_logs() as told:
            line.work()
    assert any("did not go out yet" in text for text in line.phone().received)
    assert "sms.not_filed" in {event["event"] for event in told}
    assert MOTHER not in str(told)
    ticket = mother.talk.tickets if mother.talk else {}
    assert len(ticket) == 1
    mother.tell()
    assert [case.id.hex for case in line.rows(Case)] == [one["case"] for one in ticket.values()]


def test_words_are_added_once_though_the_worker_was_killed(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    mother = Person(line)
    mother.tell(brief=True)
    line.say("2")
    for key in ("9", "2", "2"):
        line.say(key)
    with monkeypatch.context() as patched:
        patched.setattr(texting, "resume", Failing(texting.resume, KilledError()))
        with pytest.raises(KilledError):
            line.say(f"{mother.code} He is well now")
    wait_out_the_lease(line)
    view = by_code.view(line.site, by_code.open_by_code(line.site, mother.code))
    assert [entry.body.get("text") for entry in view.conversation] == ["He is well now"]


def test_words_after_a_code_reach_its_case(line: Line) -> None:
    mother = Person(line)
    mother.tell(brief=True)
    line.say("2")
    line.say(mother.code)
    assert "not sent yet" in "\n".join(line.say("Please hurry, he has no insulin"))
    assert "We added your words" in "\n".join(line.say("1"))
    view = by_code.view(line.site, by_code.open_by_code(line.site, mother.code))
    assert [entry.body.get("text") for entry in view.conversation] == ["Please hurry, he has no insulin"]
    line.pass_time(timedelta(minutes=6), timedelta(minutes=6))
    assert mother.code.replace(" ", "") not in str(mother.talk)


def test_a_legal_hold_keeps_a_case_that_is_taken_back(line: Line) -> None:
    mother = Person(line)
    mother.tell(brief=True)
    line.say("2")
    with line.site.writing() as session:
        (row,) = line.rows(Case)
        case = cases.get_case(session, row.id)
        detail = detail_of(line.site.guard, case)
        detail.legal_hold = True
        write_detail(line.site.guard, case, detail, cases.desks_of(session, case.id))
    assert "cannot be taken back now" in "\n".join(line.say(f"FORGET {mother.code}"))
    assert line.cases() == 1


def test_what_was_agreed_ends_with_the_case(line: Line) -> None:
    mother = Person(line)
    mother.tell(brief=True)
    line.say("1")
    line.say(f"FORGET {mother.code}")
    assert mother.talk is not None
    assert (mother.talk.cases, mother.talk.last_case) == ({}, None)


def test_a_picture_that_comes_when_its_draft_is_gone_is_not_kept(line: Line) -> None:
    mother = Person(line)
    mother.tell(upto="review")
    delete = str(mother.spot.shown.index("delete") + 1)
    for text, media in (("", ((b"what happened", "text/plain"),)), (delete, ()), ("1", ())):
        line.carrier.network.send(MOTHER, text, media)
    line.work()
    line.drain(3)
    assert line.rows(Blob) == [] or all(row.case_id is None for row in line.rows(Blob))
    assert mother.talk is None or mother.talk.media == {}
    assert line.carrier.readable() == []


def test_after_the_day_s_guesses_one_code_in_ten_minutes_is_looked_at_and_taking_back_always(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    mother = Person(line)
    mother.tell(brief=True)
    line.say("2")
    monkeypatch.setattr(pace, "MISSES_A_DAY", 2)
    unknown = receipt.show(receipt.from_bytes(bytes(16)))
    for _ in range(3):
        assert "We have it" in "\n".join(line.say(mother.code))
    assert "code is wrong" in "\n".join(line.say(unknown))
    line.say("9")
    line.say(str(mother.spot.shown.index("with_code") + 1))
    line.say(str(mother.spot.shown.index("add") + 1))
    assert "code is wrong" in "\n".join(line.say(f"{unknown} my words"))
    assert [part.text for part in mother.state.loose] == ["my words"]
    for text in (mother.code, unknown, f"FORGET {unknown}", f"{mother.code} he is free"):
        told = "\n".join([*line.say(text), *(line.say("1") if text.endswith("free") else ())])
        assert "Too many wrong codes" in told
        assert "Please try again in" in told
        assert "https://intake.example" in told
        assert "is wrong" not in told
    assert "he is free" in str(mother.state.loose)
    line.world.clock.advance(pace.WAIT)
    assert "We have it" in "\n".join(line.say(mother.code))
    assert "code is wrong" in "\n".join(line.say(unknown))
    assert "Too many wrong codes" in "\n".join(line.say(mother.code))
    assert line.cases() == 1
    assert "erased" in "\n".join(line.say(f"FORGET {mother.code}"))
    assert line.cases() == 0


def test_a_burst_of_guesses_costs_no_more_looks_than_the_day_allows(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They all came before the worker looked at the first."""
    looks = Counting(by_code.open_by_code)
    monkeypatch.setattr(by_code, "open_by_code", looks)
    monkeypatch.setattr(pace, "MISSES_A_DAY", 3)
    line.say("help")
    for number in range(8):
        line.carrier.network.send(MOTHER, receipt.from_bytes(bytes([number] * 16)))
    line.work()
    assert looks.calls == 3


def test_an_effect_of_a_conversation_that_ended_is_nothing(line: Line) -> None:
    line.say("help")
    (row,) = line.rows(Conversation)
    work.carry_out(line.site, {"conversation": row.id.hex, "work": uuid4().hex})
    work.carry_out(line.site, {"conversation": UUID(int=0).hex, "work": uuid4().hex})
    assert line.rows(Outbox) == []


def test_one_conversation_that_cannot_be_woken_does_not_stop_the_others(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (MOTHER, "+12025550172"):
        Person(line, number=number).tell(upto="account")
        line.carrier.network.send(number, "They hurt my brother.")
    line.carrier.settle()
    line.world.clock.advance(timedelta(minutes=11))
    failing = Failing(expire, RuntimeError("canary"))
    monkeypatch.setattr(rounds, "expire", failing)
    with capture_logs() as told:
        rounds.wake(line.site)
    assert failing.calls == 2
    assert "sms.not_woken" in {event["event"] for event in told}
    assert "canary" not in str(told)


def test_one_text_that_cannot_be_taken_does_not_stop_the_sweep(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_line(world, Faults(missed=1.0)) as line:
        for number in (MOTHER, "+12025550172"):
            line.carrier.network.send(number, "help")
        line.carrier.settle()
        line.world.clock.advance(timedelta(minutes=3))
        monkeypatch.setattr(sweep, "answer", Failing(answer, ConflictError("again")))
        sweep.missed(line.site)
        assert len(line.rows(Inbound)) == 1
        sweep.missed(line.site)
        assert len(line.rows(Inbound)) == 2
