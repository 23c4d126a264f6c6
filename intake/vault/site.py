"""The site's own keys, from its key ring: a pair to seal to, and a key that signs acknowledgements."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from intake.core.errors import BadKeyError, CannotOpenError
from intake.vault.context import Context
from intake.vault.keyring import KeyRing
from intake.vault.suite import KeyPair, Seed


def site_pair(ring: KeyRing, version: int | None = None) -> KeyPair:
    """Return the site's pair of one version, the current one by default.

    SettingsError if it is not in the ring.
    """
    return KeyPair.from_seed(Seed(_subkey(ring, version, "site pair")))


class AckKey:
    """Signs what the site has safely stored, so that a kiosk believes nobody else (Ed25519, RFC 8032)."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private

    @classmethod
    def from_ring(cls, ring: KeyRing, version: int | None = None) -> "AckKey":
        """Derive the key of one version, the current one by default."""
        return cls(Ed25519PrivateKey.from_private_bytes(_subkey(ring, version, "acknowledgement")))

    @property
    def public(self) -> bytes:
        """The 32-byte public key that stands in the manifest."""
        return self._private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Sign a message; 64 bytes."""
        return self._private.sign(Context("acknowledgement", message).encode())

    @staticmethod
    def verify(public: bytes, message: bytes, signature: bytes) -> None:
        """Raise CannotOpenError unless the signature is the site's for this message.

        BadKeyError for a malformed key.
        """
        try:
            key = Ed25519PublicKey.from_public_bytes(public)
        except ValueError as error:
            raise BadKeyError("the acknowledgement key is malformed") from error
        try:
            key.verify(signature, Context("acknowledgement", message).encode())
        except InvalidSignature as error:
            raise CannotOpenError("the acknowledgement is not signed by the site") from error


def _subkey(ring: KeyRing, version: int | None, purpose: str) -> bytes:
    return ring.subkey(ring.current if version is None else version, purpose)
