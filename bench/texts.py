"""The door for texts, measured on a real site in its own processes: what a text costs, and a hundred people at once."""

import re
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode, urlsplit

from rich.console import Console
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator

from bench import report
from bench.measure import Figure, Meter
from intake.core.clock import SystemClock
from intake.service.site import Site
from intake.service.texting import WORK
from intake.service.texting_out import SEND
from intake.store.models import Outbox
from sms import simulator
from sms.simulator import Simulator
from tests.faults.house import House, a_database, a_house
from tests.postgres import Server
from tests.serving import wait_until
from tests.sms.line import CARRIER, PUBLIC
from tests.sms.signed import form_of

AT_ONCE = 100
# Nobody is in danger; no doctor; at home: enough to send. With each text, what stands in its answer.
_STORY = (
    ("help", "Yes, send it"),
    ("1", "in danger"),
    ("2", "What happened?"),
    ("3", "Which of these?"),
    ("1", "Where did it happen?"),
    ("2", "Message"),
)
_SEND = "Send what I have said"
_CODE = re.compile(r"\d{4}(?: \d{4}){4}")
_TOGETHER = 10  # texts whose erasure is measured together
_LOOK = 0.05  # seconds between two looks at the queue


@dataclass(frozen=True)
class Crowd:
    """A hundred who text at once: how many got a code, what failed, and waits in seconds.

    `queue` is the longest from when a text was due until it was sent, `work` the same for filing, `answer` the longest
    from a text to its answer; `seconds` is all of it.
    """

    filed: int
    errors: int
    queue: float
    work: float
    answer: float
    seconds: float


def bench_texts(console: Console, database: str) -> None:
    """Measure on a database of its own; print a table, write JSON."""
    with (
        tempfile.TemporaryDirectory() as folder,
        a_database(database) as (url, server),
        console.status("texts") as status,
    ):
        measured, crowd = measure_texts(Path(folder), url, server, status.update)
    report.show(console, measured)
    console.print(
        f"{AT_ONCE} people at once: {crowd.filed} filed in {crowd.seconds:.0f} s, {crowd.errors} errors; longest waits:"
        f" an answer {crowd.answer:.1f} s, a text in the outbox {crowd.queue:.1f} s, a filing {crowd.work:.1f} s"
    )
    found = {"database": database, "figures": [asdict(one) for one in measured], "crowd": asdict(crowd)}
    report.write(f"texts-{database}", found)


def measure_texts(
    folder: Path, url: str, server: Server | None, tell: Callable[[str], None]
) -> tuple[list[Figure], Crowd]:
    """Set a site up with the door for texts open, and measure it; `tell` hears what comes next."""
    with simulator.run(simulator.Settings(callers=AT_ONCE)) as carrier:
        env = {
            "RECOURSE_PUBLIC_URL": PUBLIC,
            "TWILIO_ACCOUNT_SID": CARRIER.account,
            "TWILIO_AUTH_TOKEN": CARRIER.token,
            "TWILIO_NUMBER": CARRIER.number,
            "TWILIO_API_BASE": carrier.base_url,
        }
        with a_house(folder, url, server, env) as house, house.site() as site:
            public = house.serving.address("public")
            carrier.point_at(f"{PUBLIC}/sms/inbound", f"{PUBLIC}/sms/fallback", (PUBLIC, public))
            tell("a text and its answer")
            figures = _figures(house, site, public)
            tell(f"{AT_ONCE} people at once")
            return figures, _crowd(carrier, site)


def _figures(house: House, site: Site, public: str) -> list[Figure]:
    """Measure a text and its answer, and what its erasure at the carrier costs the worker."""
    hand, running = _Hand(public), house.serving.processes()
    answered = Meter(lambda: running["public"]).measure("a text and its answer *", hand.send, 60)

    def erased() -> None:
        for _ in range(_TOGETHER):
            hand.send()
        wait_until(lambda: not _waits(site), "the erasures")

    wait_until(lambda: not _waits(site), "the erasures so far")
    many = Meter(lambda: running["worker"]).measure("its erasure at the carrier", erased, 3)
    each = {name: getattr(many, name) / _TOGETHER for name in ("cpu", "low", "high", "wall")}
    return [answered, replace(many, **each)]


