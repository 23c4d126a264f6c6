"""The change counter: which cases changed of late, in the order of their commits."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from intake.store.models import Change, Counter

_NAME = "changes"


def note_change(session: Session, case_id: UUID, at: datetime) -> None:
    """Say that a case changed. The counter's row stays locked to the commit, so numbers commit in order."""
    number = session.scalars(
        update(Counter).where(Counter.name == _NAME).values(value=Counter.value + 1).returning(Counter.value)
    ).one()
    session.add(Change(number=number, case_id=case_id, at=at))


def newest(session: Session) -> int:
    """Return the number of the newest change."""
    return session.scalar(select(Counter.value).where(Counter.name == _NAME)) or 0


def oldest_kept(session: Session) -> int:
    """Return the number of the oldest change that is still kept; 0 where none is."""
    return session.scalar(select(func.min(Change.number))) or 0


def changed_since(session: Session, number: int) -> Sequence[UUID]:
    """Return the cases that changed after a number, each once."""
    return session.scalars(select(Change.case_id).where(Change.number > number).distinct()).all()


def prune(session: Session, before: datetime) -> None:
    """Forget old changes, so that a stolen database does not tell in which order cases were worked."""
    session.execute(delete(Change).where(Change.at < before))
