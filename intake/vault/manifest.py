"""The manifest: the keys that complaints are sealed to, signed offline, checked against a pinned root.

Envelope (JSON): `format`, `manifest` (base64 of the exact bytes that were signed), `root` and `signatures`,
each with `ed25519` and `mldsa65`. Both signatures must hold (RFC 8032, FIPS 204), so that the manifest is
genuine while either scheme stands.
"""

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey

from intake.core.errors import BadKeyError, ManifestError
from intake.vault.context import Context
from intake.vault.kdf import hkdf
from intake.vault.suite import PUBLIC_SIZE, Seed, as_seed, check_public, new_seed

_FORMAT = "recourse-manifest/1"
_LONGEST = 1 << 20
_SHORTEST_SALT = 16
_ACK_SIZE = 32


@dataclass(frozen=True)
class DeskKey:
    """The public key of a desk in one epoch."""

    desk: str
    epoch: int
    public: bytes = field(repr=False)


@dataclass(frozen=True)
class Manifest:
    """What a sealer must know of a site; `number` only rises, `rules` is the hash of the routing rules."""

    number: int
    issued: datetime
    expires: datetime
    desks: tuple[DeskKey, ...]
    site_public: bytes = field(repr=False)
    ack_public: bytes = field(repr=False)
    salt: bytes = field(repr=False)
    argon2_version: int
    rules: str

    def desk(self, name: str) -> DeskKey:
        """Return the key of a desk; ManifestError if the manifest names no such desk."""
        for key in self.desks:
            if key.desk == name:
                return key
        raise ManifestError(f"the manifest holds no key for the desk {name!r}")

    def payload(self) -> bytes:
        """Return the bytes to sign: JSON with sorted keys, ASCII, no spaces, times in UTC."""
        desks = [{"desk": key.desk, "epoch": key.epoch, "public": _b64(key.public)} for key in self.desks]
        return _json(
            {
                "number": self.number,
                "issued": self.issued.astimezone(UTC).isoformat(),
                "expires": self.expires.astimezone(UTC).isoformat(),
                "desks": desks,
                "site_public": _b64(self.site_public),
                "ack_public": _b64(self.ack_public),
                "salt": _b64(self.salt),
                "argon2_version": self.argon2_version,
                "rules": self.rules,
            }
        )

    @classmethod
    def from_payload(cls, payload: bytes) -> Self:
        """Read what `payload` wrote; ManifestError if a field is missing or does not fit."""
        try:
            raw: dict[str, Any] = json.loads(payload)
            manifest = cls(
                number=int(raw["number"]),
                issued=datetime.fromisoformat(raw["issued"]),
                expires=datetime.fromisoformat(raw["expires"]),
                desks=tuple(
                    DeskKey(str(key["desk"]), int(key["epoch"]), _unb64(key["public"]))
                    for key in raw["desks"]
                ),
                site_public=_unb64(raw["site_public"]),
                ack_public=_unb64(raw["ack_public"]),
                salt=_unb64(raw["salt"]),
                argon2_version=int(raw["argon2_version"]),
                rules=str(raw["rules"]),
            )
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise ManifestError("the manifest is malformed") from error
        manifest.check()
        return manifest

    def check(self) -> None:
        """Raise ManifestError for a time without zone, a desk that stands twice, or a size that is wrong."""
        if self.issued.tzinfo is None or self.expires.tzinfo is None:
            raise ManifestError("the times of a manifest carry their zone")
        if len({key.desk for key in self.desks}) != len(self.desks):
            raise ManifestError("a desk stands twice in the manifest")
        if any(
            len(public) != PUBLIC_SIZE for public in (self.site_public, *(key.public for key in self.desks))
        ):
            raise ManifestError("a public key in the manifest has the wrong size")
        if len(self.ack_public) != _ACK_SIZE or len(self.salt) < _SHORTEST_SALT:
            raise ManifestError("the acknowledgement key or the salt in the manifest has the wrong size")


