"""The desk's queue in memory: built from guarded lines at start, freshened from the change counter, never on a disk."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from intake.service.documents import Listing
from intake.service.site import Site
from intake.store import changes
from intake.store.models import Case

_COLUMNS = ", ".join(Listing._fields)
_SCHEMA = f"""
CREATE TABLE cases (id BLOB PRIMARY KEY, {_COLUMNS}) WITHOUT ROWID;
CREATE INDEX by_due ON cases (status, due);
CREATE INDEX by_owner ON cases (owner);
CREATE INDEX by_burst ON cases (burst) WHERE burst <> '';
CREATE INDEX by_choice ON cases (language, channel, urgency, status);
"""
_PUT = f"INSERT OR REPLACE INTO cases VALUES ({', '.join('?' * (len(Listing._fields) + 1))})"  # noqa: S608 -- names of our own columns
_BATCH = 2000
Progress = Callable[[int], None]


class DeskIndex:
    """All cases' lines in an SQLite in memory; one lock, since the desk is one threaded process."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._lock = threading.Lock()
        self._memory = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._memory.executescript(_SCHEMA)
        self._seen = 0

    def build(self, progress: Progress = lambda _done: None) -> int:
        """Read every case's line, open cases first; `progress` hears how many are done. Returns how many there are."""
        with self._lock, self._site.reading() as session:
            self._seen = changes.newest(session)
            self._memory.execute("DELETE FROM cases")
            done = 0
            wanted = select(Case.id, Case.listing).order_by(Case.is_open.desc())
            for rows in session.execute(wanted.execution_options(yield_per=_BATCH)).partitions(_BATCH):
                self._put(self._lines((row[0], row[1]) for row in rows))
                done += len(rows)
                progress(done)
            return done

    def refresh(self) -> None:
        """Take in what changed since the last look; builds anew where too much was pruned meanwhile."""
        with self._site.reading() as session:
            newest = changes.newest(session)
            if newest == self._seen:
                return
            oldest = changes.oldest_kept(session)
            if oldest == 0 or oldest > self._seen + 1 or newest < self._seen:
                stale = True
            else:
                stale = False
                touched = changes.changed_since(session, self._seen)
                found = session.execute(select(Case.id, Case.listing).where(Case.id.in_(touched))).all()
        if stale:
            self.build()
            return
        with self._lock:
            gone = set(touched) - {row[0] for row in found}
            self._memory.executemany("DELETE FROM cases WHERE id = ?", [(case.bytes,) for case in gone])
            self._put(self._lines((row[0], row[1]) for row in found))
            self._seen = newest

    def query(self, sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run one SELECT on the table `cases` (id and the fields of Listing) with named values."""
        with self._lock:
            return self._memory.execute(sql, values).fetchall()

    def close(self) -> None:
        """Drop the index."""
        self._memory.close()

    def _put(self, lines: Iterator[tuple[Any, ...]]) -> None:
        self._memory.execute("BEGIN")
        self._memory.executemany(_PUT, lines)
        self._memory.execute("COMMIT")

    def _lines(self, rows: Iterable[tuple[UUID, bytes]]) -> Iterator[tuple[Any, ...]]:
        decrypt = self._site.guard.decrypt
        for case_id, listing in rows:
            raw = decrypt(listing, table="cases", column="listing", row=case_id.bytes)
            yield (case_id.bytes, *json.loads(raw))
