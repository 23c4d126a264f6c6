"""What the queue is asked for, as one condition on the desk index; every name in it is ours, every value is bound."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from intake.service.index_lines import Lines

NOBODY = "-"
OVERDUE = "calm IN (0, 1) AND bursty IN (0, 1) AND undue = 0 AND due <= :now"
_EXACT = ("urgency", "status", "owner", "lead", "place", "agency", "language", "channel", "burst")
_LEVELS = {"0", "1", "2", "3"}
_TIMED = {
    "clock": "calm IN (0, 1) AND hold > 0 AND hold > :now",
    "hold_over": "calm IN (0, 1) AND hold > 0 AND hold <= :now",
}


@dataclass(frozen=True)
class Wanted:
    """Filters that combine; an absent one fits all.

    `owner` may be "-" for nobody; the flags `message`, `clock` and `hold_over` mean a message for one of `desks`, a
    hold clock that runs now, and one that has run out. `order` is a name of ORDERS.
    """

    desks: frozenset[str]
    filters: dict[str, str] = field(default_factory=dict)
    overdue: bool = False
    closed: bool = False
    order: str = "pressing"
    page: int = 1


@dataclass(frozen=True)
class Where:
    """A condition in SQL with its named values; `now` is the minute that it was asked in."""

    sql: str
    values: Mapping[str, Any]

    def also(self, sql: str, values: Mapping[str, Any] | None = None) -> "Where":
        """Return this condition and another."""
        return replace(self, sql=f"{self.sql} AND {sql}", values={**self.values, **(values or {})})


def condition(lines: Lines, wanted: Wanted, now: datetime) -> Where:
    """Return the condition that a case is at one of the desks and fits every filter."""
    where = Where(
        "open = :open AND at & :mine",
        {
            "open": int(not wanted.closed),
            "mine": lines.desks.asked(*wanted.desks),
            "now": int(now.timestamp()) // 60,
        },
    )
    for name, value in wanted.filters.items():
        where = _narrowed(lines, where, wanted.desks, name, value)
    return where.also(OVERDUE) if wanted.overdue else where


def _narrowed(lines: Lines, where: Where, desks: frozenset[str], name: str, value: str) -> Where:
    """Return the condition with one filter more; a name that is none of ours changes nothing."""
    if name in _EXACT:
        return where.also(f"{name} = :{name}{_partial(name, value)}", {name: _exact(name, value)})
    if name == "flags" and value in _TIMED:
        return where.also(_TIMED[value])
    if name == "flags":
        words = {f"message:{desk}" for desk in desks} if value == "message" else {value}
        return where.also("marks & :marks", {"marks": lines.flags.asked(*words)})
    if name == "desks":
        return where.also("at & :desk", {"desk": lines.desks.asked(value)})
    if name == "kinds":
        return where.also("sorts & :sort", {"sort": lines.kinds.asked(value)})
    return where


def _partial(name: str, value: str) -> str:
    """Say what the indexes of the filled columns are told by."""
    return f" AND {name} <> ''" if name in {"place", "agency", "burst"} and value != NOBODY else ""


def _exact(name: str, value: str) -> str | int:
    if name == "urgency":
        return int(value) if value in _LEVELS else -1
    return "" if value == NOBODY else value
