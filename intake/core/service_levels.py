"""Service levels: how soon a person looks first, decides and writes; overdue is derived, never stored."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from intake.core.calendar import after_counted
from intake.core.errors import RulesError
from intake.core.words import Urgency

_SPAN = re.compile(r"([0-9]{1,3}) (minute|hour|day|business day)s?")
_UNITS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1)}


class Level(StrEnum):
    """What a case can be waiting for."""

    acknowledgement = "acknowledgement"
    first_look = "first_look"
    acceptance = "acceptance"
    news = "news"
    triage_question = "triage_question"
    translation = "translation"
    alert_again = "alert_again"


@dataclass(frozen=True)
class Span:
    """A number of minutes, hours, days or business days."""

    count: int
    unit: str

    @classmethod
    def parse(cls, name: str, value: object) -> "Span":
        """Parse `3 business days`; RulesError names the level that is malformed."""
        found = _SPAN.fullmatch(value) if isinstance(value, str) else None
        if not found:
            raise RulesError(f"service levels: {name}: must be like '3 business days': {value!r}")
        return cls(int(found[1]), found[2])

    def after(self, start: datetime, zone: ZoneInfo) -> datetime:
        """Return the end of the span as aware UTC; days are those of `zone`, `start` is aware.

        Business days leave out Saturdays, Sundays and federal holidays: three from Friday 17:00 end on
        Wednesday 17:00.
        """
        if self.unit in _UNITS:
            return (start + self.count * _UNITS[self.unit]).astimezone(UTC)
        local = start.astimezone(zone).replace(tzinfo=None)
        days = timedelta(days=self.count)
        end = local + days if self.unit == "day" else after_counted(local, days)
        return end.replace(tzinfo=zone).astimezone(UTC)


@dataclass(frozen=True)
class ServiceLevels:
    """All levels of a site."""

    first_look: Mapping[Urgency, Span]
    others: Mapping[Level, Span]

    @classmethod
    def parse(cls, text: str) -> "ServiceLevels":
        """Parse service_levels.toml; RulesError names the level that is missing, unknown or malformed."""
        try:
            document = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise RulesError(f"service levels: not TOML: {error}") from None
        looks = document.pop(Level.first_look, {})
        if not isinstance(looks, dict):
            raise RulesError("service levels: first_look must be a table")
        _check_names(looks, set(Urgency))
        _check_names(document, set(Level) - {Level.first_look})
        return cls(
            {Urgency(name): Span.parse(name, value) for name, value in looks.items()},
            {Level(name): Span.parse(name, value) for name, value in document.items()},
        )

    def due(self, level: Level, started_at: datetime, zone: ZoneInfo) -> datetime:
        """Return when a level other than the first look is due, aware UTC; `started_at` is aware."""
        return self.others[level].after(started_at, zone)


def first_look_due(
    levels: ServiceLevels,
    *,
    received_at: datetime,
    urgency: str,
    hold_expires_at: datetime | None,
    zone: ZoneInfo,
) -> datetime:
    """Return when a person must have looked, aware UTC: the earlier of the level and the detainer's expiry.

    Both times are aware; an expiry that had passed at receipt sets no date. `zone` is the site's.
    """
    due = levels.first_look[Urgency(urgency)].after(received_at, zone)
    if hold_expires_at is None or hold_expires_at <= received_at:
        return due
    return min(due, hold_expires_at.astimezone(UTC))


def is_overdue(due: datetime | None, now: datetime) -> bool:
    """Say whether a due time has passed."""
    return due is not None and now > due


def _check_names(table: Mapping[str, object], wanted: set[Urgency] | set[Level]) -> None:
    for name in sorted(table.keys() - wanted):
        raise RulesError(f"service levels: unknown level: {str(name)!r}")
    for name in sorted(wanted - table.keys()):
        raise RulesError(f"service levels: missing level: {str(name)!r}")
