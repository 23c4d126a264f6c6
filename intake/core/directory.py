"""The dated directory of facilities and agencies: what people cannot be asked to know."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import TypeVar

from intake.core.directory_csv import parse_agencies, parse_facilities
from intake.core.listings import DETENTION, Agency, AgencyKind, Facility, Listing, Operator

__all__ = ["DETENTION", "Agency", "AgencyKind", "Directory", "Facility", "Operator"]

_WORD = re.compile(r"\w+")
_Entry = TypeVar("_Entry", bound=Listing)
_Search = Callable[[str, date | None], tuple[_Entry, ...]]
# One page asks for the same name dozens of times: each condition of a step reads it anew. Kept in memory alone.
_REMEMBERED = 128


@dataclass(frozen=True)
class Directory:
    """All dated rows; one id may have several, one after another, as a place changes.

    Where a day is None, each id counts as it was last known.
    """

    facilities: tuple[Facility, ...] = ()
    agencies: tuple[Agency, ...] = ()

    @classmethod
    def load(cls, facilities_csv: str, agencies_csv: str) -> "Directory":
        """Parse the texts of the two CSV files; DirectoryError names file, line, column and word."""
        return cls(parse_facilities(facilities_csv), parse_agencies(agencies_csv))

    def facility(self, id_: str, day: date | None = None) -> Facility | None:
        """Return a facility as it was on a day; None where there is none."""
        return next(iter(_on(self._facilities_by_id.get(id_, ()), day)), None)

    def agency(self, id_: str, day: date | None = None) -> Agency | None:
        """Return an agency as it was on a day; None where there is none."""
        return next(iter(_on(self._agencies_by_id.get(id_, ()), day)), None)

    def search(self, name: str, day: date | None = None) -> tuple[Facility, ...]:
        """Return the facilities a typed name fits, best first; case, accents and word order do not matter."""
        return self._facilities_found(name, day)

    def search_agencies(self, name: str, day: date | None = None) -> tuple[Agency, ...]:
        """Return the agencies a typed name fits, best first; case, accents and word order do not matter."""
        return self._agencies_found(name, day)

    @cached_property
    def _facilities_by_id(self) -> dict[str, list[Facility]]:
        return _by_id(self.facilities)

    @cached_property
    def _agencies_by_id(self) -> dict[str, list[Agency]]:
        return _by_id(self.agencies)

    @cached_property
    def _facilities_found(self) -> _Search[Facility]:
        return _searching(self.facilities)

    @cached_property
    def _agencies_found(self) -> _Search[Agency]:
        return _searching(self.agencies)


def _by_id(entries: Iterable[_Entry]) -> dict[str, list[_Entry]]:
    found: dict[str, list[_Entry]] = {}
    for entry in entries:
        found.setdefault(entry.id, []).append(entry)
    return found


def _on(entries: Iterable[_Entry], day: date | None) -> list[_Entry]:
    if day is not None:
        return [
            one for one in entries if one.valid_from <= day and (one.valid_to is None or day <= one.valid_to)
        ]
    return list({one.id: one for one in sorted(entries, key=lambda one: one.valid_from)}.values())


def _searching(entries: tuple[_Entry, ...]) -> _Search[_Entry]:
    """Return a search among some rows whose names are made ready once."""
    folded = {name: _folded(name) for entry in entries for name in entry.names}
    return lru_cache(_REMEMBERED)(partial(_search, entries, folded))


def _search(
    entries: tuple[_Entry, ...], folded: dict[str, list[str]], typed: str, day: date | None
) -> tuple[_Entry, ...]:
    wanted = _folded(typed)
    ranked = [
        (rank, entry.names[0], entry)
        for entry in _on(entries, day)
        if (rank := _rank(entry, folded, wanted)) is not None
    ]
    return tuple(entry for _, _, entry in sorted(ranked, key=lambda found: found[:2]))


def _rank(entry: Listing, folded: dict[str, list[str]], wanted: list[str]) -> int | None:
    """Return 0 for a whole name, 1 for its beginning, 2 for words that begin some of its words, None for no fit."""
    if not wanted:
        return None
    fits = []
    for name in entry.names:
        words = folded[name]
        if words == wanted:
            fits.append(0)
        elif " ".join(words).startswith(" ".join(wanted)):
            fits.append(1)
        elif all(any(word.startswith(part) for word in [*words, entry.state.casefold()]) for part in wanted):
            fits.append(2)
    return min(fits, default=None)


def _folded(text: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _WORD.findall(plain.casefold())
