"""Texts on their way: guarded until the carrier says what became of them, and then gone."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from intake.service.site import Site
from intake.service.tasks import put_task
from intake.service.texting_rows import find, opened, rewrite, sealed, tag_of
from intake.store import texts
from intake.store.texts import Outgoing

SEND = "sms.send"
LIFETIME = timedelta(days=30)
"""After this a text is never sent: whoever holds the number by then did not ask for it."""


@dataclass
class Letter:
    """One text to one number.

    `trying` is when it was handed to the carrier without an answer so far (ISO, UTC); `doubts` counts how often that
    stayed so; `sid` is what the carrier calls it; `status` the furthest that it got; `resent` how often it failed on
    the way and was sent anew.
    """

    to: str
    text: str
    trying: str = ""
    doubts: int = 0
    sid: str = ""
    status: str = ""
    resent: int = 0


def put(site: Site, session: Session, to: str, text: str, *, place: int = 0) -> UUID:
    """Write a text down and have it sent; `place` is its place among texts of one answer, which go in order."""
    row = uuid4()
    session.add(
        Outgoing(
            id=row,
            body=sealed(site, Outgoing, row, asdict(Letter(to, text))),
            kept_until=site.clock.today() + LIFETIME,
        )
    )
    put_task(site, session, SEND, {"text": row.hex}, in_seconds=place)
    return row


def load(site: Site, row: UUID) -> Letter | None:
    """Return a text that is on its way; None where it arrived, was given up, or is too old."""
    with site.reading() as session:
        found = session.get(Outgoing, row)
        if found is None or found.kept_until < site.clock.today():
            return None
        return Letter(**opened(site, found))


def change(site: Site, row: UUID, change: Callable[[Letter], None]) -> None:
    """Change a text that is on its way."""
    with site.writing() as session:
        found = texts.by_id(session, Outgoing, row)
        if found is not None:
            _change(site, found, change)


def report(site: Site, sid: str, mark: str, change: Callable[[Letter], bool], *, again: timedelta) -> None:
    """Take the carrier's report on a text that was sent over REST; on any other it does nothing.

    `mark` stands in the address that the carrier reports to: it tells which text a SID is of, even where the answer
    that named the SID was lost. `change` says whether the text is done with: then it is deleted; where it cleared the
    SID, the text is sent anew after a while.
    """
    with site.writing() as session:
        found = find(site, session, Outgoing, sid) or _marked(site, session, mark, sid)
        if found is None:
            return
        letter = Letter(**opened(site, found))
        letter.sid, letter.trying = sid, ""
        if change(letter):
            session.delete(found)
            return
        _write(site, found, letter)
        if not letter.sid:
            put_task(site, session, SEND, {"text": found.id.hex}, in_seconds=int(again.total_seconds()))


def arrived(site: Site, sid: str) -> None:
    """Delete our copy of a text that the carrier is done with, though it never reported so."""
    with site.writing() as session:
        found = find(site, session, Outgoing, sid)
        if found is not None:
            session.delete(found)


def mark_of(row: UUID, letter: Letter) -> str:
    """Return what names a text to ourselves in the carrier's reports: its random id, and which sending of it."""
    return f"{row.hex}-{letter.resent}"


def _marked(site: Site, session: Session, mark: str, sid: str) -> Outgoing | None:
    """Return the text of a mark as long as it waits for the answer that names its SID.

    That answer, or another report, may have been written while we waited for the row: then it has this SID by now.
    """
    name, _, number = mark.partition("-")
    try:
        row = UUID(name)
    except ValueError:
        return None
    found = texts.by_id(session, Outgoing, row)
    if found is None:
        return None
    letter = Letter(**opened(site, found))
    waits = letter.trying and not letter.sid and str(letter.resent) == number
    return found if waits or letter.sid == sid else None


def give_up(site: Site, row: UUID) -> None:
    """Delete a text that is not to be sent."""
    with site.writing() as session:
        found = texts.by_id(session, Outgoing, row)
        if found is not None:
            session.delete(found)


def tried_at(letter: Letter) -> datetime:
    """Return when a text was handed over without an answer."""
    return datetime.fromisoformat(letter.trying)


def _change(site: Site, row: Outgoing, change: Callable[[Letter], None]) -> None:
    letter = Letter(**opened(site, row))
    change(letter)
    _write(site, row, letter)


def _write(site: Site, row: Outgoing, letter: Letter) -> None:
    row.tag = tag_of(site, letter.sid) if letter.sid else None
    rewrite(site, row, asdict(letter))
