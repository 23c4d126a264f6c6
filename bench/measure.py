"""Measuring one operation: wall and CPU time of this process, median and spread over repeats."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """Milliseconds of an operation: medians, and the middle half of the wall times."""

    name: str
    wall: float
    cpu: float
    low: float
    high: float
    repeats: int


def measure(name: str, operation: Callable[[], object], repeats: int) -> Figure:
    """Run an operation once to warm up, then `repeats` times; times are milliseconds."""
    operation()
    walls, cpus = [], []
    for _ in range(repeats):
        wall, cpu = time.perf_counter(), time.process_time()
        operation()
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    quarters = statistics.quantiles(walls, n=4) if repeats > 1 else [walls[0]] * 3
    return Figure(name, statistics.median(walls), statistics.median(cpus), quarters[0], quarters[2], repeats)
