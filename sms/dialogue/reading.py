"""Reads what people text: digits of any script, a number of a menu, several of them, its words, a day."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from intake.interview.dates import MONTHS
from intake.interview.fields import Choice
from intake.interview.text import ascii_digits, clean_line
from sms.dialogue.state import Spot
from sms.dialogue.talk import MORE
from sms.words import all_words, plain

_MARKS = re.compile("[\ufe0f\u20e3\u200e\u200f]")  # what a phone's keycap emoji and right-to-left writing add
_NUMBERS = re.compile(r"[\d\s,.;:/&+()#*،٫٬-]*\d[\d\s,.;:/&+()#*،٫٬-]*")
_WORDS, _LETTERS, _DENSE = 4, 20, 6  # from which on a text tells something, not answers something
_AHEAD = timedelta(
    days=45
)  # a day so near is meant ahead ("he could leave on Friday"), a later one last year's
_MONTHS = 12
_LAST_DAY = 31  # of a month; a greater number is a year
_SHORTEST = 3  # letters of a month's name that are enough


@dataclass(frozen=True)
class Picked:
    """What a text chose of a menu: codes, in order, and whether it asks for more."""

    codes: tuple[str, ...]
    more: bool = False


def digits(text: str) -> str:
    """Return a text of nothing but digits and what stands between them as ASCII digits; "" for any other."""
    bare = ascii_digits(_MARKS.sub("", clean_line(text)))
    return "".join(re.findall(r"\d", bare)) if _NUMBERS.fullmatch(bare) else ""


def picked(text: str, spot: Spot, options: Iterable[Choice], locale: str) -> Picked | None:
    """Return what a text chose of the menu at a spot; None where it is not understood."""
    typed = digits(text)
    if not typed:
        return _by_words(text, options, locale)
    numbers = list(dict.fromkeys(int(digit) for digit in typed))
    if any(not 1 <= number <= len(spot.shown) and not (number == MORE and spot.more) for number in numbers):
        return None
    return Picked(
        tuple(spot.shown[number - 1] for number in numbers if number <= len(spot.shown)), MORE in numbers
    )


def tells(text: str) -> bool:
    """Tell whether a text that answers no question is worth keeping as the person's own words."""
    letters = [letter for letter in text if letter.isalpha()]
    dense = sum(not letter.islower() and not letter.isupper() for letter in letters)
    return (
        len(text.split()) >= _WORDS or len(letters) >= _LETTERS or (dense >= _DENSE and dense == len(letters))
    )


def begins_with_yes(text: str, locale: str) -> bool:
    """Tell whether a text begins with a yes of the language spoken: "yes they are beating him"."""
    first = plain(text).split()[:1]
    return any(word in _words(locale, "yes") for word in first)


def day(text: str, today: date, *, day_needed: bool) -> str | None:
    """Return "YYYY-MM-DD" or, where a month is enough, "YYYY-MM"; None where it is not understood.

    Month before day, as asked; day before month where only that can be. Without a year: the last such day, unless it is
    near ahead.
    """
    bare = ascii_digits(clean_line(text))
    named = _month_named(bare)
    numbers = [int(number) for number in re.findall(r"\d+", bare)]
    if named:
        return _with_month(named, numbers, today, day_needed=day_needed)
    if not digits(text) or any(len(str(number)) > len("2026") for number in numbers):
        return None
    return _from_numbers(numbers, today, day_needed=day_needed)


def _from_numbers(numbers: Sequence[int], today: date, *, day_needed: bool) -> str | None:
    match numbers:
        case [year, month, of] if year > _LAST_DAY:
            found = _day(year, month, of)
        case [month, of, year]:
            found = _day(_century(year, today), *_in_order(month, of))
        case [month, year] | [year, month] if max(month, year) > _LAST_DAY:
            found = None if day_needed else _month(max(month, year), min(month, year))
        case [month, of]:
            found = _nearest(*_in_order(month, of), today)
        case _:
            found = None
    return found


def _with_month(month: int, numbers: Sequence[int], today: date, *, day_needed: bool) -> str | None:
    years = [number for number in numbers if number > _LAST_DAY]
    days = [number for number in numbers if number <= _LAST_DAY]
    if days and years:
        return _day(years[0], month, days[0])
    if days:
        return _nearest(month, days[0], today)
    if day_needed:
        return None
    return _month(years[0] if years else today.year - (month > today.month), month)


def _month_named(text: str) -> int:
    """Return the month that a word of three letters or more begins or names; 0 where none or several do."""
    said = [word for word in plain(re.sub(r"\d", " ", text)).split() if word]
    found = {
        number
        for number, name in enumerate(MONTHS, start=1)
        for word in said
        if plain(str(name)).startswith(word) and len(word) >= _SHORTEST
    }
    return found.pop() if len(found) == 1 else 0


def _in_order(month: int, of: int) -> tuple[int, int]:
    return (of, month) if month > _MONTHS >= of else (month, of)


def _century(year: int, today: date) -> int:
    return year if year >= 100 else today.year // 100 * 100 + year  # noqa: PLR2004  # a year of two digits


def _nearest(month: int, of: int, today: date) -> str | None:
    ahead = _day(today.year, month, of)
    if ahead is not None and date.fromisoformat(ahead) <= today + _AHEAD:
        next_year = _day(today.year + 1, month, of)
        near = next_year is not None and date.fromisoformat(next_year) <= today + _AHEAD
        return next_year if near else ahead
    return _day(today.year - 1, month, of)


def _day(year: int, month: int, of: int) -> str | None:
    try:
        return date(year, month, of).isoformat()
    except ValueError:
        return None


def _month(year: int, month: int) -> str | None:
    return f"{year:04}-{month:02}" if 1 <= month <= _MONTHS else None


def _by_words(text: str, options: Iterable[Choice], locale: str) -> Picked | None:
    said = plain(text)
    listed = list(options)
    found = [code for code, label in listed if said and plain(str(label)) == said]
    codes = {code for code, _label in listed}
    found.extend(code for code in ("yes", "no") if code in codes and said in _words(locale, code))
    return Picked((found[0],)) if found else None


def _words(locale: str, name: str) -> frozenset[str]:
    known = all_words()
    return frozenset().union(*(getattr(known[one], name) for one in {"en", locale} if one in known))
