"""A month is enough where it is, any digits are read, and a day that does not exist is said so."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.interview.dates import HourField, MonthOrDayField, shown
from intake.interview.fields import Posted, StepForm

from .strategies import UNHURRIED


class Sample(StepForm):
    on = MonthOrDayField("When?")
    day = MonthOrDayField("Which day?", day_needed=True)
    hour = HourField("At what time?")


def errors(**values: str) -> dict[str, list[str]]:
    form = Sample(Posted({name.replace("_", "-"): [value] for name, value in values.items()}))
    form.validate()
    return {name: list(found) for name, found in form.errors.items()}


def value(field: str, **values: str) -> str:
    form = Sample(Posted({name.replace("_", "-"): [value] for name, value in values.items()}))
    assert form.validate(), form.errors
    return str(form.data[field])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2026-05", "2026-05"),
        ("2026-5-9", "2026-05-09"),
        ("2026/05/29", "2026-05-29"),
        ("٢٠٢٦-٠٥-٢٩", "2026-05-29"),
        ("", ""),
    ],
)
def test_a_whole_value_is_read(typed: str, kept: str) -> None:
    assert value("on", on=typed) == kept


def test_three_parts_are_read_and_a_month_is_enough() -> None:
    assert value("on", on_year="2026", on_month="5") == "2026-05"
    assert value("on", on_year="۲۰۲۶", on_month="5", on_day="۲۹") == "2026-05-29"
    assert value("day", day_year="2026", day_month="12", day_day="1") == "2026-12-01"


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"on": "2026"}, "Please choose a month."),
        ({"on": "in May"}, "Please use only numbers in the date."),
        ({"on_year": "26", "on_month": "5"}, "Please write the year with four digits."),
        ({"on_month": "5"}, "Please write the year with four digits."),
        ({"on": "2026-02-30"}, "This day does not exist. Please check it."),
        ({"on": "2026-13"}, "This day does not exist. Please check it."),
        ({"on_year": "2026", "on_month": "5", "on_day": "-1"}, "Please use only numbers in the date."),
    ],
)
def test_what_is_wrong_is_said_once(values: dict[str, str], says: str) -> None:
    assert errors(**values) == {"on": [says]}


def test_a_day_is_asked_for_where_a_month_is_not_enough() -> None:
    assert errors(day="2026-05") == {"day": ["Please write the day too."]}


def test_what_was_typed_stays_in_the_boxes() -> None:
    wrong = Sample(Posted({"on-year": ["26"], "on-month": ["05"], "on-day": ["3"]}))
    assert [part.data for part in wrong.on] == ["5", "3", "26"]
    stored = Sample(None, data={"on": "2026-05"})
    assert [(part.name, part.data) for part in stored.on] == [
        ("on-month", "5"),
        ("on-day", ""),
        ("on-year", "2026"),
    ]
    assert stored.on.data == "2026-05"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        *(("17:30", "17:30"), ("1730", "17:30"), ("17", "17:00"), ("5 pm", "17:00"), ("5:15 p.m.", "17:15")),
        *(("5:30 pm", "17:30"), ("5:30 PM", "17:30"), ("5:30 p. m.", "17:30"), ("٥:٣٠ م", "17:30")),
        *(("٥:٣٠ ص", "05:30"), ("५:३० pm", "17:30"), ("۱۷:۳۰", "17:30")),
        *(("12 am", "00:00"), ("12pm", "12:00"), ("٩:٠٥", "09:05"), ("17h30", "17:30"), ("", "")),
    ],
)
def test_a_time_of_day_is_read(typed: str, kept: str) -> None:
    assert value("hour", hour=typed) == kept


@pytest.mark.parametrize("typed", ["24:00", "17:60", "13 pm", "0 am", "noon", "1:2"])
def test_what_is_no_time_of_day_is_said(typed: str) -> None:
    assert errors(hour=typed) == {"hour": ["Please write the time like 5:30 pm or 17:30."]}


@UNHURRIED
@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_kept_as_it_is(day: date) -> None:
    assert value("on", on=day.isoformat()) == day.isoformat()
    parts = {"day_year": str(day.year), "day_month": str(day.month), "day_day": str(day.day)}
    assert value("day", **parts) == day.isoformat()


def test_a_day_is_shown_in_words() -> None:
    assert shown("2026-05") == "May 2026"
    assert shown("2026-05-09") == "May 9, 2026"
