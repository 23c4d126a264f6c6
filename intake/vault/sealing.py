"""Sealing a complaint: from what somebody said to bytes that only the right desks and the code can open.

The same code runs on the server (web, SMS) and on a kiosk. Seeds live only inside `seal_complaint`; what it
returns holds none of them in clear.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from intake.core.errors import BadKeyError, CannotOpenError
from intake.vault.case import Seal, seal_seed
from intake.vault.context import Context
from intake.vault.manifest import Manifest
from intake.vault.padding import pad, unpad
from intake.vault.parts import Part
from intake.vault.receipt import derive, wrap_seed
from intake.vault.record import GENESIS, SealedRecord, seal_record
from intake.vault.suite import KeyPair, check_public, open_sealed, seal
from intake.vault.wire import pack, unpack

_VERSION = b"\x01"
_LOOKUP_SIZE = 32
_CASE_PARTS = frozenset({Part.account, Part.identity, Part.conversation})
_TO_SITE = Context("sealed complaint")
COMPLAINANT = "complainant"


@dataclass(frozen=True)
class SealedComplaint:
    """A complaint on its way: only `facts_document` and `lookup` are in clear, to be guarded by the site.

    `wraps` are seeds under the receipt code, `publics` the keys of the parts, `seals` the seeds to desks,
    `manifest` its number.
    """

    case_id: UUID
    facts_document: bytes = field(repr=False)
    lookup: bytes = field(repr=False)
    wraps: dict[Part, bytes] = field(repr=False)
    publics: dict[Part, bytes] = field(repr=False)
    seals: tuple[Seal, ...] = field(repr=False)
    records: tuple[SealedRecord, ...] = field(repr=False)
    manifest: int

    def to_bytes(self) -> bytes:
        """Write version 0x01 and the fields as nested blocks."""
        return _VERSION + pack(
            self.case_id.bytes,
            self.facts_document,
            self.lookup,
            pack(*(pack(part.encode(), wrap) for part, wrap in self.wraps.items())),
            pack(*(pack(part.encode(), public) for part, public in self.publics.items())),
            pack(*(pack(s.part.encode(), s.desk.encode(), _u32(s.epoch), s.sealed) for s in self.seals)),
            pack(*(pack(r.part.encode(), _u32(r.sequence), r.sealed) for r in self.records)),
            _u32(self.manifest),
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> "SealedComplaint":
        """Read what a stranger may have written.

        CannotOpenError unless all fields fit and the parts agree.
        """
        if data[:1] != _VERSION:
            raise CannotOpenError("this is no sealed complaint of a known version")
        case, document, lookup, wraps, publics, seals, records, manifest = unpack(data[1:], 8)
        try:
            complaint = cls(
                UUID(bytes=case),
                document,
                lookup,
                _by_part(wraps),
                _by_part(publics),
                tuple(_read_seal(block) for block in unpack(seals)),
                tuple(_read_record(block) for block in unpack(records)),
                _number(manifest),
            )
        except ValueError as error:
            raise CannotOpenError("a field of the sealed complaint is malformed") from error
        complaint.check()
        return complaint

    def check(self) -> None:
        """Raise CannotOpenError unless each part has a reader and a usable key and its records count up."""
        parts = set(self.publics)
        if not {Part.account, Part.conversation} <= parts <= _CASE_PARTS or len(self.lookup) != _LOOKUP_SIZE:
            raise CannotOpenError("the sealed complaint lacks a part or its look-up value")
        if {s.part for s in self.seals} != parts:
            raise CannotOpenError("a part of the sealed complaint is sealed to nobody, or a seal has no part")
        if not {Part.conversation} <= set(self.wraps) <= {Part.conversation, Part.account}:
            raise CannotOpenError("the code must open the conversation and can open nothing but the account")
        if len({(s.part, s.desk) for s in self.seals}) != len(self.seals):
            raise CannotOpenError("a part of the sealed complaint is sealed twice to one desk")
        for part in _CASE_PARTS:
            numbers = [record.sequence for record in self.records if record.part == part]
            needed = part in parts and part != Part.conversation
            if numbers != list(range(len(numbers))) or (needed and not numbers):
                raise CannotOpenError("the records of the sealed complaint do not count up")
        if not {record.part for record in self.records} <= parts:
            raise CannotOpenError("a record of the sealed complaint belongs to no part")
        try:
            for public in self.publics.values():
                check_public(public)
        except BadKeyError as error:
            raise CannotOpenError("a public key of the sealed complaint is malformed") from error

    def to_site(self, site_public: bytes) -> bytes:
        """Seal the whole, padded, to the site's pair, for a kiosk's outbox and the network beside a jail."""
        return seal(site_public, pad(self.to_bytes()), _TO_SITE)

    @classmethod
    def from_site(cls, pair: KeyPair, blob: bytes) -> "SealedComplaint":
        """Open what `to_site` sealed; CannotOpenError if it does not open or is malformed inside."""
        return cls.from_bytes(unpad(open_sealed(pair, blob, _TO_SITE)))


def seal_complaint(  # noqa: PLR0913 - these are the parts of a complaint; a bundle would only rename them
    *,
    case: UUID,
    code: str,
    document: bytes,
    account: bytes,
    identity: bytes | None,
    conversation: bytes | None,
    files: tuple[bytes, ...] = (),
    desks: Iterable[str],
    consent: Iterable[str],
    code_opens_account: bool,
    manifest: Manifest,
) -> SealedComplaint:
    """Seal a complaint to its desks under a manifest that was verified.

    `case` must be random; `code` is its 20 digits; `document` is what the site will guard; `files` are
    further account records. The name is sealed only to the desks in `consent`; without one of them, or
    without a name, there is no identity key. Raises ManifestError for a desk that the manifest does not name,
    ReceiptError for a malformed code, ValueError without a desk.
    """
    desks, consent = frozenset(desks), frozenset(consent)
    if not desks:
        raise ValueError("a complaint is sealed to at least one desk")
    keys = derive(code, manifest.salt, manifest.argon2_version)
    bodies = {
        Part.account: (account, *files),
        Part.conversation: () if conversation is None else (conversation,),
    }
    readers = {Part.account: desks, Part.conversation: desks}
    if identity is not None and consent:
        bodies[Part.identity] = (identity,)
        readers[Part.identity] = consent
    pairs = {part: KeyPair.generate() for part in bodies}
    opened = [Part.conversation, *([Part.account] if code_opens_account else [])]
    return SealedComplaint(
        case_id=case,
        facts_document=document,
        lookup=keys.lookup,
        wraps={part: wrap_seed(keys, pairs[part].seed, case=case, part=part) for part in opened},
        publics={part: pair.public for part, pair in pairs.items()},
        seals=tuple(
            _seal_to(manifest, desk, pairs[part], case, part)
            for part in bodies
            for desk in sorted(readers[part])
        ),
        records=tuple(
            record
            for part, texts in bodies.items()
            for record in _first_records(pairs[part], texts, case, part)
        ),
        manifest=manifest.number,
    )


def _seal_to(manifest: Manifest, desk: str, pair: KeyPair, case: UUID, part: Part) -> Seal:
    key = manifest.desk(desk)
    sealed = seal_seed(pair.seed, key.public, case=case, part=part, desk=desk, epoch=key.epoch)
    return Seal(part, desk, key.epoch, sealed)


def _first_records(pair: KeyPair, texts: tuple[bytes, ...], case: UUID, part: Part) -> list[SealedRecord]:
    """Seal the first records of a part as a chain, each marked by its writer, who holds the seed just now."""
    records: list[SealedRecord] = []
    previous = GENESIS
    for sequence, body in enumerate(texts):
        record = seal_record(
            pair.public,
            body,
            case=case,
            part=part,
            sequence=sequence,
            author=COMPLAINANT,
            previous=previous,
            seed=pair.seed,
        )
        previous = record.digest()
        records.append(record)
    return records


def _u32(number: int) -> bytes:
    return number.to_bytes(4, "big")


def _number(block: bytes) -> int:
    if len(block) != len(_u32(0)):
        raise CannotOpenError("a number of the sealed complaint has the wrong size")
    return int.from_bytes(block, "big")


def _by_part(block: bytes) -> dict[Part, bytes]:
    pairs = [unpack(entry, 2) for entry in unpack(block)]
    found = {Part(name.decode()): value for name, value in pairs}
    if len(found) != len(pairs):
        raise CannotOpenError("a part stands twice in the sealed complaint")
    return found


def _read_seal(block: bytes) -> Seal:
    part, desk, epoch, sealed = unpack(block, 4)
    return Seal(Part(part.decode()), desk.decode(), _number(epoch), sealed)


def _read_record(block: bytes) -> SealedRecord:
    part, sequence, sealed = unpack(block, 3)
    return SealedRecord(Part(part.decode()), _number(sequence), sealed)
