"""Measuring: the CPU time of all processes of a site, its database included, beside the wall time of whoever asks."""

import os
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

_TICK = 1000 / os.sysconf("SC_CLK_TCK")  # milliseconds


@dataclass(frozen=True)
class Figure:
    """Milliseconds for one operation: the median of several batches and their range, CPU and wall."""

    name: str
    cpu: float
    low: float
    high: float
    wall: float
    repeats: int


class Meter:
    """Adds up the CPU time of processes and of all below them (Linux, proc(5))."""

    def __init__(self, roots: Callable[[], Iterable[int]]) -> None:
        self._roots = roots

    def cpu(self) -> float:
        """Return milliseconds of CPU used so far, user and system, ended children included."""
        return sum(_used(process) for process in tree(self._roots()))

    def measure(self, name: str, operation: Callable[[], object], each: int, batches: int = 5) -> Figure:
        """Do an operation `each` times in each of several batches, after one to warm up."""
        operation()
        cpus, walls = [], []
        for _ in range(batches):
            cpu, wall = self.cpu(), time.perf_counter()
            for _ in range(each):
                operation()
            walls.append((time.perf_counter() - wall) * 1000 / each)
            cpus.append((self.cpu() - cpu) / each)
        return Figure(
            name, statistics.median(cpus), min(cpus), max(cpus), statistics.median(walls), each * batches
        )


def tree(roots: Iterable[int]) -> set[int]:
    """Return processes and everything that they started."""
    found: set[int] = set()
    waiting = list(roots)
    while waiting:
        process = waiting.pop()
        found.add(process)
        for listed in Path(f"/proc/{process}/task").glob("*/children"):
            try:
                waiting += [int(child) for child in listed.read_text().split()]
            except OSError:
                continue
    return found


def resident(process: int) -> int:
    """Return the memory that a process holds, shared pages divided among those who share them, in kilobytes."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _used(process: int) -> float:
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    fields = told.rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15]) * _TICK
