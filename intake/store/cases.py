"""Queries on cases, their seals and their records."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from intake.core.errors import ConflictError, NoSuchCaseError
from intake.store.models import Blob, Case, CaseRecord, CaseSeal


def get_case(session: Session, case_id: UUID) -> Case:
    """Return one case; raises NoSuchCaseError."""
    case = session.get(Case, case_id)
    if case is None:
        raise NoSuchCaseError("no such case")
    return case


def find_by_tags(session: Session, tags: Iterable[bytes]) -> Case | None:
    """Return the case whose look-up tag is one of these (one per version of the index key)."""
    return session.scalars(select(Case).where(Case.lookup_tag.in_(list(tags)))).one_or_none()


def claim_revision(session: Session, case: Case) -> None:
    """Raise the case's revision, or raise ConflictError if somebody else changed it since it was read."""
    seen = case.revision
    result = session.execute(
        update(Case)
        .where(Case.id == case.id, Case.revision == seen)
        .values(revision=seen + 1)
        .execution_options(synchronize_session=False)
        .returning(Case.revision)
    )
    if result.one_or_none() is None:
        raise ConflictError("the case changed since it was read")
    session.refresh(case, ["revision"])


def check_revision(case: Case, seen: int) -> None:
    """Raise ConflictError unless the case is still as it was when somebody read it."""
    if case.revision != seen:
        raise ConflictError("the case changed since it was read")


def records_of(session: Session, case_id: UUID, part: str, desk: str = "") -> Sequence[CaseRecord]:
    """Return the records of one part of a case, first to last."""
    return session.scalars(
        select(CaseRecord)
        .where(CaseRecord.case_id == case_id, CaseRecord.part == part, CaseRecord.desk == desk)
        .order_by(CaseRecord.sequence)
    ).all()


def records_by_part(session: Session, case_id: UUID, desk: str) -> dict[str, list[CaseRecord]]:
    """Return the records of a case by part, first to last; of the notes only those of one desk."""
    found: dict[str, list[CaseRecord]] = {}
    for record in session.scalars(
        select(CaseRecord)
        .where(CaseRecord.case_id == case_id, CaseRecord.desk.in_(("", desk)))
        .order_by(CaseRecord.part, CaseRecord.sequence)
    ):
        found.setdefault(record.part, []).append(record)
    return found


def last_record(session: Session, case_id: UUID, part: str, desk: str = "") -> CaseRecord | None:
    """Return the newest record of one part of a case."""
    return session.scalars(
        select(CaseRecord)
        .where(CaseRecord.case_id == case_id, CaseRecord.part == part, CaseRecord.desk == desk)
        .order_by(CaseRecord.sequence.desc())
        .limit(1)
    ).one_or_none()


def seals_of(session: Session, case_id: UUID, *parts: str) -> Sequence[CaseSeal]:
    """Return the seals of a case, or of some parts of it, newest epoch first."""
    wanted = select(CaseSeal).where(CaseSeal.case_id == case_id).order_by(CaseSeal.epoch.desc())
    return session.scalars(wanted.where(CaseSeal.part.in_(parts)) if parts else wanted).all()


def desks_of(session: Session, case_id: UUID) -> frozenset[str]:
    """Return the desks that hold a seal of the account."""
    found = session.scalars(
        select(CaseSeal.desk).where(CaseSeal.case_id == case_id, CaseSeal.part == "account")
    )
    return frozenset(found)


def drop_part(session: Session, case_id: UUID, part: str) -> None:
    """Delete every seal and record of one part of a case."""
    session.execute(delete(CaseSeal).where(CaseSeal.case_id == case_id, CaseSeal.part == part))
    session.execute(delete(CaseRecord).where(CaseRecord.case_id == case_id, CaseRecord.part == part))


def blobs_of(session: Session, case_id: UUID) -> Sequence[Blob]:
    """Return the encrypted files of a case."""
    return session.scalars(select(Blob).where(Blob.case_id == case_id)).all()
