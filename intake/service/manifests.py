"""The signed list of public keys that every sealer uses: issuing it, storing it, reading it verified."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.core.errors import ManifestError
from intake.service.key_files import write_private
from intake.store.models import DeskEpoch, StoredManifest
from intake.vault.keyring import KeyRing
from intake.vault.manifest import DeskKey, Manifest, RootKey, sign, verify
from intake.vault.site import AckKey, site_pair

LIFETIME = timedelta(days=400)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
ARGON2_VERSION = 1


class ManifestKeeper:
    """Reads the newest manifest, verified against the pinned root; its number only rises.

    The highest number seen is kept in a file too, outside the database, so that a database writer cannot put an
    older manifest back. The file is read each time, for other processes raise it too. A manifest that was verified
    is not verified again until its bytes change.
    """

    def __init__(self, pin: str, seen: Path) -> None:
        self.pin = pin
        self._seen = seen
        self._highest = 0
        self._known: tuple[bytes, Manifest] | None = None

    def newest(self, session: Session, now: datetime) -> Manifest:
        """Return the newest manifest that the root signed; raises ManifestError where it is old or expired.

        What the root did not sign is passed over: whoever writes the database can put in rubbish, but not stop the site.
        """
        self._highest = max(self._highest, self._noted())
        for stored in session.scalars(select(StoredManifest).order_by(StoredManifest.number.desc())):
            known = self._known
            if known is not None and known[0] == stored.signed and self._usable(known[1], now):
                return known[1]
            if _signed_by(self.pin, stored) is None:
                continue
            manifest = verify(stored.signed, pin=self.pin, now=now, at_least=self._highest)
            self._known = (stored.signed, manifest)
            if manifest.number > self._highest:
                self._note(manifest.number)
            return manifest
        raise ManifestError("no manifest was issued yet: run `recourse init`")

    def last(self, session: Session) -> Manifest:
        """Return the newest manifest that the root signed, an expired one too; ManifestError where an older was put back."""
        newest = max(self.genuine(session), key=lambda one: one.number, default=None)
        if newest is None or newest.number < self._noted():
            raise ManifestError("the newest manifest is gone from the database")
        return newest

    def genuine(self, session: Session) -> Iterator[Manifest]:
        """Yield every stored manifest that the pinned root signed, the expired ones too."""
        for stored in session.scalars(select(StoredManifest)):
            found = _signed_by(self.pin, stored)
            if found is not None:
                yield found

    def _usable(self, manifest: Manifest, now: datetime) -> bool:
        return manifest.number >= self._highest and now < manifest.expires

    def _noted(self) -> int:
        return int(self._seen.read_text(encoding="ascii")) if self._seen.exists() else 0

    def _note(self, number: int) -> None:
        self._highest = number
        with _alone_in(self._seen.parent):
            if number > self._noted():
                write_private(self._seen, str(number).encode("ascii"))


def draw_up(session: Session, ring: KeyRing, *, salt: bytes, rules: str, now: datetime) -> Manifest:
    """Return the next manifest, unsigned: each desk's newest public key and the site's own keys.

    Whoever writes the database chooses these desk keys, so this is for the founding and for a person who compares
    the fingerprints before signing. What signs by itself takes `carry_forward`.
    """
    last = _newest_stored(session)
    desks: dict[str, DeskKey] = {}
    for row in session.scalars(select(DeskEpoch).order_by(DeskEpoch.epoch)):
        desks[row.desk] = DeskKey(row.desk, row.epoch, row.public)
    return Manifest(
        number=last.number + 1 if last else 1,
        issued=now,
        expires=now + LIFETIME,
        desks=tuple(desks[name] for name in sorted(desks)),
        site_public=site_pair(ring).public,
        ack_public=AckKey.from_ring(ring).public,
        salt=salt,
        argon2_version=ARGON2_VERSION,
        rules=rules,
    )


def carry_forward(last: Manifest, ring: KeyRing, *, rules: str, now: datetime) -> Manifest:
    """Return the manifest after a verified one, unsigned: its desks as they were, and the site's own keys.

    It reads no database, so it is safe to sign with nobody looking.
    """
    return replace(
        last,
        number=last.number + 1,
        issued=now,
        expires=now + LIFETIME,
        site_public=site_pair(ring).public,
        ack_public=AckKey.from_ring(ring).public,
        rules=rules,
    )


def publish(session: Session, manifest: Manifest, root: RootKey) -> None:
    """Sign a manifest with the root and store it, in place of rubbish that somebody put under its number."""
    session.merge(StoredManifest(number=manifest.number, signed=sign(manifest, root)))


def take(session: Session, signed: bytes, *, pin: str, now: datetime) -> Manifest:
    """Store a manifest that was signed elsewhere; raises ManifestError where it is not the pinned root's, or not newer."""
    stored = _newest_stored(session)
    manifest = verify(signed, pin=pin, now=now, at_least=stored.number + 1 if stored else 1)
    session.add(StoredManifest(number=manifest.number, signed=signed))
    return manifest


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep other processes out while the number is compared and written; the lock ends with its holder."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _signed_by(pin: str, stored: StoredManifest) -> Manifest | None:
    try:
        return verify(stored.signed, pin=pin, now=_LONG_AGO)
    except ManifestError:
        return None


def _newest_stored(session: Session) -> StoredManifest | None:
    return session.scalars(
        select(StoredManifest).order_by(StoredManifest.number.desc()).limit(1)
    ).one_or_none()
