"""`make soak`: the faults and floods of the tests, longer, as a table and as JSON; ends with 1 where anything was lost."""

import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench import report
from bench.databases import on_databases
from bench.soak_flood import Delays, weather
from bench.soak_texts import soak_by_text
from tests.faults.flood import HOPS
from tests.faults.house import a_database, a_house
from tests.faults.judging import Verdict, judge
from tests.faults.ordeal import Ordeal, Trial

_STUCK = 600  # seconds after which whoever still has no answer has found a fault
# What is killed, by turns; of each ten, seven are processes that come back by themselves.
_PROCESSES = (
    *["public worker", "desk worker", "public worker"] * 2,
    "worker",
    "public",
    "public worker",
    "serve",
)
_WITH_SERVER = tuple(
    what for each in _PROCESSES for what in ([each, "database"] if "desk" in each else [each])
)


@dataclass(frozen=True)
class Soaked:
    """What one database went through: counts of the ordeal, what was found wrong, and the delays in a flood."""

    database: str
    seed: int
    seconds: float
    acknowledged: int
    acts: int
    asked_again: int
    killed: dict[str, int]
    verdict: Verdict
    delays: Delays


@click.command()
@click.option(
    "--submissions", default=1000, show_default=True, type=click.IntRange(1), help="How many are filed."
)
@click.option(
    "--kills", default=60, show_default=True, type=click.IntRange(0), help="How often something is killed."
)
@click.option(
    "--minutes", default=60, show_default=True, type=click.IntRange(1), help="When to begin nothing anew."
)
@click.option(
    "--conversations",
    default=1000,
    show_default=True,
    type=click.IntRange(0, 9999),
    help="How many people text their complaints at once; 0 leaves this part out.",
)
@click.option("--seed", type=int, help="Repeat what chance decided in an earlier run.")
@on_databases
def main(
    submissions: int,
    kills: int,
    minutes: int,
    conversations: int,
    seed: int | None,
    databases: Sequence[str],
) -> None:
    """File, work, kill and flood; then look the whole site over."""
    console, chosen = Console(), secrets.randbelow(10**9) if seed is None else seed
    console.print(f"seed {chosen}: repeat with --seed {chosen}")
    soaked = []
    for database in databases:
        listed = list(islice(cycle(_PROCESSES if database == "sqlite" else _WITH_SERVER), kills))
        trial = Trial(
            chosen,
            submissions,
            listed,
            acts=submissions // 20,
            seconds=minutes * 60 + _STUCK,
            enough=minutes * 60,
        )
        soaked.append(_soak(console, database, trial))
        _write(soaked[-1])
    console.print(_table(soaked))
    texted = not conversations or soak_by_text(console, databases, conversations, chosen)
    sys.exit(0 if texted and all(one.verdict.holds for one in soaked) else 1)


def _soak(console: Console, database: str, trial: Trial) -> Soaked:
    with (
        tempfile.TemporaryDirectory() as folder,
        a_database(database) as (url, server),
        a_house(Path(folder), url, server, HOPS) as house,
        Progress(console=console, transient=True) as bar,
    ):
        title = f"{database}: filing while {len(trial.kills)} are killed"
        task = bar.add_task(title, total=trial.submissions)
        started = time.monotonic()
        told = Ordeal(house, trial, lambda: bar.advance(task)).run()
        seconds = time.monotonic() - started
        filed, acts = len(told.filed), len(told.done)
        bar.update(task, description=f"{database}: flooding", total=None)
        delays = weather(house, trial.seed, told)
        bar.update(task, description=f"{database}: looking it over")
        verdict = judge(house, told)
    return Soaked(
        database, trial.seed, round(seconds), filed, acts, told.again, dict(told.killed), verdict, delays
    )


def _table(soaked: Sequence[Soaked]) -> Table:
    table = Table("", *[one.database for one in soaked], title=f"seed {soaked[0].seed}")
    rows: dict[str, Callable[[Soaked], str]] = {
        "acknowledged under kills": lambda one: f"{one.acknowledged:,} in {one.seconds:.0f} s",
        "officers' acts": lambda one: f"{one.acts:,}",
        "asked again after no answer": lambda one: f"{one.asked_again:,}",
        "killed": lambda one: ", ".join(f"{what} {times}" for what, times in sorted(one.killed.items())),
        "lost": lambda one: str(len(one.verdict.lost)),
        "there twice": lambda one: str(len(one.verdict.twice)),
        "there, and nobody sent it": lambda one: str(len(one.verdict.strange)),
        "do not open": lambda one: str(len(one.verdict.shut)),
        "flood, answers a second": lambda one: f"{one.delays.flood:.0f}",
        "a web complaint, quiet": lambda one: f"{one.delays.web_quiet:.0f} ms",
        "a web complaint, flood from many addresses": lambda one: f"{one.delays.web_flood:.0f} ms",
        "a web complaint, flood from one": lambda one: f"{one.delays.web_flood_one:.0f} ms",
        "an API complaint, quiet": lambda one: f"{one.delays.api_quiet:.0f} ms",
        "an API complaint, flood from many addresses": lambda one: f"{one.delays.api_flood:.0f} ms",
        "an API complaint, flood from one": lambda one: f"{one.delays.api_flood_one:.0f} ms",
        "memory of all processes, quiet": lambda one: f"{one.delays.memory_quiet / 1024:.0f} MB",
        "memory of all processes, highest in the flood": lambda one: (
            f"{one.delays.memory_flood / 1024:.0f} MB"
        ),
        "memory of all processes, after it": lambda one: f"{one.delays.memory_after / 1024:.0f} MB",
    }
    for name, tell in rows.items():
        table.add_row(name, *map(tell, soaked))
    return table


def _write(one: Soaked) -> None:
    report.write(f"soak-{one.database}", asdict(one))


if __name__ == "__main__":
    main()
