"""Routing rules: one row each, parsed from TOML and checked word by word."""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from intake.core.copies import Copy
from intake.core.errors import RulesError
from intake.core.rulewords import CONFIDENCES, FALLBACK, Row
from intake.core.words import Actor, Allegation, Custody, Place, Urgency

__all__ = ["Rule", "RuleSet"]

_HEADER = re.compile(r"\s*\[\[\s*rule\s*\]\]")


@dataclass(frozen=True, eq=False)
class Rule:
    """One row: where it fits, and what it does there. `*` has been spelt out as all words of its column.

    Rows are compared by identity: each stands once in its RuleSet.
    """

    rule: str
    actors: frozenset[Actor]
    actors_all: bool
    places: frozenset[Place]
    custody: frozenset[Custody]
    allegations: frozenset[Allegation]
    requires: frozenset[str]
    requires_not: frozenset[str]
    offices: tuple[str, ...]
    copies: tuple[Copy, ...]
    urgency: Urgency
    urgency_if: tuple[tuple[str, Urgency], ...]
    filing_days: int | None
    basis: str
    confidence: str
    note: str
    why: str

    @property
    def fallback(self) -> bool:
        """Whether the row is tried only where no actor found another one."""
        return self.confidence == FALLBACK

    def covers(self, place: Place, custody: Custody, allegation: Allegation) -> bool:
        """Say whether place, custody and allegation fit, leaving actors and flags aside."""
        return place in self.places and custody in self.custody and allegation in self.allegations

    def fits_actor(self, actor: Actor, actors: frozenset[Actor]) -> bool:
        """Say whether it fits this actor among the complaint's `actors`."""
        return actor in self.actors and (not self.actors_all or self.actors <= actors)

    def holds(self, flags: frozenset[str]) -> bool:
        """Say whether every required flag is set and every excluded one is not."""
        return self.requires <= flags and not self.requires_not & flags

    def level(self, flags: frozenset[str]) -> Urgency:
        """Return the urgency under these flags; where several replacements apply, the most urgent."""
        return min((level for flag, level in self.urgency_if if flag in flags), default=self.urgency)


@dataclass(frozen=True)
class RuleSet:
    """All rows in file order, with the hash that names this version of them."""

    rules: tuple[Rule, ...]
    version: str

    @classmethod
    def parse(cls, text: str | bytes) -> "RuleSet":
        """Parse `[[rule]]` tables; RulesError names the line of the row, its id, the column and the word."""
        text = _decoded(text)
        try:
            document = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise RulesError(f"not TOML: {error}") from None
        tables = document.pop("rule", None)
        if document:
            raise RulesError(f"unknown key: {next(iter(document))!r}")
        if not isinstance(tables, list) or not tables:
            raise RulesError("holds no [[rule]]")
        rules: dict[str, Rule] = {}
        for row in _rows(text, tables):
            rule = _rule(row)
            if rule.rule in rules:
                row.refuse("rule", rule.rule, "stands twice")
            rules[rule.rule] = rule
        return cls(tuple(rules.values()), _version(tables))

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """The rows by their id."""
        return {rule.rule: rule for rule in self.rules}

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The distinct explanations (English msgids) in file order, for translation."""
        return tuple(dict.fromkeys(rule.why for rule in self.rules))

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)


def _decoded(text: str | bytes) -> str:
    if isinstance(text, str):
        return text
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RulesError(f"not UTF-8: {error.reason} at byte {error.start}") from None


def _rows(text: str, tables: list[object]) -> list[Row]:
    headers = [number for number, line in enumerate(text.splitlines(), 1) if _HEADER.match(line)]
    if len(headers) != len(tables):  # written as an inline array: no lines to name
        headers = [0] * len(tables)
    return [Row(table, line) for line, table in zip(headers, tables, strict=True)]


def _rule(row: Row) -> Rule:
    some, every = row.words("actors", Actor), row.words("actors_all", Actor)
    if bool(some) == bool(every):
        row.refuse("actors", "", "fill either actors or actors_all")
    places, custody = row.words("places", Place), row.words("custody", Custody)
    allegations = row.words("allegations", Allegation)
    for column, words in (("places", places), ("custody", custody), ("allegations", allegations)):
        if not words:
            row.refuse(column, "", "must name at least one")
    requires, requires_not = row.flags("requires")
    return Rule(
        rule=row.text("rule"),
        actors=some or every,
        actors_all=bool(every),
        places=places,
        custody=custody,
        allegations=allegations,
        requires=requires,
        requires_not=requires_not,
        offices=row.offices(),
        copies=row.copies(),
        urgency=row.level("urgency", row.text("urgency")),
        urgency_if=row.levels("urgency_if"),
        filing_days=row.days("filing_days"),
        basis=row.text("basis", needed=False),
        confidence=row.one_of("confidence", CONFIDENCES),
        note=row.text("note", needed=False),
        why=row.text("why"),
    )


def _version(tables: list[object]) -> str:
    canonical = json.dumps(tables, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
