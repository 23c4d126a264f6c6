"""Encrypted files outside the database: whole or not at all, without times, and gone when deleted."""

import stat
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from intake.core.errors import NotStoredError, SettingsError
from intake.store.blobs import BlobStore


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "with a space" / "blobs"


@pytest.fixture
def blobs(folder: Path) -> BlobStore:
    return BlobStore(folder.as_uri())


def pieces(count: int) -> Iterator[bytes]:
    return (bytes([number % 256]) * 65_536 for number in range(count))


@pytest.mark.parametrize("count", [0, 1, 200])
def test_what_was_put_is_read_back(blobs: BlobStore, count: int) -> None:
    name = uuid4()
    blobs.put(name, pieces(count))
    assert b"".join(blobs.read(name)) == b"".join(pieces(count))


def test_the_folder_is_its_owners_alone(blobs: BlobStore, folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_file_does_not_say_when_it_was_sent(blobs: BlobStore, folder: Path) -> None:
    name = uuid4()
    blobs.put(name, [b"x"])
    found = (folder / name.hex).stat()
    assert (found.st_mtime, found.st_atime) == (0, 0)


def test_a_deleted_blob_is_gone_and_deleting_it_again_is_no_error(blobs: BlobStore, folder: Path) -> None:
    name = uuid4()
    blobs.put(name, [b"x"])
    blobs.delete(name)
    blobs.delete(name)
    assert list(folder.iterdir()) == []
    with pytest.raises(FileNotFoundError):
        list(blobs.read(name))


def test_an_upload_that_breaks_off_leaves_nothing_behind(blobs: BlobStore, folder: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield from pieces(200)
        raise OSError("the disk is full")

    with pytest.raises(NotStoredError):
        blobs.put(uuid4(), broken())
    assert list(folder.iterdir()) == []


def test_a_storage_that_is_gone_is_not_acknowledged(blobs: BlobStore, folder: Path) -> None:
    folder.rmdir()
    folder.write_bytes(b"a file where the folder was")
    with pytest.raises(NotStoredError):
        blobs.put(uuid4(), [b"x"])


def test_other_storage_is_named_by_its_address() -> None:
    blobs, name = BlobStore("memory:///"), uuid4()
    blobs.put(name, [b"one", b"two"])
    assert b"".join(blobs.read(name)) == b"onetwo"
    blobs.delete(name)


@pytest.mark.parametrize("url", ["garbage", "s3://", "foo://bar", "file:///dev/null/blobs"])
def test_an_address_that_names_no_storage_is_refused_by_its_variable(url: str) -> None:
    with pytest.raises(SettingsError, match="RECOURSE_BLOB_URL"):
        BlobStore(url)
