"""What a receipt code opens: one slow derivation gives a look-up value and a key that wraps seeds.

Argon2id (RFC 9106) with the site's salt from the manifest; its parameters have a version, which stands in the
manifest too, so that they can be raised without losing the codes already given out.
"""

import re
from dataclasses import dataclass, field
from uuid import UUID

from intake.core.errors import ManifestError, ReceiptError
from intake.vault.box import lock, unlock
from intake.vault.context import Context
from intake.vault.kdf import Cost, argon2id
from intake.vault.parts import Part
from intake.vault.suite import Seed, as_seed

_COSTS = {1: Cost(memory=19 * 1024, iterations=2, lanes=1)}
_HALF = 32
_CODE = re.compile(r"[0-9]{20}", re.ASCII)


@dataclass(frozen=True)
class CodeKeys:
    """The two halves of what a code gives, 32 bytes each: the site may know `lookup`, nobody keeps `wrap`."""

    lookup: bytes = field(repr=False)
    wrap: bytes = field(repr=False)


def derive(code: str, salt: bytes, version: int = 1) -> CodeKeys:
    """Derive both halves from the 20 bare ASCII digits of a code and the site's salt.

    About 36 ms of one core.

    ReceiptError if the code is not in that form; ManifestError for a parameter version that is not known
    here.
    """
    if not _CODE.fullmatch(code):
        raise ReceiptError("a code is derived from its 20 digits alone")
    if version not in _COSTS:
        raise ManifestError(f"Argon2 parameters of version {version} are not known here")
    derived = argon2id(code.encode(), salt, _COSTS[version], 2 * _HALF)
    return CodeKeys(derived[:_HALF], derived[_HALF:])


def wrap_seed(keys: CodeKeys, seed: Seed, *, case: UUID, part: Part) -> bytes:
    """Wrap a part's seed so that the code opens it; 61 bytes."""
    return lock(keys.wrap, seed, Context("receipt wrap", case, part))


def unwrap_seed(keys: CodeKeys, wrapped: bytes, *, case: UUID, part: Part) -> Seed:
    """Open a wrapped seed; CannotOpenError for another code, case, part, or changed bytes."""
    return as_seed(unlock(keys.wrap, wrapped, Context("receipt wrap", case, part)))
