"""Clocks: the machine's tells UTC; a fixed one stands still until it is moved."""

from datetime import UTC, datetime, timedelta

from intake.core.clock import FixedClock, SystemClock

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def test_the_machines_clock_tells_utc_and_never_runs_back() -> None:
    first, second = SystemClock().now(), SystemClock().now()
    assert first.tzinfo is UTC
    assert first <= second
    assert SystemClock().today() >= first.date()


def test_a_fixed_clock_moves_only_when_it_is_moved() -> None:
    clock = FixedClock(NEW_YEAR)
    assert clock.now() == clock.now() == NEW_YEAR
    clock.advance(timedelta(seconds=-1))
    assert clock.today() == datetime(2025, 12, 31, tzinfo=UTC).date()
