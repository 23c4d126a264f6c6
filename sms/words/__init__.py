"""The words people text, language by language, as data: how they greet, say no, stop, start, and ask for help."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from intake.interview.text import comparable_word, folded

FOLDER = Path(__file__).parent
_FIELDS = frozenset(
    {"scripts", "letters", "keywords", "lexicon", "stop", "stop_phrases", "polite", "not_stop", "start"}
    | {"help", "status", "forget", "yes", "no"}
)


def plain(text: str) -> str:
    """Return a text for comparing: no case, accents, punctuation or emoji; single spaces."""
    words = (comparable_word(word) for word in folded(text).replace("'", "").replace("’", "").split())
    return " ".join(word for word in words if word)


@dataclass(frozen=True)
class Words:
    """What is known of how one language is texted; every text is already plain.

    `scripts` are the first words of Unicode letter names ("ARABIC"); `letters` occur in this language and in none of its
    neighbours of that script; `keywords` choose the language at once; `stop` counts as a whole message,
    `stop_phrases` also inside a short one; `polite` may stand around a stop word; `not_stop` before one turns it around.
    """

    locale: str
    scripts: tuple[str, ...]
    letters: frozenset[str]
    keywords: frozenset[str]
    lexicon: frozenset[str]
    stop: frozenset[str]
    stop_phrases: frozenset[str]
    polite: frozenset[str]
    not_stop: frozenset[str]
    start: frozenset[str]
    help: frozenset[str]
    status: frozenset[str]
    forget: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]


@cache
def all_words() -> Mapping[str, Words]:
    """Return the words of every language there is data for, by locale; ValueError names a file that is malformed."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.toml"))}


def _read(path: Path) -> Words:
    found: Mapping[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    unknown = set(found) - _FIELDS
    if unknown or not found.get("scripts"):
        raise ValueError(f"{path.name}: unknown {sorted(unknown)} or no scripts")
    given = {name: _plain(found.get(name, [])) for name in _FIELDS - {"scripts", "letters"}}
    return Words(
        locale=path.stem,
        scripts=tuple(found["scripts"]),
        letters=frozenset(found.get("letters", "")),
        **given,
    )


def _plain(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(None, map(plain, texts)))
