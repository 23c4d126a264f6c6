"""How long an ended case is kept: the classes of the deployment's schedule, and which case is in which."""

import re
import tomllib
from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from intake.core.errors import RulesError
from intake.core.statuses import Outcome
from intake.core.words import Allegation, Flag

PERMANENT = "permanent"
_CODE = re.compile(r"[a-z][a-z0-9_]{0,19}")
_KEEP = re.compile(r"([1-9][0-9]{0,2}) (month|year)s?")
_MONTHS = {"month": 1, "year": 12}
_WORDS: Mapping[str, type[StrEnum]] = {"allegations": Allegation, "flags": Flag, "outcomes": Outcome}


@dataclass(frozen=True)
class RetentionClass:
    """A class of cases; `name` is an English msgid, `months` how long they are kept after they end, None for ever."""

    code: str
    name: str
    months: int | None

    def keeps_longer(self, other: "RetentionClass") -> bool:
        """Say whether a case of this class is kept longer than one of another."""
        return other.months is not None and (self.months is None or self.months > other.months)


@dataclass(frozen=True)
class RetentionRule:
    """Which class a case is in by default, where each of its sets that is not empty holds a word of the case."""

    code: str
    wanted: Mapping[str, frozenset[str]]

    def fits(self, case: Mapping[str, Collection[str]]) -> bool:
        """Say whether a case fits; `case` has its words under the names that `wanted` has."""
        return all(not words.isdisjoint(case[name]) for name, words in self.wanted.items())


@dataclass(frozen=True)
class Schedule:
    """The classes of a deployment, its rules in their order, and the class of a case that none of them fits."""

    classes: Mapping[str, RetentionClass]
    rules: tuple[RetentionRule, ...]
    default: str

    @classmethod
    def parse(cls, text: str) -> "Schedule":
        """Parse retention.toml; RulesError names the class, rule or word that is wrong."""
        document = tomllib.loads(text)
        _check_keys("the file", document, {"default", "class", "rule"})
        classes = [_class(row) for row in _rows(document, "class")]
        found = {one.code: one for one in classes}
        if len(found) < len(classes):
            raise RulesError("two classes have the same code")
        default = document.get("default")
        if default not in list(found):
            raise RulesError(f"default: no such class: {default!r}")
        rules = tuple(_rule(place, row, found) for place, row in enumerate(_rows(document, "rule"), 1))
        return cls(found, rules, default)

    def class_of(self, allegations: Collection[str], flags: Collection[str], outcome: str) -> str:
        """Return the code of the class that a case is in by default: of the first rule that fits."""
        case = {"allegations": allegations, "flags": flags, "outcomes": {outcome}}
        return next((rule.code for rule in self.rules if rule.fits(case)), self.default)

    def disposal_day(self, ended_on: date, code: str) -> date | None:
        """Return the first day on which a case that ended on a day may be disposed of.

        None where its class is permanent, or no longer in the schedule: then it stays until somebody chooses another.
        """
        found = self.classes.get(code)
        return None if found is None or found.months is None else months_after(ended_on, found.months)


def months_after(day: date, months: int) -> date:
    """Return the same day some months later; the 1st of the month after where there is none, so never too early."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    last = monthrange(year, month)[1]
    return date(year, month, min(day.day, last)) + timedelta(days=day.day > last)


def _class(row: Mapping[str, Any]) -> RetentionClass:
    code, name, keep = row.get("code"), row.get("name"), row.get("keep")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise RulesError(f"class: code must be a short word of small letters: {code!r}")
    _check_keys(f"class {code}", row, {"code", "name", "keep"})
    if not isinstance(name, str) or not name.strip():
        raise RulesError(f"class {code}: name must say in words what it is")
    if keep == PERMANENT:
        return RetentionClass(code, name, None)
    found = _KEEP.fullmatch(keep) if isinstance(keep, str) else None
    if not found:
        raise RulesError(f"class {code}: keep must be like '3 years', '18 months' or 'permanent': {keep!r}")
    return RetentionClass(code, name, int(found[1]) * _MONTHS[found[2]])


def _rule(place: int, row: Mapping[str, Any], classes: Collection[str]) -> RetentionRule:
    where = f"rule {place}"
    _check_keys(where, row, {"class", *_WORDS})
    code = row.get("class")
    if code not in list(classes):
        raise RulesError(f"{where}: no such class: {code!r}")
    wanted = {
        name: _words(f"{where}: {name}", row[name], known) for name, known in _WORDS.items() if name in row
    }
    if not wanted:
        raise RulesError(f"{where}: names no allegations, flags or outcomes, so it would fit every case")
    return RetentionRule(str(code), wanted)


def _words(where: str, given: object, known: type[StrEnum]) -> frozenset[str]:
    if not isinstance(given, list) or not given:
        raise RulesError(f"{where}: must be a list of words")
    for word in given:
        if word not in list(known):
            raise RulesError(f"{where}: unknown word: {word!r}")
    return frozenset(given)


def _rows(document: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = document.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise RulesError(f"{name}: must be written as [[{name}]]")
    return rows


def _check_keys(where: str, row: Mapping[str, Any], known: set[str]) -> None:
    for key in sorted(row.keys() - known):
        raise RulesError(f"{where}: unknown name: {key!r}")