class _Hand:
    """Posts texts as the carrier does, signed, one after another: each person's story, then the next person's."""

    def __init__(self, public: str) -> None:
        self._parts = urlsplit(public)
        self._validator = RequestValidator(CARRIER.token)
        self._turns = self._texts()

    def send(self) -> None:
        """Post the next text; raises ConnectionError where it is not answered."""
        number, words = next(self._turns)
        form = form_of(words, From=number)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": self._validator.compute_signature(f"{PUBLIC}/sms/inbound", form),
        }
        connection = HTTPConnection(self._parts.hostname or "", self._parts.port, timeout=15)
        connection.request("POST", "/sms/inbound", urlencode(form), headers)
        answer = connection.getresponse()
        said = answer.read()
        connection.close()
        if answer.status != 200 or b"<Message" not in said:
            raise ConnectionError(f"answered with {answer.status}")

    def _texts(self) -> Iterator[tuple[str, str]]:
        for person in count():
            for words, _answer in _STORY:
                yield f"+1201555{person:04d}", words


def _crowd(carrier: Simulator, site: Site) -> Crowd:
    """Have a hundred people text their complaints at once, each as fast as the answers come."""
    failed = len(carrier.alerts)
    started = time.monotonic()
    with _watched(site) as longest, ThreadPoolExecutor(AT_ONCE) as pool:
        people = [_Someone(carrier, f"+1202555{number:04d}") for number in range(1000, 1000 + AT_ONCE)]
        waits = list(pool.map(_Someone.tell, people))
    return Crowd(
        filed=sum(wait is not None for wait in waits),
        errors=len(carrier.alerts) - failed,
        queue=longest[SEND],
        work=longest[WORK],
        answer=max((wait for wait in waits if wait is not None), default=0.0),
        seconds=time.monotonic() - started,
    )


@dataclass
class _Someone:
    """Somebody with a phone who tells a story in English until a code comes."""

    carrier: Simulator
    number: str
    longest: float = 0.0

    def tell(self) -> float | None:
        """Tell it; returns the longest wait for an answer in seconds, or None where no code came."""
        for words, answer in (*_STORY, ("9", _SEND)):
            last = self._say(words, answer)
        choice = next(line.split()[0] for line in last.splitlines() if line.endswith(_SEND))
        self._say(choice, "Message")
        phone = self.carrier.phone(self.number)
        try:
            wait_until(lambda: any(_CODE.search(one) for one in phone.received), "a code")
        except AssertionError:
            return None
        return self.longest

    def _say(self, words: str, answer: str) -> str:
        """Send a text, wait for the one among its answers that holds some words, and return that."""
        phone = self.carrier.phone(self.number)
        before, began = len(phone.received), time.monotonic()
        phone.send(words)

        def come() -> list[str]:
            return [text for text in phone.received[before:] if answer in text]

        wait_until(lambda: bool(come()), f"an answer to {words!r}")
        self.longest = max(self.longest, time.monotonic() - began)
        return come()[0]


@contextmanager
def _watched(site: Site) -> Iterator[dict[str, float]]:
    """Yield the longest seconds that a due task of each kind was seen to wait, looked at until the block is left."""
    longest, over = dict.fromkeys((SEND, WORK), 0.0), Event()

    def look() -> None:
        while not over.wait(_LOOK):
            for kind, since in _oldest(site):
                longest[kind] = max(longest[kind], (SystemClock().now() - since).total_seconds())

    thread = Thread(target=look)
    thread.start()
    try:
        yield longest
    finally:
        over.set()
        thread.join()


def _oldest(site: Site) -> list[tuple[str, datetime]]:
    oldest = (
        select(Outbox.kind, func.min(Outbox.due_at))
        .where(Outbox.kind.in_((SEND, WORK)))
        .group_by(Outbox.kind)
    )
    with site.reading() as session:
        return [(kind, since) for kind, since in session.execute(oldest)]


def _waits(site: Site) -> bool:
    with site.reading() as session:
        return session.scalar(select(Outbox.id).limit(1)) is not None