@dataclass(frozen=True)
class RootKey:
    """The offline root: an Ed25519 and an ML-DSA-65 key, both derived from one 32-byte seed."""

    seed: Seed = field(repr=False)

    @classmethod
    def from_seed(cls, seed: bytes) -> Self:
        """Take up a kept seed; BadKeyError if it is not 32 bytes."""
        return cls(as_seed(seed))

    @classmethod
    def generate(cls) -> Self:
        """Make a new root."""
        return cls(new_seed())

    def ed25519(self) -> Ed25519PrivateKey:
        """Derive the classical half."""
        return Ed25519PrivateKey.from_private_bytes(hkdf(self.seed, Context("root ed25519")))

    def mldsa65(self) -> MLDSA65PrivateKey:
        """Derive the post-quantum half."""
        return MLDSA65PrivateKey.from_seed_bytes(hkdf(self.seed, Context("root mldsa65")))

    @property
    def pin(self) -> str:
        """The SHA-256 over both public keys in hex, which every sealer keeps outside the database."""
        return _pin(
            self.ed25519().public_key().public_bytes_raw(), self.mldsa65().public_key().public_bytes_raw()
        )


def sign(manifest: Manifest, root: RootKey) -> bytes:
    """Sign a manifest with both halves of the root; ManifestError if it does not hold usable keys."""
    manifest.check()
    try:
        for public in (manifest.site_public, *(key.public for key in manifest.desks)):
            check_public(public)
    except BadKeyError as error:
        raise ManifestError("a public key in the manifest is malformed or of low order") from error
    payload = manifest.payload()
    signed = Context("manifest", payload).encode()
    classical, quantum = root.ed25519(), root.mldsa65()
    return _json(
        {
            "format": _FORMAT,
            "manifest": _b64(payload),
            "root": {
                "ed25519": _b64(classical.public_key().public_bytes_raw()),
                "mldsa65": _b64(quantum.public_key().public_bytes_raw()),
            },
            "signatures": {"ed25519": _b64(classical.sign(signed)), "mldsa65": _b64(quantum.sign(signed))},
        }
    )


def verify(signed: bytes, *, pin: str, now: datetime, at_least: int = 0) -> Manifest:
    """Return the manifest of an envelope if the pinned root signed it with both halves.

    ManifestError if it is malformed, of another root, changed, expired at `now`, or its number is below
    `at_least`.
    """
    if len(signed) > _LONGEST:
        raise ManifestError("the manifest is too long")
    payload, classical, quantum, signatures = _envelope(signed)
    if not hmac.compare_digest(_pin(classical, quantum).encode(), pin.strip().lower().encode()):
        raise ManifestError("the manifest is signed by another root than the pinned one")
    message = Context("manifest", payload).encode()
    try:
        Ed25519PublicKey.from_public_bytes(classical).verify(signatures[0], message)
        MLDSA65PublicKey.from_public_bytes(quantum).verify(signatures[1], message)
    except (InvalidSignature, ValueError) as error:
        raise ManifestError("a signature of the manifest does not hold") from error
    manifest = Manifest.from_payload(payload)
    if manifest.number < at_least:
        raise ManifestError(f"manifest {manifest.number} is older than {at_least}, which was seen before")
    if manifest.expires <= now:
        raise ManifestError(f"manifest {manifest.number} expired on {manifest.expires:%Y-%m-%d}")
    return manifest


def _envelope(signed: bytes) -> tuple[bytes, bytes, bytes, tuple[bytes, bytes]]:
    """Take an envelope apart: payload, both root keys, both signatures."""
    try:
        raw: dict[str, Any] = json.loads(signed)
        if raw["format"] != _FORMAT:
            raise ManifestError("the manifest has an unknown format")
        root, signatures = raw["root"], raw["signatures"]
        return (
            _unb64(raw["manifest"]),
            _unb64(root["ed25519"]),
            _unb64(root["mldsa65"]),
            (_unb64(signatures["ed25519"]), _unb64(signatures["mldsa65"])),
        )
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ManifestError("the manifest is malformed") from error


def _pin(classical: bytes, quantum: bytes) -> str:
    return hashlib.sha256(classical + quantum).hexdigest()


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def _b64(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def _unb64(text: str) -> bytes:
    return b64decode(text, validate=True)
