"""Any answers that pass the forms: what a person could type or tick, step by step, stale answers left in."""

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from intake.interview.answers import Answers
from intake.interview.dates import HourField, MonthOrDayField
from intake.interview.fields import (
    ChoiceField,
    LineField,
    ManyField,
    PickField,
    SecretField,
    TickField,
    WordsField,
)
from intake.interview.flow import BY_KEY, next_step
from intake.interview.step import fields_of

from .people import CLOCK, DIRECTORY

# Nothing in these tests depends on how fast the machine is.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

NAMES = ("", "oak", "reed", "dune", "ash", "nowhere")
SECRETS = ("", "Blue Moon", "abc", "1 2 3 4 5", "القمر")
DAYS = ("", "2026-05-29", "2026-06-01", "1950-01-01", "2099-12-31", "2026-02-30", "2026-05", "2018-03-04")
HOURS = ("", "22:30", "5 pm", "00:00", "late")


def _value(field: Any) -> st.SearchStrategy[Any]:
    if isinstance(field, (ManyField, ChoiceField, PickField)):
        codes = [choice.value for choice in field.choices]
        return st.lists(st.sampled_from(codes), max_size=4 if isinstance(field, ManyField) else 1)
    if isinstance(field, WordsField):
        return st.text(max_size=20)
    typed = {
        MonthOrDayField: DAYS,
        HourField: HOURS,
        LineField: NAMES,
        SecretField: SECRETS,
        TickField: ("y", ""),
    }
    return st.sampled_from(typed[type(field)])


@st.composite
def interviews(draw: st.DrawFn) -> Answers:
    """Answer what is asked, one step at a time; what a form refuses is skipped. Then change some answers again."""
    answers = Answers.at_the_door(CLOCK.today(), draw(st.sampled_from([None, "oak-jail", "gone"])))
    while step := next_step(answers, DIRECTORY):
        _ask(draw, answers, step.key)
    for key in draw(st.lists(st.sampled_from(["what", "where", "who", "identity", "elsewhere"]), max_size=2)):
        _ask(draw, answers, key)
    return answers


def _ask(draw: st.DrawFn, answers: Answers, key: str) -> None:
    step = BY_KEY[key]
    values = {field.short_name: draw(_value(field)) for field in fields_of(step.bind(answers, DIRECTORY))}
    form = step.check(answers, DIRECTORY, values)
    if form.validate():
        step.keep(answers, form)
    else:
        answers.put(key, {})
