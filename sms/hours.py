"""When a text may come that nobody asked for: between 8 and 21 where the person is, as far as that is known."""

from datetime import datetime
from zoneinfo import ZoneInfo

_FIRST, _LAST = 8, 21
# Where nobody knows the place it must be day at both ends of the country (47 CFR 64.1200(c)(1): 8 a.m. to 9 p.m. local).
_ENDS = (ZoneInfo("America/New_York"), ZoneInfo("America/Los_Angeles"))


def is_safe(now: datetime, zone: ZoneInfo | None) -> bool:
    """Tell whether an aware instant lies in the hours in which a phone may ring."""
    zones = (zone,) if zone is not None else _ENDS
    return all(_FIRST <= now.astimezone(one).hour < _LAST for one in zones)
