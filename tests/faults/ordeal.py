"""An ordeal: people file, officers work, and meanwhile processes are killed. What was acknowledged must be there, once.

What chance decides comes from one seed, so that a run can be repeated, as far as the machine's own timing allows.
"""

import hashlib
import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from queue import Empty, SimpleQueue
from random import Random  # noqa: TID251 -- a seed, so that a run can be repeated
from typing import TypeVar
from uuid import UUID

from flask import Flask

from tests.faults.far import NotAnsweredError, far
from tests.faults.house import House
from tests.faults.people import Officer, Person, RefusedError, file_by_api

PAPER = b"A page of the jail's own paper. " * 3000
OFFICERS = ("carmen.crcl", "dmitri.doj")
_PAUSE = 0.1  # seconds between two tries
_ASK_AGAIN = 4  # each so-many-th program asks once more for what it was told
_WITH_PAPER = 5
_AFTER = 0.4  # seconds at most between a chosen moment and the kill
T = TypeVar("T")


@dataclass(frozen=True)
class Trial:
    """How much is filed, what is killed, how many cases each officer works at least.

    After `enough` seconds nobody begins anew; who has had no answer after `seconds` has found a fault.
    """

    seed: int
    submissions: int
    kills: Sequence[str]
    acts: int
    seconds: float
    enough: float = math.inf
    filers: int = 4


@dataclass
class Told:
    """What those outside were told: codes by the words they belong to, and how each officer's text ended."""

    filed: dict[str, str] = field(default_factory=dict)
    papers: set[str] = field(default_factory=set)
    done: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)
    killed: Counter[str] = field(default_factory=Counter)
    again: int = 0


class Ordeal:
    """One trial of one house; `progress` hears after each acknowledged complaint."""

    def __init__(self, house: House, trial: Trial, progress: Callable[[], None] = lambda: None) -> None:
        self.told = Told()
        self._house, self._trial, self._progress = house, trial, progress
        self._started = time.monotonic()
        self._filed, self._failed = threading.Event(), threading.Event()
        self._numbers: SimpleQueue[int] = SimpleQueue()
        for number in range(trial.submissions):
            self._numbers.put(number)
        with house.site() as site:
            self._cookies = {name: house.cookie(site, name) for name in OFFICERS}

    def run(self) -> Told:
        """Let all of them work at once and return what they were told; what goes wrong with one of them is raised."""
        with ThreadPoolExecutor(self._trial.filers + len(OFFICERS) + 1) as pool:
            filers = [pool.submit(self._file) for _ in range(self._trial.filers)]
            others = [pool.submit(self._work, name) for name in OFFICERS] + [pool.submit(self._wreck)]
            try:
                for one in filers:
                    one.result()
                self._filed.set()
                for one in others:
                    one.result()
            except BaseException:
                self._failed.set()
                self._filed.set()
                raise
        return self.told

    def _file(self) -> None:
        """File one complaint after another, on the pages and through the API by turns."""
        app = far(self._house.serving.address("public"))
        while not self._failed.is_set() and self._passed() < self._trial.enough:
            try:
                number = self._numbers.get_nowait()
            except Empty:
                return
            words = f"They still hold him, says number {number} of {self._trial.seed}."
            self.told.filed[words] = (
                self._by_web(app, number, words) if number % 2 else self._by_api(app, number, words)
            )
            self._progress()

    def _by_web(self, app: Flask, number: int, words: str) -> str:
        paper = b""
        if number % _WITH_PAPER == 0:
            paper = PAPER
            self.told.papers.add(words)
        return self._until_answered(partial(Person(app).file, words, paper))

    def _by_api(self, app: Flask, number: int, words: str) -> str:
        key = hashlib.sha256(f"{self._trial.seed}/{number}".encode()).hexdigest()
        ask = partial(file_by_api, app.test_client(), words, key)
        code = self._until_answered(ask)
        if number % _ASK_AGAIN == 0:
            assert self._until_answered(ask) == code, "the same key was told another code"
        return code

    def _work(self, name: str) -> None:
        """Work one case after another: reply, note, move, refer. Each text is sent once, whatever becomes of it."""
        officer = Officer(far(self._house.serving.address("desk")), self._cookies[name])
        worked: set[UUID] = set()
        for turn in count():
            if self._filed.is_set() and turn >= self._trial.acts:
                return
            found = [
                one
                for one in self._until_answered(officer.queue)
                if one not in worked and self._is_mine(one, name)
            ]
            if not found:
                if self._filed.is_set():
                    return
                self._failed.wait(_PAUSE)
                continue
            worked.add(found[0])
            for kind, data in _acts(f"{name} at {turn} of {self._trial.seed}"):
                self._act(officer, found[0], kind, data)
            self._failed.wait(_PAUSE)

    def _act(self, officer: Officer, case_id: UUID, kind: str, data: dict[str, str]) -> None:
        text = next(value for value in data.values() if " of " in value)
        seen = self._until_answered(partial(officer.look, case_id))
        try:
            officer.act(case_id, kind, {**seen, **data})
        except NotAnsweredError:
            self.told.unknown[text] = kind
        except RefusedError:
            self.told.refused[text] = kind
        else:
            self.told.done[text] = kind

    def _is_mine(self, case_id: UUID, name: str) -> bool:
        """Share the cases out, so that two officers do not get in each other's way."""
        return case_id.int % len(OFFICERS) == OFFICERS.index(name)

    def _wreck(self) -> None:
        """Kill at moments that chance chooses, and bring back what does not come back by itself."""
        chance = Random(self._trial.seed)
        kills = chance.sample(self._trial.kills, len(self._trial.kills))
        moments = sorted(chance.randrange(self._trial.submissions) for _ in kills)
        for what, moment in zip(kills, moments, strict=True):
            while len(self.told.filed) < moment and not self._filed.is_set():
                self._failed.wait(_PAUSE / 10)
            if self._failed.wait(chance.uniform(0, _AFTER)):
                return
            self._house.kill(what, chance)
            self.told.killed[what] += 1
            self._house.revive()

    def _passed(self) -> float:
        return time.monotonic() - self._started

    def _until_answered(self, ask: Callable[[], T]) -> T:
        """Ask until there is an answer, as a person presses the button again."""
        while True:
            try:
                return ask()
            except NotAnsweredError:
                self.told.again += 1
                late = self._passed() > self._trial.seconds
                assert not late, f"no answer in {self._trial.seconds} seconds; seed {self._trial.seed}"
                assert not self._failed.wait(_PAUSE), "another one failed"


def _acts(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield an officer's acts with a case, each with a text of its own."""
    yield "reply", {"reply-text": f"Reply of {text}", "reply-language": "en"}
    yield "note", {"note-text": f"Note of {text}"}
    yield "move", {"to": "screening", "screening-reason": f"Reason of {text}"}
    yield "refer", {"refer-to": "triage", "refer-reason": f"Referral of {text}"}
