"""The queue: each filter shows exactly what a brute-force filter finds, in an order that can be said in one line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from intake.service import queue
from intake.service.desk_index import DeskIndex
from intake.service.documents import Listing
from intake.service.queue import NOBODY, ORDERS, PAGE, Wanted
from intake.service.queue_order import folded, in_order
from intake.service.queue_where import condition

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
MINUTE = int(NOW.timestamp()) // 60
DESKS = ("crcl", "doj", "triage")
FLAGS = (
    "danger",
    "consent",
    "joint",
    "incomplete",
    "no_contact",
    "message:crcl",
    "message:doj",
    "message:triage",
)
ENDED = {"closed", "withdrawn"}
near = st.one_of(
    st.just(0), st.integers(MINUTE - 3, MINUTE + 3), st.integers(MINUTE - 90_000, MINUTE + 90_000)
)


def some(words: tuple[str, ...], least: int = 0) -> st.SearchStrategy[str]:
    """Return words in an order of their own, separated by spaces, as a line keeps them."""
    return st.lists(st.sampled_from(words), unique=True, min_size=least).map(
        lambda chosen: " ".join(sorted(chosen))
    )


LISTINGS = st.builds(
    Listing,
    urgency=st.integers(0, 3),
    status=st.sampled_from(["received", "screening", "waiting_on", "closed", "withdrawn"]),
    received=st.integers(MINUTE - 90_000, MINUTE),
    due=near,
    owner=st.sampled_from(["", "carmen.crcl", "dmitri.doj"]),
    lead=st.sampled_from(["crcl", "doj", "joint"]),
    desks=some(DESKS, 1),
    place=st.sampled_from(["", "alder-county-jail", "o'hara"]),
    agency=st.sampled_from(["", "ashford-police"]),
    kinds=some(("medical", "mental_health", "over_48h", "over_72h"), 1),
    language=st.sampled_from(["en", "es-419", "ar"]),
    channel=st.sampled_from(["web", "sms"]),
    flags=some(FLAGS),
    hold=near,
    burst=st.sampled_from(["", "", "", "b1", "b2"]),
)
CASES = st.lists(LISTINGS, max_size=40)
MINE = st.sets(st.sampled_from(DESKS)).map(frozenset)


@contextmanager
def index_of(lines: list[Listing]) -> Iterator[tuple[DeskIndex, dict[UUID, Listing]]]:
    """Fill an index with lines as they are; it reads no database."""
    index = DeskIndex(None)  # type: ignore[arg-type]  # only building and refreshing read the site
    cases = {uuid4(): line for line in lines}
    index.fill(cases)
    yield index, cases
    index.close()


def at_mine(line: Listing, mine: frozenset[str]) -> bool:
    return bool(set(line.desks.split()) & mine)


def unread(line: Listing, mine: frozenset[str]) -> bool:
    return any(f"message:{desk}" in line.flags.split() for desk in mine)


FITS: dict[str, Callable[[Listing, str, frozenset[str]], bool]] = {
    "urgency": lambda line, value, _mine: str(line.urgency) == value,
    "status": lambda line, value, _mine: line.status == value,
    "owner": lambda line, value, _mine: line.owner == ("" if value == NOBODY else value),
    "lead": lambda line, value, _mine: line.lead == value,
    "desks": lambda line, value, _mine: value in line.desks.split(),
    "kinds": lambda line, value, _mine: value in line.kinds.split(),
    "place": lambda line, value, _mine: line.place == value,
    "agency": lambda line, value, _mine: line.agency == value,
    "language": lambda line, value, _mine: line.language == value,
    "channel": lambda line, value, _mine: line.channel == value,
    "burst": lambda line, value, _mine: line.burst == value,
    "flags": lambda line, value, mine: {
        "message": unread(line, mine),
        "clock": line.hold > MINUTE,
        "hold_over": 0 < line.hold <= MINUTE,
    }.get(value, value in line.flags.split()),
}
VALUES = {
    "urgency": ["0", "1", "2", "3", "9", "x", "²"],
    "status": ["received", "screening", "closed", "nonsense"],
    "owner": [NOBODY, "carmen.crcl", "nobody.here"],
    "lead": ["crcl", "joint"],
    "desks": ["crcl", "doj", "cr"],
    "kinds": ["medical", "over_48h", "mental", "%"],
    "place": ["alder-county-jail", "o'hara", "' OR 1=1 --"],
    "agency": ["ashford-police"],
    "language": ["en", "ar", "*"],
    "channel": ["web", "sms"],
    "burst": ["b1", "b9"],
    "flags": ["danger", "consent", "message", "clock", "hold_over", "dang", "message:doj"],
    "no_such_column": ["x"],
}
FILTERS = st.dictionaries(st.sampled_from(sorted(VALUES)), st.none(), max_size=4).flatmap(
    lambda chosen: st.fixed_dictionaries({name: st.sampled_from(VALUES[name]) for name in chosen})
)


def brute(cases: dict[UUID, Listing], wanted: Wanted) -> set[UUID]:
    """Filter without SQL."""
    return {
        case
        for case, line in cases.items()
        if at_mine(line, wanted.desks)
        and (line.status in ENDED) is wanted.closed
        and (not wanted.overdue or 0 < line.due <= MINUTE)
        and all(
            FITS[name](line, value, wanted.desks) for name, value in wanted.filters.items() if name in FITS
        )
    }


def pressing(line: Listing) -> tuple[object, ...]:
    """Say the default order without SQL."""
    return (
        "danger" not in line.flags.split(),
        line.hold <= MINUTE,
        not 0 < line.due <= MINUTE,
        line.burst != "",
        line.due == 0,
        line.due,
        line.received,
    )


@settings(deadline=None)
@given(CASES, MINE, FILTERS, st.booleans(), st.booleans(), st.sampled_from(sorted(ORDERS)))
def test_each_combination_of_filters_shows_exactly_the_cases_that_fit(
    lines: list[Listing],
    mine: frozenset[str],
    filters: dict[str, str],
    overdue: bool,
    closed: bool,
    order: str,
) -> None:
    with index_of(lines) as (index, cases):
        wanted = Wanted(mine, filters, overdue, closed, order)
        fitting = brute(cases, wanted)
        page = queue.page_of(index, wanted, NOW)
        shown = [line.case_id for line in page.lines]
        assert page.total == len(fitting)
        assert page.heads == len(shown) == len(set(shown))
        assert set(shown) <= fitting
        assert len(shown) + sum(line.more for line in page.lines) == (
            len(fitting) if "burst" not in filters else len(shown)
        )
        if "burst" in filters:
            assert set(shown) == fitting
        for case in fitting - set(shown):
            assert "danger" not in cases[case].flags.split(), "a flood hides somebody in danger"
            assert cases[case].hold <= MINUTE, "a flood hides a running clock"
            heads = [
                one
                for one in shown
                if cases[one].burst == cases[case].burst != ""
                and "danger" not in cases[one].flags.split()
                and cases[one].hold <= MINUTE
            ]
            assert len(heads) == 1, "a hidden case stands beneath no line of its burst"
            assert pressing(cases[heads[0]]) <= pressing(cases[case]), (
                "a burst is headed by one that presses less"
            )


@settings(deadline=None)
@given(CASES, MINE)
def test_the_default_order_is_danger_then_clock_then_overdue_then_due(
    lines: list[Listing], mine: frozenset[str]
) -> None:
    with index_of(lines) as (index, _):
        shown = [pressing(line.listing) for line in queue.page_of(index, Wanted(mine), NOW).lines]
        assert shown == sorted(shown)


@settings(deadline=None)
@given(CASES, MINE, FILTERS, st.booleans(), st.integers(0, 12), st.integers(1, 12))
def test_many_cases_are_walked_in_the_order_in_which_few_are_sorted(
    lines: list[Listing], mine: frozenset[str], filters: dict[str, str], closed: bool, skip: int, many: int
) -> None:
    with index_of(lines) as (index, _):
        where = condition(index.lines, Wanted(mine, filters, closed=closed), NOW)
        bursts = folded(index, where)
        walked = in_order(index, where, "pressing", bursts, None, skip, many)
        assert walked == in_order(index, where, "pressing", bursts, 0, skip, many)


@settings(deadline=None)
@given(CASES, MINE, st.data())
def test_after_changes_the_counts_are_those_of_what_is_there(
    lines: list[Listing], mine: frozenset[str], data: st.DataObject
) -> None:
    with index_of(lines) as (index, cases):
        gone = data.draw(st.lists(st.sampled_from(sorted(cases)), unique=True)) if cases else []
        index._drop(gone)
        with index_of([line for case, line in cases.items() if case not in gone]) as (anew, _):
            assert queue.counts(index, mine, NOW) == queue.counts(anew, mine, NOW)
            assert queue.choices(index, mine) == queue.choices(anew, mine)


@settings(deadline=None)
@given(
    CASES,
    MINE,
    st.sampled_from(["due", "received", "urgency", "status", "language", "owner", "place", "channel"]),
)
def test_a_column_sorts_both_ways_with_the_empty_ones_last(
    lines: list[Listing], mine: frozenset[str], column: str
) -> None:
    with index_of(lines) as (index, _):
        for order, turned in ((column, False), (f"-{column}", True)):
            page = queue.page_of(index, Wanted(mine, order=order), NOW)
            values = [getattr(line.listing, column) for line in page.lines]
            empty = [value for value in values if value in {"", 0} and column != "urgency"]
            full = values[: len(values) - len(empty)]
            assert full == sorted(full, reverse=turned)
            assert all(value not in {"", 0} for value in full) or column == "urgency"


@settings(deadline=None)
@given(CASES, MINE)
def test_the_counts_are_those_of_a_brute_force_count(lines: list[Listing], mine: frozenset[str]) -> None:
    with index_of(lines) as (index, cases):
        open_ones = [cases[case] for case in brute(cases, Wanted(mine))]
        assert queue.counts(index, mine, NOW) == {
            "open": len(open_ones),
            "urgent": sum(line.urgency == 0 for line in open_ones),
            "overdue": sum(0 < line.due <= MINUTE for line in open_ones),
            "unowned": sum(line.owner == "" for line in open_ones),
            "message": sum(unread(line, mine) for line in open_ones),
            "clock": sum(line.hold > MINUTE for line in open_ones),
        }


@settings(deadline=None)
@given(CASES, MINE, st.data())
def test_the_next_case_is_the_first_of_the_default_order_that_nobody_else_owns(
    lines: list[Listing], mine: frozenset[str], data: st.DataObject
) -> None:
    with index_of(lines) as (index, cases):
        after = data.draw(st.sampled_from([None, *cases]))
        free = {
            case
            for case in brute(cases, Wanted(mine))
            if cases[case].owner in {"", "carmen.crcl"} and case != after
        }
        found = queue.next_case(index, Wanted(mine), "carmen.crcl", NOW, after)
        assert (found is None) is (not free)
        if found:
            assert found in free
            assert pressing(cases[found]) == min(pressing(cases[case]) for case in free)


@settings(deadline=None)
@given(CASES, MINE)
def test_what_is_offered_to_filter_by_is_what_the_cases_hold(
    lines: list[Listing], mine: frozenset[str]
) -> None:
    with index_of(lines) as (index, _):
        there = [line for line in lines if at_mine(line, mine)]
        for name, values in queue.choices(index, mine).items():
            assert values == sorted({getattr(line, name) for line in there} - {""})


def test_pages_hold_fifty_and_no_case_is_on_two_or_none() -> None:
    lines = [
        Listing(
            3, "received", MINUTE, MINUTE + 9, "", "crcl", "crcl", "", "", "medical", "en", "web", "", 0, ""
        )
    ] * (2 * PAGE + 1)
    with index_of(lines) as (index, cases):
        pages = [queue.page_of(index, Wanted(frozenset({"crcl"}), page=number), NOW) for number in (1, 2, 3)]
        assert [len(page.lines) for page in pages] == [PAGE, PAGE, 1]
        assert pages[0].pages == 3
        assert {line.case_id for page in pages for line in page.lines} == set(cases)
        assert queue.page_of(index, Wanted(frozenset({"crcl"}), page=99), NOW).page == 3
        assert queue.page_of(index, Wanted(frozenset({"crcl"}), page=-1), NOW).page == 1


def test_a_line_is_found_by_its_case_whatever_desk_it_is_at() -> None:
    with index_of(
        [Listing(0, "closed", 1, 0, "", "doj", "doj", "", "", "death", "en", "web", "", 0, "")]
    ) as (index, cases):
        case, line = next(iter(cases.items()))
        assert queue.line_of(index, case) == line
        assert queue.line_of(index, uuid4()) is None


def test_a_minute_later_the_same_case_is_overdue() -> None:
    line = Listing(
        1, "received", MINUTE, MINUTE + 1, "", "crcl", "crcl", "", "", "medical", "en", "web", "", 0, ""
    )
    with index_of([line]) as (index, _):
        wanted = Wanted(frozenset({"crcl"}), overdue=True)
        assert queue.page_of(index, wanted, NOW).total == 0
        assert queue.page_of(index, wanted, NOW + timedelta(minutes=1)).total == 1
