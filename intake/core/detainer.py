"""The 48-hour clock of an immigration detainer."""

from datetime import datetime, timedelta

from intake.core.calendar import after_counted
from intake.core.errors import FactsError
from intake.core.facts import Facts
from intake.core.words import Custody, Derived, Flag

HOURS = timedelta(hours=48)


def expiry(release_eligible_at: datetime) -> datetime:
    """Return when a detainer expires: 48 counted hours after the person could have left (8 CFR 287.7(d)).

    Naive local time of the facility in and out; Saturdays, Sundays and federal holidays as observed are not
    counted.
    """
    return after_counted(release_eligible_at, HOURS)


def plain_expiry(release_eligible_at: datetime) -> datetime:
    """Return the end of 48 plain hours, the limit that Form I-247A itself states (naive local time)."""
    return release_eligible_at + HOURS


def hold_expiry(facts: Facts) -> datetime | None:
    """Return when the detainer expires, or None where it is not known when the person could have left."""
    return expiry(facts.release_eligible_at) if facts.release_eligible_at else None


def clock_flags(facts: Facts, now: datetime | None) -> frozenset[Derived]:
    """Return what the clock says: `still_held`, `hold_expired`, `hold_running`.

    `now` is naive local time and stands in for a missing `as_of`; FactsError where the clock needs it and
    neither is there.
    """
    free = facts.released_at is not None or Flag.RELEASED in facts.flags
    still_held = not free and facts.custody is not Custody.NONE
    flags = {Derived.STILL_HELD} if still_held else set()
    expires = hold_expiry(facts)
    if expires is None:
        return frozenset(flags)
    # Whoever is free again on a day that is not known may have left in time: then there is no end to compare.
    end = facts.released_at if free else _as_of(facts, now)
    if end is not None and end > expires:
        flags.add(Derived.HOLD_EXPIRED)
    elif still_held:
        flags.add(Derived.HOLD_RUNNING)
    return frozenset(flags)


def _as_of(facts: Facts, now: datetime | None) -> datetime:
    as_of = facts.as_of or now
    if as_of is None:
        raise FactsError("as_of", "", "is missing, and no present time was given")
    return as_of
