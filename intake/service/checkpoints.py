"""Checkpoints of the audit log: signed, and published where a database writer cannot reach them."""

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from intake.core.errors import BadKeyError, CannotOpenError, NotStoredError
from intake.service import key_files
from intake.service.site import Site
from intake.store import audit
from intake.store.models import Checkpoint
from intake.vault.site import AckKey

# Entries of transactions that were under way when the last checkpoint was made are told again.
_OVERLAP = timedelta(minutes=5)


def publish(site: Site) -> Path:
    """Sign the heads of all chains that grew since the last checkpoint, and publish them as a file."""
    now = site.clock.now()
    with site.writing() as session:
        last = audit.last_checkpoint(session)
        since = last.at - _OVERLAP if last else None
        heads = [[chain, sequence, digest.hex()] for chain, sequence, digest in audit.heads(session, since)]
        number = last.number + 1 if last else 1
        body = json.dumps(
            {
                "checkpoint": number,
                "at": now.isoformat(timespec="seconds"),
                "before": hashlib.sha256(last.body).hexdigest() if last else "",
                "heads": heads,
            },
            separators=(",", ":"),
        )
        signature = AckKey.from_ring(site.ring).sign(body.encode())
        summary = hashlib.sha256(body.encode()).digest()
        session.add(Checkpoint(number=number, at=now, body=summary, signature=signature))
        session.flush()  # of two workers one fails here, before it writes over the other's file
        return _write(site, number, body, signature)


def published(site: Site) -> Iterator[dict[str, Any]]:
    """Yield the published checkpoints, oldest first, as {file, body, signature}."""
    for path in sorted(folder(site).glob("*.json")):
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            yield {"file": path.name, "body": str(found["body"]), "signature": str(found["signature"])}
        except (ValueError, KeyError, TypeError):
            yield {"file": path.name, "body": "", "signature": ""}


def breaks_of(site: Site, session: Session, checkpoint: dict[str, Any]) -> Iterator[audit.Break]:
    """Yield what a published checkpoint says that the database does not."""
    if not _signed(_known_keys(site, session), checkpoint):
        yield audit.Break(checkpoint["file"], 0, "this checkpoint was not signed by this site")
        return
    for chain, sequence, digest in json.loads(checkpoint["body"])["heads"]:
        entry = audit.entry_at(session, chain, sequence)
        if entry is None or entry.digest.hex() != digest:
            yield audit.Break(chain, sequence, f"it is not what {checkpoint['file']} says")


def folder(site: Site) -> Path:
    """Return the folder of published checkpoints; a careful site copies it elsewhere."""
    return site.settings.data / "checkpoints"


def _write(site: Site, number: int, body: str, signature: bytes) -> Path:
    told = json.dumps({"body": body, "signature": signature.hex()})
    try:
        return key_files.write_private(folder(site) / f"{number:08d}.json", told.encode())
    except OSError as error:
        raise NotStoredError("the checkpoint could not be published") from error


def _known_keys(site: Site, session: Session) -> set[bytes]:
    """Return the keys that this site signs or signed with: a rotation may have dropped the old ones from the ring."""
    own = {AckKey.from_ring(site.ring, version).public for version in site.ring.versions}
    return own | {manifest.ack_public for manifest in site.manifests.genuine(session)}


def _signed(keys: set[bytes], checkpoint: dict[str, Any]) -> bool:
    for public in keys:
        try:
            AckKey.verify(public, checkpoint["body"].encode(), bytes.fromhex(checkpoint["signature"]))
        except (CannotOpenError, BadKeyError, ValueError):
            continue
        return True
    return False
