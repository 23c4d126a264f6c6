"""Turns a text into the value that a field takes: a typed line, a State, an hour, a day."""

from datetime import date, timedelta
from typing import Any

from intake.interview.dates import HourField, MonthOrDayField
from intake.interview.fields import Choice, PickField
from sms.dialogue.reading import day, digits
from sms.dialogue.state import Spot
from sms.words import plain

UNANSWERED = ""
TICKED = "y"  # what a browser posts of a box that is ticked
ENOUGH = "*"  # "nothing else" on a further page of a menu of several
_SKIP = "1"


def grouped(at: Spot, field: Any) -> list[Choice]:
    """Return the options now shown of a field whose choices stand under pictures."""
    if at.group < 0:
        return [(str(number), each.title) for number, each in enumerate(field.groups)]
    return list(field.groups[at.group].options)


def read_day(text: str, today: date, field: Any) -> str | None:
    """Return the day that a text or the code of an option means; None where it is not one, or no day is asked."""
    if not isinstance(field, MonthOrDayField):
        return None
    named = {"today": today, "yesterday": today - timedelta(days=1)}
    if text in named:
        return named[text].isoformat()
    return day(text, today, day_needed=field.day_needed)


def read_typed(text: str, field: Any) -> str | None:
    """Return what was typed into a field; "" for "1", the number that skips it; None where it cannot be meant."""
    typed = digits(text)
    if typed == _SKIP:
        return UNANSWERED
    if isinstance(field, PickField):
        return _listed(text, field)
    if isinstance(field, HourField):
        return None if len(typed) == 1 else text
    return text if plain(text) and len(typed) != 1 else None


def _listed(text: str, field: Any) -> str | None:
    said = plain(text)
    choices = [(choice.value, plain(str(choice.label))) for choice in field.choices if choice.value]
    exact = [code for code, name in choices if said in {code.casefold(), name}]
    begun = [code for code, name in choices if said and name.startswith(said)]
    found = exact or begun
    return found[0] if len(found) == 1 else None
