"""Guarded fields: the running server reads them, its database holds ciphertext bound to its place.

Each is bound to table, column, row and key version. Format: 0x01, key version (2 bytes big-endian), nonce
(12), AES-256-GCM ciphertext and tag. One subkey for each table and column keeps the number of values under
one cipher key far below what random nonces allow (2^32, NIST SP 800-38D).
"""

import hmac
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from intake.core.errors import CannotOpenError
from intake.vault.context import Context, encode_field
from intake.vault.keyring import KeyRing

_FORMAT = 1
_NONCE_AT = 3
_SEALED_AT = _NONCE_AT + 12
_SHORTEST = _SEALED_AT + 16


class Guard:
    """Encrypts and looks up fields under one key ring.

    Ciphers are kept, since a desk reads 100,000 rows at its start.
    """

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring
        self._ciphers: dict[tuple[int, str, str], tuple[AESGCM, bytes]] = {}

    def _cipher(self, version: int, table: str, column: str) -> tuple[AESGCM, bytes]:
        """Return the column's cipher and the constant front of its associated data."""
        name = (version, table, column)
        found = self._ciphers.get(name)
        if found is None:
            context = Context("guard", table, column, version).encode()
            key = self._ring.subkey(version, f"guard/{table}/{column}")
            found = self._ciphers[name] = (AESGCM(key), context)
        return found

    def encrypt(self, plain: bytes, *, table: str, column: str, row: bytes) -> bytes:
        """Encrypt one field under the current key; 31 bytes longer than the value."""
        version = self._ring.current
        cipher, context = self._cipher(version, table, column)
        nonce = token_bytes(12)
        head = bytes([_FORMAT]) + version.to_bytes(2, "big") + nonce
        return head + cipher.encrypt(nonce, plain, context + encode_field(row))

    def decrypt(self, blob: bytes, *, table: str, column: str, row: bytes) -> bytes:
        """Decrypt one field.

        CannotOpenError if it was made for another place, is changed, or its key is gone.
        """
        cipher, context = self._cipher(self.version_of(blob), table, column)
        try:
            return cipher.decrypt(blob[_NONCE_AT:_SEALED_AT], blob[_SEALED_AT:], context + encode_field(row))
        except InvalidTag as error:
            raise CannotOpenError(f"a guarded field of {table}.{column} does not open") from error

    @property
    def current(self) -> int:
        """The key version that new values are made with."""
        return self._ring.current

    def version_of(self, blob: bytes) -> int:
        """Return the key version of a blob, for rotation.

        CannotOpenError if it is malformed or its key is not in the ring.
        """
        if len(blob) < _SHORTEST or blob[0] != _FORMAT:
            raise CannotOpenError("this is no guarded field of a known format")
        version = int.from_bytes(blob[1:_NONCE_AT], "big")
        if version not in self._ring.versions:
            raise CannotOpenError(f"the key ring holds no version {version}")
        return version

    def tag(self, purpose: str, value: bytes) -> bytes:
        """Return the look-up value (HMAC-SHA256, 32 bytes) under the current key."""
        return self.tags(purpose, value)[0]

    def tags(self, purpose: str, value: bytes) -> tuple[bytes, ...]:
        """Return the look-up values under every key, newest first, to find rows not yet rotated."""
        return tuple(
            hmac.digest(self._ring.subkey(version, f"tag/{purpose}"), value, "sha256")
            for version in self._ring.versions
        )
