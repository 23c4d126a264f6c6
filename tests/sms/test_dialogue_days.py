"""A day is read however it is texted, month first; without a year it is the last one, unless near ahead."""

from datetime import date

import pytest
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st

from sms.dialogue.reading import day, digits, picked, tells
from sms.dialogue.state import Spot

from .phone import app_of

TODAY = date(2026, 6, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11 23", "2025-11-23"),
        ("5 29", "2026-05-29"),
        ("5/29", "2026-05-29"),
        ("05-29", "2026-05-29"),
        ("٥ ٢٩", "2026-05-29"),
        ("6 5", "2026-06-05"),  # in two days: a hold that has not begun
        ("7 17", "2026-07-17"),
        ("7 20", "2025-07-20"),  # too far ahead to be meant
        ("29 5", "2026-05-29"),  # there is no month 29
        ("5 29 2024", "2024-05-29"),
        ("5 29 24", "2024-05-29"),
        ("2024-05-29", "2024-05-29"),
        ("May 29", "2026-05-29"),
        ("29 may", "2026-05-29"),
        ("May 29 2024", "2024-05-29"),
        ("dec 3", "2025-12-03"),
        ("2 30", None),
        ("13 14", None),
        ("yesterday evening", None),
        ("11", None),
        ("1 2 3 4", None),
        ("99999 1", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_it_is_texted(text: str, expected: str | None) -> None:
    assert day(text, TODAY, day_needed=True) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11 2025", "2025-11"),
        ("2025 11", "2025-11"),
        ("2025 13", None),
        ("november", "2025-11"),
        ("may", "2026-05"),
        ("november 2024", "2024-11"),
    ],
)
def test_where_a_month_is_enough_a_month_is_read(text: str, expected: str | None) -> None:
    assert day(text, TODAY, day_needed=False) == expected
    assert day(text, TODAY, day_needed=True) is None


def test_months_are_read_in_the_language_spoken() -> None:
    with app_of(), force_locale("es_419"):
        assert day("3 de dic", TODAY, day_needed=True) == "2025-12-03"
    with app_of(), force_locale("ar"):
        assert day("٢٩ مايو", TODAY, day_needed=True) == "2026-05-29"


def test_near_new_year_a_day_ahead_is_next_years() -> None:
    assert day("1 2", date(2026, 12, 30), day_needed=True) == "2027-01-02"
    assert day("12 30", date(2027, 1, 2), day_needed=True) == "2026-12-30"


@given(st.text(max_size=20), st.booleans(), st.dates(date(2020, 1, 1), date(2090, 1, 1)))
def test_any_text_is_a_day_or_none(text: str, needed: bool, today: date) -> None:
    found = day(text, today, day_needed=needed)
    assert found is None or date.fromisoformat(found if len(found) > 7 else f"{found}-01")


@given(st.integers(0, 9))
def test_a_digit_of_any_script_is_that_digit(number: int) -> None:
    for zero in ("0", "٠", "۰", "०", "০", "੦", "૦", "０", "፠"):
        typed = chr(ord(zero) + number)
        assert digits(typed) == (str(number) if zero != "፠" else "")
    assert digits(f" {number}. ") == digits(f"{number}\ufe0f\u20e3") == str(number)


@pytest.mark.parametrize(
    ("text", "codes", "more"),
    [
        ("1", ("a",), False),
        ("3 1", ("c", "a"), False),
        ("13", ("a", "c"), False),
        ("1,3", ("a", "c"), False),
        ("1 7", ("a",), True),
        ("7", (), True),
        ("Bread", ("a",), False),
        ("  yes ", ("yes",), False),
        ("SÍ", ("yes",), False),
    ],
)
def test_a_menu_is_answered_by_numbers_or_by_its_words(text: str, codes: tuple[str, ...], more: bool) -> None:
    spot = Spot("ask", shown=("a", "b", "c", "yes"), more=True)
    options = [("a", "Bread!"), ("b", "Water"), ("c", "Salt"), ("yes", "Aye")]
    found = picked(text, spot, options, "es_419")
    assert found is not None
    assert (found.codes, found.more) == (codes, more)


@pytest.mark.parametrize("text", ["5", "0", "1 9", "", "wine", "y"])
def test_what_is_not_on_a_menu_is_not_taken(text: str) -> None:
    spot = Spot("ask", shown=("a", "b"))
    assert picked(text, spot, [("a", "Bread"), ("b", "Water")], "en") is None
    assert picked("7", spot, [("a", "Bread")], "en") is None


def test_a_story_is_told_from_a_slip() -> None:
    assert tells("they hit him again")
    assert tells("asdfghjklqwertyuiopzxcvb")
    assert tells("他们打了我丈夫")
    assert not tells("ok then")
    assert not tells("不是")
    assert not tells("123 45 6")
