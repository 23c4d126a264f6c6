"""Slow senders, on real processes: whoever sends one byte and waits keeps nobody else waiting."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPResponse
from urllib.request import urlopen

import pytest

from intake.server_worker import ENDLESS, GARBLED, UNTOLD, WHOLE, Wait, look
from intake.server_worker import LONG as LONG_BODY
from tests.faults.house import House, a_house

PATIENCE = 30  # seconds in which another person must be answered


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Run a site in processes of its own."""
    with a_house(tmp_path_factory.mktemp("slow")) as made:
        yield made


def slow(house: House, stack: ExitStack, start: bytes) -> socket.socket:
    """Send the beginning of a request and wait."""
    connection = stack.enter_context(socket.create_connection(("127.0.0.1", house.serving.ports["public"])))
    connection.sendall(start)
    return connection


BODY = (
    b"POST /complaint/1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 1000\r\n\r\na"
)
LONG = BODY.replace(b"1000", b"5000000") + b"a" * 100_000
CHUNKED = BODY.replace(b"Content-Length: 1000", b"Transfer-Encoding: chunked") + b"\r\n"
WHOLE_ONE = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
HEADERS = b"POST /complaint/1 HTTP/1.1\r\nHost: local"


PLACES = {
    "in the body": BODY,
    "in a long body": LONG,
    "in a body of chunks": CHUNKED,
    "in the headers": HEADERS,
    "in headers without end": HEADERS + b"x" * 40_000,
    "behind a whole request": WHOLE_ONE + WHOLE_ONE[:-6],
    "in the first line": b"P",
    "before it": b"",
}


@pytest.mark.parametrize("start", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("many", [1, 60])
def test_another_person_is_answered_meanwhile(house: House, start: bytes, many: int) -> None:
    with ExitStack() as stack:
        for _ in range(many):
            slow(house, stack, start)
        with urlopen(house.serving.address("public"), timeout=PATIENCE) as answer:  # noqa: S310 -- loopback
            assert answer.status == 200


def test_a_request_in_pieces_is_answered_once_it_is_whole(house: House) -> None:
    request = b"POST /api/v1/status HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    with ExitStack() as stack:
        connection = slow(house, stack, request[:20])
        connection.settimeout(PATIENCE)
        connection.sendall(request[20:] + b"Content-Length: 2\r\n\r\n")
        connection.sendall(b"{")
        connection.sendall(b"}")
        assert status(connection) == 400


@pytest.mark.parametrize(
    ("start", "refusal"),
    [
        (CHUNKED, 411),
        (HEADERS + b"x" * 40_000, 431),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + b"0" * 20 + b"9\r\n\r\n", 400),
    ],
    ids=["chunks", "endless head", "a length that is none"],
)
def test_what_nobody_can_wait_for_is_refused_at_once(house: House, start: bytes, refusal: int) -> None:
    with ExitStack() as stack:
        connection = slow(house, stack, start)
        connection.settimeout(PATIENCE)
        assert status(connection) == refusal


def status(connection: socket.socket) -> int:
    """Read one answer whole and return its status."""
    with HTTPResponse(connection) as answer:
        answer.begin()
        answer.read()
        return answer.status


@pytest.mark.parametrize(
    ("seen", "what"),
    [
        *((b"", Wait(1)), (b"GET / HT", Wait(9)), (b"GET / HTTP/1.1\r\n\r\n", WHOLE)),
        *((b"x" * 32 * 1024, ENDLESS), (b"P / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab", Wait(40))),
        (b"P / HTTP/1.1\r\ncontent-length:5\r\n\r\nabcde", WHOLE),
        (b"P / HTTP/1.1\r\nContent-Length: 90000\r\n\r\nabcde", Wait(48 * 1024)),
        (b"P / HTTP/1.1\r\nContent-Length: 90000\r\n\r\n" + b"a" * 50_000, LONG_BODY),
        (b"P / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", UNTOLD),
        (b"P / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n", LONG_BODY),
        *(
            (b"P / HTTP/1.1\r\nContent-Length: " + length + b"\r\n\r\nabcde", GARBLED)
            for length in (b"0" * 20 + b"5", b"+5", b"5,5", b"0x5", b"", b"5\r\nContent-Length: 5")
        ),
        (b"P / HTTP/1.1\r\nContent-Length : 5\r\n\r\nab", Wait(41)),
    ],
)
def test_what_has_come_of_a_request_tells_what_it_waits_for(seen: bytes, what: Wait) -> None:
    assert look(seen) == what
