"""Encrypted files outside the database: the local disk by default, S3-compatible storage by URL."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import UUID

import obstore
from obstore.store import ObjectStore, from_url

from intake.core.errors import NotStoredError, SettingsError


class BlobStore:
    """Puts, reads and deletes ciphertext under random names; on a local disk, file times are reset.

    Raises SettingsError for an address that names no storage.
    """

    def __init__(self, url: str) -> None:
        self._folder: Path | None = None
        if url.startswith("file://"):
            self._folder = Path(unquote(urlsplit(url).path))
        try:
            if self._folder:
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._store: ObjectStore = from_url(url)
        except (obstore.exceptions.BaseError, OSError, ValueError) as error:
            raise SettingsError("RECOURSE_BLOB_URL: no such storage can be used") from error

    def put(self, name: UUID, chunks: Iterable[bytes]) -> None:
        """Write one blob whole; raises NotStoredError where there is no room or no storage."""
        try:
            obstore.put(self._store, name.hex, iter(chunks))
            if self._folder:
                _settle(self._folder / name.hex)
        except (obstore.exceptions.BaseError, OSError) as error:
            raise NotStoredError("the file could not be stored") from error

    def read(self, name: UUID) -> Iterator[bytes]:
        """Yield a blob in chunks; raises FileNotFoundError."""
        for chunk in obstore.get(self._store, name.hex).stream():
            yield bytes(chunk)

    def measured(self, name: UUID) -> tuple[int, Iterator[bytes]]:
        """Return a blob's size in bytes and its chunks, for a backup; raises FileNotFoundError."""
        found = obstore.get(self._store, name.hex)
        return found.meta["size"], (bytes(chunk) for chunk in found.stream())

    def delete(self, name: UUID) -> None:
        """Delete a blob; one that is gone already is no error, since the task may be done twice."""
        try:
            obstore.delete(self._store, name.hex)
        except FileNotFoundError:
            return


def _settle(path: Path) -> None:
    """Reset a file's times, and wait until the disk has it and its name."""
    os.utime(path, (0, 0))
    for target in (path, path.parent):
        descriptor = os.open(target, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
