"""The review queue: what to show of the desk index, in which order, and the counts beside it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from intake.service.desk_index import DeskIndex
from intake.service.documents import Listing

PAGE = 50
_CLOSED = "('closed', 'withdrawn')"
_DEFAULT = "(instr(' '||flags||' ', ' danger ') = 0), (hold = 0), (due = 0 OR due > :now), (burst <> ''), due, received, id"
ORDERS = {
    "due": _DEFAULT,
    "received": "received, id",
    "newest": "received DESC, id",
    "urgency": "urgency, due, id",
    "status": "status, due, id",
    "language": "language, due, id",
    "owner": "owner, due, id",
}
_EXACT = ("urgency", "status", "owner", "lead", "place", "agency", "language", "channel")
_WORDS = ("desks", "kinds", "flags")


@dataclass(frozen=True)
class Wanted:
    """Filters that combine; an absent one fits all. `owner` may be "-" for nobody."""

    desks: frozenset[str]
    filters: dict[str, str] = field(default_factory=dict)
    overdue: bool = False
    closed: bool = False
    order: str = "due"
    page: int = 1


@dataclass(frozen=True)
class Line:
    """One case in the queue."""

    case_id: UUID
    listing: Listing


@dataclass(frozen=True)
class Page:
    """One page of the queue, and how many cases fit in all."""

    lines: list[Line]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // PAGE))


def page_of(index: DeskIndex, wanted: Wanted, now: datetime) -> Page:
    """Return one page of 50 cases of the reader's desks."""
    where, values = _where(wanted, now)
    order = ORDERS.get(wanted.order, _DEFAULT)
    total = int(index.query(f"SELECT count(*) FROM cases WHERE {where}", values)[0][0])  # noqa: S608 -- built of our own words
    page = min(max(1, wanted.page), max(1, -(-total // PAGE)))
    values["offset"] = (page - 1) * PAGE
    sql = f"SELECT * FROM cases WHERE {where} ORDER BY {order} LIMIT {PAGE} OFFSET :offset"  # noqa: S608 -- built of our own words
    return Page(
        [Line(UUID(bytes=row[0]), Listing(*row[1:])) for row in index.query(sql, values)], total, page
    )


def counts(index: DeskIndex, desks: frozenset[str], now: datetime) -> dict[str, int]:
    """Return how many open cases there are, how many are urgent, overdue, unowned, and with a new message."""
    where, values = _where(Wanted(desks), now)
    row = index.query(
        f"SELECT count(*), total(urgency = 0), total(due > 0 AND due <= :now), total(owner = ''),"  # noqa: S608 -- built of our own words
        f" total(instr(flags, 'message:') > 0), total(hold > 0) FROM cases WHERE {where}",
        values,
    )[0]
    names = ("open", "urgent", "overdue", "unowned", "message", "clock")
    return {name: int(value) for name, value in zip(names, row, strict=True)}


def _where(wanted: Wanted, now: datetime) -> tuple[str, dict[str, Any]]:
    """Return the condition with named values; every name in it is one of ours, every value is bound."""
    values: dict[str, Any] = {"now": int(now.timestamp()) // 60}
    parts = [f"status {'' if wanted.closed else 'NOT '}IN {_CLOSED}"]
    mine = []
    for place, desk in enumerate(sorted(wanted.desks)):
        values[f"desk{place}"] = f" {desk} "
        mine.append(f"instr(' '||desks||' ', :desk{place}) > 0")
    parts.append(f"({' OR '.join(mine)})" if mine else "0")
    for name, value in wanted.filters.items():
        if name in _EXACT:
            values[name] = _exact(name, value)
            parts.append(f"{name} = :{name}")
        elif name in _WORDS:
            values[name] = f" {value} "
            parts.append(f"instr(' '||{name}||' ', :{name}) > 0")
    if wanted.overdue:
        parts.append("due > 0 AND due <= :now")
    return " AND ".join(parts), values


def _exact(name: str, value: str) -> str | int:
    if name == "urgency":
        return int(value) if value.isdecimal() else -1
    return "" if value == "-" else value
