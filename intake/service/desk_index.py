"""The desk's queue in memory: built from guarded lines at start, freshened from the change counter, never on a disk."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from intake.service import counts
from intake.service.documents import Listing
from intake.service.index_lines import EMPTIED, FIELDS, INDEXES, PUT, TABLE, Lines
from intake.service.site import Site
from intake.store import changes
from intake.store.models import Case

_BATCH = 2000
Progress = Callable[[int], None]


class DeskIndex:
    """All cases' lines in an SQLite in memory; one lock, since the desk is one threaded process."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._lock = threading.Lock()
        self._memory = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._memory.executescript(f"{TABLE};{INDEXES}")
        self._seen = 0
        self.lines = Lines()

    def build(self, progress: Progress = lambda _done: None) -> int:
        """Read every case's line, open cases first; `progress` hears how many are done. Returns how many there are."""
        with counts.index_build() as counted, self._lock, self._site.reading() as session:
            newest, self._seen = changes.newest(session), -1  # until all is read, the next look begins anew
            self.lines, done = Lines(), 0
            self._memory.executescript(EMPTIED)
            try:
                wanted = select(Case.id, Case.listing).order_by(Case.is_open.desc(), Case.id)
                for rows in session.execute(wanted.execution_options(yield_per=_BATCH)).partitions(_BATCH):
                    self._put(self._opened((row[0], row[1]) for row in rows))
                    done += len(rows)
                    progress(done)
            finally:
                self._memory.executescript(INDEXES)
            self._seen = newest
            counted.append(done)
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
            self._drop(touched)
            self._put(self._opened((row[0], row[1]) for row in found))
            self._seen = newest

    def fill(self, lines: Mapping[UUID, Listing]) -> None:
        """Put lines in as they are."""
        with self._lock:
            self._put(iter(lines.items()))

    def query(self, sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run one SELECT on the table `cases` (see index_lines) with named values."""
        with self._lock:
            return self._memory.execute(sql, values).fetchall()

    def close(self) -> None:
        """Drop the index."""
        self._memory.close()

    def _drop(self, cases: Iterable[UUID]) -> None:
        """Take lines out, and out of the counts."""
        for case in set(cases):
            sql = f"SELECT {FIELDS} FROM cases WHERE id = ?"  # noqa: S608 -- names of our own columns
            for row in self._memory.execute(sql, (case.bytes,)):
                self.lines.take_out(Listing(*row))
            self._memory.execute("DELETE FROM cases WHERE id = ?", (case.bytes,))

    def _put(self, lines: Iterator[tuple[UUID, Listing]]) -> None:
        self._memory.execute("BEGIN")
        self._memory.executemany(PUT, (self.lines.row(case.bytes, line) for case, line in lines))
        self._memory.execute("COMMIT")

    def _opened(self, rows: Iterable[tuple[UUID, bytes]]) -> Iterator[tuple[UUID, Listing]]:
        decrypt = self._site.guard.decrypt
        for case_id, listing in rows:
            raw = decrypt(listing, table="cases", column="listing", row=case_id.bytes)
            yield case_id, Listing(*json.loads(raw.decode()))
