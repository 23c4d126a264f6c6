"""Making a backup while the site runs: one file of ciphertext without a key, and the instant up to which it is whole."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, NamedTuple
from uuid import UUID

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from intake.core.errors import BackupError, NotStoredError
from intake.service import checkpoints, revocations, snapshot_postgres, snapshot_sqlite
from intake.service.backup_pack import DATABASE, REVOCATIONS, Contents, Packer, chunks_of
from intake.service.key_files import write_private
from intake.service.site import Site
from intake.store.models import AuditEntry, Blob, Case, CaseRecord, Checkpoint

Progress = Callable[[str, int, int], None]
"""Hears what is being done, and how much of how much."""
_COUNTED = {"cases": Case, "records": CaseRecord, "files": Blob, "audit entries": AuditEntry}


@dataclass(frozen=True)
class Made:
    """A finished backup: where it lies, how many bytes it has, and what it says of itself."""

    path: Path
    size: int
    contents: Contents


class _Seen(NamedTuple):
    """What the snapshot of the database says."""

    point: datetime
    schema: str
    rows: dict[str, int]
    files: list[UUID]
    checkpoint: int


def make_backup(site: Site, target: Path, progress: Progress) -> Made:
    """Write a backup to a file, or to a file named by the time in a folder; it appears there whole or not at all.

    Raises BackupError or NotStoredError. What was revoked is read before the database is, so that a restore can tell
    what the database does not know yet.
    """
    number = site.manifest().number  # a database that does not answer, or is no site's, ends it here
    path = _free_name(site, target)
    revoked = _read(revocations.path_of(site))
    try:
        with _private(path.parent, "database") as database, _private(path.parent, "backup") as packed:
            seen = _snapshot(site, database, progress)
            packer = Packer(packed)
            _add_database(packer, database, progress)
            _add_small(site, packer, seen, revoked)
            gone = _add_files(site, packer, seen.files, progress)
            contents = _contents(site, seen, number, gone, packer)
            packer.finish(contents, site.guard)
            size = _settle(packed, path)
    except DBAPIError as error:
        raise NotStoredError("the database did not answer while it was copied") from error
    except OSError as error:
        raise BackupError(f"{path} could not be written: {error.strerror or error}") from error
    write_private(last_path(site.settings.data), contents.recovery_point.encode())
    return Made(path, size, contents)


def last_path(data: Path) -> Path:
    """Return the file that says until when the last backup is whole."""
    return data / "last-backup"


def last_backup(data: Path) -> datetime | None:
    """Return until when the last backup is whole; None where none was made here."""
    try:
        return datetime.fromisoformat(last_path(data).read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None


def config_hash(folder: Path) -> str:
    """Return the SHA-256, in hex, of what a deployment edits: names and bytes of the tables in its folder."""
    summed = hashlib.sha256()
    for path in sorted((*folder.glob("*.toml"), *folder.glob("*.csv"))):
        content = path.read_bytes()
        summed.update(f"{path.name}\0{len(content)}\0".encode() + content)
    return summed.hexdigest()


def _snapshot(site: Site, target: IO[bytes], progress: Progress) -> _Seen:
    """Copy the database as it stands at one instant, and read from that same instant what goes with it."""
    began = site.clock.now()
    if site.engine.dialect.name == "sqlite":
        source = Path(str(make_url(site.settings.database_url).database))
        copied = Path(target.name)
        point = snapshot_sqlite.copy(
            source, copied, site.clock, lambda done, total: progress("copying the database", done, total)
        )
        with snapshot_sqlite.opened(copied) as connection:
            return _look(connection, point)
    with snapshot_postgres.snapshot(site.engine) as (connection, name):
        progress("copying the database", 0, 0)
        snapshot_postgres.dump(site.settings.database_url, name, target)
        return _look(connection, began)


def _look(connection: Connection, point: datetime) -> _Seen:
    counts = {
        name: int(connection.scalar(select(func.count()).select_from(table)) or 0)
        for name, table in _COUNTED.items()
    }
    return _Seen(
        point=point.replace(microsecond=0),
        schema=str(MigrationContext.configure(connection).get_current_revision()),
        rows=counts,
        # a file of an unfinished draft is not promised to anybody yet
        files=list(connection.scalars(select(Blob.name).where(Blob.case_id.is_not(None)))),
        checkpoint=int(connection.scalar(select(func.max(Checkpoint.number))) or 0),
    )


def _contents(site: Site, seen: _Seen, number: int, gone: list[str], packer: Packer) -> Contents:
    return Contents(
        recovery_point=seen.point.isoformat(timespec="seconds"),
        release=version("recourse"),
        engine=site.engine.dialect.name,
        schema=seen.schema,
        config=config_hash(site.settings.config),
        root=site.manifests.pin,
        manifest=number,
        site_key=site.ring.current,
        rows=seen.rows,
        deleted_meanwhile=gone,
        parts=dict(packer.parts),
    )


def _add_database(packer: Packer, database: IO[bytes], progress: Progress) -> None:
    size = os.fstat(database.fileno()).st_size

    def chunks() -> Iterator[bytes]:
        done = 0
        database.seek(0)
        for chunk in chunks_of(database):
            done += len(chunk)
            progress("packing the database", done, size)
            yield chunk

    packer.add(DATABASE, size, chunks())


def _add_small(site: Site, packer: Packer, seen: _Seen, revoked: bytes) -> None:
    """Add the pins, what was revoked, and the published checkpoints that the snapshot knows."""
    packer.add_bytes(REVOCATIONS, revoked)
    packer.add_bytes("root.pin", site.manifests.pin.encode())
    packer.add_bytes("manifest.seen", _read(site.settings.data / "manifest.seen"))
    for one in checkpoints.published(site):
        if one.number <= seen.checkpoint:
            packer.add_bytes(f"checkpoints/{one.file}", (checkpoints.folder(site) / one.file).read_bytes())


def _add_files(site: Site, packer: Packer, names: list[UUID], progress: Progress) -> list[str]:
    """Add the encrypted files of cases; returns the names of those that were deleted since the snapshot."""
    gone = []
    for number, name in enumerate(sorted(names), start=1):
        progress("packing files", number, len(names))
        try:
            size, chunks = site.blobs.measured(name)
        except FileNotFoundError:
            gone.append(name.hex)
            continue
        packer.add(f"blobs/{name.hex}", size, chunks)
    return gone


def _free_name(site: Site, target: Path) -> Path:
    """Return the file to write; raises BackupError where it would take another's place."""
    path = target / f"recourse-{site.clock.now():%Y%m%d-%H%M%S}.tar" if target.is_dir() else target
    if path.exists():
        raise BackupError(f"{path} is there already: name another file; nothing is written over")
    if not path.parent.is_dir():
        raise BackupError(f"{path.parent} is no folder")
    return path


@contextmanager
def _private(folder: Path, kind: str) -> Iterator[IO[bytes]]:
    """Yield a new file with mode 0600 beside where the backup will lie; it is gone afterwards unless renamed."""
    with tempfile.NamedTemporaryFile(dir=folder, prefix=f".{kind}.", delete=False) as file:
        try:
            yield file
        finally:
            with suppress(FileNotFoundError):
                Path(file.name).unlink()


def _settle(packed: IO[bytes], path: Path) -> int:
    """Wait until the disk has it, then give it its name; returns its size."""
    packed.flush()
    os.fsync(packed.fileno())
    size = os.fstat(packed.fileno()).st_size
    Path(packed.name).rename(path)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return size


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""
