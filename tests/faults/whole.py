"""Looking a whole site over: is every row what it should be, does every sealed thing open, is nothing half there."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, and_, exists, func, select, text
from sqlalchemy.orm import Session

from intake.service.audit_trail import case_chain, verify
from intake.service.documents import Access, CaseDetail, detail_of, listing_of, open_column
from intake.service.files import KeptFile
from intake.service.reader import Reader
from intake.service.records import Entry, open_all
from intake.service.site import Site
from intake.store import audit, cases
from intake.store.models import Base, Blob, Case, Change, Outbox
from intake.store.models import Counter as Number
from intake.vault.parts import Part
from intake.vault.suite import KeyPair


@dataclass(frozen=True)
class Seen:
    """One case as somebody with the keys of every desk reads it."""

    case_id: UUID
    detail: CaseDetail
    desks: frozenset[str]
    account: list[Entry]
    conversation: list[Entry]
    notes: list[Entry]

    @property
    def words(self) -> str:
        """What the person wrote."""
        return str(self.account[0].body["text"])

    @property
    def said_at_the_desk(self) -> list[str]:
        """The texts of all replies and notes."""
        replies = [one for one in self.conversation if one.desk]
        return [str(one.body["text"]) for one in (*replies, *self.notes)]

    @property
    def files(self) -> list[KeptFile]:
        """What lies outside the database."""
        entries = [*self.account, *self.conversation]
        return [KeptFile.from_document(one.body) for one in entries if one.body.get("record") == "file"]


def whole(site: Site, reader: Reader) -> list[Seen]:
    """Return every case, opened with the keys of a reader who is a member of all desks.

    Raises AssertionError that names all that is half there: rows that point nowhere, cases without their seals or
    records, guarded fields that do not open or say different things, acts without their entry in the audit log.
    """
    with site.reading() as session:
        problems = [*_database_problems(session), *_orphans(session), *_loose_ends(session)]
        seen = [_opened(site, session, reader, case) for case in session.scalars(select(Case))]
        for one in seen:
            problems += [f"{one.case_id}: {problem}" for problem in _case_problems(site, session, one)]
    problems += [f"audit {one.chain} {one.sequence}: {one.problem}" for one in verify(site).breaks]
    problems += _file_problems(site)
    assert problems == [], "\n".join(problems)
    return seen


def _database_problems(session: Session) -> Iterator[str]:
    """Ask SQLite to check itself; PostgreSQL has checksums and no such question."""
    if session.get_bind().dialect.name == "sqlite":
        for pragma, sound in (("integrity_check", ["ok"]), ("foreign_key_check", [])):
            found = [str(row[0]) for row in session.execute(text(f"PRAGMA {pragma}"))]
            if found != sound:
                yield f"{pragma}: {found}"


def _orphans(session: Session) -> Iterator[str]:
    """Yield each foreign key of the schema that rows break."""
    for table in Base.metadata.sorted_tables:
        for constraint in table.constraints:
            if not isinstance(constraint, ForeignKeyConstraint):
                continue
            parent = constraint.referred_table.alias()
            pairs = [(one.parent, parent.c[one.column.name]) for one in constraint.elements]
            there = exists().where(and_(*(own == other for own, other in pairs)))
            named = and_(*(own.is_not(None) for own, _ in pairs))
            lost = session.scalar(select(func.count()).select_from(table).where(named, ~there))
            if lost:
                yield f"{table.name}: {lost} rows point at no {constraint.referred_table.name}"


def _loose_ends(session: Session) -> Iterator[str]:
    """Yield what is wrong with the change counter: each desk process follows it."""
    counted = session.scalar(select(Number.value).where(Number.name == "changes")) or 0
    highest = session.scalar(select(func.max(Change.number))) or 0
    if highest > counted:
        yield f"change {highest} is beyond the counter {counted}"


def _opened(site: Site, session: Session, reader: Reader, case: Case) -> Seen:
    """Open all that a case holds; any row that is missing or changed raises CannotOpenError or NoKeyError."""
    pairs = {part: KeyPair.from_seed(reader.open_seed(session, case, part)) for part in _parts(case)}
    opened = {
        part: open_all(cases.records_of(session, case.id, part.value), {0: pair})
        for part, pair in pairs.items()
    }
    desks = cases.desks_of(session, case.id)
    keys = {
        desk: {epoch: pair for (name, epoch), pair in reader.desk_pairs.items() if name == desk}
        for desk in desks
    }
    notes = [open_all(cases.records_of(session, case.id, "note", desk), keys[desk]) for desk in sorted(desks)]
    return Seen(
        case_id=case.id,
        detail=detail_of(site.guard, case),
        desks=desks,
        account=opened[Part.account],
        conversation=opened[Part.conversation],
        notes=[entry for listed in notes for entry in listed],
    )


def _parts(case: Case) -> list[Part]:
    return [Part.account, Part.conversation, *([Part.identity] if case.has_identity else [])]


def _case_problems(site: Site, session: Session, seen: Seen) -> Iterator[str]:
    case = session.get_one(Case, seen.case_id)
    access = Access.from_bytes(open_column(site.guard, case.id, "access", case.access or b""))
    listing = open_column(site.guard, case.id, "listing", case.listing)
    sealed = Counter(row.part for row in cases.seals_of(session, case.id))
    moved = [one["after"] for one in seen.detail.history]
    referred = {one.removeprefix("referred:") for one in moved if one.startswith("referred:")}
    truths = {
        "no account": bool(seen.account),
        "a record is missing or not its writer's": all(map(_unbroken, (seen.account, seen.conversation))),
        "its code finds it no more": case.lookup_tag in site.guard.tags("lookup", access.lookup),
        "its code opens no conversation": "conversation" in access.wraps,
        "its line in the queue is not what its detail says": listing
        == listing_of(seen.detail, seen.desks).to_bytes(),
        "account and conversation are not sealed to the same desks": sealed["account"]
        == sealed["conversation"]
        == len(seen.desks),
        "the name is not sealed to whom it was given": case.has_identity == bool(sealed["identity"]),
        "not sealed to the desks of its decision and referrals": set(seen.detail.decision["desks"]) | referred
        <= seen.desks,
    }
    yield from (problem for problem, holds in truths.items() if not holds)
    yield from _unrecorded(session, seen)


def _unbroken(entries: list[Entry]) -> bool:
    """Say whether records follow each other from the first on, each with the mark of who held the seed."""
    return [one.sequence for one in entries] == list(range(len(entries))) and all(
        one.verified for one in entries
    )


def _unrecorded(session: Session, seen: Seen) -> Iterator[str]:
    """Yield each kind of act that the audit log counts differently from the case itself."""
    told = Counter(entry.action for entry in audit.history(session, case_chain(seen.case_id)))
    after = [one["after"] for one in seen.detail.history]
    done = {
        "case.replied": len([one for one in seen.conversation if one.desk]),
        "case.moved": len([one for one in after if not one.startswith("referred:")]),
        "case.referred": len([one for one in after if one.startswith("referred:")]),
    }
    yield from (
        f"{name}: {count} done, {told[name]} told" for name, count in done.items() if told[name] != count
    )


def _file_problems(site: Site) -> Iterator[str]:
    """Yield each file that a case took and that is not there, and each file that nobody knows."""
    folder = Path(unquote(urlsplit(site.settings.blob_url).path))
    there = {
        path.name for path in folder.iterdir() if "#" not in path.name
    }  # with one: begun, not put in place
    with site.reading() as session:
        known = {row.name.hex: row.case_id for row in session.scalars(select(Blob))}
        leaving = {_blob_of(site, task) for task in session.scalars(select(Outbox))}
    lost = [name for name, case in known.items() if case and name not in there]
    yield from (f"the file {name} of {known[name]} is gone" for name in lost)
    yield from (f"nobody knows the file {name}" for name in sorted(there - set(known) - leaving))


def _blob_of(site: Site, task: Outbox) -> str:
    """Return the file that a task of the outbox is about, if any; raises CannotOpenError where it does not open."""
    raw = site.guard.decrypt(task.body, table="outbox", column="body", row=task.id.bytes)
    return str(json.loads(raw).get("blob", ""))
