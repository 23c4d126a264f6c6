"""Appending and reading the sealed records of a case."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.store import cases
from intake.store.models import CaseRecord
from intake.vault.parts import Part
from intake.vault.record import GENESIS, SealedRecord, open_record, seal_record
from intake.vault.suite import KeyPair, Seed

Body = dict[str, Any]


@dataclass(frozen=True)
class Writing:
    """Where and as whom a record is written; without a seed nothing proves the writer."""

    case_id: UUID
    part: Part
    public: bytes
    author: str
    seed: Seed | None
    desk: str = ""
    epoch: int = 0


@dataclass(frozen=True)
class Entry:
    """A record, opened: who wrote it, whether a key holder's MAC proves it, and what it says."""

    sequence: int
    author: str
    verified: bool
    body: Body

    @property
    def desk(self) -> str:
        """The desk that wrote it, or says so where it is not verified; empty for the complainant."""
        return self.author.removeprefix("desk:").split("/")[0] if self.author.startswith("desk:") else ""


def append(session: Session, where: Writing, body: Body) -> int:
    """Seal a record after the last one of its part; returns its sequence number."""
    last = cases.last_record(session, where.case_id, where.part.value, where.desk)
    sequence = last.sequence + 1 if last else 0
    record = seal_record(
        where.public,
        json.dumps(body, ensure_ascii=False).encode(),
        case=where.case_id,
        part=where.part,
        sequence=sequence,
        author=where.author,
        previous=_sealed(last).digest() if last else GENESIS,
        seed=where.seed,
        epoch=where.epoch,
    )
    session.add(
        CaseRecord(
            case_id=where.case_id,
            part=where.part.value,
            desk=where.desk,
            sequence=sequence,
            epoch=where.epoch,
            sealed=record.sealed,
        )
    )
    return sequence


def open_all(rows: Sequence[CaseRecord], pairs: dict[int, KeyPair]) -> list[Entry]:
    """Open records of one part, first to last, with the key pair of each epoch; raises CannotOpenError."""
    entries: list[Entry] = []
    previous = GENESIS
    for row in rows:
        record = _sealed(row)
        pair = pairs.get(row.epoch)
        if pair is not None:
            opened = open_record(pair, record, case=row.case_id, previous=previous, epoch=row.epoch)
            entries.append(Entry(row.sequence, opened.author, opened.verified, json.loads(opened.body)))
        previous = record.digest()
    return entries


def _sealed(row: CaseRecord) -> SealedRecord:
    return SealedRecord(Part(row.part), row.sequence, row.sealed)
