"""What was taken away for good, written outside the database too, so that restoring a backup takes it away again."""

import json
import mmap
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.service.site import Site
from intake.service.tasks import put_task
from intake.store.models import Outbox


def revoke(site: Site, session: Session, case_id: UUID, desk: str) -> None:
    """Note that a desk may no longer know a name."""
    put_task(site, session, "revocation.write", {"what": "identity", "case": case_id.hex, "desk": desk})


def entomb(site: Site, session: Session, case_id: UUID) -> None:
    """Note that a case was shredded."""
    put_task(site, session, "revocation.write", {"what": "case", "case": case_id.hex})


def is_entombed(site: Site, session: Session, case_id: UUID) -> bool:
    """Tell whether a case was shredded: it stands in the list, or waits in the outbox to be written there."""
    stone = {"what": "case", "case": case_id.hex}
    for task in session.scalars(select(Outbox).where(Outbox.kind == "revocation.write")):
        if (
            json.loads(site.guard.decrypt(task.body, table="outbox", column="body", row=task.id.bytes))
            == stone
        ):
            return True
    path = path_of(site)
    if not path.exists() or not path.stat().st_size:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as listed:
        return listed.find(_line(stone)) >= 0


def _line(body: dict[str, Any]) -> bytes:
    return json.dumps(body, sort_keys=True).encode()


def path_of(site: Site) -> Path:
    """Return the file that is kept outside every backup."""
    return site.settings.data / "revocations.jsonl"


def write(site: Site, body: dict[str, Any]) -> None:
    """Append one line and wait until the disk has it; the same line twice does no harm.

    It begins with a line break, so that a half line left by a power loss spoils only itself.
    """
    path = path_of(site)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab") as file:
        file.write(b"\n" + _line(body) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Yield what was revoked, oldest first; a half line at the end, from a power loss, is passed over."""
    if path.exists():
        yield from read_lines(path.read_bytes())


def read_lines(raw: bytes) -> Iterator[dict[str, Any]]:
    """Yield the lines of such a list, passing over half ones."""
    for line in raw.split(b"\n"):
        try:
            yield json.loads(line)
        except ValueError:
            continue
