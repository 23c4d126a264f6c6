"""Counters for the budgets, shared by the workers of one machine: a small SQLite file that holds only keyed hashes."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from limits.storage import Storage

from intake.core.clock import Clock, SystemClock

SCHEME = "recourse+sqlite"
_TABLE = "CREATE TABLE IF NOT EXISTS counts (key TEXT PRIMARY KEY, count INTEGER NOT NULL, ends REAL NOT NULL) WITHOUT ROWID"
_ADD = """
INSERT INTO counts (key, count, ends) VALUES (:key, :amount, :ends)
ON CONFLICT (key) DO UPDATE SET count = count + :amount RETURNING count
"""


class SharedCounts(Storage):
    """A fixed-window storage for `limits`; a count is forgotten when its window ends.

    The address is `recourse+sqlite:///path`. Losing the file loses counts and nothing else.
    """

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012 -- the protocol of limits' own registry

    def __init__(self, uri: str | None = None, clock: Clock | None = None, **_options: object) -> None:
        super().__init__(uri)
        self._path = unquote(urlsplit(uri or "").path)
        self._clock = clock or SystemClock()
        with self._open() as db:
            db.execute(_TABLE)

    @property
    def base_exceptions(self) -> type[Exception] | tuple[type[Exception], ...]:
        """Return what the database raises."""
        return sqlite3.Error

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add to a key's count and return it; a new window of `expiry` seconds begins where none runs."""
        now = self._now()
        with self._open() as db:
            db.execute("DELETE FROM counts WHERE ends <= ?", (now,))
            row = db.execute(_ADD, {"key": key, "amount": amount, "ends": now + expiry}).fetchone()
        return int(row[0])

    def get(self, key: str) -> int:
        """Return a key's count in its running window, 0 where none runs."""
        found = self._row(key)
        return int(found[0]) if found else 0

    def get_expiry(self, key: str) -> float:
        """Return when a key's window ends, in seconds since 1970; now where none runs."""
        found = self._row(key)
        return float(found[1]) if found else self._now()

    def check(self) -> bool:
        """Tell whether the file answers."""
        try:
            self._row("")
        except sqlite3.Error:
            return False
        return True

    def reset(self) -> int | None:
        """Forget all counts; return how many there were."""
        with self._open() as db:
            return db.execute("DELETE FROM counts").rowcount

    def clear(self, key: str) -> None:
        """Forget one key's count."""
        with self._open() as db:
            db.execute("DELETE FROM counts WHERE key = ?", (key,))

    def _row(self, key: str) -> tuple[int, float] | None:
        with self._open() as db:
            found = db.execute(
                "SELECT count, ends FROM counts WHERE key = ? AND ends > ?", (key, self._now())
            )
            row: tuple[int, float] | None = found.fetchone()
            return row

    def _now(self) -> float:
        return self._clock.now().timestamp()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Open the file for one transaction: threads share nothing, and a fork inherits nothing."""
        db = sqlite3.connect(self._path, timeout=2, isolation_level=None)
        try:
            db.execute("PRAGMA journal_mode = MEMORY")
            db.execute("PRAGMA synchronous = OFF")
            db.execute("BEGIN IMMEDIATE")
            yield db
            db.execute("COMMIT")
        finally:
            db.close()
