"""Every format that the vault stores: how to make one with fixed inputs, and how to open it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from intake.core.errors import CannotOpenError, ManifestError, RecourseError, WrongPassphraseError
from intake.vault.case import Seal, open_seed, seal_seed
from intake.vault.desk import open_membership, seal_membership
from intake.vault.guard import Guard
from intake.vault.manifest import sign, verify
from intake.vault.padding import pad, padme
from intake.vault.parts import Part
from intake.vault.receipt import CodeKeys, derive, unwrap_seed, wrap_seed
from intake.vault.record import GENESIS, SealedRecord, open_record, seal_record
from intake.vault.sealing import SealedComplaint
from intake.vault.site import AckKey, site_pair
from intake.vault.slots import (
    open_passphrase_slot,
    open_recovery_slot,
    passphrase_slot,
    recovery_slot,
    session_open,
    session_wrap,
)
from intake.vault.stream import decrypt_stream, encrypt_stream
from intake.vault.suite import KeyPair, Seed, fingerprint, open_sealed, seal

from .makers import CASE, CODE, CONTEXT, DESKS, MANIFEST, NOW, OFFICER, PAIR, RING, ROOT, SALT, TEXT
from .makers import complaint as make_complaint

PASSPHRASE = "correct horse Ünïcode"
RECOVERY_CODE = "000G4-0R40M-30E20-9185G-R38E1-XRT38"
PREVIOUS = hashlib.sha256(b"the record before").digest()
CODE_KEYS = CodeKeys(bytes(32), b"w" * 32)
STREAM_KEY = b"k" * 32
CRCL = DESKS["crcl"]


@dataclass(frozen=True)
class Format:
    """How one format is made and opened, and the errors that mean refusal; `slow` ones cost an Argon2id each time."""

    make: Callable[[], bytes]
    open: Callable[[bytes], bytes]
    refusals: tuple[type[RecourseError], ...] = (CannotOpenError,)
    slow: bool = False


def _record(seed: Seed | None) -> bytes:
    return seal_record(
        PAIR.public,
        TEXT,
        case=CASE,
        part=Part.account,
        sequence=4,
        author="desk:crcl",
        previous=PREVIOUS,
        seed=seed,
    ).sealed


def _open_record(blob: bytes) -> bytes:
    opened = open_record(PAIR, SealedRecord(Part.account, 4, blob), case=CASE, previous=PREVIOUS)
    return f"{opened.author} {opened.verified}: ".encode() + opened.body


def _open_session(blob: bytes) -> bytes:
    return session_open(blob[:32], blob[32:])


def _open_membership(blob: bytes) -> bytes:
    return open_membership(PAIR, blob, desk="crcl", epoch=2, officer=OFFICER, public=CRCL.public)


def _open_case_seal(blob: bytes) -> bytes:
    return open_seed(CRCL, Seal(Part.account, "crcl", 2, blob), case=CASE, public=PAIR.public)


def _open_complaint(blob: bytes) -> bytes:
    """Read all of a complaint: as the desks, and as the holder of the code."""
    sealed = SealedComplaint.from_site(site_pair(RING), blob)
    keys = derive(CODE, SALT)
    seeds = {
        seal.part: open_seed(DESKS[seal.desk], seal, case=sealed.case_id, public=sealed.publics[seal.part])
        for seal in sealed.seals
    }
    for part, wrap in sealed.wraps.items():
        assert unwrap_seed(keys, wrap, case=sealed.case_id, part=part) == seeds[part]
    bodies = [
        open_record(KeyPair.from_seed(seeds[record.part]), record, case=sealed.case_id, previous=GENESIS).body
        for record in sealed.records
    ]
    return b"|".join([sealed.case_id.bytes, sealed.facts_document, sealed.lookup, *bodies])


def _guard(blob: bytes) -> bytes:
    return Guard(RING).decrypt(blob, table="cases", column="facts", row=CASE.bytes)


FORMATS: dict[str, Format] = {
    "sealed": Format(lambda: seal(PAIR.public, TEXT, CONTEXT), lambda blob: open_sealed(PAIR, blob, CONTEXT)),
    "record": Format(lambda: _record(PAIR.seed), _open_record),
    "unmarked record": Format(lambda: _record(None), _open_record),
    "receipt wrap": Format(
        lambda: wrap_seed(CODE_KEYS, PAIR.seed, case=CASE, part=Part.conversation),
        lambda blob: unwrap_seed(CODE_KEYS, blob, case=CASE, part=Part.conversation),
    ),
    "guarded field": Format(
        lambda: Guard(RING).encrypt(TEXT, table="cases", column="facts", row=CASE.bytes), _guard
    ),
    "passphrase slot": Format(
        lambda: passphrase_slot(PAIR.seed, PASSPHRASE, officer=OFFICER),
        lambda blob: open_passphrase_slot(blob, PASSPHRASE, officer=OFFICER),
        (WrongPassphraseError, CannotOpenError),
        slow=True,
    ),
    "recovery slot": Format(
        lambda: recovery_slot(PAIR.seed, RECOVERY_CODE, officer=OFFICER),
        lambda blob: open_recovery_slot(blob, RECOVERY_CODE, officer=OFFICER),
        (WrongPassphraseError, CannotOpenError),
        slow=True,
    ),
    "session": Format(lambda: b"".join(session_wrap(PAIR.seed)), _open_session),
    "membership": Format(
        lambda: seal_membership(CRCL.seed, PAIR.public, desk="crcl", epoch=2, officer=OFFICER),
        _open_membership,
    ),
    "case seal": Format(
        lambda: seal_seed(PAIR.seed, CRCL.public, case=CASE, part=Part.account, desk="crcl", epoch=2),
        _open_case_seal,
    ),
    "stream": Format(
        lambda: b"".join(encrypt_stream([TEXT], STREAM_KEY, CONTEXT)),
        lambda blob: b"".join(decrypt_stream([blob], STREAM_KEY, CONTEXT)),
    ),
    "complaint": Format(lambda: make_complaint().to_site(MANIFEST.site_public), _open_complaint),
    "manifest": Format(
        lambda: sign(MANIFEST, ROOT),
        lambda blob: verify(blob, pin=ROOT.pin, now=NOW).payload(),
        (ManifestError,),
    ),
}

EXACT: dict[str, Callable[[], bytes]] = {
    "context": CONTEXT.encode,
    "padding": lambda: hashlib.sha256(pad(TEXT)).digest(),
    "padded lengths": lambda: b"".join(
        padme(length).to_bytes(4, "big")
        for length in (0, 4096, 4097, 9999, 1 << 20, (1 << 20) + 1, 25_000_000)
    ),
    "public key": lambda: PAIR.public,
    "fingerprint": lambda: fingerprint(PAIR.public).encode(),
    "record digest": SealedRecord(Part.identity, 3, b"sealed").digest,
    "receipt look-up": lambda: derive(CODE, SALT).lookup,
    "receipt wrap key": lambda: derive(CODE, SALT).wrap,
    "subkey": lambda: RING.subkey(1, "purpose", 40),
    "look-up tags": lambda: b"".join(Guard(RING).tags("phone", b"+15550100")),
    "site public key": lambda: site_pair(RING, 1).public,
    "acknowledgement": lambda: AckKey.from_ring(RING, 1).sign(TEXT),
    "root pin": ROOT.pin.encode,
    "manifest payload": MANIFEST.payload,
}
