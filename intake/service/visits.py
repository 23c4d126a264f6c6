"""What a visitor's cookie alone can open: a draft being written, or a case opened with its code."""

import hashlib
import hmac
import json
import secrets
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select, update

from intake.core.errors import CannotOpenError, OvertakenError
from intake.service.site import Site
from intake.store.models import Visit
from intake.vault.box import lock, unlock
from intake.vault.context import Context

LIFETIME = timedelta(minutes=60)
_ONE_PAGE = timedelta(seconds=30)  # between an answer and the page that it leads to


class Kept(NamedTuple):
    """A visit as it is stored: its content, until when, and the bytes in the database."""

    content: dict[str, Any]
    expires_at: datetime
    body: bytes


def new_token() -> str:
    """Return a random token of 256 bits for the cookie."""
    return secrets.token_urlsafe(32)


def save_visit(
    site: Site,
    token: str,
    content: dict[str, Any],
    *,
    lifetime: timedelta = LIFETIME,
    over: Kept | None = None,
) -> Kept:
    """Write a visit whole under a key that only the token gives; it lives an hour from now.

    Only `over` what was read, where that is given: raises OvertakenError where the row is another by now, or gone.
    """
    tag, key = _split(token)
    body = lock(key, json.dumps(content, ensure_ascii=False).encode(), Context("visit", tag))
    expires_at = site.clock.now() + lifetime
    row = {"body": body, "expires_at": expires_at}
    change = update(Visit).where(Visit.tag == tag).values(row).returning(Visit.tag)
    with site.writing() as session:
        found = session.execute(change if over is None else change.where(Visit.body == over.body)).all()
        if not found and over is not None:
            raise OvertakenError("the draft was written by another request meanwhile")
        if not found:
            session.execute(insert(Visit).values(tag=tag, **row))
    return Kept(content, expires_at, body)


def load_visit(site: Site, token: str) -> dict[str, Any] | None:
    """Return a visit, or None where there is none, it ran out, or the token is not one of ours."""
    kept = find_visit(site, token)
    return kept.content if kept else None


def find_visit(site: Site, token: str) -> Kept | None:
    """Return a visit and until when it lives; None as in `load_visit`."""
    tag, key = _split(token)
    with site.reading() as session:
        row = session.execute(select(Visit.body, Visit.expires_at).where(Visit.tag == tag)).one_or_none()
    if row is None or row.expires_at <= site.clock.now():
        return None
    try:
        content: dict[str, Any] = json.loads(unlock(key, row.body, Context("visit", tag)))
    except CannotOpenError:
        return None
    return Kept(content, row.expires_at, row.body)


def is_fresh(
    site: Site, kept: Kept | None, content: dict[str, Any], *, lifetime: timedelta = LIFETIME
) -> bool:
    """Tell whether to save this would change nothing: the same was written for the page before, a moment ago."""
    left = kept.expires_at - site.clock.now() if kept else timedelta()
    return kept is not None and kept.content == content and lifetime - _ONE_PAGE < left <= lifetime


def end_visit(site: Site, token: str) -> None:
    """Forget a visit."""
    tag, _ = _split(token)
    with site.writing() as session:
        session.execute(delete(Visit).where(Visit.tag == tag))


def sweep_visits(site: Site) -> int:
    """Delete visits that ran out; returns how many."""
    with site.writing() as session:
        gone = session.execute(
            delete(Visit).where(Visit.expires_at <= site.clock.now()).returning(Visit.tag)
        ).all()
    return len(gone)


def _split(token: str) -> tuple[bytes, bytes]:
    """Return what finds the row, and what opens it: neither tells the other."""
    raw = token.encode()
    return hmac.digest(raw, b"recourse/visit/tag", hashlib.sha256), hmac.digest(
        raw, b"recourse/visit/key", "sha256"
    )
