"""A small locked box: one value under one symmetric key, with its context bound.

Format: version 0x01, nonce (12), AES-256-GCM ciphertext and tag. The cipher key is derived from the given
key and the context by HKDF, so that boxes of different purposes under one key share no nonce space.
"""

from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from intake.core.errors import CannotOpenError
from intake.vault.context import Context
from intake.vault.kdf import hkdf

_VERSION = b"\x01"
_NONCE = 12


def lock(key: bytes, plain: bytes, context: Context) -> bytes:
    """Encrypt a value under a 32-byte key; 29 bytes longer than the value."""
    nonce = token_bytes(_NONCE)
    sealed = AESGCM(hkdf(key, context)).encrypt(nonce, plain, _VERSION + context.encode())
    return _VERSION + nonce + sealed


def unlock(key: bytes, blob: bytes, context: Context) -> bytes:
    """Decrypt what `lock` made; CannotOpenError if key, context or any byte differs."""
    version, nonce, sealed = blob[:1], blob[1 : 1 + _NONCE], blob[1 + _NONCE :]
    if version != _VERSION or len(nonce) != _NONCE:
        raise CannotOpenError("this is no locked box of a known version")
    try:
        return AESGCM(hkdf(key, context)).decrypt(nonce, sealed, version + context.encode())
    except InvalidTag as error:
        raise CannotOpenError("the locked box does not open") from error
