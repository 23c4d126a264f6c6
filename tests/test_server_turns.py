"""Turns: who asked seldom comes first, nobody is shut out, and what is not costly never waits."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.server_turns import Costly, Lately, Turns, costly

HERE, ELSEWHERE = "198.18.0.1", "203.0.113.9"
FILING, LOOKING = Costly("filing", HERE), Costly("looking", HERE)


def head(line: str, *headers: str) -> bytes:
    return "\r\n".join((line, "Host: localhost", *headers, "", "")).encode()


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("POST /status HTTP/1.1", "looking"),
        ("POST /api/v1/status HTTP/1.1", "looking"),
        ("POST /api/v1/complaints HTTP/1.1", "filing"),
        ("POST /complaint/review HTTP/1.1", "filing"),
        ("POST /complaint/review?then=x HTTP/1.1", "filing"),
        ("POST /api/v1/%73tatus HTTP/1.1", "looking"),
        ("POST http://localhost:8000/status HTTP/1.1", "looking"),
        ("POST //api///v1/status HTTP/1.1", "looking"),
        ("POST /api/v1/status#x HTTP/1.1", "looking"),
    ],
)
def test_what_derives_a_code_needs_a_turn_however_it_is_written(line: str, kind: str) -> None:
    assert costly(head(line), HERE, 0) == Costly(kind, HERE)


@pytest.mark.parametrize(
    "line", ["GET /status HTTP/1.1", "POST /complaint/1 HTTP/1.1", "POST /status/close HTTP/1.1", "", "POST"]
)
def test_nothing_else_needs_one(line: str) -> None:
    assert costly(head(line), HERE, 0) is None


@pytest.mark.parametrize(
    ("headers", "hops", "address"),
    [
        ([], 0, HERE),
        ([f"X-Forwarded-For: {ELSEWHERE}"], 0, HERE),
        ([f"X-Forwarded-For: {ELSEWHERE}"], 1, ELSEWHERE),
        ([f"x-forwarded-for: 192.0.2.1, {ELSEWHERE}"], 1, ELSEWHERE),
        ([f"X-Forwarded-For: {ELSEWHERE}, 192.0.2.1"], 2, ELSEWHERE),
        (["X-Forwarded-For: 192.0.2.1", f"X-Forwarded-For: {ELSEWHERE}"], 1, ELSEWHERE),
        (["X-Forwarded-For: 192.0.2.1"], 2, HERE),
        ([], 1, HERE),
    ],
)
def test_only_the_proxies_that_are_ours_say_where_a_request_comes_from(
    headers: list[str], hops: int, address: str
) -> None:
    assert costly(head("POST /status HTTP/1.1", *headers), HERE, hops) == Costly("looking", address)


def test_a_body_says_nothing_about_where_a_request_comes_from() -> None:
    request = head("POST /status HTTP/1.1") + b"\r\nX-Forwarded-For: 192.0.2.1\r\n"
    assert costly(request, HERE, 1) == Costly("looking", HERE)


def test_a_newcomer_comes_before_a_flood_from_one_address() -> None:
    turns = Turns(1)
    for number in range(50):
        turns.join(number, FILING, 0)
    turns.join("newcomer", Costly("filing", ELSEWHERE), 5)
    assert turns.call() == [0]
    turns.leave(0)
    while turns.call() != ["newcomer"]:
        turns.leave(next(one for one in range(50) if turns.is_called(one)))
    assert turns.is_called("newcomer")
    assert sum(not turns.is_called(one) for one in range(50)) > 40


def test_a_newcomer_comes_before_those_of_a_flooding_network() -> None:
    turns = Turns(1)
    for number in range(60):
        turns.join(number, Costly("filing", f"198.18.0.{number}"), 0)
    turns.join("newcomer", Costly("filing", ELSEWHERE), 0.5)
    order = []
    while called := turns.call():
        order += called
        turns.leave(called[0])
    assert order.index("newcomer") < 10


def test_a_filing_comes_before_look_ups() -> None:
    turns = Turns(1)
    for number in range(5):
        turns.join(number, Costly("looking", f"198.{number}.0.1"), 0)
    turns.join("filing", Costly("filing", ELSEWHERE), 1)
    assert turns.call() == ["filing"]


def test_whoever_shares_an_address_with_a_flood_is_not_shut_out_by_newcomers() -> None:
    turns, now, answered = Turns(1), 0.0, Counter[str]()
    for number in range(2000):  # ten a second are answered, and twenty ask
        now += 0.1
        turns.join(("new", number), Costly("filing", f"10.{number // 250}.{number % 250}.1"), now)
        turns.join(("shared", number), FILING, now)
        (called,) = turns.call()
        turns.leave(called)
        turns.give_up(now)
        answered[called[0]] += 1
    # each fifth turn is for whoever waited longest, and half of those are theirs
    assert answered["shared"] > 150
    assert answered["new"] > 1500


@pytest.mark.parametrize(("what", "patience"), [(FILING, 20), (LOOKING, 10)])
def test_who_waited_too_long_is_told(what: Costly, patience: int) -> None:
    turns = Turns(1)
    turns.join("first", what, 0)
    assert turns.call() == ["first"]
    turns.join("second", what, 1)
    assert turns.give_up(patience) == []
    assert turns.give_up(patience + 1) == ["second"]
    assert turns.is_late("second")
    assert not turns.is_late("first")
    turns.leave("first")
    assert turns.call() == []
    turns.leave("second")
    assert not turns.is_late("second")


def test_where_too_many_wait_the_last_in_order_are_told() -> None:
    turns = Turns(1)
    for number in range(501):
        turns.join(number, FILING, 0)
    turns.join("newcomer", Costly("filing", ELSEWHERE), 0)
    gone = turns.give_up(1)
    assert len(gone) == 2
    assert "newcomer" not in gone


def test_what_was_lately_is_forgotten_after_two_minutes() -> None:
    lately = Lately()
    told = [lately.count(HERE, now) for now in (0, 1, 70, 71, 140, 300)]
    assert told == [0, 1.125, 2.25, 3.375, 2.25, 0]


@given(
    st.integers(1, 3),
    st.lists(
        st.tuples(st.sampled_from(["filing", "looking"]), st.integers(0, 9), st.floats(0, 3)), max_size=60
    ),
)
def test_everybody_is_called_or_told_once_and_never_more_than_there_are_places(
    places: int, comers: list[tuple[str, int, float]]
) -> None:
    turns, now, ended = Turns(places), 0.0, []
    for number, (kind, host, pause) in enumerate(comers):
        now += pause
        turns.join(number, Costly(kind, f"192.0.2.{host}"), now)
        ended += turns.give_up(now)
        called = turns.call()
        assert sum(map(turns.is_called, range(number + 1))) <= places
        if called:
            turns.leave(called[0])
            ended += called[:1]
    ended += [one for one in range(len(comers)) if turns.is_called(one)]
    ended += turns.give_up(now + 100)
    assert sorted(ended) == list(range(len(comers)))
