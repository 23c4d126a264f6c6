"""The day by which the law wants a complaint filed; a late one is taken all the same."""

import re
from calendar import monthrange
from datetime import date, timedelta

from intake.core.errors import FactsError

ONGOING = "ongoing"
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def last_day(happened_on: str | None) -> date | None:
    """Return the latest day `happened_on` can mean: a day, the end of a month, None for unknown or ongoing.

    `happened_on` is `YYYY-MM-DD`, `YYYY-MM`, "ongoing" or None; FactsError names any other word.
    """
    if happened_on is None or happened_on == ONGOING:
        return None
    month = _MONTH.fullmatch(happened_on)
    try:
        if month:
            year, number = int(month[1]), int(month[2])
            return date(year, number, monthrange(year, number)[1])
        if _DAY.fullmatch(happened_on):
            return date.fromisoformat(happened_on)
    except ValueError:
        pass  # no such day: refused below, like any other word
    raise FactsError("happened_on", happened_on, "must be a day, a month, or 'ongoing'")


def filing_deadline(happened_on: str | None, filing_days: int | None) -> date | None:
    """Return the last day for filing, counted from the day or the end of the month in which it happened.

    None where no limit applies, where it still goes on, or where the day is not known. The limits are those
    of the rules used (180 days: 28 CFR 42.107(b), 28 CFR 35.170(b), 6 CFR 15.70(d)).
    """
    happened = last_day(happened_on)
    if happened is None or filing_days is None:
        return None
    return happened + timedelta(days=filing_days)
