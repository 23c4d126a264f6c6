"""What was taken away for good, written outside the database too, so that restoring a backup takes it away again."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.service.site import Site
from intake.service.tasks import put_task


def revoke(site: Site, session: Session, case_id: UUID, desk: str) -> None:
    """Note that a desk may no longer know a name."""
    put_task(site, session, "revocation.write", {"what": "identity", "case": case_id.hex, "desk": desk})


def entomb(site: Site, session: Session, case_id: UUID) -> None:
    """Note that a case was shredded."""
    put_task(site, session, "revocation.write", {"what": "case", "case": case_id.hex})


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
        file.write(b"\n" + json.dumps(body, sort_keys=True).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Yield what was revoked, oldest first; a half line at the end, from a power loss, is passed over."""
    if not path.exists():
        return
    for line in path.read_bytes().split(b"\n"):
        try:
            yield json.loads(line)
        except ValueError:
            continue
