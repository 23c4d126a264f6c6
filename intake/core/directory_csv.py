"""Reading the two CSV files of the directory: every column checked, every error named with its line."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NoReturn, TypeVar
from zoneinfo import ZoneInfo

from intake.core.errors import DirectoryError
from intake.core.listings import DETENTION, Agency, AgencyKind, Facility, Listing, Operator
from intake.core.words import Place

FACILITY_COLUMNS = (
    *("id", "name", "aliases", "kind", "operator", "state", "county_fips", "timezone"),
    *("county_run", "valid_from", "valid_to", "languages"),
)
AGENCY_COLUMNS = (
    *("id", "name", "kind", "state", "county_fips", "section_287g", "doj_funded", "valid_from", "valid_to"),
)
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_STATE = re.compile(r"[A-Z]{2}")
_FIPS = re.compile(r"[0-9]{5}")
_TRUTH = {"yes": True, "no": False}

_Kind = TypeVar("_Kind", bound=StrEnum)
_Entry = TypeVar("_Entry", bound=Listing)


def parse_facilities(text: str) -> tuple[Facility, ...]:
    """Parse facilities.csv; lists in a cell are separated by `|`; DirectoryError names line, column and word."""
    return _table("facilities", text, FACILITY_COLUMNS, _facility)


def parse_agencies(text: str) -> tuple[Agency, ...]:
    """Parse agencies.csv; DirectoryError names line, column and word."""
    return _table("agencies", text, AGENCY_COLUMNS, _agency)


@dataclass(frozen=True)
class _Row:
    """A line of a CSV file, read column by column."""

    file: str
    line: int
    cells: dict[str, str]

    def refuse(self, column: str, problem: str) -> NoReturn:
        word = self.cells.get(column, "")
        raise DirectoryError(f"{self.file}: line {self.line}: {column}: {problem}: {word!r}")

    def text(self, column: str, pattern: re.Pattern[str] | None = None) -> str:
        value = self.cells[column]
        if not value or (pattern and not pattern.fullmatch(value)):
            self.refuse(column, "is empty or malformed")
        return value

    def listed(self, column: str) -> tuple[str, ...]:
        return tuple(item.strip() for item in self.cells[column].split("|") if item.strip())

    def word(self, column: str, kind: type[_Kind]) -> _Kind:
        try:
            return kind(self.cells[column])
        except ValueError:
            return self.refuse(column, "unknown word")

    def truth(self, column: str) -> bool:
        if self.cells[column] not in _TRUTH:
            self.refuse(column, "must be yes or no")
        return _TRUTH[self.cells[column]]

    def day(self, column: str) -> date:
        try:
            return date.fromisoformat(self.cells[column])
        except ValueError:
            return self.refuse(column, "must be a day like 2024-01-31")

    def period(self) -> tuple[date, date | None]:
        first = self.day("valid_from")
        last = self.day("valid_to") if self.cells["valid_to"] else None
        if last is not None and last < first:
            self.refuse("valid_to", "is before valid_from")
        return first, last


def _facility(row: _Row) -> Facility:
    kind = row.word("kind", Place)
    if kind not in DETENTION:
        row.refuse("kind", "is not a place where people are held")
    try:
        zone = ZoneInfo(row.text("timezone"))
    except (KeyError, OSError, ValueError):  # not found; a folder of zones; not the name of a zone
        row.refuse("timezone", "unknown time zone")
    first, last = row.period()
    return Facility(
        id=row.text("id", _ID),
        name=row.text("name"),
        aliases=row.listed("aliases"),
        kind=kind,
        operator=row.word("operator", Operator),
        state=row.text("state", _STATE),
        county_fips=row.text("county_fips", _FIPS),
        timezone=zone.key,
        county_run=row.truth("county_run"),
        valid_from=first,
        valid_to=last,
        languages=row.listed("languages"),
    )


def _agency(row: _Row) -> Agency:
    first, last = row.period()
    return Agency(
        id=row.text("id", _ID),
        name=row.text("name"),
        kind=row.word("kind", AgencyKind),
        state=row.text("state", _STATE),
        county_fips=row.text("county_fips", _FIPS),
        section_287g=row.truth("section_287g"),
        doj_funded=row.truth("doj_funded"),
        valid_from=first,
        valid_to=last,
    )


def _table(
    file: str, text: str, columns: Sequence[str], parse: Callable[[_Row], _Entry]
) -> tuple[_Entry, ...]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    header = next(reader, [])
    if header != list(columns):
        raise DirectoryError(f"{file}: line 1: the columns must be {','.join(columns)}")
    entries: list[_Entry] = []
    for cells in reader:
        if not cells:
            continue
        if len(cells) != len(columns):
            raise DirectoryError(
                f"{file}: line {reader.line_num}: has {len(cells)} columns, not {len(columns)}"
            )
        row = _Row(
            file, reader.line_num, {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}
        )
        entry = parse(row)
        if any(entry.id == other.id and _overlap(entry, other) for other in entries):
            row.refuse("id", "stands twice for the same day")
        entries.append(entry)
    return tuple(entries)


def _overlap(one: Listing, other: Listing) -> bool:
    return one.valid_from <= (other.valid_to or date.max) and other.valid_from <= (one.valid_to or date.max)
