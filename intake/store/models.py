"""The tables. Columns hold ciphertext unless their comment says `clear`; THREAT-MODEL.md lists the clear ones."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intake.store.base import SCATTERED, Base
from intake.store.texts import Conversation, Erasure, Inbound, Outgoing

__all__ = [
    "AuditEntry",
    "Base",
    "Blob",
    "Case",
    "CaseRecord",
    "CaseSeal",
    "Change",
    "Checkpoint",
    "Conversation",
    "Counter",
    "DeskEpoch",
    "Erasure",
    "Inbound",
    "Membership",
    "Officer",
    "OfficerSession",
    "OfficerSlot",
    "Outbox",
    "Outgoing",
    "StoredManifest",
    "Visit",
]


class Case(Base):
    """One complaint. Id, received day, open and has_identity are clear; the rest is guarded or a public key."""

    __tablename__ = "cases"
    __table_args__ = (SCATTERED,)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    received_on: Mapped[date]
    is_open: Mapped[bool]
    has_identity: Mapped[bool]
    revision: Mapped[int]
    lookup_tag: Mapped[bytes | None] = mapped_column(unique=True)
    listing: Mapped[bytes]
    detail: Mapped[bytes]
    access: Mapped[bytes | None]
    account_public: Mapped[bytes | None]
    conversation_public: Mapped[bytes | None]
    identity_public: Mapped[bytes | None]


class CaseSeal(Base):
    """The seed of one part of a case, sealed to one desk at one epoch. Which desk holds a seal is clear."""

    __tablename__ = "case_seals"
    __table_args__ = (SCATTERED,)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    desk: Mapped[str] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]


class CaseRecord(Base):
    """One sealed record: account, identity, message, or a desk's note (desk is empty for the others)."""

    __tablename__ = "case_records"
    __table_args__ = (SCATTERED,)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    desk: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    epoch: Mapped[int]
    sealed: Mapped[bytes]


class Blob(Base):
    """An encrypted file outside the database, that expires with its draft, or belongs to a case."""

    __tablename__ = "blobs"
    __table_args__ = (SCATTERED,)

    name: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id", ondelete="SET NULL"), index=True)
    expires_at: Mapped[datetime | None] = mapped_column(index=True)


class Visit(Base):
    """What one visitor's cookie alone can open: answers not yet sent, or a case opened with its code."""

    __tablename__ = "visits"
    __table_args__ = (SCATTERED,)

    tag: Mapped[bytes] = mapped_column(primary_key=True)
    body: Mapped[bytes]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Change(Base):
    """A case that changed of late, so that each desk process can freshen its index; pruned after an hour."""

    __tablename__ = "changes"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_id: Mapped[UUID]
    at: Mapped[datetime]


class Counter(Base):
    """A number that only rises; its row lock puts the commits of changes in order."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


class Outbox(Base):
    """Work to be done after a commit; the body is guarded, kind and times are clear."""

    __tablename__ = "outbox"
    __table_args__ = (SCATTERED,)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    body: Mapped[bytes]
    due_at: Mapped[datetime] = mapped_column(index=True)
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int]


class AuditEntry(Base):
    """Who did what, when: clear, chained by hash within its case or account; never what a complaint says."""

    __tablename__ = "audit"
    __table_args__ = (UniqueConstraint("chain", "sequence"), SCATTERED)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    chain: Mapped[str]
    sequence: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    detail: Mapped[str]
    previous: Mapped[bytes]
    digest: Mapped[bytes]


class Checkpoint(Base):
    """The signed heads of all audit chains at one time, as published outside."""

    __tablename__ = "checkpoints"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    body: Mapped[bytes]
    signature: Mapped[bytes]


class StoredManifest(Base):
    """A signed manifest; sealers verify it against the root that is pinned outside the database."""

    __tablename__ = "manifests"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    signed: Mapped[bytes]


class DeskEpoch(Base):
    """One public key of a desk; the newest epoch receives, the older ones open what they received."""

    __tablename__ = "desk_epochs"

    desk: Mapped[str] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    public: Mapped[bytes]
    since: Mapped[datetime]


class Officer(Base):
    """An officer's account: name, roles, desks and public key are clear; slots and TOTP secret are guarded."""

    __tablename__ = "officers"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    roles: Mapped[str]
    active: Mapped[bool]
    public: Mapped[bytes]
    totp: Mapped[bytes]
    totp_step: Mapped[int]
    failures: Mapped[int]
    locked_until: Mapped[datetime | None]


class OfficerSlot(Base):
    """A way to open an officer's seed, guarded under the desk host key."""

    __tablename__ = "officer_slots"

    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]


class Membership(Base):
    """A desk's seed sealed to a member officer, guarded under the desk host key; who is a member is clear."""

    __tablename__ = "memberships"

    desk: Mapped[str] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id", ondelete="CASCADE"), primary_key=True)
    sealed: Mapped[bytes]


class OfficerSession(Base):
    """A sign-in: the officer's seed under a key that only the cookie holds."""

    __tablename__ = "officer_sessions"

    tag: Mapped[bytes] = mapped_column(primary_key=True)
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id", ondelete="CASCADE"), index=True)
    wrapped: Mapped[bytes]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
