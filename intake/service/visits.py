"""What a visitor's cookie alone can open: a draft being written, or a case opened with its code."""

import hashlib
import hmac
import json
import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from intake.core.errors import CannotOpenError
from intake.service.site import Site
from intake.store.models import Visit
from intake.vault.box import lock, unlock
from intake.vault.context import Context

LIFETIME = timedelta(minutes=60)


def new_token() -> str:
    """Return a random token of 256 bits for the cookie."""
    return secrets.token_urlsafe(32)


def save_visit(site: Site, token: str, content: dict[str, Any], *, lifetime: timedelta = LIFETIME) -> None:
    """Write a visit whole under a key that only the token gives; it lives an hour from now."""
    tag, key = _split(token)
    body = lock(key, json.dumps(content, ensure_ascii=False).encode(), Context("visit", tag))
    with site.writing() as session:
        session.merge(Visit(tag=tag, body=body, expires_at=site.clock.now() + lifetime))


def load_visit(site: Site, token: str) -> dict[str, Any] | None:
    """Return a visit, or None where there is none, it ran out, or the token is not one of ours."""
    tag, key = _split(token)
    with site.reading() as session:
        visit = session.get(Visit, tag)
        if visit is None or visit.expires_at <= site.clock.now():
            return None
    try:
        content: dict[str, Any] = json.loads(unlock(key, visit.body, Context("visit", tag)))
    except CannotOpenError:
        return None
    return content


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
