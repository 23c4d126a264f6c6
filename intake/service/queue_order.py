"""The order of the queue: danger, then a hold clock that runs, then overdue, then by due time; floods come after.

A few cases are sorted as they are. Many are walked in the order in which the index keeps them: the default order falls
into stretches (calm or not, clock running or not, overdue or not, of a burst or not), and in each stretch cases lie by due
time already, so that fifty of a million cost no more than fifty of a thousand.
"""

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from intake.service.desk_index import DeskIndex
from intake.service.queue_where import Where

PAGE = 50
_FEW = 500
_REST = "(undue = 1 OR due > :now), bursty, undue, due, received, id"
# The plus keeps SQLite from walking an index for the order where the filters leave few.
PRESSING = f"+calm, (hold <= :now), {_REST}"
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
# A flood must not hide somebody in danger, nor a hold whose clock runs.
_FOLDS = "bursty = 1 AND calm = 1 AND hold <= :now"
_HEADS = f"(NOT ({_FOLDS}) OR hex(id) IN (SELECT value FROM json_each(:heads)))"  # noqa: S608 -- our own words


class Burst(NamedTuple):
    """Many filings from one source: the most pressing of them stands for all, and how many they are."""

    head: bytes
    size: int


class _Stretch(NamedTuple):
    """One stretch of the default order: the index that keeps it, what is in it, and its own order."""

    keeper: str
    within: str
    order: str


def _stretches() -> Iterator[_Stretch]:
    due = ("undue = 0 AND due <= :now", "undue = 0 AND due > :now", "undue = 1")
    for calm in (0, 1):
        yield _Stretch("by_hold", f"calm = {calm} AND hold > 0 AND hold > :now", _REST)
        for bursty, when in ((0, due[0]), (1, due[0]), (0, due[1]), (0, due[2]), (1, due[1]), (1, due[2])):
            within = f"calm = {calm} AND bursty = {bursty} AND {when} AND hold <= :now"
            yield _Stretch("by_pressing", within, "due, received, id")


STRETCHES = tuple(_stretches())


def count(index: DeskIndex, where: Where) -> int:
    """Return how many cases fit."""
    return int(index.query(f"SELECT count(*) FROM cases WHERE {where.sql}", where.values)[0][0])  # noqa: S608 -- built of our own words


def folded(index: DeskIndex, where: Where) -> dict[str, Burst]:
    """Return the bursts among the cases that fit."""
    within = where.also(f"burst <> '' AND {_FOLDS}")
    kept = f"FROM cases INDEXED BY by_burst WHERE {within.sql}"
    sizes = index.query(f"SELECT burst, count(*) {kept} GROUP BY burst", within.values)
    first = f"SELECT id {kept} AND burst = :one ORDER BY undue, due, received, id LIMIT 1"
    return {
        burst: Burst(index.query(first, {**within.values, "one": burst})[0][0], size) for burst, size in sizes
    }


def in_order(
    index: DeskIndex,
    where: Where,
    order: str,
    bursts: Mapping[str, Burst],
    total: int | None,
    skip: int,
    many: int,
) -> list[bytes]:
    """Return the ids of `many` cases after `skip`, each burst by its head alone; `total` fit, None where nobody counted."""
    heads = json.dumps([burst.head.hex().upper() for burst in bursts.values()])
    shown = where.also(_HEADS, {"heads": heads}) if bursts else where
    if order == "pressing" and (total is None or total > _FEW):
        return _walk(index, shown, skip + many)[skip:]
    sql = f"SELECT id FROM cases WHERE {shown.sql} ORDER BY {ORDERS[order]} LIMIT :many OFFSET :skip"  # noqa: S608 -- built of our own words
    return [row[0] for row in index.query(sql, {**shown.values, "many": many, "skip": skip})]


def _walk(index: DeskIndex, where: Where, wanted: int) -> list[bytes]:
    """Return the first cases of the default order, stretch by stretch."""
    found: list[bytes] = []
    for stretch in STRETCHES:
        if len(found) >= wanted:
            break
        within = where.also(stretch.within, {"many": wanted - len(found)})
        sql = f"SELECT id FROM cases INDEXED BY {stretch.keeper} WHERE {within.sql} ORDER BY {stretch.order} LIMIT :many"  # noqa: S608 -- built of our own words
        found += [row[0] for row in index.query(sql, within.values)]
    return found
