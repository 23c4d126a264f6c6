"""Records: what is written in a case, padded, sealed to a public key, and marked by a writer who can.

HPKE's base mode authenticates nobody. Who holds the seed adds a MAC under a key derived from it, over role,
case, part, sequence, the digest of the record before and the body. It proves "somebody who may read this part
wrote it, in this place", not which of them. Inside the seal: blocks of author, MAC (32 bytes or none) and
body.
"""

import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

from intake.core.errors import CannotOpenError
from intake.vault.context import Context
from intake.vault.kdf import hkdf
from intake.vault.padding import pad, unpad
from intake.vault.parts import Part
from intake.vault.suite import KeyPair, Seed, open_sealed, seal
from intake.vault.wire import pack, unpack

GENESIS = bytes(32)

Author = str  # a role: "complainant", "desk:crcl"


@dataclass(frozen=True)
class SealedRecord:
    """One record as stored: its part, its place in that part (0, 1, 2, ...) and the sealed bytes."""

    part: Part
    sequence: int
    sealed: bytes

    def digest(self) -> bytes:
        """Return the SHA-256 (32 bytes) by which the next record of the part names this one."""
        return hashlib.sha256(
            Context("record digest", self.part, self.sequence, self.sealed).encode()
        ).digest()


@dataclass(frozen=True)
class OpenRecord:
    """A record as read; `author` is only a claim unless `verified`."""

    body: bytes
    author: Author
    verified: bool


@dataclass(frozen=True)
class _Place:
    """Where a record stands, and what its MAC says about it."""

    case: UUID
    part: Part
    sequence: int
    epoch: int

    def context(self) -> Context:
        return Context("record", self.case, self.part, self.sequence, self.epoch)

    def mac(self, seed: Seed, author: Author, previous: bytes, body: bytes) -> bytes:
        key = hkdf(seed, Context("record mac", self.case, self.part))
        said = Context("record", author, self.case, self.part, self.sequence, self.epoch, previous, body)
        return hmac.digest(key, said.encode(), "sha256")


def seal_record(  # noqa: PLR0913 - each argument is bound into the record; a bundle would only hide them
    public: bytes,
    body: bytes,
    *,
    case: UUID,
    part: Part,
    sequence: int,
    author: Author,
    previous: bytes,
    seed: Seed | None,
    epoch: int = 0,
) -> SealedRecord:
    """Seal a record to a public key; with the seed of that key it is also marked as written by a holder.

    `previous` is the digest of the record before in the same part, GENESIS for the first; `epoch` is the
    desk's for notes. Raises BadKeyError for a bad public key.
    """
    place = _Place(case, part, sequence, epoch)
    mac = b"" if seed is None else place.mac(seed, author, previous, body)
    sealed = seal(public, pad(pack(author.encode(), mac, body)), place.context())
    return SealedRecord(part, sequence, sealed)


def open_record(
    pair: KeyPair, record: SealedRecord, *, case: UUID, previous: bytes, epoch: int = 0
) -> OpenRecord:
    """Open a record; `verified` only if its MAC holds for this place and this record before it.

    CannotOpenError if the key, the place or any byte differs, or if a stranger sealed something that is no
    record.
    """
    place = _Place(case, record.part, record.sequence, epoch)
    name, mac, body = unpack(unpad(open_sealed(pair, record.sealed, place.context())), 3)
    try:
        author = name.decode()
    except UnicodeDecodeError as error:
        raise CannotOpenError("the record names no author") from error
    verified = hmac.compare_digest(mac, place.mac(pair.seed, author, previous, body))
    return OpenRecord(body, author, verified)
