"""The review queue: what to show of the desk index, in which order, and the counts beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from intake.service.desk_index import DeskIndex
from intake.service.documents import Listing
from intake.service.index_lines import FIELDS, Key, listing_at
from intake.service.queue_order import ORDERS, PAGE, count, folded, in_order
from intake.service.queue_where import NOBODY, OVERDUE, Wanted, Where, condition

__all__ = [
    "NOBODY",
    "ORDERS",
    "PAGE",
    "Line",
    "Page",
    "Wanted",
    "choices",
    "counts",
    "line_of",
    "next_case",
    "page_of",
]

CHOICES = ("status", "owner", "place", "agency", "language", "channel")


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
    where = condition(index.lines, wanted, now)
    bursts = {} if "burst" in wanted.filters else folded(index, where)
    total = _total(index, wanted, where)
    heads = total - sum(found.size - 1 for found in bursts.values())
    page = min(max(1, wanted.page), max(1, -(-heads // PAGE)))
    cases = in_order(index, where, wanted.order, bursts, total, (page - 1) * PAGE, PAGE)
    sizes = {found.head: found.size for found in bursts.values()}
    lines = [replace(line, more=sizes.get(line.case_id.bytes, 1) - 1) for line in _lines(index, cases)]
    return Page(lines, total, heads, page)


def next_case(
    index: DeskIndex, wanted: Wanted, name: str, now: datetime, after: UUID | None = None
) -> UUID | None:
    """Return the most pressing case that fits and that nobody else owns, another than `after`; None where none is."""
    where = condition(index.lines, replace(wanted, closed=False), now)
    where = where.also(
        "owner IN ('', :me) AND id <> :after", {"me": name, "after": after.bytes if after else b""}
    )
    found = in_order(index, where, "pressing", {}, None, 0, 1)
    return UUID(bytes=found[0]) if found else None


def line_of(index: DeskIndex, case_id: UUID) -> Listing | None:
    """Return one case's line, whichever desk it is at; None where there is no such case."""
    found = _lines(index, [case_id.bytes])
    return found[0].listing if found else None


def counts(index: DeskIndex, desks: frozenset[str], now: datetime) -> dict[str, int]:
    """Return how many open cases there are: all, urgent, overdue, unowned, with a new message, with a clock running."""
    lines = index.lines
    mine, message = lines.desks.asked(*desks), lines.flags.asked(*(f"message:{desk}" for desk in desks))
    there = [(key, many) for key, many in lines.kept.items() if key.open and key.at & mine]
    where = condition(lines, Wanted(desks), now)
    return {
        "open": sum(many for _, many in there),
        "urgent": sum(many for key, many in there if key.urgent),
        "overdue": count(index, where.also(OVERDUE)),
        "unowned": sum(many for key, many in there if not key.owner),
        "message": sum(many for key, many in there if key.marks & message),
        "clock": count(index, where.also("calm IN (0, 1) AND hold > 0 AND hold > :now")),
    }


def choices(index: DeskIndex, desks: frozenset[str]) -> dict[str, list[str]]:
    """Return the values that the cases of some desks, open and closed, have in each column of CHOICES."""
    mine = index.lines.desks.asked(*desks)
    there = [key for key in index.lines.kept if key.at & mine]
    found = {name: {str(getattr(key, name)) for key in there} for name in CHOICES if name in Key._fields}
    found["place"] = {place for at, place in index.lines.places if at & mine}
    found["agency"] = {agency for at, agency in index.lines.agencies if at & mine}
    return {name: sorted(found[name] - {""}) for name in CHOICES}


def _total(index: DeskIndex, wanted: Wanted, where: Where) -> int:
    """Return how many cases fit; without filters it is counted already."""
    if wanted.filters or wanted.overdue:
        return count(index, where)
    mine = index.lines.desks.asked(*wanted.desks)
    return sum(many for key, many in index.lines.kept.items() if key.open != wanted.closed and key.at & mine)


def _lines(index: DeskIndex, cases: Sequence[bytes]) -> list[Line]:
    """Return the lines of some cases, in their order; one that left meanwhile is left out."""
    named = {f"case{number}": case for number, case in enumerate(cases)}
    sql = f"SELECT id, {FIELDS} FROM cases WHERE id IN ({', '.join(f':{name}' for name in named)})"  # noqa: S608 -- names of our own columns
    found = dict(map(listing_at, index.query(sql, named)))
    known = [UUID(bytes=case) for case in cases]
    return [Line(case, found[case]) for case in known if case in found]
