"""Disposal by two people: one proposes when a case's time is over, another agrees, and it is shredded for good.

At least one of the two is a supervisor. The audit entries stay; the reasons, which are notes of a desk, go with the case.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from intake.core.errors import MoveError, NotAllowedError
from intake.core.retention import Schedule
from intake.core.statuses import Role
from intake.service.audit_trail import case_chain, record
from intake.service.desk_index import DeskIndex
from intake.service.documents import CaseDetail, Json, Listing, detail_of, listing_of
from intake.service.index_lines import FIELDS, listing_at
from intake.service.keeping import class_at, keeping_of
from intake.service.moves import begin
from intake.service.reader import Reader
from intake.service.records import open_all
from intake.service.review import READERS, finish_change, write_note
from intake.service.site import Site
from intake.service.taking_back import shred
from intake.store import cases
from intake.store.audit import Act
from intake.store.models import Case, Officer
from intake.vault.parts import Part

MOST = 200
_MOST_OLD = 1000
_SUPERVISOR = Role.supervisor.value
_MINE = f"SELECT id, {FIELDS} FROM cases WHERE open = 0 AND at & :mine"  # noqa: S608 -- names of our own columns
_ENDED = f"{_MINE} AND ended <> '' AND ended <= :today ORDER BY ended, id"
# Cases that ended under the first release have lines that do not say when; only their detail does.
_OLD = f"{_MINE} AND ended = '' AND keep = '' ORDER BY received, id LIMIT {_MOST_OLD}"


@dataclass(frozen=True)
class Due:
    """A case whose time is over: its line, its class, since when it may go, and who proposed it ("" for nobody)."""

    case_id: UUID
    listing: Listing
    code: str
    day: date
    proposed_by: str = ""

    @property
    def held(self) -> bool:
        """Whether a legal hold keeps it all the same."""
        return "legal_hold" in self.listing.flags.split()


def due_for_disposal(site: Site, index: DeskIndex, reader: Reader) -> tuple[list[Due], int]:
    """Return the cases at the reader's desks whose time is over, and how many there are in all.

    At most 200: the proposed ones first, then the longest over. NotAllowedError for roles that read no case.
    """
    reader.need(*READERS)
    today = site.clock.today()
    values = {"mine": index.lines.desks.asked(*reader.desks), "today": today.isoformat()}
    lines = [listing_at(row) for row in index.query(_ENDED, values)]
    with site.reading() as session:
        lines += _with_days(site, session, [listing_at(row)[0] for row in index.query(_OLD, values)])
        found = _over(lines, site.deployment.retention, today)
        found.sort(
            key=lambda one: (one.held, "disposal" not in one.listing.flags.split(), one.day, one.case_id)
        )
        return [_with_proposal(site, session, one) for one in found[:MOST]], len(found)


def propose_disposal(site: Site, reader: Reader, case_id: UUID, reason: str, *, revision: int) -> None:
    """Propose that a case whose time is over is disposed of; the reason is kept as a note of the reader's desk.

    Raises MoveError where the case is open, held or kept longer, or was proposed already; else as moves.begin.
    """
    with site.writing() as session:
        case, detail, desk = begin(site, session, reader, case_id, revision)
        _need_over(site, detail)
        if detail.proposal:
            raise MoveError("it was proposed already")
        note = write_note(site, session, reader, case, desk, reason)
        detail.disposal = {
            "by": reader.name,
            "officer": reader.id.hex,
            "at": site.clock.now().isoformat(timespec="seconds"),
            "ended": detail.since,
            "desk": desk,
            "note": note,
        }
        finish_change(site, session, case, detail, Act(reader.name, "case.disposal_proposed"))


def agree_to_disposal(site: Site, reader: Reader, case_id: UUID, *, revision: int) -> None:
    """Agree to what another proposed: every seal, record, guarded field and file of the case goes, its audit entries stay.

    Raises MoveError where nobody proposed it, the person wrote since and nobody read it, the case is held or kept longer,
    or the proposer's account was closed since; NotAllowedError where the reader proposed it, or neither of the two is a
    supervisor; else as moves.begin.
    """
    with site.writing() as session:
        case, detail, _desk = begin(site, session, reader, case_id, revision)
        _need_over(site, detail)
        if not detail.proposal:
            raise MoveError("nobody proposed it")
        if detail.unread:
            raise MoveError("the person wrote, and nobody has read it yet")
        if not may_agree(session, reader, detail.proposal):
            raise NotAllowedError("it needs two people, and one of them a supervisor")
        cases.claim_revision(session, case)
        told = f"proposed by {detail.proposal['by']}"
        record(site, session, case_chain(case.id), Act(reader.name, "case.disposed", told))
        shred(site, session, case)


def refuse_disposal(site: Site, reader: Reader, case_id: UUID, reason: str, *, revision: int) -> None:
    """Refuse what was proposed, or take one's own proposal back; MoveError where there is none."""
    with site.writing() as session:
        case, detail, desk = begin(site, session, reader, case_id, revision)
        if not detail.proposal:
            raise MoveError("nobody proposed it")
        detail.disposal = {}
        write_note(site, session, reader, case, desk, reason)
        finish_change(site, session, case, detail, Act(reader.name, "case.disposal_refused"))


