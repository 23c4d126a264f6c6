"""What a flood costs those who are no part of it: their delay and the memory of the site, against the quiet time."""

import secrets
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from threading import Event, Thread

from flask import Flask

from bench.measure import resident, tree
from tests.faults.far import far
from tests.faults.flood import Flood, flooding, insist
from tests.faults.house import House
from tests.faults.ordeal import Told
from tests.faults.people import Person, file_by_api
from tests.serving import wait_until

_TURNS = (
    3  # of quiet, flood from many, flood from one; whatever else the machine does meanwhile strikes all alike
)
_EACH = 5  # complaints by web and by API in each
_MANY = 200
_RISEN = 20  # answers after which a flood is a flood
_NETWORKS = (
    "192.0.2",
    "198.51.100",
    "203.0.113",
)  # for documentation (RFC 5737); the flood comes from others
_EVERY = 0.5  # seconds between two looks at the memory


@dataclass(frozen=True)
class Delays:
    """Milliseconds from the first try to the receipt, medians; kilobytes of all processes; answers a second."""

    web_quiet: float
    web_flood: float
    web_flood_one: float
    api_quiet: float
    api_flood: float
    api_flood_one: float
    memory_quiet: int
    memory_flood: int
    memory_after: int
    flood: float


@dataclass
class _Seen:
    """What was measured so far: milliseconds by door and weather, and how fast the floods were answered."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    answers: int = 0
    seconds: float = 0.0


def weather(house: House, seed: int, told: Told) -> Delays:
    """File in quiet and in floods from many addresses and from one; acknowledged complaints are added to `told`.

    Each complaint comes from an address of its own, as those of different people do.
    """
    people, seen = _People(far(house.serving.address("public")), told), _Seen()
    people.file(defaultdict(list), "warm")
    memory = _memory(house)
    with _watched(house) as highest:
        for turn in range(_TURNS):
            people.file(seen.times, "quiet")
            for weather, addresses in (("flood", _MANY), ("flood_one", 1)):
                with flooding(house, seed + turn, addresses) as flood:
                    wait_until(partial(_has_risen, flood), "the flood to rise")
                    began, before = time.monotonic(), flood.answers.total()
                    people.file(seen.times, weather)
                    seen.seconds += time.monotonic() - began
                    seen.answers += flood.answers.total() - before
                told.filed |= flood.told.filed
                told.unknown |= flood.told.unknown
    medians = {name: statistics.median(times) for name, times in seen.times.items()}
    return Delays(
        **medians,
        memory_quiet=memory,
        memory_flood=max(highest),
        memory_after=_memory(house),
        flood=seen.answers / seen.seconds,
    )


class _People:
    """Those who are no part of the flood, each with an address of their own."""

    def __init__(self, app: Flask, told: Told) -> None:
        self._app, self._told, self._numbers = app, told, count()

    def file(self, times: dict[str, list[float]], weather: str) -> None:
        """File by web and by API in turns, and note how many milliseconds each took."""
        for _ in range(_EACH):
            for door, once in (("web", self._by_web), ("api", self._by_api)):
                started = time.perf_counter()
                once(self._address())
                times[f"{door}_{weather}"].append((time.perf_counter() - started) * 1000)

    def _address(self) -> str:
        number = next(self._numbers)
        return f"{_NETWORKS[number % len(_NETWORKS)]}.{number // len(_NETWORKS) % 250 + 1}"

    def _by_web(self, address: str) -> None:
        words, person = f"By web, {secrets.token_hex(8)}.", Person(self._app, address=address)
        self._told.filed[words] = insist(partial(person.file, words))

    def _by_api(self, address: str) -> None:
        words, key = f"By API, {secrets.token_hex(8)}.", secrets.token_urlsafe(24)
        client = self._app.test_client()
        client.environ_base["REMOTE_ADDR"] = address
        self._told.filed[words] = insist(partial(file_by_api, client, words, key))


def _has_risen(flood: Flood) -> bool:
    return flood.answers.total() > _RISEN


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
