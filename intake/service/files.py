"""Attachments: checked, rebuilt, encrypted as a stream under a key of their own, kept outside the database."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from intake.core.errors import NotStoredError, UnsafeFileError
from intake.service.pictures import extension_of, kind_of, rebuild
from intake.service.room import FOR_COMPLAINTS, check_room
from intake.service.site import Site
from intake.store.models import Blob
from intake.vault.context import Context
from intake.vault.stream import decrypt_stream, encrypt_stream

MAX_FILES = 10
MAX_FILE_BYTES = 25_000_000
MAX_CASE_BYTES = 50_000_000
UNFILED = timedelta(hours=2)
_CHUNK = 64 * 1024


@dataclass(frozen=True)
class KeptFile:
    """A stored file: where its ciphertext lies and the key that opens it, which is itself sealed to the case."""

    blob: UUID
    key: bytes
    name: str
    kind: str
    size: int
    safe: bool

    def to_document(self) -> dict[str, Any]:
        """Return the record that is sealed to the case."""
        return {**asdict(self), "record": "file", "blob": self.blob.hex, "key": self.key.hex()}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "KeptFile":
        """Read the record back."""
        fields = {name: document[name] for name in ("name", "kind", "size", "safe")}
        return cls(blob=UUID(document["blob"]), key=bytes.fromhex(document["key"]), **fields)


def keep_file(site: Site, content: bytes, name: str) -> KeptFile:
    """Check, rebuild, encrypt and store one file; it expires in two hours unless a case takes it.

    Raises UnsafeFileError (its text is a code: empty, size, kind, picture, pixels) or NotStoredError.
    """
    if len(content) > MAX_FILE_BYTES:
        raise UnsafeFileError("size")
    check_room(site, FOR_COMPLAINTS, len(content))
    with site.pictures.place():
        clean, kind, safe = rebuild(content, kind_of(content))
    kept = KeptFile(uuid4(), secrets.token_bytes(32), _plain_name(name, kind), kind, len(clean), safe)
    with site.writing() as session:
        session.add(Blob(name=kept.blob, case_id=None, expires_at=site.clock.now() + UNFILED))
    site.blobs.put(kept.blob, encrypt_stream(_chunks(clean), kept.key, _context(kept.blob)))
    return kept


def check_total(kept: Sequence[KeptFile], more: int = 0, *, had: tuple[int, int] = (0, 0)) -> None:
    """Refuse more than 10 files or 50 MB for one case; raises UnsafeFileError.

    `more` is the size of one more in bytes, `had` how many files and bytes the case has already.
    """
    if had[0] + len(kept) + (1 if more else 0) > MAX_FILES:
        raise UnsafeFileError("count")
    if had[1] + sum(one.size for one in kept) + more > MAX_CASE_BYTES:
        raise UnsafeFileError("total")


def read_file(site: Site, kept: KeptFile) -> Iterator[bytes]:
    """Yield a file's content; raises CannotOpenError where a byte was changed or the end is missing."""
    yield from decrypt_stream(site.blobs.read(kept.blob), kept.key, _context(kept.blob))


def renew_files(site: Site, kept: Iterable[KeptFile]) -> None:
    """Keep the files of a draft that is still being written for two hours more."""
    names = [one.blob for one in kept]
    if names:
        with site.writing() as session:
            session.execute(
                update(Blob)
                .where(Blob.name.in_(names), Blob.case_id.is_(None))
                .values(expires_at=site.clock.now() + UNFILED)
            )


def still_there(site: Site, kept: Sequence[KeptFile]) -> list[KeptFile]:
    """Return those of a draft's files that did not run out: what is left of a story is filed without the others."""
    names = [one.blob for one in kept]
    with site.reading() as session:
        found = set(session.scalars(select(Blob.name).where(Blob.name.in_(names))))
    return [one for one in kept if one.blob in found]


def take_files(session: Session, case_id: UUID, names: list[UUID]) -> None:
    """Make stored files a case's own, all of them or none; raises NotStoredError where one is gone."""
    if not names:
        return
    taken = session.scalars(
        update(Blob)
        .where(Blob.name.in_(names), Blob.case_id.is_(None))
        .values(case_id=case_id, expires_at=None)
        .returning(Blob.name)
    ).all()
    if len(taken) != len(set(names)):
        raise NotStoredError("a file of this complaint is gone")


def drop_file(site: Site, kept: KeptFile) -> None:
    """Delete a file that was not filed; one that a case has taken meanwhile stays."""
    unfiled = (Blob.name == kept.blob, Blob.case_id.is_(None))
    with site.writing() as session:
        gone = session.scalars(delete(Blob).where(*unfiled).returning(Blob.name)).all()
    if gone:
        site.blobs.delete(kept.blob)


def drop_unfiled(site: Site, kept: Iterable[KeptFile]) -> None:
    """Delete what no case took; where even that fails now, it runs out by itself in two hours."""
    for one in kept:
        with suppress(NotStoredError):
            drop_file(site, one)


def _context(blob: UUID) -> Context:
    return Context("file", blob)


def _chunks(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), _CHUNK):
        yield content[start : start + _CHUNK]


def _plain_name(name: str, kind: str) -> str:
    """Return a name that is safe to show and to save: the person's own, with the ending of its true kind."""
    stem = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    kept = "".join(letter for letter in stem if letter.isprintable() and letter not in '<>:"|?*')[:80].strip()
    return f"{kept or 'file'}.{extension_of(kind)}"
