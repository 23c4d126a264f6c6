"""The erasure ledger: every copy at the carrier that we know of, and whether it is gone."""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from intake.service.site import Site
from intake.service.tasks import put_task
from intake.service.texting_rows import find, opened, rewrite, sealed, tag_of
from intake.store import texts
from intake.store.texts import Erasure

ERASE = "sms.erase"
TRIED_FOR = timedelta(days=14)
_SHOWN_FOR = timedelta(days=30)
OPEN, DONE, GIVEN_UP = "open", "done", "given up"


@dataclass(frozen=True)
class Copy:
    """A message or a file of a message at the carrier; `message` is the SID of the message that a file belongs to."""

    kind: str
    direction: str
    sid: str
    message: str = ""


@dataclass
class Entry:
    """A line of the ledger; times are ISO, UTC."""

    kind: str
    direction: str
    sid: str
    message: str
    first_at: str
    done_at: str = ""
    state: str = OPEN
    attempts: int = 0


def note(site: Site, session: Session, copy: Copy, *, in_seconds: int = 0) -> None:
    """Write a copy into the ledger and have it erased; one that stands there already is left as it is."""
    if find(site, session, Erasure, copy.sid) is not None:
        return
    now, row = site.clock.now(), uuid4()
    entry = Entry(**asdict(copy), first_at=now.isoformat(timespec="seconds"))
    session.add(
        Erasure(
            id=row,
            tag=tag_of(site, copy.sid),
            body=sealed(site, Erasure, row, asdict(entry)),
            is_open=True,
            kept_until=now.date() + _SHOWN_FOR,
        )
    )
    session.flush()
    put_task(site, session, ERASE, {"copy": row.hex}, in_seconds=in_seconds)


def note_one(site: Site, copy: Copy) -> None:
    """Write one copy into the ledger in a transaction of its own."""
    with site.writing() as session:
        note(site, session, copy)


def note_again(site: Site, copy: Copy) -> None:
    """Open a line anew that says done, but whose copy was found at the carrier; any other stays as it is."""
    with site.writing() as session:
        row = find(site, session, Erasure, copy.sid)
        if row is not None and opened(site, row)["state"] == DONE:
            session.delete(row)
            session.flush()
        note(site, session, copy)


def load(site: Site, row: UUID) -> Entry | None:
    """Return a line of the ledger; None where there is none, or its copy is gone."""
    with site.reading() as session:
        found = session.get(Erasure, row)
        return Entry(**opened(site, found)) if found is not None and found.is_open else None


def change(site: Site, row: UUID, change: Callable[[Entry], None]) -> None:
    """Change a line of the ledger."""
    with site.writing() as session:
        found = texts.by_id(session, Erasure, row)
        if found is None:
            return
        entry = Entry(**opened(site, found))
        change(entry)
        found.is_open = entry.state == OPEN
        rewrite(site, found, asdict(entry))


def count(site: Site) -> Counter[tuple[str, str, str]]:
    """Count the ledger's lines by kind, direction and state."""
    with site.reading() as session:
        entries = [Entry(**opened(site, row)) for row in texts.erasures(session)]
    return Counter((entry.kind, entry.direction, entry.state) for entry in entries)


def oldest_open(site: Site) -> str | None:
    """Return since when the oldest open copy waits, ISO; None where none does."""
    with site.reading() as session:
        entries = [Entry(**opened(site, row)) for row in texts.erasures(session) if row.is_open]
    return min((entry.first_at for entry in entries), default=None)
