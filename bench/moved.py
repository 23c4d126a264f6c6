"""A site in real processes whose time passes as fast as a bench wants: its public rooms and, run as a script, its worker.

Days of retries, sweeps and silence pass in minutes. The clock is the machine's plus a distance that stands in a file.
"""

import os
import struct
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path

from flask import Flask

from config.settings import Settings
from intake.app import create_app
from intake.commands.stopping import told_to_stop
from intake.commands.worker import of_all_rooms
from intake.core.clock import SystemClock
from intake.core.errors import NotStoredError
from intake.log import set_up_logging
from intake.service.site import open_site

CLOCK = "BENCH_CLOCK"  # the file's path, in the environment of the processes
_FORM = struct.Struct("d")
_BEAT = struct.Struct("dd")
_PAUSE = 0.05


class MovedClock:
    """The machine's clock, set forward by as many seconds as a file says. One process moves it, all read it."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if not os.fstat(self._file).st_size:
            os.pwrite(self._file, _FORM.pack(0), 0)

    @property
    def moved(self) -> float:
        """By how many seconds it is ahead."""
        seconds: float = _FORM.unpack(os.pread(self._file, _FORM.size, 0))[0]
        return seconds

    def now(self) -> datetime:
        """Return the instant, aware UTC."""
        return SystemClock().now() + timedelta(seconds=self.moved)

    def today(self) -> date:
        """Return the day in UTC."""
        return self.now().date()

    def advance(self, by: timedelta) -> None:
        """Move on by a span of time."""
        os.pwrite(self._file, _FORM.pack(self.moved + by.total_seconds()), 0)


class Pulse:
    """What a worker has got done, for whoever moves the clock and whoever kills; it outlives the worker in its file."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    @property
    def moved(self) -> float:
        """How far the clock was ahead when the last look at tasks and rounds began; -1 before the first."""
        return self._read()[0]

    @property
    def tasks(self) -> float:
        """How many tasks were taken so far."""
        return self._read()[1]

    def beat(self, moved: float, tasks: int) -> None:
        """Write that a look which began then is over, and how many tasks it took."""
        os.pwrite(self._file, _BEAT.pack(moved, self.tasks + tasks), 0)

    def _read(self) -> tuple[float, float]:
        held = os.pread(self._file, _BEAT.size, 0)
        return _BEAT.unpack(held) if held else (-1.0, 0.0)


def make_app() -> Flask:
    """Return the app that the environment describes, under the moved clock."""
    set_up_logging()
    return create_app(Settings.from_env(os.environ), MovedClock(Path(os.environ[CLOCK])))


def main(pulse: Path) -> None:
    """Work as `recourse worker` does, under the moved clock, and tell after each look."""
    set_up_logging()
    clock, beating = MovedClock(Path(os.environ[CLOCK])), Pulse(pulse)
    busy = of_all_rooms(open_site(Settings.from_env(os.environ), clock))
    with told_to_stop() as stop:
        while not stop.asked:
            began = clock.moved
            try:
                done = busy.run_once()
            except NotStoredError:
                done = 0
            beating.beat(began, done)
            if not done:
                time.sleep(_PAUSE)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
