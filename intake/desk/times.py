"""Times as the desk shows them: the site's own time zone, or a facility's, and how far away they are."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_timedelta, get_datetime_format
from flask_babel import get_locale

from intake.core.service_levels import Span
from intake.i18n import _n

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def from_minute(minute: int) -> datetime | None:
    """Return the aware UTC time of a line in the queue (whole minutes since 1970); None for 0."""
    return _EPOCH + timedelta(minutes=minute) if minute else None


def shown(moment: datetime, zone: ZoneInfo) -> str:
    """Return day and time with the zone's short name; `moment` is aware."""
    local = moment.astimezone(zone)
    return f"{wall(local)} {local.tzname()}"


def wall(local: datetime) -> str:
    """Return day and time as a clock on the wall shows them, whatever the zone."""
    return _joined(_in_words("yMMMEd", local), local)


def brief(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Return day and time as short as a table wants them, the year only where it is another; the zone stands elsewhere."""
    same = moment.astimezone(zone).year == now.astimezone(zone).year
    local = moment.astimezone(zone)
    return _joined(_in_words("MMMd", local), local) if same else _in_words("yMMMd", local)


def shown_iso(moment: str, zone: ZoneInfo) -> str:
    """Return day and time of an ISO time with an offset."""
    return shown(datetime.fromisoformat(moment), zone)


def shown_day(day: date) -> str:
    """Return a day."""
    return str(format_date(day, "long", locale=get_locale()))


def away(moment: datetime, now: datetime, *, least: int = 1) -> str:
    """Return how far off a time is, in the largest unit of which it has at least `least`: "in 3 hours", "2 days ago"."""
    return str(format_timedelta(moment - now, add_direction=True, threshold=least, locale=get_locale()))


def left(moment: datetime, now: datetime) -> str:
    """Return the whole hours and minutes until a time; the page's script counts on from there."""
    hours, rest = divmod(max(moment - now, timedelta()), timedelta(hours=1))
    minutes = rest // timedelta(minutes=1)
    return " ".join(
        (_n("%(num)d hour", "%(num)d hours", hours), _n("%(num)d minute", "%(num)d minutes", minutes))
    )


def span(wanted: Span) -> str:
    """Return a service level in words, as "3 work days"."""
    if wanted.unit == "minute":
        return str(_n("%(num)d minute", "%(num)d minutes", wanted.count))
    if wanted.unit == "hour":
        return str(_n("%(num)d hour", "%(num)d hours", wanted.count))
    if wanted.unit == "day":
        return str(_n("%(num)d day", "%(num)d days", wanted.count))
    return str(_n("%(num)d work day", "%(num)d work days", wanted.count))


def _in_words(skeleton: str, local: datetime) -> str:
    """Return parts of a day in the order that the reader's language gives them (CLDR, available formats)."""
    return _day_in_words(skeleton, local.date(), str(get_locale()))


@lru_cache(maxsize=4096)
def _day_in_words(skeleton: str, day: date, locale: str) -> str:
    return str(format_skeleton(skeleton, datetime.combine(day, time()), locale=locale))


def _joined(day: str, local: datetime) -> str:
    """Return a day and a time of 24 hours, joined as the reader's language joins them."""
    return _pattern(str(get_locale())).replace("{1}", day).replace("{0}", f"{local:%H:%M}")


@lru_cache(maxsize=128)
def _pattern(locale: str) -> str:
    return str(get_datetime_format("medium", locale=locale))
