"""What a flood costs those who are no part of it: their delay and the memory of the site, against the quiet time."""

import secrets
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread

from flask import Flask

from bench.measure import resident, tree
from tests.faults.far import far
from tests.faults.flood import flooding, insist
from tests.faults.house import House
from tests.faults.ordeal import Told
from tests.faults.people import Person, file_by_api

_EACH = 15
_MANY = 200
_ELSEWHERE = "203.0.113.9"
_EVERY = 0.5  # seconds between two looks at the memory


@dataclass(frozen=True)
class Delays:
    """Milliseconds from the first try to the receipt, medians; kilobytes of all processes; answers a second."""

    web_quiet: float
    web_flood: float
    api_quiet: float
    api_flood: float
    memory_quiet: int
    memory_flood: int
    memory_after: int
    flood: float


def weather(house: House, seed: int, told: Told) -> Delays:
    """File in quiet and in a flood from many addresses; what is acknowledged is added to what others were told."""
    app = far(house.serving.address("public"))
    web, api = _by_web(app, told), _by_api(app, told)
    quiet = _median(web), _median(api)
    memory = _memory(house)
    with flooding(house, seed, _MANY) as flood, _watched(house) as highest:
        started = time.monotonic()
        flooded = _median(web), _median(api)
        answers = flood.answers.total() / (time.monotonic() - started)
    told.filed |= flood.told.filed
    told.unknown |= flood.told.unknown
    return Delays(quiet[0], flooded[0], quiet[1], flooded[1], memory, max(highest), _memory(house), answers)


def _by_web(app: Flask, told: Told) -> Callable[[], None]:
    def once() -> None:
        words = f"By web, {secrets.token_hex(8)}."
        person = Person(app, address=_ELSEWHERE)
        told.filed[words] = insist(lambda: person.file(words))

    return once


def _by_api(app: Flask, told: Told) -> Callable[[], None]:
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = _ELSEWHERE

    def once() -> None:
        words, key = f"By API, {secrets.token_hex(8)}.", secrets.token_urlsafe(24)
        told.filed[words] = insist(lambda: file_by_api(client, words, key))

    return once


def _median(once: Callable[[], None]) -> float:
    """Return the median of several times, in milliseconds."""
    times = []
    for _ in range(_EACH):
        started = time.perf_counter()
        once()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


@contextmanager
def _watched(house: House) -> Iterator[list[int]]:
    """Yield the memory of the site's processes as it was looked at while the block ran."""
    seen, over = [_memory(house)], Event()

    def look() -> None:
        while not over.wait(_EVERY):
            seen.append(_memory(house))

    thread = Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def _memory(house: House) -> int:
    """Return the kilobytes that all processes of the site hold together; one that ends meanwhile counts nothing."""
    total = 0
    for process in tree(house.serving.processes()["serve"]):
        try:
            total += resident(process)
        except OSError:
            continue
    return total
