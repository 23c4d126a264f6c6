"""Restoring a backup into an empty place: checked first, what was revoked since taken away, only then in use."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO
from uuid import UUID

from alembic import command
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import select
from sqlalchemy.engine import make_url

from config.settings import Settings
from intake.core.clock import Clock
from intake.core.errors import BackupError, SettingsError
from intake.service import audit_trail, key_files, replaying, restore_place, snapshot_postgres
from intake.service.audit_trail import Verdict
from intake.service.backup import Progress, config_hash
from intake.service.backup_pack import DATABASE, REVOCATIONS, Contents, chunks_of, members, verify
from intake.service.site import open_site
from intake.store.blobs import BlobStore
from intake.store.engine import forget_traces, open_engine
from intake.store.folders import private_folder
from intake.store.migrate import alembic_config, upgrade
from intake.store.models import Blob
from intake.vault.guard import Guard


@dataclass(frozen=True)
class Asked:
    """What the operator said: the backup, what was revoked since (a file that is kept apart), and whether keys may lack."""

    file: Path
    revocations: Path | None = None
    without_keys: bool = False


@dataclass(frozen=True)
class Restored:
    """What was restored; `verdict` is None where there were no keys to verify the audit log with.

    `listed` counts the lines of the list of revocations, `listed_since` those that the backup's own copy does not hold.
    """

    contents: Contents
    taken_away: replaying.TakenAway
    revocations_known: bool
    listed: int
    listed_since: int
    missing_files: int
    same_config: bool
    verdict: Verdict | None


def restore(settings: Settings, asked: Asked, progress: Progress, clock: Clock | None = None) -> Restored:
    """Put a backup into an empty data folder and database, at the newest schema.

    Cases that were shredded and names that were withdrawn after the backup are taken away before anything can be served.
    Raises BackupError (changed, cut off, of another site, no empty place, a list of revocations that cannot be this
    site's newest), SettingsError or NotStoredError. A restore that was killed leaves nothing that can be served: empty the
    place and begin again.
    """
    guard = _guard(settings, asked)
    restore_place.check_empty(settings)
    known = _known(settings, asked)
    with _open(asked.file) as source:
        contents = verify(source, guard, _telling(asked.file, progress))
        _check_fits(settings, contents)
        copied = _part(source, REVOCATIONS)
        before = replaying.lines_of(copied)
        later = [] if known is None else replaying.later_lines(known, copied)
        with restore_place.cleared_on_failure(settings):
            staged = _load_database(settings, source, contents, progress)
            taken_away = replaying.take_away(staged.database_url, later)
            missing = _place_files(staged, source, contents, progress)
            replaying.keep(settings.data / REVOCATIONS, [*before, *later])
            _bring_into_use(settings, staged, contents)
    return Restored(
        contents=contents,
        taken_away=taken_away,
        revocations_known=known is not None,
        listed=0 if known is None else len(before) + len(later),
        listed_since=len(later),
        missing_files=missing,
        same_config=config_hash(settings.config) == contents.config,
        verdict=_finish(settings, later, clock) if guard else None,
    )


def _guard(settings: Settings, asked: Asked) -> Guard | None:
    there = settings.site_key or key_files.ring_path(settings, "site").exists()
    if not there and asked.without_keys:
        return None
    if not there:
        raise BackupError(
            "no site key is here: nothing in a backup can be opened until the keys are put back, and nobody can tell"
            f" whether it was changed. Set RECOURSE_SITE_KEY or put keys/ into {settings.data} first, or add --without-keys"
        )
    return Guard(key_files.load_ring(settings, "site"))


def _known(settings: Settings, asked: Asked) -> bytes | None:
    """Return the list of what was revoked, from where the operator says or the data folder; None where there is none."""
    path = asked.revocations or settings.data / REVOCATIONS
    if asked.revocations and not path.is_file():
        raise SettingsError(
            f"--revocations: no such file: {path}; where nothing was revoked yet there is no list: leave --revocations out"
        )
    return path.read_bytes() if path.is_file() else None


def _open(file: Path) -> IO[bytes]:
    try:
        return file.open("rb")
    except OSError as error:
        raise BackupError(f"{file} cannot be read: {error.strerror}") from error


def _telling(file: Path, progress: Progress) -> Callable[[int], None]:
    total, done = file.stat().st_size, [0]

    def told(more: int) -> None:
        done[0] += more
        progress("checking the backup", done[0], total)

    return told


def _check_fits(settings: Settings, contents: Contents) -> None:
    """Raise BackupError for another engine, a newer release, or another manifest root than the one pinned here."""
    engine = make_url(settings.database_url).get_backend_name()
    if contents.engine != engine:
        raise BackupError(f"this backup is of {contents.engine}, but DATABASE_URL names {engine}")
    try:
        ScriptDirectory.from_config(alembic_config(settings.database_url)).get_revision(contents.schema)
    except CommandError as error:
        raise BackupError(
            f"this backup was made by release {contents.release}, which is newer: install that one first"
        ) from error
    if settings.root and settings.root != contents.root:
        raise BackupError(
            "RECOURSE_ROOT pins another root than the one of this backup: it is of another site"
        )


def _load_database(settings: Settings, source: IO[bytes], contents: Contents, progress: Progress) -> Settings:
    """Load the database where nothing serves it yet; returns the settings under which it is found there."""
    private_folder(settings.data)
    total, done = contents.parts[DATABASE].size, 0
    _, file = next(found for found in members(source) if found[0].name == DATABASE)
    progress("restoring the database", 0, total)
    if contents.engine != "sqlite":
        snapshot_postgres.load(settings.database_url, chunks_of(file))
        return settings
    staged = restore_place.aside(settings)
    with os.fdopen(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
        for chunk in chunks_of(file):
            done += target.write(chunk)
            progress("restoring the database", done, total)
        target.flush()
        os.fsync(target.fileno())
    return replace(settings, database_url=f"sqlite:///{staged}")


def _part(source: IO[bytes], name: str) -> bytes:
    return next(file.read() for member, file in members(source) if member.name == name)


def _place_files(staged: Settings, source: IO[bytes], contents: Contents, progress: Progress) -> int:
    """Put files, checkpoints and pins where they belong; returns how many files of the database's cases are missing.

    A file of a case that was taken away is not restored at all.
    """
    engine = open_engine(staged.database_url)
    with engine.connect() as connection:
        wanted = set(connection.scalars(select(Blob.name).where(Blob.case_id.is_not(None))))
    engine.dispose()
    blobs = BlobStore(staged.blob_url)
    for number, (member, file) in enumerate(members(source), start=1):
        folder, _, name = member.name.rpartition("/")
        if folder == "blobs" and UUID(name) in wanted:
            blobs.put(UUID(name), chunks_of(file))
            wanted.remove(UUID(name))
        elif folder == "checkpoints" or (name in {"root.pin", "manifest.seen"} and member.size):
            key_files.write_private(staged.data / member.name, file.read())
        progress("restoring files", number, len(contents.parts) + 2)
    return len(wanted)


def _bring_into_use(settings: Settings, staged: Settings, contents: Contents) -> None:
    """Bring the database to the newest schema and give it its place; until now no process would have served it."""
    if contents.engine != "sqlite":
        command.stamp(alembic_config(staged.database_url), contents.schema)
    upgrade(staged.database_url)
    if contents.engine == "sqlite":
        restore_place.settle(settings)


def _finish(settings: Settings, later: list[replaying.Line], clock: Clock | None) -> Verdict:
    """With the keys: correct what the server knows of consent, and verify the audit log."""
    site = open_site(settings, clock)
    try:
        replaying.correct_consent(site, later)
        forget_traces(site.engine)
        return audit_trail.verify(site)
    finally:
        site.engine.dispose()
