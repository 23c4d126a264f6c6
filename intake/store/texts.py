"""The tables of the door for texts: conversations, texts that came and went, and what the carrier must still erase.

Each row is found by a keyed tag (of a phone number or a carrier's id) and holds one guarded document.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake.store.base import SCATTERED, Base


class Conversation(Base):
    """What one phone number said and was asked; the tag is of the number. When it wakes or ends is clear."""

    __tablename__ = "text_conversations"
    __table_args__ = (SCATTERED,)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tag: Mapped[bytes] = mapped_column(unique=True)
    body: Mapped[bytes]
    wakes_at: Mapped[datetime | None] = mapped_column(index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Inbound(Base):
    """A text that came, by the tag of its MessageSid, and the bytes it was answered with; the last day is clear."""

    __tablename__ = "text_inbound"
    __table_args__ = (SCATTERED,)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tag: Mapped[bytes] = mapped_column(unique=True)
    body: Mapped[bytes]
    kept_until: Mapped[date] = mapped_column(index=True)


class Outgoing(Base):
    """A text on its way, deleted when it arrived; the tag is of the SID that the carrier gave it."""

    __tablename__ = "text_outgoing"
    __table_args__ = (SCATTERED,)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tag: Mapped[bytes | None] = mapped_column(unique=True)
    body: Mapped[bytes]
    kept_until: Mapped[date] = mapped_column(index=True)


class Erasure(Base):
    """A copy at the carrier that must go, or went; the tag is of its SID. If it is open, and its last day, are clear."""

    __tablename__ = "text_erasures"
    __table_args__ = (SCATTERED,)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tag: Mapped[bytes] = mapped_column(unique=True)
    body: Mapped[bytes]
    is_open: Mapped[bool]
    kept_until: Mapped[date] = mapped_column(index=True)


Row = Conversation | Inbound | Outgoing | Erasure
AnyRow = TypeVar("AnyRow", Conversation, Inbound, Outgoing, Erasure)


def by_tags(session: Session, table: type[AnyRow], tags: Iterable[bytes]) -> AnyRow | None:
    """Return the row with one of these tags (one per version of the index key), locked until the commit."""
    return session.scalars(select(table).where(table.tag.in_(list(tags))).with_for_update()).one_or_none()


def has_tag(session: Session, table: type[AnyRow], tags: Iterable[bytes]) -> bool:
    """Tell whether there is a row with one of these tags."""
    return session.scalar(select(table.id).where(table.tag.in_(list(tags)))) is not None


def by_id(session: Session, table: type[AnyRow], row: UUID) -> AnyRow | None:
    """Return the row of an id, locked until the commit."""
    return session.get(table, row, with_for_update=True)


def waking(session: Session, now: datetime, most: int) -> Sequence[UUID]:
    """Return conversations that have something to do by now, the longest waiting first."""
    due = select(Conversation.id).where(Conversation.wakes_at <= now).order_by(Conversation.wakes_at)
    return session.scalars(due.limit(most)).all()


def ended(session: Session, now: datetime) -> Sequence[Conversation]:
    """Return conversations whose time is over, locked until the commit."""
    return session.scalars(select(Conversation).where(Conversation.expires_at <= now).with_for_update()).all()


def conversations(session: Session) -> Sequence[UUID]:
    """Return the ids of all conversations."""
    return session.scalars(select(Conversation.id)).all()


def erasures(session: Session) -> Sequence[Erasure]:
    """Return the whole ledger."""
    return session.scalars(select(Erasure)).all()


def forget_before(session: Session, day: date) -> None:
    """Delete texts and lines of the ledger whose last day is over."""
    for table in (Inbound, Outgoing, Erasure):
        session.execute(delete(table).where(table.kept_until < day))