def is_over(site: Site, detail: CaseDetail) -> bool:
    """Say whether a case's time is over and no legal hold keeps it."""
    day = keeping_of(detail, site.deployment.retention).day
    return not detail.legal_hold and day is not None and day <= site.clock.today()


def may_agree(session: Session, reader: Reader, proposal: Json) -> bool:
    """Say whether a reader may be the second person; raises MoveError where the first one's account was closed since."""
    first = session.get(Officer, UUID(proposal["officer"]))
    if first is None or not first.active:
        raise MoveError("the account that proposed it was closed since")
    return first.id != reader.id and _SUPERVISOR in {*first.roles.split(), *reader.roles}


def reason_of(site: Site, reader: Reader, case_id: UUID, proposal: Json) -> str | None:
    """Return why it was proposed; None where the reader is not of the desk whose note it is."""
    pairs = reader.pairs_of(proposal["desk"])
    with site.reading() as session:
        notes = open_all(cases.records_of(session, case_id, Part.note.value, proposal["desk"]), pairs)
    return next((str(note.body["text"]) for note in notes if note.sequence == proposal["note"]), None)


def _need_over(site: Site, detail: CaseDetail) -> None:
    """Raise MoveError unless a case's time is over and nothing keeps it."""
    if detail.legal_hold:
        raise MoveError("a legal hold keeps this case")
    if detail.ended_on is None:
        raise MoveError("the case is not closed")
    if not is_over(site, detail):
        raise MoveError("the case is kept longer")


def _over(lines: Iterable[tuple[UUID, Listing]], schedule: Schedule, today: date) -> list[Due]:
    """Return the lines whose time is over. Many share kinds, flags and day: each sort is worked out once."""
    classes: dict[tuple[str, str], str] = {}
    days: dict[tuple[str, str], date | None] = {}
    found = []
    for case_id, line in lines:
        sort = (line.kinds, line.keep)
        if sort not in classes:
            classes[sort] = class_at(schedule, set(line.kinds.split()), line.keep)
        when = (line.ended, classes[sort])
        if when not in days:
            days[when] = schedule.disposal_day(date.fromisoformat(line.ended), classes[sort])
        day = days[when]
        if day is not None and day <= today:
            found.append(Due(case_id, line, classes[sort], day))
    return found


def _with_days(site: Site, session: Session, case_ids: Iterable[UUID]) -> list[tuple[UUID, Listing]]:
    """Return the lines of cases anew from their details, those that have ended."""
    read = [(case_id, session.get(Case, case_id)) for case_id in case_ids]
    fresh = [
        (case_id, listing_of(detail_of(site.guard, case), cases.desks_of(session, case_id)))
        for case_id, case in read
        if case is not None
    ]
    return [(case_id, line) for case_id, line in fresh if line.ended]


def _with_proposal(site: Site, session: Session, one: Due) -> Due:
    case = session.get(Case, one.case_id) if "disposal" in one.listing.flags.split() else None
    proposal = detail_of(site.guard, case).proposal if case is not None else {}
    return Due(one.case_id, one.listing, one.code, one.day, proposal.get("by", ""))
