"""What a desk knows of a person, as words to black out where a name or a way of contact is left out of a file."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from intake.export.folding import fold, pattern_of
from intake.export.redaction import Reason, Term

PARTICLES = frozenset(
    {
        *("abu", "al", "bin", "bint", "da", "das", "de", "dei", "del", "della", "den", "der", "des", "di"),
        *("do", "dos", "du", "el", "la", "las", "le", "los", "ter", "van", "von"),
        *("ابو", "ال", "ابن", "بن", "بنت"),
    }
)
"""What leads a part of a name and names nobody alone: without it half of a Spanish or Arabic text would go."""
_PARTS = re.compile(r"[\s,;/()]+")
_PIECES = re.compile(r"[\s,;/().'’ʼ`\-\u2010-\u2015]+")
_LEAST_OF_NAME = 2
"""An initial alone would black out every "a"; a name of one Chinese letter is a name."""
_LEAST = 4
"""A way of contact, or what stands before its @, with fewer letters and digits would black out half of any text."""
_IN_A_ROW = 7
"""Digits of a number that still tell whose it is: a North American number without its area code."""


def identity_terms(identity: Mapping[str, Any], *, name: bool, contact: bool) -> list[Term]:
    """Return what goes from all texts where the name, the ways of contact, or both are left out of a file."""
    terms: list[Term] = []
    if name:
        for key, value in identity.items():
            terms += name_terms(str(value)) if key not in {"record", "contact"} else []
    if contact:
        for key, value in identity.get("contact", {}).items():
            terms += contact_terms(str(value)) if key not in {"way", "hours"} else []
    return list(dict.fromkeys(terms))


def name_terms(name: str) -> list[Term]:
    """Return the whole of a name and each part of it, without initials and the particles that lead other parts."""
    parts = [part for part in _PARTS.split(name) if part]
    pieces = [piece for part in parts for piece in [part, *_PIECES.split(part)]]
    found = [piece for piece in pieces if _tells(piece) and (not _leads(piece) or piece == parts[-1])]
    return [Term(text, Reason.name) for text in dict.fromkeys([name, *found]) if pattern_of(text)]


def contact_terms(contact: str) -> list[Term]:
    """Return a way of contact, each seven digits in a row of its numbers, and what stands before an @.

    Seven in a row find a number in any writing: with the country's code, a zero in its place, or without the area code.
    """
    if sum(map(str.isalnum, contact)) < _LEAST:
        return []
    return [
        Term(text, Reason.contact) for text in dict.fromkeys([contact, *_digits(contact), *_users(contact)])
    ]


def _digits(contact: str) -> Iterator[str]:
    for number in re.split(r"[^\W\d_]+", fold(contact).text):
        digits = "".join(filter(str.isdigit, number))
        for place in range(len(digits) - _IN_A_ROW + 1):
            yield digits[place : place + _IN_A_ROW]


def _users(contact: str) -> Iterator[str]:
    for address in re.split(r"[\s,;<>()]+", contact):
        user, at, _host = address.partition("@")
        for word in (user, user.partition("+")[0]) if at else ():
            if sum(map(str.isalpha, word)) >= _LEAST:
                yield word


def _leads(piece: str) -> bool:
    return fold(piece).text in PARTICLES


def _tells(piece: str) -> bool:
    """Say whether a part of a name tells who somebody is: two letters, or one Chinese one."""
    letters = [letter for letter in fold(piece).text if letter.isalnum()]
    return len(letters) >= _LEAST_OF_NAME or any(letter >= "\u3400" for letter in letters)
