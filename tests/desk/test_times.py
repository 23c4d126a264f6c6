"""Times in words."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from intake.core.service_levels import Span
from intake.desk import times
from tests.desk.conftest import DeskRoom

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span(20, "minute"), "20 minutes"),
        (Span(1, "hour"), "1 hour"),
        (Span(30, "day"), "30 days"),
        (Span(3, "business day"), "3 work days"),
    ],
)
def test_a_service_level_stands_in_words(room: DeskRoom, span: Span, words: str) -> None:
    with room.app.test_request_context("/desk/"):
        assert times.span(span) == words


@pytest.mark.parametrize(
    ("hours", "least", "words"),
    [(42, 1, "in 2 days"), (42, 3, "in 42 hours"), (-30, 1, "1 day ago"), (100, 3, "in 4 days")],
)
def test_how_far_off_a_time_is_can_be_told_finely(room: DeskRoom, hours: int, least: int, words: str) -> None:
    with room.app.test_request_context("/desk/"):
        assert times.away(NOW + timedelta(hours=hours), NOW, least=least) == words


def test_what_is_left_is_counted_in_whole_minutes_and_never_below_none(room: DeskRoom) -> None:
    with room.app.test_request_context("/desk/"):
        assert times.left(NOW + timedelta(hours=42, minutes=11, seconds=59), NOW) == "42 hours 11 minutes"
        assert times.left(NOW - timedelta(hours=1), NOW) == "0 hours 0 minutes"


def test_a_brief_time_names_the_year_only_where_it_is_another(room: DeskRoom) -> None:
    with room.app.test_request_context("/desk/"):
        assert times.brief(NOW, NEW_YORK, NOW) == "May 4, 08:00"
        assert times.brief(NOW - timedelta(days=365), NEW_YORK, NOW) == "May 4, 2025"


def test_the_queues_minutes_are_utc_and_none_is_none() -> None:
    assert times.from_minute(int(NOW.timestamp()) // 60) == NOW
    assert times.from_minute(0) is None


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Mon, May 4, 2026, 08:00 EDT"), ("es", "lun, 4 may 2026, 08:00 EDT")],
)
def test_a_time_stands_in_the_order_of_the_readers_language(
    room: DeskRoom, language: str, words: str
) -> None:
    with room.app.test_request_context("/desk/", headers={"Accept-Language": language}):
        assert times.shown(NOW, NEW_YORK) == words


def test_a_brief_time_follows_the_readers_language_too(room: DeskRoom) -> None:
    with room.app.test_request_context("/desk/", headers={"Accept-Language": "es-MX"}):
        assert times.brief(NOW, NEW_YORK, NOW) == "4 may, 08:00"
        assert times.brief(NOW - timedelta(days=365), NEW_YORK, NOW) == "4 may 2025"
