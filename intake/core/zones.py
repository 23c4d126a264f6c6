"""Local time: of a facility, else of its State, else of the site."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from intake.core.clock import Clock
from intake.core.directory import Facility

_BY_ZONE = {
    "America/New_York": "CT DE DC FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV",
    "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
    "America/Denver": "CO ID MT NM UT WY",
    "America/Phoenix": "AZ",
    "America/Los_Angeles": "CA NV OR WA",
    "America/Anchorage": "AK",
    "Pacific/Honolulu": "HI",
    "America/Puerto_Rico": "PR VI",
    "Pacific/Guam": "GU MP",
    "Pacific/Pago_Pago": "AS",
}
STATE_ZONES: Mapping[str, str] = MappingProxyType(
    {state: zone for zone, states in _BY_ZONE.items() for state in states.split()}
)
"""The zone in which most of a State's people live (49 CFR part 71; 15 USC 261-263), by postal code."""


def zone_of(facility: Facility | None, state: str, site_zone: ZoneInfo) -> ZoneInfo:
    """Return the facility's zone, else the main zone of the State (postal code or empty), else the site's."""
    if facility:
        return ZoneInfo(facility.timezone)
    code = state.strip().upper()
    return ZoneInfo(STATE_ZONES[code]) if code in STATE_ZONES else site_zone


def local_now(clock: Clock, facility: Facility | None, state: str, site_zone: ZoneInfo) -> datetime:
    """Return the present wall-clock time there, naive, to the second: `as_of` where nothing else was said."""
    here = clock.now().astimezone(zone_of(facility, state, site_zone))
    return here.replace(tzinfo=None, microsecond=0)
