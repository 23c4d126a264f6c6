"""The threads of a server: what is costly waits for its turn without one, and who waited in vain is told so."""

import socket
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from functools import partial
from threading import BoundedSemaphore
from types import SimpleNamespace
from typing import Any

import pytest

from intake import server_worker
from intake.core.errors import NotStoredError
from intake.server_turns import Costly, Turns
from intake.server_worker import PatientWorker
from intake.service.pools import Pool

GUESS = b"POST /status HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}"
PAGE = b"GET /status HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Worker(PatientWorker):
    """A worker without a server: it notes what it would do, and asks for a place as an answer does."""

    def __init__(self) -> None:
        self._turns, self._hops = Turns(1), 0
        self._long, self._long_filing = BoundedSemaphore(1), BoundedSemaphore(1)
        self.cfg, self.nr_conns = SimpleNamespace(worker_connections=8), 0
        self._coming, self.pending_conns, self.alive = {}, deque[Any](), True
        self.pool = Pool(places=1, patience=0.0)
        self.done: list[tuple[str, Any]] = []

    def _serve(self, conn: Any) -> bool:
        try:
            with self.pool.place():
                self.done.append(("served", conn))
        except NotStoredError:
            self.done.append(("told to come back", conn))
        return False

    def _close(self, conn: Any) -> None:
        self.done.append(("closed", conn))

    def enqueue_req(self, conn: Any) -> None:
        self.done.append(("given to a thread", conn))


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Close what was opened."""
    with ExitStack() as stack:
        yield stack


def connection(stack: ExitStack, request: bytes, client: object = ("198.18.0.1", 1)) -> Any:
    """Return a connection on which a request has come."""
    near, far = socket.socketpair()
    stack.enter_context(near)
    stack.enter_context(far)
    far.sendall(request)
    return type(
        "Conn", (), {"sock": near, "client": client, "parser": None, "cfg": SimpleNamespace(is_ssl=False)}
    )()


def result(value: object) -> Future[object]:
    made: Future[object] = Future()
    made.set_result(value)
    return made


def test_a_page_is_answered_at_once(stack: ExitStack) -> None:
    worker, page = Worker(), connection(stack, PAGE)
    assert worker.handle(page) is False
    assert worker.done == [("served", page)]


def test_what_is_costly_waits_for_its_turn_and_holds_no_thread(stack: ExitStack) -> None:
    worker, first, second = Worker(), connection(stack, GUESS), connection(stack, GUESS)
    for one in (first, second):
        waits = worker.handle(one)
        assert waits == Costly("looking", "198.18.0.1")
        worker.finish_request(one, result(waits))
    assert worker.done == [("given to a thread", first)]
    worker.finish_request(first, result(worker.handle(first)))
    assert worker.done[1:] == [("served", first), ("closed", first), ("given to a thread", second)]
    worker.handle(second)
    assert worker.done[-1] == ("served", second)


def test_a_turn_ends_also_where_an_answer_fails(stack: ExitStack) -> None:
    worker, first, second = Worker(), connection(stack, GUESS), connection(stack, GUESS)
    for one in (first, second):
        worker.finish_request(one, result(worker.handle(one)))
    failed: Future[object] = Future()
    failed.set_exception(ValueError())
    worker.nr_conns, first.close = 1, lambda: worker.done.append(("shut", first))
    worker.finish_request(first, failed)
    assert worker.done[1:] == [("shut", first), ("given to a thread", second)]


def test_who_waited_in_vain_is_told_without_any_costly_work(
    stack: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, first, second = Worker(), connection(stack, GUESS), connection(stack, GUESS)
    monkeypatch.setattr(server_worker, "time", SimpleNamespace(monotonic=lambda: 0.0))
    for one in (first, second):
        worker.finish_request(one, result(worker.handle(one)))
    monkeypatch.setattr(server_worker, "time", SimpleNamespace(monotonic=lambda: 11.0))
    worker.murder_pending()
    assert worker.done == [("given to a thread", first), ("given to a thread", second)]
    worker.finish_request(second, result(worker.handle(second)))
    assert worker.done[2:] == [("told to come back", second), ("closed", second)]


def test_what_comes_over_a_unix_socket_has_no_address(stack: ExitStack) -> None:
    assert Worker().handle(connection(stack, GUESS, client="")) == Costly("looking", "")


def test_what_was_read_with_the_request_before_is_not_looked_at(stack: ExitStack) -> None:
    worker, one = Worker(), connection(stack, GUESS)
    one.cfg.is_ssl = True
    worker.handle(one)
    assert worker.done == [("served", one)]


def test_of_long_bodies_only_some_are_read_at_once(stack: ExitStack) -> None:
    worker = Worker()
    long = connection(
        stack, b"POST /complaint/1 HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n"
    )
    assert worker.handle(long) is False
    with worker._long:
        assert worker.handle(long) is server_worker.LONG


LONG_ONE = b"\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n"


def test_a_look_up_longer_than_any_code_is_refused(stack: ExitStack) -> None:
    worker, one = Worker(), connection(stack, b"POST /status HTTP/1.1" + LONG_ONE)
    assert worker.handle(one) is False
    assert worker.done == []


def test_of_long_filings_one_is_read_at_once_and_pages_go_on(stack: ExitStack) -> None:
    worker, one = Worker(), connection(stack, b"POST /api/v1/complaints HTTP/1.1" + LONG_ONE)
    with worker._long_filing:
        assert worker.handle(one) is server_worker.LONG
        assert worker.handle(connection(stack, b"POST /complaint/1 HTTP/1.1" + LONG_ONE)) is False
    assert worker.handle(one) is False


def test_where_too_many_send_nothing_the_greediest_makes_room(stack: ExitStack) -> None:
    worker = Worker()
    worker.poller = SimpleNamespace(register=lambda *_: None, unregister=lambda _: None)
    greedy = [connection(stack, b"GET ", ("198.18.0.1", port)) for port in range(6)]
    modest = connection(stack, b"GET ", ("198.18.0.2", 1))
    for one in (*greedy, modest):
        one.close = partial(worker.done.append, ("shut", one))
        worker.finish_request(one, result(worker.handle(one)))
    assert worker.done == [("shut", greedy[0])]
    assert modest in worker._coming
