"""Following a person whose code is lost: a new complaint with the same word, and two officers who agree; it opens nothing.

Each direction of the link stands in one of the two cases, and counts only where both agree: what is taken back or
shredded on one side ends it.
"""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from intake.core.errors import MoveError
from intake.service.audit_trail import case_chain, record
from intake.service.desk_index import DeskIndex
from intake.service.documents import CaseDetail, Listing, detail_of, minutes, word_mark, write_detail
from intake.service.index_lines import FIELDS, listing_at
from intake.service.moves import begin
from intake.service.reader import Reader
from intake.service.review import READERS, finish_change, own_desk
from intake.service.site import Site
from intake.store import cases
from intake.store.audit import Act
from intake.store.changes import note_change
from intake.store.models import Case

MOST = 20
_SAME_WORD = f"SELECT id, {FIELDS} FROM cases WHERE word = :word AND word <> '' AND received <= :until"  # noqa: S608 -- names of our own columns


@dataclass(frozen=True)
class Earlier:
    """An earlier case whose word fits: its line, who asked that it is followed, and the case that follows it now."""

    case_id: UUID
    listing: Listing
    asked_by: str
    followed_in: UUID | None


@dataclass
class _Side:
    """One of the two cases, read for a change."""

    case: Case
    detail: CaseDetail
    desks: frozenset[str]


def candidates(site: Site, index: DeskIndex, reader: Reader, new_id: UUID, new: CaseDetail) -> list[Earlier]:
    """Return the cases before this one, at this reader's desks, that were filed with the word it names; newest first.

    At most 20. Cases of other desks are not told of: a word that somebody guesses must not show where it fits.
    """
    if not new.earlier_word:
        return []
    found = []
    with site.reading() as session:
        for old_id, line in _same_word(index, reader.desks, new_id, new)[:MOST]:
            case = session.get(Case, old_id)
            old = detail_of(site.guard, case) if case is not None else None
            if old is not None and _fits(new, old):
                asked = new.follow_asked.get(old_id.hex, "")
                found.append(Earlier(old_id, line, asked, _follower(site, session, old_id, old)))
    return found


def follower(site: Site, case_id: UUID, detail: CaseDetail) -> UUID | None:
    """Return the new case in which a person is followed whose code of this one is lost; None where there is none."""
    with site.reading() as session:
        return _follower(site, session, case_id, detail)


def earlier_cases(site: Site, case_id: UUID, detail: CaseDetail) -> list[tuple[UUID, CaseDetail]]:
    """Return the earlier cases that this one follows, by id; those that ended meanwhile are left out.

    The holder of this case's code is told where they are and nothing else of them.
    """
    with site.reading() as session:
        read = [(UUID(old), session.get(Case, UUID(old))) for old in detail.follows]
        details = [(old_id, detail_of(site.guard, case)) for old_id, case in read if case is not None]
    return [(old_id, old) for old_id, old in details if old.followed_in == case_id.hex]


def ask_to_follow(site: Site, reader: Reader, new_id: UUID, old_id: UUID, *, revision: int) -> None:
    """Ask a second officer to agree that a new case follows an earlier one of the same word.

    Raises MoveError where the words differ, it was asked or agreed before; NoKeyError where either case is at none of
    the officer's desks; ConflictError where the new one is no longer at `revision`.
    """
    with _changing(site, reader, new_id, old_id, "case.follow_asked", revision) as (session, new, old):
        _need_free(site, session, new, old)
        if old_id.hex in new.detail.follow_asked:
            raise MoveError("that was asked already")
        new.detail.follow_asked[old_id.hex] = reader.name


def agree_to_follow(site: Site, reader: Reader, new_id: UUID, old_id: UUID, *, revision: int) -> None:
    """Agree to what another officer asked; from then on the new code shows where the earlier case is.

    Raises MoveError where nobody asked, or this very officer did; else as ask_to_follow.
    """
    with _changing(site, reader, new_id, old_id, "case.follow_agreed", revision) as (session, new, old):
        _need_free(site, session, new, old)
        if new.detail.follow_asked.pop(old_id.hex, reader.name) == reader.name:
            raise MoveError("another officer must have asked")
        new.detail.follows.append(old_id.hex)
        old.detail.followed_in = new_id.hex


