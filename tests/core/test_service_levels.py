"""Service levels: hours, days and business days, in the site's zone, and the detainer clock before them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.core.errors import RulesError
from intake.core.service_levels import Level, ServiceLevels, Span, first_look_due, is_overdue
from intake.core.words import Urgency
from tests.core.examples import CONFIG, steady

TEXT = (CONFIG / "service_levels.toml").read_text()
LEVELS = ServiceLevels.parse(TEXT)
ZONE = ZoneInfo("America/New_York")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("urgency", "received", "due"),
    [
        ("U0", "2026-05-08T17:00", "2026-05-08T18:00"),
        ("U1", "2026-05-08T17:00", "2026-05-09T17:00"),
        ("U2", "2026-05-08T17:00", "2026-05-13T17:00"),  # Friday to Wednesday
        ("U2", "2026-05-09T11:00", "2026-05-14T00:00"),  # Saturday: counted from Monday
        ("U3", "2026-05-08T17:00", "2026-05-22T17:00"),
        ("U3", "2026-05-15T09:00", "2026-06-01T09:00"),  # over Memorial Day
        ("U1", "2026-03-07T17:00", "2026-03-08T17:00"),  # summer time begins: the same hour of the next day
        ("U0", "2026-03-08T01:30", "2026-03-08T03:30"),  # an hour is an hour
    ],
)
def test_the_first_look_is_due_by_urgency(urgency: str, received: str, due: str) -> None:
    found = first_look_due(
        LEVELS, received_at=utc(received), urgency=urgency, hold_expires_at=None, zone=ZONE
    )
    assert found == utc(due)
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("expires", "due"),
    [
        ("2026-05-08T20:00", "2026-05-08T20:00"),  # the hold ends first
        ("2026-05-11T20:00", "2026-05-09T17:00"),  # the level ends first
        ("2026-05-08T16:00", "2026-05-09T17:00"),  # it had ended before
    ],
)
def test_a_running_hold_comes_first_where_it_ends_first(expires: str, due: str) -> None:
    received = utc("2026-05-08T17:00")
    found = first_look_due(
        LEVELS, received_at=received, urgency="U1", hold_expires_at=utc(expires), zone=ZONE
    )
    assert found == utc(due)


@pytest.mark.parametrize(
    ("level", "due"),
    [
        (Level.acknowledgement, "2026-05-08T17:00"),
        (Level.acceptance, "2026-06-07T17:00"),
        (Level.news, "2026-06-07T17:00"),
        (Level.triage_question, "2026-05-13T17:00"),
        (Level.alert_again, "2026-05-08T17:20"),
    ],
)
def test_the_other_levels_are_due_as_configured(level: Level, due: str) -> None:
    assert LEVELS.due(level, utc("2026-05-08T17:00"), ZONE) == utc(due)


@steady
@given(
    st.datetimes(
        datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2030-01-01"), timezones=st.just(UTC)
    )
)
def test_a_more_urgent_case_is_never_due_later(received: datetime) -> None:
    due = [
        first_look_due(LEVELS, received_at=received, urgency=urgency, hold_expires_at=None, zone=ZONE)
        for urgency in Urgency
    ]
    assert due == sorted(due)
    assert due[0] > received


def test_overdue_is_past_due_and_nothing_else() -> None:
    due = utc("2026-05-08T17:00")
    assert not is_overdue(None, due)
    assert not is_overdue(due, due)
    assert is_overdue(due, utc("2026-05-08T17:01"))


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('U0 = "1 hour"\n', "", "missing level: 'U0'"),
        ('U0 = "1 hour"', 'U0 = "1 moon"', "U0: must be like"),
        ('U0 = "1 hour"', "U0 = 1", "U0: must be like"),
        ("[first_look]", "[first_glance]", "missing level: 'U0'"),
        ("[first_look]", "[first_look]\nU7 = '1 hour'", "unknown level: 'U7'"),
        ("news = ", "olds = ", "unknown level: 'olds'"),
        ('news = "30 days"', "", "missing level: 'news'"),
        ("[first_look]", "first_look = 7\n[x]", "first_look must be a table"),
        ("[first_look]", "[first_look", "not TOML"),
    ],
)
def test_malformed_levels_are_named(old: str, new: str, named: str) -> None:
    with pytest.raises(RulesError) as refused:
        ServiceLevels.parse(TEXT.replace(old, new))
    assert named in str(refused.value)


def test_a_span_is_a_number_and_a_unit() -> None:
    assert Span.parse("x", "1 day") == Span(1, "day")
    assert Span.parse("x", "10 business days") == Span(10, "business day")
