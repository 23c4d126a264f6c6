"""Blacking out: what an officer chose to leave out of a file is taken from the case before any file is made of it.

The reasons are those of the Freedom of Information Act, 5 U.S.C. 552(b), which an exported record has to name where
something was struck. Until a file is written a mark is one letter that no source text can hold (`unmarked`): what somebody
typed is never taken for one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any

from intake.export.folding import fold, pattern_of, spans

_FIRST = 0xF0000  # supplementary private use: no script, no digit, and no word for `folding`
_OPENING = "[redacted:"
_TYPED = "[\u2060redacted:"  # with a word joiner: it reads the same, and is no mark


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


_MARKS: Mapping[Reason, str] = {reason: chr(_FIRST + number) for number, reason in enumerate(Reason)}
_REASONS: Mapping[str, Reason] = {letter: reason for reason, letter in _MARKS.items()}
_UNMARKED = str.maketrans(dict.fromkeys(_REASONS, "\ufffd"))


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
    return _MARKS[reason]


def marks(text: str) -> list[tuple[str, Reason | None]]:
    """Return a text in pieces: as written (with None), or a mark with its reason."""
    pieces: list[tuple[str, Reason | None]] = []
    place = 0
    for at, letter in enumerate(text):
        if letter in _REASONS:
            pieces += [(text[place:at], None), (letter, _REASONS[letter])]
            place = at + 1
    return [piece for piece in [*pieces, (text[place:], None)] if piece[0]]


def unmarked(value: Any) -> Any:
    """Return a source value (texts in lists, dicts and dataclasses, at any depth) without letters that would be marks."""
    if isinstance(value, str):
        return value.translate(_UNMARKED)
    if isinstance(value, dict):
        return {key: unmarked(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(unmarked, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: unmarked(getattr(value, one.name)) for one in fields(value)})
    return value


def written(value: Any) -> Any:
    """Return a JSON value with its marks in words, "[redacted: reason]"; one that a person typed is kept apart."""
    if isinstance(value, str):
        return "".join(
            f"{_OPENING} {reason}]" if reason else piece.replace(_OPENING, _TYPED)
            for piece, reason in marks(value)
        )
    if isinstance(value, dict):
        return {key: written(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(written, value))
    return value


def counted(value: Any) -> Counter[Reason]:
    """Return how many marks of each reason stand in a JSON value, at any depth."""
    if isinstance(value, str):
        return Counter(reason for _text, reason in marks(value) if reason)
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return sum((counted(one) for one in inner), Counter())


def _merged(found: Iterable[tuple[int, int, Term]]) -> list[tuple[int, int, Reason]]:
    merged: list[tuple[int, int, Reason]] = []
    for start, end, term in sorted(found, key=lambda one: (one[0], -one[1])):
        if merged and start < merged[-1][1]:
            first, last, reason = merged[-1]
            merged[-1] = (first, max(last, end), reason)
        else:
            merged.append((start, end, term.reason))
    return merged
