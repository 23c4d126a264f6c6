"""`make bench`: CPU and wall time of each step of a complaint's way, at a number of cases, as a table and as JSON."""

import json
import os
import resource
import sqlite3
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

import click
import pyotp
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench.measure import Figure, measure
from bench.seeding import sample, seed
from config.settings import Settings
from intake.service import by_code, filing, queue, review
from intake.service.desk_index import DeskIndex
from intake.service.desk_sessions import resume_session, start_session
from intake.service.officers import authenticate
from intake.service.reader import Reader
from intake.service.setup import made_up_people, set_up
from intake.service.site import Site
from intake.store.cases import desks_of
from intake.vault import receipt

RESULTS = Path(__file__).resolve().parent / "results"


@click.command()
@click.option(
    "--cases", default=1000, show_default=True, type=click.IntRange(20), help="How many cases there are."
)
@click.option(
    "--repeats", default=40, show_default=True, type=click.IntRange(2), help="How often each is measured."
)
@click.option(
    "--database", default="", help="A DATABASE_URL of an empty database; by default SQLite in a new folder."
)
def main(cases: int, repeats: int, database: str) -> None:
    """Measure the services in this process: no HTTP, no network."""
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "RECOURSE_DATA": folder} | ({"DATABASE_URL": database} if database else {})
        site, reader = _site(Settings.from_env(env))
        console = Console()
        with Progress(console=console, transient=True) as bar:
            task = bar.add_task(f"seeding {cases} cases", total=cases)
            tickets = seed(site, cases, lambda: bar.advance(task))
        figures, built = _measure(site, reader, tickets, repeats)
        _print(console, figures, cases, site, built)
        _write(figures, cases, site, built)
        site.engine.dispose()


def _site(settings: Settings) -> tuple[Site, Reader]:
    people = made_up_people()
    site, made = set_up(settings, people)
    officer, seed_ = authenticate(
        site, people[1].name, people[1].passphrase, pyotp.TOTP(made[1].totp_secret).now()
    )
    reader = resume_session(site, start_session(site, officer, seed_))
    assert reader is not None
    return site, reader


def _measure(
    site: Site, reader: Reader, tickets: list[filing.Ticket], repeats: int
) -> tuple[list[Figure], tuple[float, int]]:
    index = DeskIndex(site)
    before, memory = time.process_time(), _resident()
    index.build()
    built = (time.process_time() - before, _resident() - memory)
    complaint = sample(site)
    filters = {"urgency": "1", "channel": "web", "language": "en"}
    wanted = queue.Wanted(reader.desks, filters)
    mine = next(ticket for ticket in tickets if _opens(site, reader, ticket))
    salt = site.manifest().salt
    figures = [
        measure("Argon2id of a receipt code", lambda: receipt.derive(mine.code, salt), repeats),
        measure(
            "route, seal and accept",
            lambda: filing.file_complaint(site, complaint, filing.new_ticket()),
            repeats,
        ),
        measure("look a code up, with its conversation", lambda: _look(site, mine.code), repeats),
        measure(
            "queue page of 50, three filters", lambda: queue.page_of(index, wanted, site.clock.now()), repeats
        ),
        measure("open a case at the desk", lambda: review.open_case(site, reader, mine.case_id), repeats),
    ]
    return figures, built


def _look(site: Site, code: str) -> by_code.View:
    return by_code.view(site, by_code.open_by_code(site, code))


def _opens(site: Site, reader: Reader, ticket: filing.Ticket) -> bool:
    with site.reading() as session:
        return bool(desks_of(session, ticket.case_id) & reader.desks)


def _resident() -> int:
    """Return the memory this process holds now, in kilobytes (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() // 1024


def _print(console: Console, figures: list[Figure], cases: int, site: Site, built: tuple[float, int]) -> None:
    table = Table(
        "step", "CPU ms", "wall ms", "middle half", title=f"{cases} cases, {site.engine.dialect.name}"
    )
    for one in figures:
        table.add_row(one.name, f"{one.cpu:.1f}", f"{one.wall:.1f}", f"{one.low:.1f} to {one.high:.1f}")
    table.add_row("build the desk index", f"{built[0] * 1000:.0f}", "", f"{built[1] / 1024:.0f} MB more")
    console.print(table)


def _write(figures: list[Figure], cases: int, site: Site, built: tuple[float, int]) -> None:
    RESULTS.mkdir(exist_ok=True)
    found = {
        "cases": cases,
        "database": site.engine.dialect.name,
        "sqlite": sqlite3.sqlite_version,
        "index": {"cpu_seconds": built[0], "kilobytes": built[1]},
        "figures": [asdict(one) for one in figures],
    }
    (RESULTS / f"{site.engine.dialect.name}-{cases}.json").write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
