"""Rotating the site key or the desk host key: everything under an old version is encrypted anew, in batches."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.service import key_files, manifests, texting_rows
from intake.service.desk_sessions import row_of
from intake.service.documents import Access
from intake.service.officers import desk_guard
from intake.service.site import Site
from intake.store.models import (
    Case,
    Conversation,
    Erasure,
    Inbound,
    Membership,
    Officer,
    OfficerSlot,
    Outbox,
    Outgoing,
)
from intake.vault.guard import Guard

BATCH = 200
Progress = Callable[[int], None]


@dataclass(frozen=True)
class _Field:
    """One guarded column: how to find what it is bound to, and how the row's tag follows from what it says."""

    table: type[Any]
    attribute: str
    column: Callable[[Any], str]
    row: Callable[[Any], bytes]
    retag: Callable[[Guard, Any, bytes], None] = lambda _guard, _item, _plain: None


def _retag_case(guard: Guard, item: Any, plain: bytes) -> None:
    item.lookup_tag = guard.tag("lookup", Access.from_bytes(plain).lookup)


def _retag_text(guard: Guard, item: Any, plain: bytes) -> None:
    item.tag = texting_rows.tag_in(guard, json.loads(plain))


def _text(table: type[Any]) -> _Field:
    return _Field(table, "body", lambda _item: "body", lambda item: item.id.bytes, _retag_text)


_SITE = (
    _Field(Case, "listing", lambda _case: "listing", lambda case: case.id.bytes),
    _Field(Case, "detail", lambda _case: "detail", lambda case: case.id.bytes),
    _Field(Case, "access", lambda _case: "access", lambda case: case.id.bytes, _retag_case),
    _Field(Outbox, "body", lambda _task: "body", lambda task: task.id.bytes),
    *(_text(table) for table in (Conversation, Inbound, Outgoing, Erasure)),
)
_DESK = (
    _Field(Officer, "totp", lambda _officer: "totp", lambda officer: officer.id.bytes),
    _Field(OfficerSlot, "sealed", lambda slot: slot.kind, lambda slot: slot.officer_id.bytes),
    _Field(Membership, "sealed", lambda _m: "sealed", lambda m: row_of(m.desk, m.epoch, m.officer_id)),
)


def reencrypt_site(site: Site, progress: Progress = lambda _done: None) -> int:
    """Bring every field under the site key to its newest version; stopped and begun again, it goes on."""
    return _run(site, site.guard, _SITE, progress)


def reencrypt_desk(site: Site, progress: Progress = lambda _done: None) -> int:
    """Bring every field under the desk host key to its newest version."""
    return _run(site, desk_guard(site), _DESK, progress)


def reissue_manifest(site: Site) -> bool:
    """Publish the site's new public keys, where the root key is on this machine; returns whether it did."""
    root = key_files.load_root(site.settings)
    if root is None:
        return False
    last = site.manifest()
    fresh = manifests.carry_forward(
        last, site.ring, rules=site.deployment.rules.version, now=site.clock.now()
    )
    with site.writing() as session:
        manifests.publish(session, fresh, root)
    return True


def _run(site: Site, guard: Guard, fields: tuple[_Field, ...], progress: Progress) -> int:
    done = 0
    for table in dict.fromkeys(one.table for one in fields):
        mine = [one for one in fields if one.table is table]
        with site.reading() as session:
            keys = [tuple(row) for row in session.execute(select(*table.__mapper__.primary_key))]
        for start in range(0, len(keys), BATCH):
            with site.writing() as session:
                for key in keys[start : start + BATCH]:
                    _renew(session, guard, table, key, mine)
            done += len(keys[start : start + BATCH])
            progress(done)
    return done


def _renew(
    session: Session, guard: Guard, table: type[Any], key: tuple[Any, ...], fields: list[_Field]
) -> None:
    item = session.get(table, key, with_for_update=True)
    if item is None:
        return
    for one in fields:
        blob = getattr(item, one.attribute)
        if blob is None or guard.version_of(blob) == guard.current:
            continue
        place = {"table": table.__tablename__, "column": one.column(item), "row": one.row(item)}
        plain = guard.decrypt(blob, **place)
        setattr(item, one.attribute, guard.encrypt(plain, **place))
        one.retag(guard, item, plain)


def count_rows(site: Site) -> int:
    """Return how many rows a rotation of the site key looks at, for a progress bar."""
    with site.reading() as session:
        counted = (
            select(func.count()).select_from(table) for table in dict.fromkeys(one.table for one in _SITE)
        )
        return sum(session.scalar(count) or 0 for count in counted)
