"""Fields for days and hours: a month is enough where the form says so; digits of every script are read.

A day arrives whole under the field's name ("2026-05" or "2026-05-29"), as SMS and kiosk send it, or in three
parts ("name-year", "name-month", "name-day"), as people type it on a page.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from wtforms import Field, StringField
from wtforms.validators import StopValidation
from wtforms.widgets import ListWidget

from intake.core.facts import YEARS
from intake.i18n import _, _l
from intake.interview.fields import LineField, PickField, StepForm
from intake.interview.text import ascii_digits, clean_line

PARTS = ("year", "month", "day")

# Own month names: CLDR lacks them for several of our languages (ht, quc), or gives foreign ones.
MONTHS = (
    _l("January"),
    _l("February"),
    _l("March"),
    _l("April"),
    _l("May"),
    _l("June"),
    _l("July"),
    _l("August"),
    _l("September"),
    _l("October"),
    _l("November"),
    _l("December"),
)
_WHOLE = re.compile(r"(\d{1,4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
# "5:30 pm", "5.30 p. m.", "17h30", "1730", "٥:٣٠ م": the halves of the day as English, Spanish and Arabic write them.
_HOUR = re.compile(r"(\d{1,2})[:.h]?(\d{2})?(?: ?(?:([ap])\.? ?m\.?|([صم])\.?))?", re.IGNORECASE)
_AFTERNOON = frozenset("pم")
_NOON = 12


class DateForm(StepForm):
    """The three parts of a day as people type them, in the order of a US page."""

    month = PickField(_l("Month"), choices=[("", ""), *((str(n), name) for n, name in enumerate(MONTHS, 1))])
    day = LineField(_l("Day"), render_kw={"inputmode": "numeric", "size": 2})
    year = LineField(_l("Year"), render_kw={"inputmode": "numeric", "size": 4})


class MonthOrDayField(Field):
    """A month ("YYYY-MM") or a day ("YYYY-MM-DD"); with `day_needed` only a day. Empty is "no answer".

    Iterates over its three parts, as a FormField does; `data` is the whole value, `errors` one plain list.
    """

    widget = ListWidget()
    form_class = DateForm

    def __init__(self, label: str = "", *, day_needed: bool = False, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.day_needed = day_needed
        self.form = DateForm()
        self.problem = ""

    def __iter__(self) -> Iterator[Any]:
        return iter(self.form)

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Read the whole value or the three parts; what does not fit becomes an error at validation."""
        super().process(None, *args, **kwargs)
        if formdata is None:
            self._show(_split(str(self.data or "")))
            return
        typed = {part: _first(formdata, f"{self.name}-{part}") for part in PARTS}
        parts = typed if any(typed.values()) else _split(_first(formdata, self.name))
        self._show(parts)
        self.data, self.problem = _read(parts, day_needed=self.day_needed)

    def _show(self, parts: Mapping[str, str]) -> None:
        self.form = DateForm(prefix=self.name, data={**parts, "month": parts["month"].lstrip("0")})

    def pre_validate(self, form: object) -> None:
        """Raise StopValidation with the one thing that is wrong."""
        del form
        if self.problem:
            raise StopValidation(self.problem)


def _first(formdata: Any, name: str) -> str:
    values = formdata.getlist(name)
    return ascii_digits(clean_line(str(values[0]))) if values else ""


def _split(whole: str) -> dict[str, str]:
    match = _WHOLE.fullmatch(whole)
    if match is None:
        return {"year": whole, "month": "", "day": ""}
    return {part: match[number] or "" for number, part in enumerate(PARTS, start=1)}


def _read(parts: Mapping[str, str], *, day_needed: bool) -> tuple[str, str]:
    """Return the value and "", or "" and what is wrong."""
    if not any(parts.values()):
        return "", ""
    if not all(re.fullmatch("[0-9]{0,4}", part) for part in parts.values()):
        return "", _("Please use only numbers in the date.")
    year, month, day = (int(parts[part] or 0) for part in PARTS)
    problem = _problem(year, month, day, day_needed=day_needed)
    if problem:
        return "", problem
    return f"{year:04}-{month:02}" + (f"-{day:02}" if day else ""), ""


def _problem(year: int, month: int, day: int, *, day_needed: bool) -> str:
    if year not in YEARS:  # also catches a year of two digits
        return str(_("Please write the year with four digits."))
    if not month:
        return str(_("Please choose a month."))
    if not day and day_needed:
        return str(_("Please write the day too."))
    try:
        date(year, month, day or 1)
    except ValueError:
        return str(_("This day does not exist. Please check it."))
    return ""


class HourField(StringField):
    """A time of day, kept as "HH:MM" of 24 hours; "5:30 pm", "5 p. m.", "17", "17:30" and "1730" are read, in any digits."""

    def __init__(self, label: str = "", **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.problem = ""

    def process_formdata(self, valuelist: list[Any] | None) -> None:
        """Read the time; what does not fit is kept as typed and becomes an error at validation."""
        typed = ascii_digits(clean_line(str(valuelist[0]))) if valuelist else ""
        found = _time(typed)
        self.data = typed if found is None else found
        self.problem = _("Please write the time like 5:30 pm or 17:30.") if found is None else ""

    def pre_validate(self, form: object) -> None:
        """Raise StopValidation where it is no time of day."""
        del form
        if self.problem:
            raise StopValidation(self.problem)


def _time(typed: str) -> str | None:
    if not typed:
        return ""
    match = _HOUR.fullmatch(typed)
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or match[4] or "").lower()
    if half:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if half in _AFTERNOON else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None  # noqa: PLR2004  # a day's hours


def shown(value: str) -> str:
    """Return "2026-05" or "2026-05-29" in the words and the order of the reader's language."""
    year, month, *day = value.split("-")
    name = MONTHS[int(month) - 1]
    if day:
        return str(_("%(month)s %(day)s, %(year)s", month=name, day=int(day[0]), year=year))
    return str(_("%(month)s %(year)s", month=name, year=year))
