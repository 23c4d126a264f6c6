"""An officer's key slots, as in LUKS: each holds the same seed under another secret, and is replaced alone.

Slot: version 0x01, kind, Argon2id memory in KiB (4), iterations (1), lanes (1), salt (16), then a locked box
with the seed. The parameters stand in the slot, so that they can be raised; they are bounded when read, so
that a changed slot cannot eat the machine's memory.
"""

import hashlib
import unicodedata
from secrets import token_bytes
from uuid import UUID

from intake.core.errors import CannotOpenError, WrongPassphraseError
from intake.vault.box import lock, unlock
from intake.vault.context import Context
from intake.vault.kdf import Cost, argon2id
from intake.vault.suite import Seed, as_seed, new_seed

_VERSION = 1
_PASSPHRASE, _RECOVERY = 1, 2
_COST = Cost(memory=64 * 1024, iterations=3, lanes=1)
_MOST = Cost(memory=256 * 1024, iterations=8, lanes=4)
_SALT_AT = 8
_BOX_AT = _SALT_AT + 16

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
_READ_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_CODE_BITS, _CHECK_BITS = 128, 22
_CODE_LETTERS, _GROUP = 30, 5


def passphrase_slot(seed: Seed, passphrase: str, *, officer: UUID) -> bytes:
    """Lock a seed under a passphrase (Argon2id, 64 MiB, three passes); 85 bytes."""
    return _make(seed, _passphrase_bytes(passphrase), _PASSPHRASE, officer)


def open_passphrase_slot(slot: bytes, passphrase: str, *, officer: UUID) -> Seed:
    """Open a passphrase slot.

    WrongPassphraseError if it does not open, CannotOpenError if it is no such slot.
    """
    return _open(slot, _passphrase_bytes(passphrase), _PASSPHRASE, officer)


def recovery_slot(seed: Seed, code: str, *, officer: UUID) -> bytes:
    """Lock a seed under a recovery code; WrongPassphraseError if the code has a typing error."""
    return _make(seed, _recovery_bytes(code), _RECOVERY, officer)


def open_recovery_slot(slot: bytes, code: str, *, officer: UUID) -> Seed:
    """Open a recovery slot.

    WrongPassphraseError for a mistyped or wrong code, CannotOpenError if it is no such slot.
    """
    return _open(slot, _recovery_bytes(code), _RECOVERY, officer)


def new_recovery_code() -> str:
    """Return 128 random bits and 22 check bits as six groups of five letters in Crockford's base 32."""
    return _format_code(token_bytes(_CODE_BITS // 8))


def session_wrap(seed: Seed) -> tuple[bytes, bytes]:
    """Return a random 32-byte token, for the officer's cookie alone, and the seed wrapped under it."""
    token = bytes(new_seed())
    return token, lock(token, seed, Context("session"))


def session_open(token: bytes, wrapped: bytes) -> Seed:
    """Open a session's seed; CannotOpenError for another token or changed bytes."""
    return as_seed(unlock(token, wrapped, Context("session")))


def _make(seed: Seed, secret: bytes, kind: int, officer: UUID) -> bytes:
    head = bytes([_VERSION, kind]) + _COST.memory.to_bytes(4, "big") + bytes([_COST.iterations, _COST.lanes])
    head += token_bytes(_BOX_AT - _SALT_AT)
    key = argon2id(secret, head[_SALT_AT:], _COST, 32)
    return head + lock(key, seed, Context("slot", officer, head))


def _open(slot: bytes, secret: bytes, kind: int, officer: UUID) -> Seed:
    head, box = slot[:_BOX_AT], slot[_BOX_AT:]
    if not box or head[0] != _VERSION or head[1] != kind:
        raise CannotOpenError("this is no key slot of that kind")
    cost = Cost(int.from_bytes(head[2:6], "big"), head[6], head[7])
    if not _bearable(cost):
        raise CannotOpenError("the key slot asks for Argon2 parameters out of bounds")
    key = argon2id(secret, head[_SALT_AT:], cost, 32)
    try:
        return as_seed(unlock(key, box, Context("slot", officer, head)))
    except CannotOpenError as error:
        raise WrongPassphraseError("the key slot does not open") from error


def _bearable(cost: Cost) -> bool:
    """Say whether the parameters are ones that RFC 9106 allows and this machine bears."""
    return (
        1 <= cost.iterations <= _MOST.iterations
        and 1 <= cost.lanes <= _MOST.lanes
        and 8 * cost.lanes <= cost.memory <= _MOST.memory
    )


def _passphrase_bytes(passphrase: str) -> bytes:
    """NFKC, because keyboards differ in how they compose the same letter."""
    return unicodedata.normalize("NFKC", passphrase).encode()


def _check_bits(code: bytes) -> int:
    digest = hashlib.sha256(Context("recovery code", code).encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - _CHECK_BITS)


def _format_code(code: bytes) -> str:
    number = int.from_bytes(code, "big") << _CHECK_BITS | _check_bits(code)
    letters = "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_CODE_LETTERS)))
    return "-".join(letters[at : at + _GROUP] for at in range(0, _CODE_LETTERS, _GROUP))


def _recovery_bytes(typed: str) -> bytes:
    """Read a code typed in any case, with or without dashes, look-alikes allowed; its check bits must fit."""
    letters = unicodedata.normalize("NFKC", typed).upper().translate(_READ_ALIKE)
    if len(letters) != _CODE_LETTERS or not set(letters) <= set(_ALPHABET):
        raise WrongPassphraseError("a recovery code has six groups of five letters and digits")
    number = 0
    for letter in letters:
        number = number << 5 | _ALPHABET.index(letter)
    code = (number >> _CHECK_BITS).to_bytes(_CODE_BITS // 8, "big")
    if _check_bits(code) != number & (1 << _CHECK_BITS) - 1:
        raise WrongPassphraseError("the recovery code has a typing error")
    return code
