"""Many conversations at once on a line where everything goes wrong: what must hold in the end, whatever happened."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from intake.commands.worker import of_all_rooms
from intake.service import by_code, texting_copies
from intake.service.reader import Reader
from intake.service.review import open_case
from intake.service.site import Site
from intake.service.texting_rows import opened
from intake.service.worker import Handler, Worker
from intake.store.models import Case, Outbox, Outgoing
from sms.simulator import Faults
from tests.sms.line import Line, Wire
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
    """What came of a run.

    `told`: how often the story of each who told one was filed; `cases` that there are, `codes` that open different ones;
    `twice`: texts that went out more than once; `struck`: faults by name; `left`: what should be gone, and is not.
    """

    told: list[int]
    cases: int
    codes: int
    twice: int
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
            site,
            {kind: self._deadly(handler) for kind, handler in whole.handlers.items()},
            whole.rounds,
            whole.last,
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

    @classmethod
    def like(cls, line: Line) -> "Fragile":
        """Return such a line into the same site."""
        return cls(line.site, line.carrier, line.clock, line.world, line.app)

    def work(self, *, rounds: int = 6, pause: timedelta = timedelta(seconds=3)) -> None:
        """Work, and start another worker wherever one was killed."""
        for _ in range(rounds):
            if not self.workers:
                self.workers.append(self.killer.worker(self.site))
            try:
                super().work(rounds=1, pause=pause)
            except KilledError:
                self.workers.clear()


def run_conversations(line: Wire, sign_in: Callable[[], Reader], count: int) -> Tally:
    """Have so many people text their stories at once, and let a day and a half pass; returns what came of it.

    `sign_in` returns in the end who holds the keys of a desk that every story goes to.
    """
    people = [
        Person(line, number=number_of(place), story=f"This is story number {place}.")
        for place in range(count)
    ]
    _tell_all(line, people)
    line.drain(36)
    return _tally(line, sign_in(), people)


def number_of(place: int) -> str:
    """Return a made-up number for each place: area code 200, which is nobody's, from +12005550000."""
    return f"+1200555{place:04d}"


def _tell_all(line: Wire, people: list[Person]) -> None:
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


def _tally(line: Wire, reader: Reader, people: list[Person]) -> Tally:
    stories = _stories(line, reader)
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
        struck=line.carrier.struck,
        left=_left(line),
    )


def _stories(line: Wire, reader: Reader) -> Counter[str]:
    texts = (open_case(line.site, reader, case.id).account[0].body["text"] for case in line.rows(Case))
    return Counter(map(str, texts))


def _twice(received: list[str]) -> int:
    """Count texts that came more than once: each has a number in its head."""
    heads = Counter(found[1] for text in received if (found := _NUMBERED.match(text)))
    return sum(number - 1 for number in heads.values())


def _left(line: Wire) -> list[Any]:
    """Return what should be gone: copies at the carrier, tasks, texts on their way, open lines of the ledger."""
    letters = [opened(line.site, row) for row in line.rows(Outgoing)]
    tasks = [(row.kind, row.attempts) for row in line.rows(Outbox)]
    return [*line.carrier.readable(), *tasks, *letters, *_open_copies(line)]


def _open_copies(line: Wire) -> list[Any]:
    return [state for (_k, _w, state), _n in texting_copies.count(line.site).items() if state != "done"]
