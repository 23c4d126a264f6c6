"""`make bench`: what each step of a complaint's way costs, at several numbers of cases, as a table and as JSON."""

import platform
import sqlite3
import tempfile
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from bench import report
from bench.databases import on_databases
from bench.index import Built, measure_index
from bench.measure import Figure, Meter
from bench.seeding import seed
from bench.served import Weights, figures, weights
from bench.texts import bench_texts
from tests.faults.house import House, a_database, a_house
from tests.postgres import Server


@click.command()
@click.option(
    "--cases",
    default=(1000, 100_000),
    show_default=True,
    multiple=True,
    type=click.IntRange(20),
    help="How many cases there are; may be given several times.",
)
@on_databases
def main(cases: tuple[int, ...], databases: tuple[str, ...]) -> None:
    """Run a real site (two public workers, the desk, a worker) and measure it over HTTP from outside."""
    console = Console()
    for database in databases:
        for many in cases:
            console.print(f"[bold]{many:,} cases, {database}")
            _bench(console, database, many)
        console.print(f"[bold]texts, {database}")
        bench_texts(console, database)


def _bench(console: Console, database: str, many: int) -> None:
    with tempfile.TemporaryDirectory() as folder, a_database(database) as (url, server):
        with a_house(Path(folder), url, server) as house, Progress(console=console, transient=True) as bar:
            with house.site() as site:
                task = bar.add_task(f"seeding {many:,} cases", total=many)
                tickets = seed(site, many, lambda done: bar.advance(task, done))
                bar.update(task, description="building the desk index", total=None)
                index = measure_index(house.settings)
            house.serving.stop()
            house.serving.start()  # the desk builds its index from all of them
            meter = Meter(lambda: _processes(house, server))
            measured = figures(house, tickets, meter, lambda name: bar.update(task, description=name))
            bar.update(task, description="weighing")
            weighed = weights(house)
        _print(console, measured, weighed, index)
        _write(database, many, measured, weighed, index)


def _processes(house: House, server: Server | None) -> list[int]:
    database = [int((server.folder / "data" / "postmaster.pid").read_text().split()[0])] if server else []
    return [*house.serving.processes()["serve"], *database]


def _print(console: Console, measured: list[Figure], weighed: Weights, index: Built) -> None:
    report.show(console, measured)
    console.print(
        f"desk index: {index.cpu_seconds:.2f} s of CPU, {index.megabytes:.0f} MB;"
        f" cold page: {weighed.page / 1000:.1f} KB;"
        f" stored complaint: {weighed.stored / 1000:.1f} KB; public worker: {weighed.worker / 1024:.0f} MB"
    )


def _write(database: str, many: int, measured: list[Figure], weighed: Weights, index: Built) -> None:
    found = {
        "cases": many,
        "database": database,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "index": asdict(index),
        "weights": asdict(weighed),
        "figures": [asdict(one) for one in measured],
    }
    report.write(f"{database}-{many}", found)


if __name__ == "__main__":
    main()
