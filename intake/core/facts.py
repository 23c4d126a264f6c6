"""Facts: the part of a complaint that decides its route, parsed from a document checked word by word."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from intake.core.errors import FactsError
from intake.core.words import Actor, Allegation, Custody, Flag, Place

__all__ = ["TIMES", "Actor", "Allegation", "Custody", "Facts", "Flag", "Place"]

TIMES = ("release_eligible_at", "released_at", "as_of")
YEARS = range(1950, 2100)
"""The years the detainer clock can count in: federal holidays are known up to 2100."""

_REQUIRED = ("actors", "place", "custody", "allegations")
_KNOWN = (*_REQUIRED, "flags", *TIMES)
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_LONGEST_QUOTE = 60

_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True)
class Facts:
    """One incident in the words of the vocabulary; times are naive wall-clock times of the facility."""

    actors: tuple[Actor, ...]
    place: Place
    custody: Custody
    allegations: tuple[Allegation, ...]
    flags: frozenset[Flag] = frozenset()
    release_eligible_at: datetime | None = None
    released_at: datetime | None = None
    as_of: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse what no document may hold, however the facts were made."""
        if not self.actors:
            raise FactsError("actors", "", "must name at least one")
        if not self.allegations:
            raise FactsError("allegations", "", "must name at least one")
        for field in TIMES:
            _check_time(field, getattr(self, field))
        if self.released_at and self.release_eligible_at and self.released_at < self.release_eligible_at:
            raise FactsError("released_at", self.released_at.isoformat(), "is before release_eligible_at")

    @classmethod
    def from_document(cls, document: Mapping[str, object]) -> "Facts":
        """Parse a facts document; FactsError names the field and the word that is unknown or impossible."""
        for key in document:
            if key not in _KNOWN:
                raise FactsError("facts", _quoted(key), "unknown field")
        for key in _REQUIRED:
            if key not in document:
                raise FactsError(key, "", "is missing")
        return cls(
            actors=_words(Actor, "actors", document["actors"]),
            place=_word(Place, "place", document["place"]),
            custody=_word(Custody, "custody", document["custody"]),
            allegations=_words(Allegation, "allegations", document["allegations"]),
            flags=frozenset(_words(Flag, "flags", document.get("flags", []))),
            release_eligible_at=_time("release_eligible_at", document.get("release_eligible_at")),
            released_at=_time("released_at", document.get("released_at")),
            as_of=_time("as_of", document.get("as_of")),
        )

    def to_document(self) -> dict[str, object]:
        """Return the JSON form, every field present, flags in the order of the vocabulary."""
        times = {field: getattr(self, field) for field in TIMES}
        return {
            "actors": [actor.value for actor in self.actors],
            "place": self.place.value,
            "custody": self.custody.value,
            "allegations": [allegation.value for allegation in self.allegations],
            "flags": [flag.value for flag in Flag if flag in self.flags],
            **{field: time.isoformat(timespec="seconds") if time else None for field, time in times.items()},
        }


def _word(kind: type[_Word], field: str, value: object) -> _Word:
    if not isinstance(value, str):
        raise FactsError(field, _quoted(value), "must be a word")
    try:
        return kind(value)
    except ValueError:
        raise FactsError(field, _quoted(value), "unknown word") from None


def _words(kind: type[_Word], field: str, value: object) -> tuple[_Word, ...]:
    if not isinstance(value, list):
        raise FactsError(field, _quoted(value), "must be a list of words")
    return tuple(dict.fromkeys(_word(kind, field, item) for item in value))


def _time(field: str, value: object) -> datetime | None:
    if value is None:
        return None
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise FactsError(
            field, _quoted(value), "must be a local time like 2011-11-23T17:00, without an offset"
        )
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise FactsError(field, _quoted(value), "no such day or time") from None


def _check_time(field: str, value: datetime | None) -> None:
    if value is None:
        return
    if value.tzinfo is not None:
        raise FactsError(field, value.isoformat(), "must be a local time, without an offset")
    if value.year not in YEARS:
        raise FactsError(field, value.isoformat(), f"must lie in the years {YEARS[0]} to {YEARS[-1]}")


def _quoted(value: object) -> str:
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "..."
