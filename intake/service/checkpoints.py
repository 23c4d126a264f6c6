"""Checkpoints of the audit log: signed, and published where a database writer cannot reach them.

Number, time and `before` come from the newest published file, never from the database, and no file is written over:
whoever writes the database alone can neither replace a checkpoint nor begin the row anew.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy.orm import Session

from intake.core.errors import BadKeyError, CannotOpenError, ConflictError, NotStoredError
from intake.service import key_files
from intake.service.site import Site
from intake.store import audit
from intake.store.models import Checkpoint
from intake.vault.site import AckKey

# Entries of transactions that were under way when the last checkpoint was made are told again.
_OVERLAP = timedelta(minutes=5)
_NAMES = "[0-9]" * 8 + ".json"


@dataclass(frozen=True)
class Published:
    """A published checkpoint as its file says it; body and signature are empty where the file is not readable."""

    file: str
    body: str = ""
    signature: str = ""

    @property
    def number(self) -> int:
        """The number that the file's name carries."""
        return int(self.file.removesuffix(".json"))

    @property
    def summary(self) -> bytes:
        """The SHA-256 of the body."""
        return hashlib.sha256(self.body.encode()).digest()


def publish(site: Site) -> Path:
    """Sign the heads of all chains that grew since the last checkpoint, and publish them as a file.

    Raises ConflictError where another worker published this number first, NotStoredError where it cannot be written.
    """
    now = site.clock.now()
    with site.writing() as session:
        last = _newest(site)
        number = last.number + 1 if last else 1
        heads = audit.heads(session, _since(last, now))
        body = json.dumps(
            {
                "checkpoint": number,
                "at": now.isoformat(timespec="seconds"),
                "before": last.summary.hex() if last else "",
                "heads": [[chain, sequence, digest.hex()] for chain, sequence, digest in heads],
            },
            separators=(",", ":"),
        )
        signature = AckKey.from_ring(site.ring).sign(body.encode())
        summary = hashlib.sha256(body.encode()).digest()
        # a row without a file cannot keep the next checkpoint from being published: the files decide
        session.merge(Checkpoint(number=number, at=now, body=summary, signature=signature))
        session.flush()
        # the file before the commit: stopped in between, a file is one ahead, and the next one follows it
        return _write(site, number, body, signature)


def published(site: Site) -> Iterator[Published]:
    """Yield the published checkpoints, oldest first."""
    for path in sorted(folder(site).glob(_NAMES)):
        yield _read(path)


def noted(session: Session) -> int:
    """Return the newest checkpoint's number as the database knows it; 0 where it knows none."""
    last = audit.last_checkpoint(session)
    return last.number if last else 0


def breaks_of(
    site: Site, session: Session, files: Sequence[Published], noted_number: int
) -> Iterator[audit.Break]:
    """Yield what the published checkpoints say that the database does not, and where they do not follow each other."""
    keys = _known_keys(site, session)
    last: Published | None = None
    for one in files:
        expected = last.number + 1 if last else 1
        if one.number != expected:
            yield audit.Break(one.file, 0, f"checkpoint {expected} is missing before it")
        if _signed(keys, one):
            yield from _order_breaks(one, last if one.number == expected else None)
            yield from _head_breaks(session, one)
        else:
            yield audit.Break(one.file, 0, "this checkpoint was not signed by this site")
        last = one
    newest = last.number if last else 0
    if noted_number not in (newest, newest - 1):  # one behind: a worker was stopped before its commit
        yield audit.Break(
            "checkpoints", noted_number, f"the newest in the database, but {newest} is the newest published"
        )


def folder(site: Site) -> Path:
    """Return the folder of published checkpoints; a careful site copies it elsewhere."""
    return site.settings.data / "checkpoints"


def _order_breaks(one: Published, before: Published | None) -> Iterator[audit.Break]:
    body = json.loads(one.body)
    if body["checkpoint"] != one.number:
        yield audit.Break(one.file, 0, f"it holds checkpoint {body['checkpoint']}")
    elif before is not None and body["before"] != before.summary.hex():
        yield audit.Break(one.file, 0, f"it does not follow {before.file}")
    elif one.number == 1 and body["before"]:
        yield audit.Break(one.file, 0, "it is not the first")


def _head_breaks(session: Session, one: Published) -> Iterator[audit.Break]:
    for chain, sequence, digest in json.loads(one.body)["heads"]:
        entry = audit.entry_at(session, chain, sequence)
        if entry is None or entry.digest.hex() != digest:
            yield audit.Break(chain, sequence, f"it is not what {one.file} says")


def _newest(site: Site) -> Published | None:
    path = max(folder(site).glob(_NAMES), default=None)
    return _read(path) if path else None


def _read(path: Path) -> Published:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Published(path.name, str(found["body"]), str(found["signature"]))
    except (ValueError, KeyError, TypeError):
        return Published(path.name)


def _since(last: Published | None, now: datetime) -> datetime | None:
    """Return from when on entries are told; None, for all of them, where the last checkpoint does not say.

    One from the future was made before the clock was set back: what was written since may bear an earlier time.
    """
    try:
        made = datetime.fromisoformat(json.loads(last.body)["at"]) if last else None
    except (ValueError, KeyError, TypeError):
        return None
    return made - _OVERLAP if made and made <= now else None


def _write(site: Site, number: int, body: str, signature: bytes) -> Path:
    """Put a whole file under a name that was free: a link, unlike a rename, never takes another's place."""
    told = json.dumps({"body": body, "signature": signature.hex()})
    path = folder(site) / f"{number:08d}.json"
    try:
        fresh = key_files.write_private(folder(site) / f".{uuid4().hex}", told.encode())
        try:
            os.link(fresh, path)
        except FileExistsError as error:
            raise ConflictError(f"checkpoint {number} is published already") from error
        finally:
            fresh.unlink()
        _keep(folder(site))
    except OSError as error:
        raise NotStoredError("the checkpoint could not be published") from error
    return path


def _keep(folder: Path) -> None:
    """Have the disk hold the new name before the database notes it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _known_keys(site: Site, session: Session) -> set[bytes]:
    """Return the keys that this site signs or signed with: a rotation may have dropped the old ones from the ring."""
    own = {AckKey.from_ring(site.ring, version).public for version in site.ring.versions}
    return own | {manifest.ack_public for manifest in site.manifests.genuine(session)}


def _signed(keys: set[bytes], checkpoint: Published) -> bool:
    for public in keys:
        try:
            AckKey.verify(public, checkpoint.body.encode(), bytes.fromhex(checkpoint.signature))
        except (CannotOpenError, BadKeyError, ValueError):
            continue
        return True
    return False
