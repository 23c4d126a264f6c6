"""Key rings: the versions of one 32-byte key, newest first, and the subkeys derived from them."""

import re
from secrets import token_bytes
from typing import Self

from intake.core.errors import SettingsError
from intake.vault.context import Context
from intake.vault.kdf import hkdf

_KEY_SIZE = 32
_HIGHEST = 65535  # a version is two bytes in every blob
_ENTRY = re.compile(r"([0-9]{1,5}):((?:[0-9A-Fa-f]{2})*)", re.ASCII)


class KeyRing:
    """The keys of one purpose by version; the first is used for new values, all of them for old ones."""

    def __init__(self, keys: dict[int, bytes]) -> None:
        if not keys:
            raise SettingsError("a key ring needs at least one entry of the form 1:hex")
        if list(keys) != sorted(keys, reverse=True):
            raise SettingsError("the versions of a key ring go from the newest to the oldest")
        for version, key in keys.items():
            if not 1 <= version <= _HIGHEST:
                raise SettingsError(f"version {version} of the key ring is not between 1 and {_HIGHEST}")
            if len(key) != _KEY_SIZE:
                raise SettingsError(f"key {version} of the ring must be {2 * _KEY_SIZE} hexadecimal digits")
        self._keys = dict(keys)
        self._subkeys: dict[tuple[int, str, int], bytes] = {}

    def __repr__(self) -> str:
        return f"KeyRing(versions={self.versions})"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2:hex,1:hex", newest first; SettingsError says what is wrong and never shows a key."""
        keys: dict[int, bytes] = {}
        for place, entry in enumerate(text.split(","), start=1):
            match = _ENTRY.fullmatch(entry.strip())
            if not match:
                raise SettingsError(f"entry {place} of the key ring is not of the form version:hex")
            version = int(match[1])
            if version in keys:
                raise SettingsError(f"version {version} stands twice in the key ring")
            keys[version] = bytes.fromhex(match[2])
        return cls(keys)

    @classmethod
    def generate(cls, version: int = 1) -> Self:
        """Make a ring of one random key."""
        return cls({version: token_bytes(_KEY_SIZE)})

    def add(self) -> Self:
        """Return a ring with a new random key in front, one version up; this ring stays as it is."""
        return type(self)({self.current + 1: token_bytes(_KEY_SIZE), **self._keys})

    def format(self) -> str:
        """Write the ring as `parse` reads it; the text holds the keys and belongs in no log."""
        return ",".join(f"{version}:{key.hex()}" for version, key in self._keys.items())

    @property
    def versions(self) -> tuple[int, ...]:
        """All versions, newest first."""
        return tuple(self._keys)

    @property
    def current(self) -> int:
        """The version that new values are made with."""
        return self.versions[0]

    def subkey(self, version: int, purpose: str, length: int = 32) -> bytes:
        """Derive the key of one purpose by HKDF, kept on this instance.

        SettingsError if the version is not in the ring.
        """
        name = (version, purpose, length)
        if name not in self._subkeys:
            if version not in self._keys:
                raise SettingsError(f"the key ring holds no version {version}")
            self._subkeys[name] = hkdf(self._keys[version], Context("subkey", purpose, version), length)
        return self._subkeys[name]
