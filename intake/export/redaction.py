"""Blacking out: what an officer chose to leave out of a file is taken from the case before any file is made of it.

The reasons are those of the Freedom of Information Act, 5 U.S.C. 552(b), which an exported record has to name where
something was struck.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from intake.export.folding import fold, pattern_of, spans

_MARK = re.compile(r"\[redacted: ([a-z_]+)\]")


class Reason(StrEnum):
    """Why something is blacked out."""

    name = "name"
    contact = "contact"
    third_person = "third_person"
    source = "source"
    safety = "safety"
    privileged = "privileged"
    other_matter = "other_matter"


BASES: Mapping[Reason, str] = {
    Reason.name: "5 U.S.C. 552(b)(6)",
    Reason.contact: "5 U.S.C. 552(b)(6)",
    Reason.third_person: "5 U.S.C. 552(b)(7)(C)",
    Reason.source: "5 U.S.C. 552(b)(7)(D)",
    Reason.safety: "5 U.S.C. 552(b)(7)(F)",
    Reason.privileged: "5 U.S.C. 552(b)(5)",
}
"""The exemption that each reason names; what belongs to another matter needs none."""


@dataclass(frozen=True)
class Term:
    """A word or passage that goes wherever it stands, and why."""

    text: str
    reason: Reason


@dataclass
class Eraser:
    """Takes terms out of texts, and counts what it took: by reason, and by term, so that one that fits nowhere is seen."""

    terms: tuple[Term, ...]
    hits: Counter[Term] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._patterns = [(term, pattern) for term in self.terms if (pattern := pattern_of(term.text))]

    def text(self, text: str) -> str:
        """Return a text with a mark in place of every term; terms that overlap go together."""
        folded = fold(text)
        found = [
            (start, end, term)
            for term, pattern in self._patterns
            for start, end in spans(text, folded, pattern)
        ]
        self.hits.update(term for _start, _end, term in found)
        kept, place = [], 0
        for start, end, reason in _merged(found):
            kept += [text[place:start], mark(reason)]
            place = end
        return "".join([*kept, text[place:]])

    def document(self, value: Any, codes: frozenset[str] = frozenset()) -> Any:
        """Return a JSON value with every text in it erased, at any depth, but for what stands under a key of `codes`."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {key: one if key in codes else self.document(one, codes) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(self.document(one, codes) for one in value)
        return value

    @property
    def missed(self) -> list[Term]:
        """The terms that stood nowhere: misspelt, perhaps, and then still in the file."""
        return [term for term in self.terms if not self.hits[term]]


def mark(reason: Reason) -> str:
    """Return what stands in place of something that was blacked out; it tells the reason and nothing of its length."""
    return f"[redacted: {reason}]"


def marks(text: str) -> list[tuple[str, Reason | None]]:
    """Return a text in pieces: as written (with None), or a mark with its reason."""
    pieces: list[tuple[str, Reason | None]] = []
    place = 0
    for found in _MARK.finditer(text):
        if found[1] in set(Reason):
            pieces += [(text[place : found.start()], None), (found[0], Reason(found[1]))]
            place = found.end()
    return [piece for piece in [*pieces, (text[place:], None)] if piece[0]]


def counted(value: Any) -> Counter[Reason]:
    """Return how many marks of each reason stand in a JSON value, at any depth."""
    if isinstance(value, str):
        return Counter(reason for _text, reason in marks(value) if reason)
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return sum((counted(one) for one in inner), Counter())


def name_terms(name: str) -> list[Term]:
    """Return what goes where a name is left out: the whole of it, and each part of it that tells who somebody is."""
    parts = [part for part in re.split(r"[\s,]+", name) if len(part) >= 3 or not part.isascii()]  # noqa: PLR2004 -- "de", "la"
    return [Term(text, Reason.name) for text in dict.fromkeys([name, *parts]) if pattern_of(text)]


def _merged(found: Iterable[tuple[int, int, Term]]) -> list[tuple[int, int, Reason]]:
    merged: list[tuple[int, int, Reason]] = []
    for start, end, term in sorted(found, key=lambda one: (one[0], -one[1])):
        if merged and start < merged[-1][1]:
            first, last, reason = merged[-1]
            merged[-1] = (first, max(last, end), reason)
        else:
            merged.append((start, end, term.reason))
    return merged
