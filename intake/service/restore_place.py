"""Where a backup may be restored: an empty folder, database and storage; and a place aside until it is whole."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy import inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from config.settings import Settings
from intake.core.errors import BackupError, NotStoredError
from intake.store.engine import open_engine

# What may lie there already: what is kept apart from backups and so is put back first, and what a file system makes.
_KEPT_APART = frozenset({"keys", "revocations.jsonl", "lost+found"})


def check_empty(settings: Settings) -> None:
    """Raise BackupError where anything would be written over, NotStoredError where the database does not answer."""
    _check_folder(settings.data, _KEPT_APART)
    address = urlsplit(settings.blob_url)
    if address.scheme == "file":
        _check_folder(Path(unquote(address.path)), frozenset())
    if _is_sqlite(settings):
        if not _is_nothing(_database(settings)):
            raise BackupError(f"{_database(settings)} is there already: nothing is written over")
        return
    engine = open_engine(settings.database_url)
    try:
        tables = inspect(engine).get_table_names()
    except DBAPIError as error:
        raise NotStoredError("DATABASE_URL: the database does not answer") from error
    finally:
        engine.dispose()
    if tables:
        raise BackupError(
            "DATABASE_URL: the database is not empty: nothing is written over; name a fresh one"
        )


def aside(settings: Settings) -> Path:
    """Return where an SQLite database lies until it is whole."""
    path = _database(settings)
    return path.with_name(f".{path.name}.restoring")


@contextmanager
def cleared_on_failure(settings: Settings) -> Iterator[None]:
    """Take away the SQLite database that lies aside where a restore ends early; BackupError for one that cannot be read."""
    try:
        yield
    except BaseException as error:
        if _is_sqlite(settings):
            for end in ("", "-journal", "-wal", "-shm"):
                aside(settings).with_name(f"{aside(settings).name}{end}").unlink(missing_ok=True)
        if isinstance(error, DBAPIError):
            raise BackupError(
                "the database of this backup cannot be read, or DATABASE_URL stopped answering"
            ) from error
        raise


def settle(settings: Settings) -> None:
    """Give the database that lies aside its name, and wait until the disk has it."""
    path = _database(settings)
    aside(settings).rename(path)
    aside(settings).with_name(f"{aside(settings).name}-journal").unlink(missing_ok=True)  # empty by now
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check_folder(folder: Path, allowed: frozenset[str]) -> None:
    if not folder.exists():
        return
    for path in sorted(folder.iterdir()):
        if path.name not in allowed and not _is_nothing(path):
            raise BackupError(
                f"{folder} is not empty ({path.name}): a backup is restored into an empty place only"
            )


def _is_nothing(path: Path) -> bool:
    """Tell whether there is no file, an empty one (SQLite makes one where it looks), or an empty folder."""
    if path.is_dir():
        return not any(path.iterdir())
    return not path.exists() or not path.stat().st_size


def _is_sqlite(settings: Settings) -> bool:
    return make_url(settings.database_url).get_backend_name() == "sqlite"


def _database(settings: Settings) -> Path:
    return Path(str(make_url(settings.database_url).database))
