"""Many conversations at once on a line where everything goes wrong: what must hold in the end, whatever happened."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from intake.commands.worker import of_all_rooms
from intake.service import by_code, texting_copies
from intake.service.review import open_case
from intake.service.site import Site
from intake.service.texting_rows import opened
from intake.service.worker import Handler, Worker
from intake.store.models import Case, Outbox, Outgoing
from sms.simulator import Faults
from tests.sms.line import Line
from tests.sms.person import Person

FAULTS = Faults(
    repeated=0.1,
    missed=0.05,
    late=0.1,
    lost_answer=0.1,
    unheard=0.03,
    too_many=0.05,
    failing=0.03,
    unfinished=0.1,
    undelivered=0.02,
)
_KILLS = 0.02
_ROUNDS = 400
_NUMBERED = re.compile(r"Message (\d+)\.")


class KilledError(BaseException):
    """A worker was killed: nothing of it runs on, and nothing is given back."""


@dataclass
class Tally:
    """What came of a run: how often the story of each who told one was filed, how many texts went twice, and so on."""

    told: list[int]
    cases: int
    codes: int
    twice: int
    kills: int
    struck: Mapping[str, int]
    left: list[Any] = field(default_factory=list)


@dataclass
class Killer:
    """Kills workers after a task was done and before that was noted, in an order that a seed fixes."""

    seed: int
    drawn: int = 0
    kills: int = 0

    def worker(self, site: Site) -> Worker:
        """Return a worker that may be killed."""
        whole = of_all_rooms(site)
        return Worker(
            site, {kind: self._deadly(handler) for kind, handler in whole.handlers.items()}, whole.rounds
        )

    def _deadly(self, handler: Handler) -> Handler:
        def handle(site: Site, body: dict[str, Any]) -> None:
            handler(site, body)
            self.drawn += 1
            digest = hashlib.sha256(f"{self.seed}/{self.drawn}".encode()).digest()
            if int.from_bytes(digest[:4]) < _KILLS * 2**32:
                self.kills += 1
                raise KilledError

        return handle


@dataclass
class Fragile(Line):
    """A line whose worker is killed now and then, and started anew."""

    killer: Killer = field(default_factory=lambda: Killer(1))

    def work(self, *, rounds: int = 6, pause: timedelta = timedelta(seconds=3)) -> None:
        """Work, and start another worker wherever one was killed."""
        for _ in range(rounds):
            if not self.workers:
                self.workers.append(self.killer.worker(self.site))
            try:
                super().work(rounds=1, pause=pause)
            except KilledError:
                self.workers.clear()


def run_conversations(line: Line, count: int, seed: int = 1) -> Tally:
    """Have so many people text their stories at once, and let a day and a half pass; returns what came of it."""
    killer = Killer(seed)
    fragile = Fragile(line.world, line.site, line.carrier, line.app, killer=killer)
    people = [
        Person(fragile, number=f"+1202555{number:04d}", story=f"This is story number {number}.")
        for number in range(1000, 1000 + count)
    ]
    _tell_all(fragile, people)
    fragile.drain(36)
    return _tally(fragile, people)


def _tell_all(line: Fragile, people: list[Person]) -> None:
    waiting = list(people)
    for _ in range(_ROUNDS):
        for person in waiting:
            person.post(brief=bool(int(person.number[-1]) % 5))
        line.work(rounds=3)
        if any(not person.is_heard() or person.spot.name == "sending" for person in waiting):
            line.pass_time(timedelta(minutes=3), timedelta(minutes=3))
        waiting = [person for person in waiting if person.spot.name != "may_text"]
        if not waiting:
            return


def _tally(line: Fragile, people: list[Person]) -> Tally:
    stories = _stories(line)
    found = {
        person.number: by_code.open_by_code(line.site, person.code).case_id
        for person in people
        if person.code
    }
    return Tally(
        told=[stories[person.story] for person in people if person.story in person.sent],
        cases=line.cases(),
        codes=len(set(found.values())),
        twice=sum(_twice(line.phone(person.number).received) for person in people),
        kills=line.killer.kills,
        struck=line.carrier.struck,
        left=_left(line),
    )


def _stories(line: Line) -> Counter[str]:
    reader = line.world.reader("dmitri.doj")
    texts = (open_case(line.site, reader, case.id).account[0].body["text"] for case in line.rows(Case))
    return Counter(map(str, texts))


def _twice(received: list[str]) -> int:
    """Count texts that came more than once: each has a number in its head."""
    heads = Counter(found[1] for text in received if (found := _NUMBERED.match(text)))
    return sum(number - 1 for number in heads.values())


def _left(line: Line) -> list[Any]:
    """Return what should be gone: copies at the carrier, tasks, texts on their way, open lines of the ledger."""
    letters = [opened(line.site, row) for row in line.rows(Outgoing)]
    tasks = [(row.kind, row.attempts) for row in line.rows(Outbox)]
    return [*line.carrier.readable(), *tasks, *letters, *_open_copies(line)]


def _open_copies(line: Line) -> list[Any]:
    return [state for (_k, _w, state), _n in texting_copies.count(line.site).items() if state != "done"]
