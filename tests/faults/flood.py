"""A flood: programs that guess at codes and programs that file, as fast as they are answered, from one address or many."""

import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from random import Random  # noqa: TID251 -- a seed, so that a run can be repeated
from typing import TypeVar

from flask.testing import FlaskClient

from intake.core.receipt import new_code
from tests.faults.far import NotAnsweredError, far
from tests.faults.house import House
from tests.faults.ordeal import Told
from tests.faults.people import file_by_api

HOPS = {"RECOURSE_PROXY_HOPS": "1"}
"""What a site must be told, so that a flood can come from many addresses: one proxy stands before it."""

_PAUSE = 0.05  # seconds
T = TypeVar("T")


@dataclass
class Flood:
    """What the flood was answered, by status; and what it was acknowledged."""

    told: Told = field(default_factory=Told)
    answers: Counter[int] = field(default_factory=Counter)
    stop: threading.Event = field(default_factory=threading.Event)


@contextmanager
def flooding(house: House, seed: int, addresses: int, *, each: int = 4) -> Iterator[Flood]:
    """Flood a site from so many addresses, with `each` guessing and `each` filing programs, while the block runs."""
    flood, address = Flood(), house.serving.address("public")
    with ThreadPoolExecutor(2 * each) as pool:
        running: list[Future[None]] = []
        for number in range(2 * each):
            chance = Random(f"{seed}/{addresses}/{number}")
            work = _guess if number % 2 else _file
            running.append(pool.submit(work, far(address).test_client(), flood, chance, addresses))
        try:
            yield flood
        finally:
            flood.stop.set()
        for one in running:
            one.result()


def insist(ask: Callable[[], T], seconds: float = 120) -> T:
    """Ask until there is an answer, as a person does; AssertionError where there is none in time."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return ask()
        except NotAnsweredError:
            assert time.monotonic() < deadline, f"no answer in {seconds} seconds"
            time.sleep(_PAUSE)


def _guess(client: FlaskClient, flood: Flood, chance: Random, addresses: int) -> None:
    """Ask for codes that fit nothing."""
    while not flood.stop.is_set():
        _come_from(client, chance, addresses)
        answer = client.post("/api/v1/status", json={"receipt": new_code()})
        flood.answers[answer.status_code] += 1


def _file(client: FlaskClient, flood: Flood, chance: Random, addresses: int) -> None:
    """File one complaint after another, each under a key of its own."""
    for number in count():
        if flood.stop.is_set():
            return
        _come_from(client, chance, addresses)
        words = f"Flood {number} of {chance.random()}."
        try:
            flood.told.filed[words] = file_by_api(client, words, secrets.token_urlsafe(24))
            flood.answers[201] += 1
        except NotAnsweredError:
            flood.told.unknown[words] = "filed"
            flood.answers[503] += 1


def _come_from(client: FlaskClient, chance: Random, addresses: int) -> None:
    """Choose an address of the network for such uses (RFC 2544), each in a /24 of its own."""
    number = chance.randrange(addresses)
    client.environ_base["REMOTE_ADDR"] = f"198.{18 + number // 250}.{number % 250}.7"
