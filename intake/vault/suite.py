"""Key pairs from seeds, and sealing to them with HPKE: the one place that names the algorithms.

Suite 1 is HPKE (RFC 9180) with the hybrid KEM MLKEM768-X25519, HKDF-SHA256 and AES-256-GCM: safe while either
half of the KEM is. Blob: suite byte 0x01, encapsulated key (1120), ciphertext, tag (16). The library has no
serialiser for hybrid keys, so a pair is kept as its 32-byte seed: SHAKE256(seed, 96) = ML-KEM seed (64) and
X25519 private key (32).
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import NewType, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from intake.core.errors import BadKeyError, CannotOpenError
from intake.vault.context import Context

Seed = NewType("Seed", bytes)

SEED_SIZE = 32
_MLKEM_SEED = 64
_MLKEM_PUBLIC = 1184
PUBLIC_SIZE = _MLKEM_PUBLIC + 32
_SUITE_BYTE = b"\x01"
_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
_FINGERPRINT_DIGITS = 40
_FINGERPRINT_GROUP = 5


def new_seed() -> Seed:
    """Return 32 random bytes from the operating system."""
    return Seed(token_bytes(SEED_SIZE))


def as_seed(value: bytes) -> Seed:
    """Take 32 bytes as a seed; BadKeyError for any other length."""
    if len(value) != SEED_SIZE:
        raise BadKeyError(f"a seed is {SEED_SIZE} bytes long")
    return Seed(value)


@dataclass(frozen=True)
class KeyPair:
    """A seed, its public key (1184 + 32 bytes), and the private key.

    Expanding it costs as much as one opening.
    """

    seed: Seed = field(repr=False)
    public: bytes = field(repr=False)
    private: hpke.MLKEM768X25519PrivateKey = field(repr=False, compare=False)

    @classmethod
    def from_seed(cls, seed: Seed) -> Self:
        """Expand a 32-byte seed; BadKeyError for any other length."""
        expanded = hashlib.shake_256(as_seed(seed)).digest(_MLKEM_SEED + 32)
        mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED])
        x25519 = X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED:])
        public = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
        return cls(seed, public, hpke.MLKEM768X25519PrivateKey(mlkem, x25519))

    @classmethod
    def generate(cls) -> Self:
        """Make a pair from a new random seed."""
        return cls.from_seed(new_seed())


def check_pair(seed: Seed, public: bytes) -> KeyPair:
    """Return the pair of a seed that was just opened; BadKeyError if its public key is not the stored one."""
    pair = KeyPair.from_seed(seed)
    if not hmac.compare_digest(pair.public, public):
        raise BadKeyError("the seed does not belong to the stored public key")
    return pair


def seal(public: bytes, plaintext: bytes, context: Context) -> bytes:
    """Seal to a public key, 1137 bytes longer than the plaintext.

    BadKeyError if the key is malformed or of low order.
    """
    try:
        key = hpke.MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC]),
            X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC:]),
        )
        return _SUITE_BYTE + _SUITE.encrypt(plaintext, key, info=_SUITE_BYTE + context.encode())
    except ValueError as error:
        raise BadKeyError("the public key is malformed or of low order") from error


def open_sealed(pair: KeyPair, sealed: bytes, context: Context) -> bytes:
    """Open what was sealed to a pair; CannotOpenError if suite, key, context or any byte differs."""
    if sealed[:1] != _SUITE_BYTE:
        raise CannotOpenError("this is sealed with no suite known here")
    try:
        return _SUITE.decrypt(sealed[1:], pair.private, info=_SUITE_BYTE + context.encode())
    except InvalidTag as error:
        raise CannotOpenError("the seal does not open") from error


def check_public(public: bytes) -> None:
    """Raise BadKeyError unless something can be sealed to this key, which a stranger may have sent."""
    seal(public, b"", Context("trial"))


def fingerprint(public: bytes) -> str:
    """Return 40 digits (132 bits of SHA-256) in eight groups of five, which two people can read aloud."""
    number = int.from_bytes(hashlib.sha256(Context("fingerprint", public).encode()).digest(), "big")
    digits = f"{number % 10**_FINGERPRINT_DIGITS:0{_FINGERPRINT_DIGITS}d}"
    return " ".join(
        digits[at : at + _FINGERPRINT_GROUP] for at in range(0, _FINGERPRINT_DIGITS, _FINGERPRINT_GROUP)
    )
