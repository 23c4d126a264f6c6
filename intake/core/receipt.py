"""Receipt codes: twenty digits, because digits are the same in every script and on every keypad."""

import secrets
import unicodedata

from stdnum import verhoeff

from intake.core.errors import ReceiptError

RANDOM_DIGITS = 19
LENGTH = RANDOM_DIGITS + 1
_GROUP = 4
_LEAST_BYTES = 16
_SKIPPED = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Pd"})
"""Kinds of characters that may stand between digits: spaces, line ends, bidi marks, dashes."""
_DOTS_AND_DASHES = frozenset(".·•‧∙⋅。․−‐_٫٬,،")


def new_code() -> str:
    """Return a fresh code: 19 random digits (63 bits) and a Verhoeff check digit, without spaces."""
    return _checked(secrets.randbelow(10**RANDOM_DIGITS))


def from_bytes(digest: bytes) -> str:
    """Return the code that a keyed digest stands for, always the same one.

    At least 16 bytes (ValueError), so that no code is noticeably likelier than another.
    """
    if len(digest) < _LEAST_BYTES:
        raise ValueError(f"a digest of {len(digest)} bytes is too short for a receipt code")
    return _checked(int.from_bytes(digest) % 10**RANDOM_DIGITS)


def parse(text: str) -> str:
    """Return the twenty digits of what was typed or spoken.

    Any Unicode digits, with spaces, dashes, dots and direction marks between them. ReceiptError for any other
    character, a wrong length or a wrong check digit; the message never repeats what was typed.
    """
    digits = []
    for character in text:
        value = unicodedata.decimal(character, None)
        if value is not None:
            digits.append(str(value))
        elif unicodedata.category(character) not in _SKIPPED and character not in _DOTS_AND_DASHES:
            raise ReceiptError("a receipt code holds only digits")
    code = "".join(digits)
    if len(code) != LENGTH:
        raise ReceiptError(f"a receipt code has {LENGTH} digits, not {len(code)}")
    if not verhoeff.is_valid(code):
        raise ReceiptError("one of the digits is wrong, or two are the wrong way round")
    return code


def show(code: str) -> str:
    """Return a code in five groups of four digits, as it is written on the receipt."""
    return " ".join(code[start : start + _GROUP] for start in range(0, LENGTH, _GROUP))


def _checked(number: int) -> str:
    digits = f"{number:0{RANDOM_DIGITS}}"
    return digits + str(verhoeff.calc_check_digit(digits))
