"""Many people who text at once while everything goes wrong: what was filed, what went twice, what the carrier keeps."""

import logging
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import structlog
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from bench import report
from bench.remote_line import remote_line
from intake.core.clock import SystemClock
from intake.service.desk_sessions import resume_session, start_session
from intake.service.officers import NewOfficer
from intake.service.reader import Reader
from intake.service.setup import made_up_people, set_up
from intake.service.site import Site
from intake.store.models import Officer
from tests.conftest import settings_for
from tests.faults.house import a_database
from tests.sms.conversations import FAULTS, run_conversations

_MEMBER = "sunita.supervisor"


@dataclass(frozen=True)
class Texted:
    """What came of conversations by text on one database.

    `finished`: complaints that were filed; `codes`: different cases that the codes on the phones open; `wrong`: stories
    that were not filed exactly once; `twice`: texts that went out more than once, and `lost_answers`: how often the
    carrier's answer to a sending was lost, the only reason for one; `left`: what should be gone in the end, and is not.
    """

    conversations: int
    seconds: float
    finished: int
    codes: int
    wrong: int
    twice: int
    left: int
    lost_answers: int
    undelivered: int
    killed: dict[str, int]
    faults: dict[str, int]

    @property
    def holds(self) -> bool:
        """Tell whether all is as promised."""
        return (
            self.finished == self.conversations
            and self.codes >= self.conversations - self.undelivered
            and not self.wrong
            and not self.left
            and self.twice <= self.lost_answers
        )


def soak_by_text(console: Console, databases: Sequence[str], count: int, seed: int) -> bool:
    """Run the conversations on each database, print and write what came of them; tells whether all is as promised."""
    # every process that is killed is a warning of the supervisor, and here they are killed on purpose
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    done: dict[str, Texted] = {}
    for database in databases:
        with (
            tempfile.TemporaryDirectory() as folder,
            a_database(database) as (url, _server),
            console.status(f"{database}: {count:,} conversations by text"),
        ):
            done[database] = soak_texts(Path(folder), url, count, seed)
        report.write(f"soak-texts-{database}", {"seed": seed, **asdict(done[database])})
    console.print(_table(done))
    return all(one.holds for one in done.values())


def _table(done: Mapping[str, Texted]) -> Table:
    table = Table("conversations by text", *done)
    rows: dict[str, Callable[[Texted], str]] = {
        "finished": lambda one: f"{one.finished:,} of {one.conversations:,} in {one.seconds:,} s",
        "different cases that their codes open": lambda one: f"{one.codes:,}",
        "stories not filed exactly once": lambda one: str(one.wrong),
        "texts that went twice": lambda one: f"{one.twice} ({one.lost_answers} answers lost)",
        "left at the carrier, in outbox or ledger": lambda one: str(one.left),
        "texts that did not arrive": lambda one: f"{one.undelivered:,}",
        "killed": lambda one: ", ".join(f"{what} {times}" for what, times in sorted(one.killed.items())),
        "faults of the carrier": lambda one: f"{sum(one.faults.values()):,}",
    }
    for name, tell in rows.items():
        table.add_row(name, *map(tell, done.values()))
    return table


def soak_texts(folder: Path, url: str, count: int, seed: int) -> Texted:
    """Set a site up in an empty folder and database, and have so many people text to it."""
    settings, people = settings_for(folder / "data", url), made_up_people()
    site, made = set_up(settings, people, SystemClock())
    site.engine.dispose()
    officers = {person.name: officer for person, officer in zip(people, made, strict=True)}
    started = time.monotonic()
    with remote_line(settings, folder, FAULTS, seed) as line:
        tally = run_conversations(line, lambda: reader_of(line.site, officers), count)
        killed = dict(line.kills)
    return Texted(
        conversations=count,
        seconds=round(time.monotonic() - started),
        finished=tally.cases,
        codes=tally.codes,
        wrong=sum(times != 1 for times in tally.told),
        twice=tally.twice,
        left=len(tally.left),
        lost_answers=tally.struck["lost_answer"],
        undelivered=tally.struck["undelivered"],
        killed=killed,
        faults=dict(tally.struck),
    )


def reader_of(site: Site, officers: Mapping[str, NewOfficer]) -> Reader:
    """Sign in somebody who holds the keys of every desk."""
    with site.reading() as session:
        officer = session.scalars(select(Officer).where(Officer.name == _MEMBER)).one()
    found = resume_session(site, start_session(site, officer, officers[_MEMBER].pair.seed))
    if found is None:
        raise LookupError("nobody is signed in")
    return found
