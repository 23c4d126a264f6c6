"""A consistent copy of an SQLite database that is being written: the online backup API, in steps.

https://sqlite.org/backup.html: a copy begins anew when somebody else writes between two steps. Each time the steps grow, so
that on a busy site the last one takes the whole file at once, and writers wait only for that.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, create_engine

from intake.core.clock import Clock
from intake.core.errors import BackupError
from intake.store.engine import BUSY_SECONDS

_FIRST_STEP = 1024  # pages, of 4 KiB
_GROWTH = 8
_PAUSE = 0.005
_WAITING = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)  # a writer is just committing
Steps = Callable[[int, int], None]
"""Hears pages done and pages in all, after each step."""


class _BegunAnewError(Exception):
    """Somebody wrote between two steps."""


class _Watch:
    """Notes when the copy was last known to be complete so far, and stops it when it begins anew."""

    def __init__(self, clock: Clock, steps: Steps) -> None:
        self._clock = clock
        self._steps = steps
        self._rest: int | None = None
        self.point = clock.now()

    def __call__(self, status: int, rest: int, total: int) -> None:
        if status in _WAITING:
            return
        if self._rest is not None and rest >= self._rest:
            raise _BegunAnewError
        self._rest = rest or None
        if rest:  # what was committed before now is in the copy, or the next step begins it anew
            self.point = self._clock.now()
        self._steps(total - rest, total)


def copy(source: Path, target: Path, clock: Clock, steps: Steps) -> datetime:
    """Copy a database to a new file; everything committed before the returned instant is in it.

    Raises BackupError where the copy is damaged.
    """
    pages = _FIRST_STEP
    try:
        with (
            closing(sqlite3.connect(source, timeout=BUSY_SECONDS)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            new.execute("PRAGMA journal_mode=OFF")  # a copy that was stopped is thrown away
            while True:
                watch = _Watch(clock, steps)
                try:
                    old.backup(new, pages=pages, progress=watch, sleep=_PAUSE)
                except _BegunAnewError:
                    pages *= _GROWTH
                    continue
                break
            if new.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
                raise BackupError("the database is damaged: `PRAGMA integrity_check` says where")
    except sqlite3.DatabaseError as error:
        raise BackupError(f"the database could not be copied: {error}") from error
    return watch.point


@contextmanager
def opened(path: Path) -> Iterator[Connection]:
    """Open a copy that nobody writes, so that SQLite makes no file beside it."""
    address = f"file:{quote(str(path))}?immutable=1"
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(address, uri=True))
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
