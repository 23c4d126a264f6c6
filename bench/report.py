"""How what was measured is told: one table for people, and JSON in `bench/results/`."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.measure import Figure

_RESULTS = Path(__file__).resolve().parent / "results"


def show(console: Console, measured: Iterable[Figure]) -> None:
    """Print figures: CPU and wall time in milliseconds, CPU with its range."""
    table = Table("operation", "CPU ms", "from", "to", "wall ms")
    for one in measured:
        table.add_row(one.name, *(f"{value:.1f}" for value in (one.cpu, one.low, one.high, one.wall)))
    console.print(table)


def write(name: str, found: Mapping[str, Any]) -> None:
    """Write what was found as `name`.json."""
    _RESULTS.mkdir(exist_ok=True)
    (_RESULTS / f"{name}.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
