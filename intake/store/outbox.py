"""Work that must happen after a commit: rows written with it, leased by a worker, done at least once."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from intake.store.models import Outbox

LEASE = timedelta(minutes=2)


def put(session: Session, kind: str, body: bytes, due_at: datetime, *, row: UUID | None = None) -> UUID:
    """Add a task with its guarded body; returns its id."""
    task = Outbox(id=row or uuid4(), kind=kind, body=body, due_at=due_at, leased_until=None, attempts=0)
    session.add(task)
    return task.id


def lease(session: Session, now: datetime, most: int = 10, last: Collection[str] = ()) -> Sequence[Outbox]:
    """Take up to `most` due tasks for two minutes; two workers never take the same (SKIP LOCKED).

    Tasks of the kinds in `last` are taken only where no others are due: nobody waits for them.
    A lease that ends later than any given now was given before the clock was set back: nobody holds it.
    """
    free = or_(Outbox.leased_until.is_(None), Outbox.leased_until < now, Outbox.leased_until > now + LEASE)
    due = (
        select(Outbox)
        .where(Outbox.due_at <= now, free)
        .order_by(*((Outbox.kind.in_(last),) if last else ()), Outbox.due_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    tasks = session.scalars(due).all()
    for task in tasks:
        task.leased_until = now + LEASE
        task.attempts += 1
    return tasks


def done(session: Session, task_id: UUID) -> None:
    """Delete a task that was carried out."""
    session.execute(delete(Outbox).where(Outbox.id == task_id))


def again(session: Session, task_id: UUID, due_at: datetime) -> None:
    """Give a task back to be tried later."""
    session.execute(update(Outbox).where(Outbox.id == task_id).values(due_at=due_at, leased_until=None))


def waiting(session: Session, now: datetime) -> tuple[int, datetime | None]:
    """Return how many tasks are due and since when the oldest of them waits."""
    row = session.execute(select(func.count(), func.min(Outbox.due_at)).where(Outbox.due_at <= now)).one()
    return row[0], row[1]
