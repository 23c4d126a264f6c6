"""The hash-chained audit log: one chain a case or account, each entry covering the one before it."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.store.models import AuditEntry, Checkpoint

GENESIS = bytes(32)


@dataclass(frozen=True)
class Act:
    """What somebody did: codes and ids only, never what a complaint says."""

    actor: str
    action: str
    detail: str = ""


@dataclass(frozen=True)
class Break:
    """The first entry of a chain that does not fit, and why."""

    chain: str
    sequence: int
    problem: str


def append(session: Session, chain: str, act: Act, at: datetime) -> AuditEntry:
    """Add an entry to a chain. The unique (chain, sequence) makes one of two racing writers fail, not fork."""
    last = session.scalars(
        select(AuditEntry).where(AuditEntry.chain == chain).order_by(AuditEntry.sequence.desc()).limit(1)
    ).one_or_none()
    previous, sequence = (last.digest, last.sequence + 1) if last else (GENESIS, 0)
    entry = AuditEntry(
        id=uuid4(),
        chain=chain,
        sequence=sequence,
        at=at,
        actor=act.actor,
        action=act.action,
        detail=act.detail,
        previous=previous,
        digest=b"",
    )
    entry.digest = digest_of(entry)
    session.add(entry)
    return entry


def digest_of(entry: AuditEntry) -> bytes:
    """Return SHA-256 over all fields of an entry, the digest of the one before it among them."""
    told = [
        "recourse/audit/1",
        entry.chain,
        entry.sequence,
        entry.at.isoformat(timespec="microseconds"),
        entry.actor,
        entry.action,
        entry.detail,
        entry.previous.hex(),
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=True, separators=(",", ":")).encode()).digest()


def history(session: Session, chain: str) -> Sequence[AuditEntry]:
    """Return the entries of one chain, first to last."""
    return session.scalars(
        select(AuditEntry).where(AuditEntry.chain == chain).order_by(AuditEntry.sequence)
    ).all()


def told(session: Session, chain: str) -> Iterator[tuple[datetime, str, str, str]]:
    """Yield (when, who, what, detail) of the entries of one chain, first to last, and nothing to verify them by."""
    wanted = select(AuditEntry.at, AuditEntry.actor, AuditEntry.action, AuditEntry.detail)
    for row in session.execute(wanted.where(AuditEntry.chain == chain).order_by(AuditEntry.sequence)):
        yield row.at, row.actor, row.action, row.detail


def heads(session: Session, since: datetime | None = None) -> Iterator[tuple[str, int, bytes]]:
    """Yield the last entry of each chain (that grew since a time) as (chain, sequence, digest), sorted by chain."""
    newest = select(AuditEntry.chain, func.max(AuditEntry.sequence).label("top")).group_by(AuditEntry.chain)
    top = (newest.where(AuditEntry.at >= since) if since else newest).subquery()
    wanted = (
        select(AuditEntry.chain, AuditEntry.sequence, AuditEntry.digest)
        .join(top, (AuditEntry.chain == top.c.chain) & (AuditEntry.sequence == top.c.top))
        .order_by(AuditEntry.chain)
    )
    yield from session.execute(wanted)


def entry_at(session: Session, chain: str, sequence: int) -> AuditEntry | None:
    """Return one entry of a chain."""
    return session.scalars(
        select(AuditEntry).where(AuditEntry.chain == chain, AuditEntry.sequence == sequence)
    ).one_or_none()


def walk(session: Session) -> Iterator[AuditEntry]:
    """Yield every entry, chain by chain, first to last."""
    yield from session.scalars(
        select(AuditEntry).order_by(AuditEntry.chain, AuditEntry.sequence).execution_options(yield_per=1000)
    )


def first_breaks(entries: Iterator[AuditEntry]) -> Iterator[Break]:
    """Yield, for each chain that does not fit, its first wrong entry."""
    chain, expected, previous, broken = "", 0, GENESIS, False
    for entry in entries:
        if entry.chain != chain:
            chain, expected, previous, broken = entry.chain, 0, GENESIS, False
        if broken:
            continue
        problem = _problem(entry, expected, previous)
        if problem:
            broken = True
            yield Break(chain, expected, problem)
        expected, previous = expected + 1, entry.digest


def _problem(entry: AuditEntry, expected: int, previous: bytes) -> str:
    if entry.sequence != expected:
        return "an entry is missing"
    if entry.previous != previous:
        return "it does not follow the entry before it"
    if entry.digest != digest_of(entry):
        return "it was changed after it was written"
    return ""


def last_checkpoint(session: Session) -> Checkpoint | None:
    """Return the newest checkpoint."""
    return session.scalars(select(Checkpoint).order_by(Checkpoint.number.desc()).limit(1)).one_or_none()
