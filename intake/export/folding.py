"""Finding words in texts as a reader would: whatever the letter case, accents, marks, digits and spaces between them."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_LETTERS_ALONE = 4
"""Below so many letters of a script with capitals a word is found only by itself: "Li" must not go from "police"."""
_PHONE = 6
"""From so many digits on, a text without letters is a number: what stands between its digits does not count."""
_BETWEEN = r"(?:[^0-9]{0,40})"
"""Between two digits of a number: any writing, and words as in "555, then 0188"; no digit, so there is one way to match."""
_MARKS = frozenset({"Mn", "Me", "Cf"})
_TATWEEL = "\u0640"


@dataclass(frozen=True)
class Folded:
    """A text as it is compared; `at` holds for each of its letters the place in the text as written."""

    text: str
    at: tuple[int, ...]


def fold(text: str) -> Folded:
    """Return a text without letter case, accents, invisible marks and stretched letters, its digits as ASCII."""
    letters: list[str] = []
    at: list[int] = []
    for place, letter in enumerate(text):
        folded = _letter(letter)
        letters.append(folded)
        at.extend([place] * len(folded))
    return Folded("".join(letters), tuple(at))


def pattern_of(term: str) -> re.Pattern[str] | None:
    """Return what finds a word or passage in a folded text; None where it holds no letter and no digit."""
    plain = fold(term).text
    parts = re.findall(r"[^\W_]+", plain)
    if not parts:
        return None
    whole = "".join(parts)
    if whole.isdigit() and len(whole) >= _PHONE:
        return re.compile(_BETWEEN.join(whole))
    found = r"[\W_]+".join(map(re.escape, parts))
    if len(whole) < _LETTERS_ALONE and (whole.isascii() or whole != whole.upper()):
        return re.compile(rf"(?<![^\W_]){found}(?![^\W_])")
    return re.compile(found)


def spans(text: str, folded: Folded, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield where a pattern stands in a text as written, with the marks that belong to its last letter."""
    for found in pattern.finditer(folded.text):
        end = folded.at[found.end() - 1] + 1
        while end < len(text) and not _letter(text[end]):
            end += 1
        yield folded.at[found.start()], end


def _letter(letter: str) -> str:
    """Return one letter as it is compared: nothing for a mark, several for a ligature."""
    if letter.isascii():
        return letter.lower()
    kept = [
        one
        for one in unicodedata.normalize("NFKD", letter).casefold()
        if unicodedata.category(one) not in _MARKS and one != _TATWEEL
    ]
    return "".join(str(unicodedata.digit(one, one)) for one in kept)
