"""An officer's sign-in: the seed lies on the server under a key that only the cookie holds."""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from intake.core.errors import CannotOpenError
from intake.core.statuses import Role
from intake.service.officers import desk_guard
from intake.service.reader import DeskPairs, Reader
from intake.service.site import Site
from intake.store.models import DeskEpoch, Membership, Officer, OfficerSession
from intake.vault.desk import open_membership
from intake.vault.guard import Guard
from intake.vault.slots import session_open, session_wrap
from intake.vault.suite import KeyPair, Seed

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=8)
_SEEN_EVERY = timedelta(seconds=30)  # a write for every page would be a disk sync for every page
_AHEAD = timedelta(minutes=1)  # seen later than so: the clock was set back, and nobody knows how long ago


def start_session(site: Site, officer: Officer, seed: Seed) -> str:
    """Begin a session and return the token for the cookie."""
    token, wrapped = session_wrap(seed)
    now = site.clock.now()
    with site.writing() as session:
        session.add(
            OfficerSession(
                tag=_tag(token), officer_id=officer.id, wrapped=wrapped, started_at=now, seen_at=now
            )
        )
    return urlsafe_b64encode(token).decode()


def resume_session(site: Site, cookie: str) -> Reader | None:
    """Return who is signed in, with the keys of their desks; None after 15 idle minutes or 8 hours.

    A session from before the clock was set back is over as well: it would otherwise last until the clock caught up.
    """
    try:
        token = urlsafe_b64decode(cookie.encode())
    except ValueError:
        return None
    now = site.clock.now()
    with site.reading() as session:
        row = session.get(OfficerSession, _tag(token))
        officer = session.get(Officer, row.officer_id) if row else None
        if row is None or officer is None or not officer.active:
            return None
        if now - row.seen_at > IDLE or now - row.started_at > LONGEST or row.seen_at > now + _AHEAD:
            return None
        try:
            pair = KeyPair.from_seed(session_open(token, row.wrapped))
        except CannotOpenError:
            return None
        pairs = _desk_pairs(session, desk_guard(site), officer.id, pair)
    if now - row.seen_at > _SEEN_EVERY:
        _note_seen(site, row.tag, now)
    return Reader(
        officer.id, officer.name, frozenset(Role(role) for role in officer.roles.split()), pairs, pair
    )


def end_session(site: Site, cookie: str) -> None:
    """Sign out."""
    try:
        tag = _tag(urlsafe_b64decode(cookie.encode()))
    except ValueError:
        return
    with site.writing() as session:
        session.execute(delete(OfficerSession).where(OfficerSession.tag == tag))


def end_all_sessions(site: Site, officer_id: UUID) -> None:
    """Sign an officer out everywhere."""
    with site.writing() as session:
        session.execute(delete(OfficerSession).where(OfficerSession.officer_id == officer_id))


def sweep_sessions(site: Site) -> None:
    """Delete sessions that ran out."""
    now = site.clock.now()
    with site.writing() as session:
        session.execute(
            delete(OfficerSession).where(
                (OfficerSession.seen_at < now - IDLE)
                | (OfficerSession.started_at < now - LONGEST)
                | (OfficerSession.seen_at > now + _AHEAD)
            )
        )


def _note_seen(site: Site, tag: bytes, now: datetime) -> None:
    with site.writing() as session:
        session.execute(update(OfficerSession).where(OfficerSession.tag == tag).values(seen_at=now))


def _desk_pairs(session: Session, desk: Guard, officer_id: UUID, pair: KeyPair) -> DeskPairs:
    """Return the desk keys that were sealed to this officer, each to be opened when it is needed.

    The guard is opened at once: a membership that was put into the database without the desk host key counts for none.
    """
    rows = session.execute(
        select(Membership, DeskEpoch.public)
        .join(DeskEpoch, (DeskEpoch.desk == Membership.desk) & (DeskEpoch.epoch == Membership.epoch))
        .where(Membership.officer_id == officer_id)
    )
    openers = {}
    for member, public in rows:
        sealed = desk.decrypt(
            member.sealed,
            table="memberships",
            column="sealed",
            row=row_of(member.desk, member.epoch, officer_id),
        )
        of = {"desk": member.desk, "epoch": member.epoch, "officer": officer_id, "public": public}
        openers[member.desk, member.epoch] = partial(_opened, pair, sealed, of)
    return DeskPairs(openers)


def _opened(pair: KeyPair, sealed: bytes, of: dict[str, Any]) -> KeyPair:
    return KeyPair.from_seed(open_membership(pair, sealed, **of))


def row_of(desk: str, epoch: int, officer_id: UUID) -> bytes:
    """Return what a guarded membership is bound to."""
    return f"{desk}/{epoch}/".encode() + officer_id.bytes


def _tag(token: bytes) -> bytes:
    return hmac.digest(token, b"recourse/desk-session", hashlib.sha256)
