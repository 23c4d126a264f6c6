"""Counted time: hours that leave out Saturdays, Sundays and federal holidays as observed."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

_FRIDAY = 4
_ONE_DAY = timedelta(days=1)


def is_counted(day: date) -> bool:
    """Say whether a day counts: not a Saturday, a Sunday or a federal holiday as observed (5 USC 6103).

    State holidays, and days on which the President only closes offices, count.
    """
    return day.weekday() <= _FRIDAY and day not in _holidays(day.year)


def after_counted(start: datetime, span: timedelta) -> datetime:
    """Return the earliest instant by which `span` of counted time has passed since `start` (naive local).

    A span that ends with a day ends at that midnight, whatever the next day is: 48 hours from Thursday 00:00
    are over on Saturday 00:00.
    """
    at, left = start, span
    while True:
        midnight = datetime.combine(at.date() + _ONE_DAY, time.min)
        if is_counted(at.date()):
            if left <= midnight - at:
                return at + left
            left -= midnight - at
        at = midnight


@lru_cache(maxsize=512)
def _holidays(year: int) -> frozenset[date]:
    # Imported here because the library loads all its countries (half a second), which most routes never need.
    from holidays import country_holidays

    # New Year's Day on a Saturday is observed in the year before; the library lists it under that year.
    return frozenset(country_holidays("US", years=year, observed=True))
