"""The review queue: what to show of the desk index, in which order, and the counts beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from intake.service.desk_index import DeskIndex
from intake.service.documents import Listing

PAGE = 50
NOBODY = "-"
_CLOSED = "('closed', 'withdrawn')"
# Danger, then a hold clock still running, then overdue, then by due time; a flood from one source comes after the rest.
PRESSING = (
    "(instr(' '||flags||' ', ' danger ') = 0), (hold <= :now), (due = 0 OR due > :now), (burst <> ''),"
    " (due = 0), due, received, id"
)
# What a column may be sorted by, and how it is empty there: the empty ones come last either way.
_SORTED = {
    "due": "due = 0",
    "received": "received = 0",
    "urgency": "urgency < 0",
    "status": "status = ''",
    "language": "language = ''",
    "owner": "owner = ''",
    "place": "place = ''",
    "channel": "channel = ''",
}
ORDERS = {
    "pressing": PRESSING,
    **{name: f"({empty}), {name}, {PRESSING}" for name, empty in _SORTED.items()},
    **{f"-{name}": f"({empty}), {name} DESC, {PRESSING}" for name, empty in _SORTED.items()},
}
_EXACT = ("urgency", "status", "owner", "lead", "place", "agency", "language", "channel", "burst")
# A flood must not hide somebody in danger, nor a hold whose clock runs.
_NEVER_FOLDED = "(instr(' '||flags||' ', ' danger ') > 0 OR hold > :now)"
_LEVELS = {"0", "1", "2", "3"}
_WORDS = ("desks", "kinds", "flags")
CHOICES = ("status", "owner", "place", "agency", "language", "channel")


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
class Line:
    """One case in the queue; `more` is how many others of its burst fit the filters and stand beneath it."""

    case_id: UUID
    listing: Listing
    more: int = 0


@dataclass(frozen=True)
class Page:
    """One page of the queue; `total` is how many cases fit, `heads` how many lines they make with bursts folded."""

    lines: list[Line]
    total: int
    heads: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.heads // PAGE))


def page_of(index: DeskIndex, wanted: Wanted, now: datetime) -> Page:
    """Return one page of 50 lines of the reader's desks; each burst is one line, unless it is asked for by name."""
    where, values = _where(wanted, now)
    order = ORDERS.get(wanted.order, PRESSING)
    flooded = index.query("SELECT 1 FROM cases WHERE burst <> '' LIMIT 1", {})
    folded = f"{where} AND {_heads(where)}" if flooded and "burst" not in wanted.filters else where
    total = _count(index, where, values)
    heads = total if folded == where else _count(index, folded, values)
    page = min(max(1, wanted.page), max(1, -(-heads // PAGE)))
    values["offset"] = (page - 1) * PAGE
    sql = f"SELECT * FROM cases WHERE {folded} ORDER BY {order} LIMIT {PAGE} OFFSET :offset"  # noqa: S608 -- built of our own words
    lines = [Line(UUID(bytes=row[0]), Listing(*row[1:])) for row in index.query(sql, values)]
    if folded != where:
        lines = _with_bursts(index, lines, where, values)
    return Page(lines, total, heads, page)


def next_case(
    index: DeskIndex, wanted: Wanted, name: str, now: datetime, after: UUID | None = None
) -> UUID | None:
    """Return the most pressing case that fits and that nobody else owns, another than `after`; None where none is."""
    where, values = _where(replace(wanted, closed=False), now)
    values |= {"me": name, "after": after.bytes if after else b""}
    sql = f"SELECT id FROM cases WHERE {where} AND owner IN ('', :me) AND id <> :after ORDER BY {PRESSING} LIMIT 1"  # noqa: S608 -- built of our own words
    found = index.query(sql, values)
    return UUID(bytes=found[0][0]) if found else None


def line_of(index: DeskIndex, case_id: UUID) -> Listing | None:
    """Return one case's line, whichever desk it is at; None where there is no such case."""
    found = index.query("SELECT * FROM cases WHERE id = :id", {"id": case_id.bytes})
    return Listing(*found[0][1:]) if found else None


def counts(index: DeskIndex, desks: frozenset[str], now: datetime) -> dict[str, int]:
    """Return how many open cases there are: all, urgent, overdue, unowned, with a new message, with a clock running."""
    where, values = _where(Wanted(desks), now)
    message = _message(desks, values)
    row = index.query(
        f"SELECT count(*), total(urgency = 0), total(due > 0 AND due <= :now), total(owner = ''),"  # noqa: S608 -- built of our own words
        f" total({message}), total(hold > :now) FROM cases WHERE {where}",
        values,
    )[0]
    names = ("open", "urgent", "overdue", "unowned", "message", "clock")
    return {name: int(value) for name, value in zip(names, row, strict=True)}


def choices(index: DeskIndex, desks: frozenset[str]) -> dict[str, list[str]]:
    """Return the values that the cases of some desks, open and closed, have in each column of CHOICES."""
    mine, values = _mine(desks)
    return {
        name: [
            str(row[0])
            for row in index.query(f"SELECT DISTINCT {name} FROM cases WHERE {mine} ORDER BY 1", values)  # noqa: S608 -- names of our own columns
            if row[0] != ""
        ]
        for name in CHOICES
    }


def _heads(where: str) -> str:
    """Return the condition that leaves of each burst only its most pressing case."""
    first = f"row_number() OVER (PARTITION BY burst ORDER BY {PRESSING}) AS place_in_burst"
    inner = f"SELECT id, {first} FROM cases WHERE {where} AND burst <> '' AND NOT {_NEVER_FOLDED}"  # noqa: S608 -- built of our own words
    return f"(burst = '' OR {_NEVER_FOLDED} OR id IN (SELECT id FROM ({inner}) WHERE place_in_burst = 1))"  # noqa: S608 -- built of our own words


def _with_bursts(index: DeskIndex, lines: Sequence[Line], where: str, values: dict[str, Any]) -> list[Line]:
    sql = f"SELECT burst, count(*) FROM cases WHERE {where} AND burst <> '' AND NOT {_NEVER_FOLDED} GROUP BY burst"  # noqa: S608 -- built of our own words
    sizes: dict[str, int] = (
        dict(index.query(sql, values)) if any(line.listing.burst for line in lines) else {}
    )
    return [
        replace(line, more=sizes.get(line.listing.burst, 1) - 1)
        if _folds(line.listing, values["now"])
        else line
        for line in lines
    ]


def _folds(listing: Listing, now: int) -> bool:
    """Say whether a line may stand for others of its burst: _NEVER_FOLDED without SQL."""
    return "danger" not in listing.flags.split() and listing.hold <= now


def _count(index: DeskIndex, where: str, values: dict[str, Any]) -> int:
    return int(index.query(f"SELECT count(*) FROM cases WHERE {where}", values)[0][0])  # noqa: S608 -- built of our own words


def _where(wanted: Wanted, now: datetime) -> tuple[str, dict[str, Any]]:
    """Return the condition with named values; every name in it is one of ours, every value is bound."""
    mine, values = _mine(wanted.desks)
    values["now"] = _minute(now)
    parts = [f"status {'' if wanted.closed else 'NOT '}IN {_CLOSED}", mine]
    for name, value in wanted.filters.items():
        if name in _EXACT:
            values[name] = _exact(name, value)
            parts.append(f"{name} = :{name}")
        elif name == "flags" and value in {"message", "clock", "hold_over"}:
            timed = {"clock": "hold > :now", "hold_over": "hold > 0 AND hold <= :now"}
            parts.append(timed.get(value) or _message(wanted.desks, values))
        elif name in _WORDS:
            values[name] = f" {value} "
            parts.append(f"instr(' '||{name}||' ', :{name}) > 0")
    if wanted.overdue:
        parts.append("due > 0 AND due <= :now")
    return " AND ".join(parts), values


def _mine(desks: frozenset[str]) -> tuple[str, dict[str, Any]]:
    """Return the condition that a case is at one of these desks; no desk fits none."""
    values = {f"desk{place}": f" {desk} " for place, desk in enumerate(sorted(desks))}
    parts = [f"instr(' '||desks||' ', :{name}) > 0" for name in values]
    return f"({' OR '.join(parts)})" if parts else "0", dict(values)


def _message(desks: frozenset[str], values: dict[str, Any]) -> str:
    """Return the condition that a message waits for one of these desks, and bind its values."""
    named = {f"message{place}": f" message:{desk} " for place, desk in enumerate(sorted(desks))}
    values |= named
    parts = [f"instr(' '||flags||' ', :{name}) > 0" for name in named]
    return f"({' OR '.join(parts)})" if parts else "0"


def _minute(now: datetime) -> int:
    return int(now.timestamp()) // 60


def _exact(name: str, value: str) -> str | int:
    if name == "urgency":
        return int(value) if value in _LEVELS else -1
    return "" if value == NOBODY else value
