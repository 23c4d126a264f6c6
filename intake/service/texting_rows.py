"""Guarded documents of the door for texts: written, read and found by keyed tags."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.service.site import Site
from intake.store import texts
from intake.store.texts import AnyRow, Row
from intake.vault.guard import Guard

Document = dict[str, Any]
PHONE, SID = "phone", "text-sid"
"""What tags are of: a phone number (E.164), and an id that the carrier gave."""


def sealed(site: Site, table: type[Row], row: UUID, document: Document) -> bytes:
    """Return a document as the guarded body of a row."""
    plain = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return site.guard.encrypt(plain, table=table.__tablename__, column="body", row=row.bytes)


def opened(site: Site, row: Row) -> Document:
    """Return the document of a row; raises CannotOpenError."""
    raw = site.guard.decrypt(row.body, table=row.__tablename__, column="body", row=row.id.bytes)
    document: Document = json.loads(raw)
    return document


def rewrite(site: Site, row: Row, document: Document) -> None:
    """Write a row's document anew."""
    row.body = sealed(site, type(row), row.id, document)


def find(site: Site, session: Session, table: type[AnyRow], value: str, purpose: str = SID) -> AnyRow | None:
    """Return the row of a number or a carrier's id, locked until the commit."""
    return texts.by_tags(session, table, site.guard.tags(purpose, value.encode()))


def tag_in(guard: Guard, document: Document) -> bytes | None:
    """Return the tag under the current key that a row's document calls for; None for a text without a SID so far."""
    if "number" in document:
        return guard.tag(PHONE, str(document["number"]).encode())
    return guard.tag(SID, str(document["sid"]).encode()) if document["sid"] else None


def tag_of(site: Site, value: str, purpose: str = SID) -> bytes:
    """Return the tag under which a new row is found."""
    return site.guard.tag(purpose, value.encode())
