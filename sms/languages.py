"""Which language a text is in: by a keyword, then by its script, then by a short lexicon; else a menu decides."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from config.deployment import Language
from sms.words import Words, all_words, plain

_SURE = 2  # hits from which on a lexicon decides
_LETTER = 2  # what a letter that no neighbour writes is worth


def detect(text: str, offered: Sequence[Language]) -> Language | None:
    """Return the language of a text among those offered; None where a person should choose."""
    known = [
        (language, all_words()[language.locale]) for language in offered if language.locale in all_words()
    ]
    said = plain(text)
    by_keyword = [one for one, words in known if said in words.keywords or _begins(said, words.keywords)]
    if len(by_keyword) == 1:
        return by_keyword[0]
    script = _script(text)
    written = [(language, words) for language, words in known if script in words.scripts]
    if script != "LATIN" and len(written) == 1:
        return written[0][0]
    return _best((language, _score(text, said, words)) for language, words in written)


def is_keyword(text: str, language: Language) -> bool:
    """Tell whether a text is nothing but a greeting or a call for help, so that it says nothing to keep."""
    words = all_words().get(language.locale)
    return words is not None and plain(text) in words.keywords


def _begins(said: str, keywords: frozenset[str]) -> bool:
    return any(said.startswith(f"{keyword} ") for keyword in keywords)


def _script(text: str) -> str:
    """Return the first word of the Unicode names that most letters have; "" where there is no letter."""
    names = (unicodedata.name(letter, "?").split()[0] for letter in text if letter.isalpha())
    most = Counter(names).most_common(1)
    return most[0][0] if most else ""


def _score(text: str, said: str, words: Words) -> int:
    """Return the words of the lexicon that occur, and its letters; writing without spaces is searched inside words."""
    spaced = set(said.split())
    hits = sum(word in spaced or (not word.isascii() and word in said) for word in words.lexicon)
    return hits + _LETTER * len(words.letters.intersection(text.casefold()))


def _best(scores: Iterable[tuple[Language, int]]) -> Language | None:
    ranked = sorted(scores, key=lambda one: -one[1])
    if not ranked or ranked[0][1] < _SURE:
        return None
    tied = len(ranked) > 1 and ranked[1][1] == ranked[0][1]
    return None if tied else ranked[0][0]
