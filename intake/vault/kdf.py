"""Key derivation: HKDF for keys from keys, Argon2id for keys from what people remember or type."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from intake.vault.context import Context


@dataclass(frozen=True)
class Cost:
    """What one Argon2id guess costs: memory in KiB, passes over it, and parallel lanes (RFC 9106)."""

    memory: int
    iterations: int
    lanes: int


def hkdf(key: bytes, context: Context, length: int = 32) -> bytes:
    """Derive a key of `length` bytes for one purpose from a strong key (RFC 5869, SHA-256, no salt)."""
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=context.encode()).derive(key)


def argon2id(secret: bytes, salt: bytes, cost: Cost, length: int) -> bytes:
    """Derive `length` bytes from a guessable secret at the given cost (RFC 9106)."""
    return Argon2id(
        salt=salt, length=length, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory
    ).derive(secret)
