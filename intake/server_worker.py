"""gunicorn's threads, kept from senders that dawdle: a thread is given only to a request that has come.

gunicorn's own threaded worker reads a request in a thread and waits there for the next byte, so that as many idle
connections as there are threads shut a site (Slowloris). Here the main loop waits, which costs a socket and no
thread: until head and body are whole, or as much of a long body as the kernel keeps. Long bodies are read in a
thread, from which half of the threads stay free. What is costly to answer waits here for its turn (`server_turns`).
"""

import gc
import os
import re
import socket
import struct
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from threading import BoundedSemaphore
from typing import Any, NamedTuple

from gunicorn.workers.gthread import ThreadWorker

from config.settings import Settings
from intake.server_turns import Costly, Turns, costly
from intake.service.pools import turned_away

PATIENCE = 20  # seconds for a request to come, and between two pieces of a long body
_KEPT = 48 * 1024  # bytes of a request that the kernel surely keeps while nobody reads
_MOST_HEAD = 32 * 1024
_MOST_TURNS = 500  # looks at one request; more would be work made by sending it byte by byte
_MOST_CLOSING = 64
_CROWDED = (
    0.75  # of the connections that a process takes: with so many that send nothing, the greediest loses one
)
_COSTLY_AT_ONCE = 1  # of one process: it fills a core, and whoever comes meanwhile waits for no more than one
_YOUNG = 20_000  # new objects, a few megabytes, before the collector looks them through
_LENGTH = re.compile(rb"\r\ncontent-length[ \t]*:([^\r\n]*)", re.IGNORECASE)
_DIGITS = re.compile(rb"[ \t]*([0-9]{1,15})[ \t]*")
_EXPECTS = re.compile(rb"\r\nexpect:", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)


class Wait(NamedTuple):
    """What a request waits for: so many bytes that can be read; 0: a thread that may read a long body."""

    size: int


WHOLE, LONG = Wait(-1), Wait(0)
# No browser sends a body without its length, and a head without end is none: nobody waits for the rest of these.
UNTOLD, ENDLESS, GARBLED, TOO_LONG = Wait(-2), Wait(-3), Wait(-4), Wait(-5)
_REFUSALS = {
    UNTOLD: b"411 Length Required",
    ENDLESS: b"431 Request Header Fields Too Large",
    GARBLED: b"400 Bad Request",
    TOO_LONG: b"413 Content Too Large",
}


