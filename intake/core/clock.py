"""The only place that reads the machine's clock; everything else is handed a Clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time, always in UTC."""

    def now(self) -> datetime:
        """Return the present instant as an aware UTC datetime."""
        ...

    def today(self) -> date:
        """Return the present day in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant as an aware UTC datetime."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return the present day in UTC."""
        return self.now().date()


@dataclass
class FixedClock:
    """A clock that stands still until it is moved, for tests and replays."""

    instant: datetime

    def now(self) -> datetime:
        """Return the instant it was set to."""
        return self.instant

    def today(self) -> date:
        """Return the day it was set to."""
        return self.instant.date()

    def advance(self, by: timedelta) -> None:
        """Move on by a span of time; a negative one moves back."""
        self.instant += by
