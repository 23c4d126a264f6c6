"""The 48-hour clock, held against a count minute by minute and holidays worked out from the statute."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given

from intake.core.calendar import is_counted
from intake.core.detainer import clock_flags, expiry, hold_expiry, plain_expiry
from intake.core.errors import FactsError
from tests.core.examples import at, facts, steady, times

MINUTE = timedelta(minutes=1)
MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6


def nth(year: int, month: int, weekday: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def last_monday(year: int, month: int) -> date:
    end = date(year, month, 31)
    return end - timedelta(days=end.weekday())


def observed(day: date) -> date:
    return day + timedelta(days={SATURDAY: -1, SUNDAY: 1}.get(day.weekday(), 0))


def statute(year: int) -> Iterator[date]:
    """Yield the holidays of 5 USC 6103 (a) and (b) since 1986, as observed."""
    yield from (observed(date(year, 1, 1)), nth(year, 1, MONDAY, 3), nth(year, 2, MONDAY, 3))
    yield from (last_monday(year, 5), observed(date(year, 7, 4)), nth(year, 9, MONDAY, 1))
    yield from (nth(year, 10, MONDAY, 2), observed(date(year, 11, 11)), nth(year, 11, THURSDAY, 4))
    yield observed(date(year, 12, 25))
    if year >= 2021:
        yield observed(date(year, 6, 19))


HOLIDAYS = {day for year in range(1986, 2101) for day in statute(year)}


def counted(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in HOLIDAYS


def minute_by_minute(start: datetime) -> datetime:
    instant, left = start, 48 * 60
    while left:
        left -= counted(instant.date())
        instant += MINUTE
    return instant


def test_every_day_of_a_century_counts_as_the_statute_says() -> None:
    days = (date(1986, 1, 1) + timedelta(days=n) for n in range(41_600))
    assert [day for day in days if is_counted(day) != counted(day)] == []


@steady
@given(times())
def test_the_clock_agrees_with_counting_minutes(start: datetime) -> None:
    on_the_minute = start.replace(second=0)
    assert expiry(on_the_minute) == minute_by_minute(on_the_minute)


@steady
@given(times())
def test_the_clock_keeps_seconds_and_order(start: datetime) -> None:
    assert expiry(start) <= expiry(start + timedelta(seconds=1))
    assert expiry(start) >= plain_expiry(start) == start + timedelta(hours=48)


@pytest.mark.parametrize(
    ("eligible", "expires"),
    [
        ("2011-11-23T17:00", "2011-11-28T17:00"),  # Thanksgiving week
        ("2026-05-29T22:30", "2026-06-02T22:30"),  # Friday evening
        ("2026-05-07T00:00", "2026-05-09T00:00"),  # Thursday midnight: over as Saturday begins
        ("2026-05-08T00:00", "2026-05-12T00:00"),  # Friday midnight
        ("2026-05-08T23:59:59", "2026-05-12T23:59:59"),
        ("2026-05-09T00:00", "2026-05-13T00:00"),  # Saturday midnight: Monday and Tuesday count
        ("2026-05-10T15:30", "2026-05-13T00:00"),  # Sunday afternoon
        ("2026-05-04T08:00", "2026-05-06T08:00"),  # no day is left out
        ("2021-12-30T12:00", "2022-01-04T12:00"),  # New Year's Day 2022 was observed on 31 December 2021
        ("2021-12-31T12:00", "2022-01-05T00:00"),
        ("2022-12-31T09:00", "2023-01-05T00:00"),  # Sunday New Year, observed on Monday
        ("2024-12-23T18:00", "2024-12-26T18:00"),  # Christmas on a Wednesday; Christmas Eve counts
        ("2021-12-22T18:00", "2021-12-27T18:00"),  # Christmas on a Saturday, observed on Friday
        ("2025-12-24T18:00", "2025-12-29T18:00"),  # 26 December 2025 was an order of the day, not a holiday
        ("2024-12-31T23:00", "2025-01-03T23:00"),
        ("2020-06-18T12:00", "2020-06-22T12:00"),  # before Juneteenth was one
        ("2021-06-17T12:00", "2021-06-22T12:00"),  # Juneteenth, observed on Friday, in its first year
        ("2026-07-02T10:00", "2026-07-07T10:00"),  # Independence Day on a Saturday
        ("2024-02-28T13:00", "2024-03-01T13:00"),  # leap day counts
        ("2099-12-31T12:00", "2100-01-05T12:00"),
    ],
)
def test_the_clock_in_worked_weeks(eligible: str, expires: str) -> None:
    assert expiry(datetime.fromisoformat(eligible)) == datetime.fromisoformat(expires)


HELD = {
    "custody": "detainer_only",
    "release_eligible_at": "2011-11-23T17:00",
}  # expires on 28 November at 17:00


@pytest.mark.parametrize(
    ("change", "flags"),
    [
        ({"as_of": "2011-11-28T16:59:59"}, {"still_held", "hold_running"}),
        ({"as_of": "2011-11-28T17:00"}, {"still_held", "hold_running"}),
        ({"as_of": "2011-11-28T17:00:01"}, {"still_held", "hold_expired"}),
        ({"as_of": "2011-11-20T00:00"}, {"still_held", "hold_running"}),
        ({"as_of": "2011-12-24T00:00", "released_at": "2011-11-28T17:00"}, set()),
        ({"as_of": "2011-12-24T00:00", "released_at": "2011-11-28T17:00:01"}, {"hold_expired"}),
        ({"as_of": "2011-12-24T00:00", "flags": ["released"]}, set()),
        ({"flags": ["released"], "released_at": "2011-11-29T00:00"}, {"hold_expired"}),
        ({"as_of": "2011-11-28T09:00", "custody": "none"}, set()),
        ({"as_of": "2011-11-28T18:00", "custody": "none"}, {"hold_expired"}),
        ({"release_eligible_at": None}, {"still_held"}),
        ({"release_eligible_at": None, "custody": "none"}, set()),
        ({"release_eligible_at": None, "released_at": "2011-11-29T00:00"}, set()),
        ({"release_eligible_at": None, "flags": ["released"]}, set()),
    ],
)
def test_what_the_clock_says(change: dict[str, object], flags: set[str]) -> None:
    assert clock_flags(facts(**{**HELD, **change}), now=None) == flags


def test_now_stands_in_for_a_missing_as_of_only() -> None:
    late = at("2011-11-29T00:00")
    assert clock_flags(facts(**HELD, as_of=None), late) == {"still_held", "hold_expired"}
    assert clock_flags(facts(**HELD, as_of="2011-11-24T00:00"), late) == {"still_held", "hold_running"}


def test_a_running_clock_without_any_present_time_is_refused() -> None:
    with pytest.raises(FactsError, match="as_of"):
        clock_flags(facts(**HELD, as_of=None), now=None)


def test_without_a_start_there_is_no_expiry() -> None:
    assert hold_expiry(facts()) is None
    assert hold_expiry(facts(**HELD)) == at("2011-11-28T17:00")
