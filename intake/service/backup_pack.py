"""The form of a backup: one tar whose last members are a manifest of its parts and the seal of the site's own key on it.

Members: `database`, `blobs/<name>`, `checkpoints/<number>.json`, `root.pin`, `manifest.seen`, `revocations.jsonl`,
`manifest.json`, `manifest.seal`. No key is among them.
"""

import hashlib
import hmac
import json
import re
import tarfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from io import BufferedIOBase
from typing import IO, Any, NamedTuple

from intake.core.errors import BackupError
from intake.vault.guard import Guard

FORMAT = "recourse-backup/1"
DATABASE, REVOCATIONS = "database", "revocations.jsonl"
_MANIFEST, _SEAL = "manifest.json", "manifest.seal"
_PART = re.compile(
    r"database|blobs/[0-9a-f]{32}|checkpoints/[0-9]{8}\.json|root\.pin|manifest\.seen|revocations\.jsonl"
)
_ALWAYS = (DATABASE, REVOCATIONS, "root.pin", "manifest.seen")  # `restore` relies on each of them
_CHUNK = 1 << 20
_LONGEST = 1 << 28  # a manifest of two million files
Told = Callable[[int], None]
"""Hears how many bytes were read since it heard last."""


class Part(NamedTuple):
    """One member: its size in bytes and its SHA-256 in hex."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Contents:
    """What a backup says of itself; everything acknowledged until `recovery_point` is in it."""

    recovery_point: str
    release: str
    engine: str
    schema: str
    config: str
    root: str
    manifest: int
    site_key: int
    rows: dict[str, int]
    deleted_meanwhile: list[str]
    parts: dict[str, Part] = field(default_factory=dict)

    @property
    def until(self) -> datetime:
        """The recovery point, aware UTC."""
        return datetime.fromisoformat(self.recovery_point)

    def to_bytes(self) -> bytes:
        """Return the manifest as it is sealed: JSON with sorted keys."""
        return json.dumps({"format": FORMAT, **asdict(self)}, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Contents":
        """Read it back; raises BackupError where a field is missing or the format is not known."""
        try:
            found: dict[str, Any] = json.loads(raw)
            if found.pop("format") != FORMAT:
                raise BackupError("this backup has a form that this release does not know")
            parts = {
                name: Part(int(size), str(digest)) for name, (size, digest) in found.pop("parts").items()
            }
            contents = cls(**found, parts=parts)
            _ = contents.until  # reading it is what checks it
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise BackupError("this backup's manifest is malformed") from error
        return contents


class _Hashing(BufferedIOBase):
    """Chunks as a file that tarfile can read, with the sum of what went by."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = b""
        self.sum = hashlib.sha256()

    def read(self, size: int | None = -1, /) -> bytes:
        """Return exactly as many bytes as were asked for, fewer only at the end."""
        wanted = size if size is not None and size >= 0 else _LONGEST
        while len(self._rest) < wanted and (chunk := next(self._chunks, None)) is not None:
            self._rest += chunk
        given, self._rest = self._rest[:wanted], self._rest[wanted:]
        self.sum.update(given)
        return given


class Packer:
    """Writes a backup to a file as a stream: the parts first, what they are at the end."""

    def __init__(self, target: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 -- `finish` closes it
        self.parts: dict[str, Part] = {}

    def add(self, name: str, size: int, chunks: Iterable[bytes]) -> None:
        """Add a part of a known size; raises BackupError where it turns out shorter."""
        source = _Hashing(chunks)
        try:
            self._tar.addfile(_member(name, size), source)
        except OSError as error:
            if error.errno:
                raise
            raise BackupError(
                f"{name} is shorter than it said: the storage gave only a part of it"
            ) from error
        self.parts[name] = Part(size, source.sum.hexdigest())

    def add_bytes(self, name: str, content: bytes) -> None:
        """Add a small part."""
        self.add(name, len(content), [content])

    def finish(self, contents: Contents, guard: Guard) -> None:
        """Write the manifest, and under it the seal: HMAC-SHA256 under a subkey of the site key."""
        raw = contents.to_bytes()
        self.add_bytes(_MANIFEST, raw)
        self.add_bytes(_SEAL, guard.tag("backup", raw).hex().encode())
        self._tar.close()


def verify(source: IO[bytes], guard: Guard | None, told: Told) -> Contents:
    """Read a backup through and return what it holds; without keys its hashes are checked, but not its seal.

    Raises BackupError where it is no backup, ends too early, lacks a part that every backup has, holds one twice, was
    changed, or was sealed by another site.
    """
    parts, said = _read_through(source, told)
    if set(said) != {_MANIFEST, _SEAL}:
        raise BackupError("this backup ends too early, or is none: its manifest is missing")
    contents = Contents.from_bytes(said[_MANIFEST])
    if guard is not None:
        _check_seal(contents, said, guard)
    for name in sorted(parts.keys() | contents.parts.keys()):
        if parts.get(name) != contents.parts.get(name):
            raise BackupError(f"this backup was changed: {name} is not what its manifest says")
    for name in _ALWAYS:
        if name not in parts:
            raise BackupError(f"this is no whole backup of Recourse: it holds no {name}")
    return contents


def members(source: IO[bytes]) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    """Yield each member of a backup from its beginning; raises BackupError for what is no plain file."""
    source.seek(0)
    with tarfile.open(fileobj=source, mode="r:") as tar:
        for member in tar:
            file = tar.extractfile(member) if member.isreg() else None
            if file is None:
                raise BackupError(f"this is no backup of Recourse: {member.name!r} is no plain file")
            yield member, file


def chunks_of(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a file in pieces of a megabyte."""
    while chunk := file.read(_CHUNK):
        yield chunk


def _read_through(source: IO[bytes], told: Told) -> tuple[dict[str, Part], dict[str, bytes]]:
    """Return what each part is, and the manifest with its seal; whatever else is there is refused."""
    parts: dict[str, Part] = {}
    said: dict[str, bytes] = {}
    try:
        for member, file in members(source):
            if member.name in parts or member.name in said:
                raise BackupError(f"this is no backup of Recourse: {member.name!r} is in it twice")
            if member.name in {_MANIFEST, _SEAL} and member.size <= _LONGEST:
                said[member.name] = file.read()
            elif not _PART.fullmatch(member.name):
                raise BackupError(f"this is no backup of Recourse: {member.name!r} does not belong in one")
            else:
                parts[member.name] = _sum(file, told)
    except (tarfile.TarError, EOFError) as error:
        raise BackupError("this is no backup of Recourse, or it ends too early") from error
    return parts, said


def _check_seal(contents: Contents, said: dict[str, bytes], guard: Guard) -> None:
    made = [tag.hex().encode() for tag in guard.tags("backup", said[_MANIFEST])]
    if not any(hmac.compare_digest(tag, said[_SEAL]) for tag in made):
        raise BackupError(
            "this backup was changed, or another site made it: its seal does not fit the site key here"
            f" (it names version {contents.site_key} of the key)"
        )


def _sum(file: IO[bytes], told: Told) -> Part:
    size, summed = 0, hashlib.sha256()
    for chunk in chunks_of(file):
        summed.update(chunk)
        size += len(chunk)
        told(len(chunk))
    return Part(size, summed.hexdigest())


def _member(name: str, size: int) -> tarfile.TarInfo:
    """Return a header that tells neither who packed it nor when a file was written."""
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member
