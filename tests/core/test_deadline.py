"""Filing deadlines: counted from the day, or from the end of the month."""

from datetime import date

import pytest

from intake.core.deadline import filing_deadline, last_day
from intake.core.errors import FactsError


@pytest.mark.parametrize(
    ("happened_on", "days", "deadline"),
    [
        ("2026-01-01", 180, date(2026, 6, 30)),
        ("2026-02", 180, date(2026, 8, 27)),
        ("2024-02", 1, date(2024, 3, 1)),
        ("2025-12", 1, date(2026, 1, 1)),
        ("ongoing", 180, None),
        (None, 180, None),
        ("2026-01-01", None, None),
    ],
)
def test_a_deadline_is_counted_in_days(
    happened_on: str | None, days: int | None, deadline: date | None
) -> None:
    assert filing_deadline(happened_on, days) == deadline


def test_a_month_lasts_to_its_end() -> None:
    assert last_day("2024-02") == date(2024, 2, 29)
    assert last_day("2024-02-01") == date(2024, 2, 1)


@pytest.mark.parametrize(
    "word", ["", "2026", "2026-13", "2026-02-30", "0000-05", "yesterday", "20260101", "2026-W01"]
)
def test_what_is_no_day_is_named(word: str) -> None:
    with pytest.raises(FactsError) as refused:
        last_day(word)
    assert (refused.value.field, refused.value.word) == ("happened_on", word)