def look(seen: bytes) -> Wait:
    """Tell from the bytes that have come whether a request is whole, long, waits for more, or is refused."""
    end = seen.find(b"\r\n\r\n") + 4
    if end < 4:  # noqa: PLR2004 -- not found
        return ENDLESS if len(seen) >= _MOST_HEAD else Wait(len(seen) + 1)
    head = seen[: end - 2]
    if _CHUNKED.search(head):
        return UNTOLD
    if _EXPECTS.search(head):
        return LONG
    told = [_DIGITS.fullmatch(length) for length in _LENGTH.findall(head)]
    if len(told) > 1 or not all(told):
        return GARBLED  # a length that is not understood here would have a thread wait for a body that never comes
    whole = end + sum(int(length[1]) for length in told if length)
    if len(seen) >= whole:
        return WHOLE
    return LONG if len(seen) >= _KEPT else Wait(min(whole, _KEPT))


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """The threaded worker, with requests that have not come kept out of its threads."""

    def init_process(self) -> None:
        """Set up before the loop begins, which ends only with the process."""
        self._long = BoundedSemaphore(max(1, self.cfg.threads // 2))
        self._long_filing = BoundedSemaphore(
            1
        )  # costly and too long to wait for its turn outside of a thread
        self._closing = BoundedSemaphore(_MOST_CLOSING)
        self._closers = ThreadPoolExecutor(4)
        self._coming: dict[Any, tuple[float, Wait]] = {}  # connection -> (until when, what for)
        self._turns = Turns(_COSTLY_AT_ONCE)
        self._hops = Settings.from_env(os.environ).proxy_hops
        super().init_process()

    def load_wsgi(self) -> None:
        """Load the application, which stays as long as the process."""
        super().load_wsgi()
        calm_collector()

    def handle(self, conn: Any) -> Any:
        """Serve a request that has come; otherwise return what it waits for. Runs in a thread and does not wait."""
        if self._turns.is_called(conn):
            return self._serve(conn)
        if self._turns.is_late(conn):
            with turned_away():
                return self._serve(conn)
        if _read_ahead(conn):
            return self._serve(conn)
        seen = _peek(conn.sock)
        return self._go_on(conn, seen, look(seen))

    def _go_on(self, conn: Any, seen: bytes, wait: Wait) -> Any:
        """Serve what is whole, or long while few are; refuse, or return what the others wait for."""
        if wait is not WHOLE and wait is not LONG:
            return _refuse(conn.sock, _REFUSALS[wait]) if wait in _REFUSALS else wait
        turn = costly(seen, _peer(conn), self._hops)
        if wait is WHOLE:
            return turn or self._serve(conn)
        if turn and turn.kind == "looking":  # nobody's code is as long as that
            return _refuse(conn.sock, _REFUSALS[TOO_LONG])
        few = self._long_filing if turn else self._long
        if not few.acquire(blocking=False):
            return wait
        try:
            return self._serve(conn)
        finally:
            few.release()

    def _serve(self, conn: Any) -> Any:
        conn.data_ready, conn.until, conn.turns = True, None, 0
        _wake_at(conn.sock, 1)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", PATIENCE, 0))
        return super().handle(conn)

    def finish_request(self, conn: Any, fs: "Future[Any]") -> None:
        """Put a request that has not come back to the poller; all others as ever. Runs in the main loop."""
        wait = None if fs.cancelled() or fs.exception() else fs.result()
        self._turns.leave(conn)
        if isinstance(wait, Costly):
            self._turns.join(conn, wait, time.monotonic())
        elif isinstance(wait, Wait):
            self._put_off(conn, wait)
        elif wait is False:
            self._close(conn)
        else:
            super().finish_request(conn, fs)
        for one in self._turns.call():
            self.enqueue_req(one)

    def _close(self, conn: Any) -> None:
        """Close outside the main loop: to close in order is to wait up to two seconds for the other end."""
        self.nr_conns -= 1
        if not self._closing.acquire(blocking=False):
            conn.close()
            return
        self._closers.submit(conn.close, graceful=True).add_done_callback(lambda _: self._closing.release())

    def _put_off(self, conn: Any, wait: Wait) -> None:
        conn.until = getattr(conn, "until", None) or time.monotonic() + PATIENCE
        conn.turns = getattr(conn, "turns", 0) + 1
        self._coming[conn] = (conn.until if conn.turns < _MOST_TURNS else 0.0, wait)
        conn.sock.setblocking(False)
        if wait is not LONG:
            _wake_at(conn.sock, wait.size)
            self.poller.register(conn.sock, EVENT_READ, partial(self._has_come, conn))
        if len(self._coming) > self.cfg.worker_connections * _CROWDED:
            self._drop(self._greediest())

    def _greediest(self) -> Any:
        """Return the connection that has waited longest of the address with the most: others must find room to come in."""
        (most, _), *_ = Counter(map(_peer, self._coming)).most_common(1)
        return next(conn for conn in self._coming if _peer(conn) == most)

    def _drop(self, conn: Any) -> None:
        """Close a connection whose request has not come."""
        if self._coming.pop(conn)[1] is not LONG:
            self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()

    def _has_come(self, conn: Any, _client: object = None) -> None:
        """Give a connection to a thread again, to see whether its request is whole now."""
        if self._coming.pop(conn)[1] is not LONG:
            self.poller.unregister(conn.sock)
        self.enqueue_req(conn)

    def murder_pending(self) -> None:
        """Close what has not come in time, and let those go on that wait for a thread; at least once a second."""
        super().murder_pending()
        now = time.monotonic()
        for conn in self._turns.give_up(now):
            self.enqueue_req(conn)
        for conn, (until, wait) in list(self._coming.items()):
            if now >= until or not self.alive:
                self._drop(conn)
            elif wait is LONG and self._long_is_free():
                self._has_come(conn)

    def _long_is_free(self) -> bool:
        if not self._long.acquire(blocking=False):
            return False
        self._long.release()
        return True


def calm_collector() -> None:
    """Keep what is loaded out of the collector's walks: a page makes thousands of short-lived objects beside it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 20, 50)


def _peer(conn: Any) -> str:
    """Return the address at the other end; a Unix socket has none."""
    return str(conn.client[0]) if conn.client else ""


def _refuse(sock: socket.socket, status: bytes) -> bool:
    """Answer without reading, and have the connection closed."""
    with suppress(OSError):
        sock.send(b"HTTP/1.1 " + status + b"\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    return False


def _read_ahead(conn: Any) -> bool:
    """Tell whether part of the next request was read with the one before, or the bytes are not HTTP yet (TLS)."""
    return conn.cfg.is_ssl or (conn.parser is not None and bool(conn.parser.unreader.buf.getvalue()))


def _peek(sock: socket.socket) -> bytes:
    """Return what can be read without taking it; what was closed at the other end counts as whole: it is refused."""
    sock.setblocking(False)
    try:
        return sock.recv(_KEPT, socket.MSG_PEEK) or b"\r\n\r\n"
    except BlockingIOError:
        return b""
    except OSError:
        return b"\r\n\r\n"


def _wake_at(sock: socket.socket, size: int) -> None:
    """Let the poller, and a blocking read, wake for so many bytes and no fewer (SO_RCVLOWAT)."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, size)