def stop_following(site: Site, reader: Reader, new_id: UUID, old_id: UUID, *, revision: int) -> None:
    """Undo a request or an agreement; one officer is enough. Raises MoveError where there is none."""
    with site.reading() as session:
        gone = session.get(Case, old_id) is None
    if gone:
        _forget(site, reader, new_id, old_id, revision)
        return
    with _changing(site, reader, new_id, old_id, "case.follow_ended", revision) as (_session, new, old):
        _take_out(new.detail, old_id)
        if old.detail.followed_in == new_id.hex:
            old.detail.followed_in = ""


def _same_word(
    index: DeskIndex, desks: frozenset[str], new_id: UUID, new: CaseDetail
) -> list[tuple[UUID, Listing]]:
    """Return the lines of some desks that carry the mark of the word, newest first; a mark only narrows down."""
    values = {"word": word_mark(new.earlier_word), "until": minutes(new.received_at)}
    lines = map(listing_at, index.query(f"{_SAME_WORD} ORDER BY received DESC, id", values))
    return [(old, line) for old, line in lines if old != new_id and desks.intersection(line.desks.split())]


def _forget(site: Site, reader: Reader, new_id: UUID, old_id: UUID, revision: int) -> None:
    """Take an earlier case that was shredded meanwhile out of the new one."""
    with site.writing() as session:
        case, detail, _desk = begin(site, session, reader, new_id, revision)
        _take_out(detail, old_id)
        finish_change(site, session, case, detail, Act(reader.name, "case.follow_ended", str(old_id)))


def _take_out(new: CaseDetail, old_id: UUID) -> None:
    asked = new.follow_asked.pop(old_id.hex, "")
    if not asked and old_id.hex not in new.follows:
        raise MoveError("there is nothing to undo")
    new.follows = [one for one in new.follows if one != old_id.hex]


@contextmanager
def _changing(
    site: Site, reader: Reader, new_id: UUID, old_id: UUID, action: str, revision: int
) -> Iterator[tuple[Session, _Side, _Side]]:
    """Read both cases, and write both with an entry in each one's chain; their rows are locked in one order."""
    reader.need(*READERS)
    if new_id == old_id:
        raise MoveError("a case cannot follow itself")
    with site.writing() as session:
        new, old = (_read(site, session, reader, case_id) for case_id in (new_id, old_id))
        cases.check_revision(new.case, revision)
        for side in sorted((new, old), key=lambda one: one.case.id):
            cases.claim_revision(session, side.case)
        yield session, new, old
        for side, other in ((new, old_id), (old, new_id)):
            write_detail(site.guard, side.case, side.detail, side.desks)
            note_change(session, side.case.id, site.clock.now())
            record(site, session, case_chain(side.case.id), Act(reader.name, action, str(other)))


def _read(site: Site, session: Session, reader: Reader, case_id: UUID) -> _Side:
    case = cases.get_case(session, case_id)
    desks = cases.desks_of(session, case_id)
    own_desk(reader, desks)
    return _Side(case, detail_of(site.guard, case), desks)


def _need_free(site: Site, session: Session, new: _Side, old: _Side) -> None:
    """Raise MoveError unless the words fit and the earlier case is followed nowhere."""
    if not _fits(new.detail, old.detail) or old.detail.received_at > new.detail.received_at:
        raise MoveError("the word of that case is another")
    if _follower(site, session, old.case.id, old.detail) is not None:
        raise MoveError("that case is followed already")


def _fits(new: CaseDetail, old: CaseDetail) -> bool:
    return bool(new.earlier_word) and hmac.compare_digest(new.earlier_word, old.word)


def _follower(site: Site, session: Session, case_id: UUID, detail: CaseDetail) -> UUID | None:
    new = session.get(Case, UUID(detail.followed_in)) if detail.followed_in else None
    return new.id if new is not None and case_id.hex in detail_of(site.guard, new).follows else None
