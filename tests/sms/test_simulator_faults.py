"""What goes wrong at the simulated carrier, each under a seed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient

from intake.core.clock import FixedClock
from sms.segments import segments
from sms.simulator import Faults, Simulator, run
from sms.simulator.faults import Chance
from sms.simulator.network import _parts
from sms.simulator.post import Post
from tests.sms.simulated import MOTHER, SETTINGS, Service, client_of, serve, twiml

CLOCK = FixedClock(datetime(2026, 5, 4, 12, 0, tzinfo=UTC))
OURS = SETTINGS.number


@pytest.fixture
def service() -> Iterator[Service]:
    with serve() as serving:
        serving.answer = lambda told: twiml(f"Got {told['Body']}")
        yield serving


@contextmanager
def faulty(faults: Faults, service: Service | None = None, seed: int = 0) -> Iterator[Simulator]:
    url = f"{service.url}/sms/inbound" if service else ""
    with run(replace(SETTINGS, sms_url=url, faults=faults, seed=seed), CLOCK) as simulator:
        yield simulator


def test_a_repeated_call_has_the_same_sid_and_one_answer_is_heard(service: Service) -> None:
    with faulty(Faults(repeated=1), service) as simulator:
        (sid,) = simulator.phone(MOTHER).send("hello")
        simulator.settle()
        assert [call.told["MessageSid"] for call in service.calls] == [sid, sid]
        assert simulator.phone(MOTHER).received == ["Got hello"]
        assert simulator.struck["repeated"] == 1


def test_a_missed_call_leaves_the_text_to_be_found(service: Service) -> None:
    with faulty(Faults(missed=1), service) as simulator:
        (sid,) = simulator.phone(MOTHER).send("hello")
        simulator.settle()
        assert service.calls == []
        assert [one.sid for one in client_of(simulator).messages.list(to=OURS)] == [sid]


def test_a_missed_report_leaves_the_status_to_be_asked_for(service: Service) -> None:
    with faulty(Faults(missed=1), service) as simulator:
        client = client_of(simulator)
        made = client.messages.create(
            to=MOTHER, from_=OURS, body="x", status_callback=f"{service.url}/sms/status"
        )
        simulator.settle()
        assert service.calls == []
        assert client.messages(made.sid).fetch().status == "delivered"


def test_late_calls_are_overtaken_and_none_is_lost(service: Service) -> None:
    sent = [str(number) for number in range(12)]
    with faulty(Faults(late=0.5), service, seed=3) as simulator:
        for text in sent:
            simulator.phone(MOTHER).send(text)
        simulator.settle()
    assert service.bodies() != sent
    assert sorted(service.bodies(), key=int) == sent


def test_late_reports_come_in_another_order(service: Service) -> None:
    with faulty(Faults(late=0.5), service, seed=1) as simulator:
        client = client_of(simulator)
        url = f"{service.url}/sms/status"
        sids = [
            client.messages.create(to=MOTHER, from_=OURS, body="x", status_callback=url).sid for _ in range(8)
        ]
        simulator.settle()
    statuses = [service.statuses(sid) for sid in sids]
    assert all(sorted(one) == ["delivered", "sent"] for one in statuses)
    assert ["delivered", "sent"] in statuses


def test_what_is_late_to_the_end_still_comes(service: Service) -> None:
    with faulty(Faults(late=1), service) as simulator:
        simulator.phone(MOTHER).send("hello")
        simulator.settle()
    assert service.bodies() == ["hello"]


def test_a_long_text_comes_in_parts_that_are_not_joined(service: Service) -> None:
    text = "so long " * 50
    with faulty(Faults(split=1), service) as simulator:
        sids = simulator.phone(MOTHER).send(text)
        simulator.phone(MOTHER).send("short")
        simulator.settle()
    assert len(set(sids)) == 3
    assert "".join(service.bodies()) == text + "short"
    assert [call.told["NumSegments"] for call in service.calls] == ["1"] * 4


@given(st.text(max_size=400))
def test_parts_are_the_text_and_of_one_segment_each(text: str) -> None:
    parts = _parts(text)
    assert "".join(parts) == text
    assert all(segments(part) == 1 for part in parts)


def test_a_lost_answer_leaves_a_text_that_the_list_tells_of() -> None:
    with faulty(Faults(lost_answer=1)) as simulator:
        client = client_of(simulator)
        with pytest.raises(requests.ConnectionError):
            client.messages.create(to=MOTHER, from_=OURS, body="hello")
        simulator.settle()
        assert simulator.phone(MOTHER).received == ["hello"]
        assert [one.body for one in client.messages.list(to=MOTHER)] == ["hello"]


def test_a_stalled_answer_leaves_one_too() -> None:
    with faulty(Faults(stalled=1)) as simulator:
        client = client_of(simulator)
        client.http_client = TwilioHttpClient(timeout=0.3)
        with pytest.raises(requests.Timeout):
            client.messages.create(to=MOTHER, from_=OURS, body="hello")
        simulator.settle()
        assert simulator.phone(MOTHER).received == ["hello"]


def test_an_unheard_request_did_nothing() -> None:
    with faulty(Faults(unheard=1)) as simulator:
        with pytest.raises(requests.ConnectionError):
            client_of(simulator).messages.create(to=MOTHER, from_=OURS, body="hello")
        assert simulator.readable() == []


@pytest.mark.parametrize(
    ("faults", "status", "code"), [(Faults(too_many=1), 429, 20429), (Faults(failing=1), 500, 20500)]
)
def test_a_refused_request_did_nothing(faults: Faults, status: int, code: int) -> None:
    with faulty(faults) as simulator:
        with pytest.raises(TwilioRestException) as refused:
            client_of(simulator).messages.create(to=MOTHER, from_=OURS, body="hello")
        assert (refused.value.status, refused.value.code) == (status, code)
        assert simulator.readable() == []


def test_a_copy_may_not_be_erasable_yet() -> None:
    with faulty(Faults(unfinished=1)) as simulator:
        client = client_of(simulator)
        sid = client.messages.create(to=MOTHER, from_=OURS, body="hello").sid
        simulator.settle()
        for erase in (client.messages(sid).delete, lambda: client.messages(sid).update(body="")):
            with pytest.raises(TwilioRestException) as early:
                erase()
            assert early.value.code == 20009
        assert len(simulator.readable()) == 1


def test_a_text_may_not_arrive() -> None:
    with faulty(Faults(undelivered=1)) as simulator:
        client = client_of(simulator)
        sid = client.messages.create(to=MOTHER, from_=OURS, body="hello").sid
        simulator.settle()
        found = client.messages(sid).fetch()
        assert (found.status, found.error_code) == ("undelivered", 30003)
        assert simulator.phone(MOTHER).received == []


@given(st.integers(), st.floats(0, 1))
def test_the_same_seed_brings_the_same_faults(seed: int, rate: float) -> None:
    first, second = (Chance(Faults(late=rate, split=1 - rate), seed) for _ in range(2))
    drawn = [first.strikes("late") for _ in range(20)]
    for _ in range(5):
        second.strikes("split")
    assert [second.strikes("late") for _ in range(20)] == drawn
    assert first.struck["late"] == sum(drawn)


@given(st.sampled_from([one.name for one in fields(Faults)]))
def test_no_fault_happens_by_itself(fault: str) -> None:
    chance = Chance(Faults(), 0)
    assert not any(chance.strikes(fault) for _ in range(50))


@pytest.mark.parametrize("rate", [-0.1, 1.1])
def test_a_likelihood_is_from_0_to_1(rate: float) -> None:
    with pytest.raises(ValueError, match="late"):
        Faults(late=rate)


def test_what_fails_inside_the_simulator_is_raised_by_settle() -> None:
    def fail() -> None:
        raise LookupError("inside")

    post = Post(1, Chance(Faults(), 0))
    post.put(fail)
    with pytest.raises(LookupError, match="inside"):
        post.settle()
    post.settle()
    post.close()
    post.put(fail)
    post.settle()
