"""The answers as questions and words, for review, certificate and officer; stored are only codes."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from intake.core.directory import Directory
from intake.i18n import _
from intake.interview.answers import Answers, Value
from intake.interview.dates import MonthOrDayField, shown
from intake.interview.fields import ChoiceField, ManyField, PickField, SecretField, TickField
from intake.interview.flow import PAGES, live, visible
from intake.interview.step import Step, fields_of


@dataclass(frozen=True)
class Line:
    """One question and its answers in the reader's language; `typed` marks own text, to be isolated."""

    page: int
    step: str
    question: str
    answers: tuple[str, ...]
    typed: bool


def summary(answers: Answers, directory: Directory, *, without: Collection[str] = ()) -> list[Line]:
    """Return a line for each field that was answered and still counts, in the order of the interview.

    `without` leaves out steps by key. Officers read the same from Answers.from_document(complaint.answers).
    """
    kept = live(answers, directory)
    page_of = {step.key: number for number, page in enumerate(PAGES) for step in page.steps}
    return [
        line
        for step in visible(kept, directory)
        if step.key in kept and step.key not in without
        for line in _lines(page_of[step.key], step, kept, directory)
    ]


def by_page(lines: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """Return the lines under the titles of their pages; pages without a line are left out."""
    return [
        (str(PAGES[number].title), list(those))
        for number, those in groupby(lines, key=lambda line: line.page)
    ]


def _lines(page: int, step: Step, answers: Answers, directory: Directory) -> Iterator[Line]:
    stored = answers.of(step.key)
    for field in fields_of(step.bind(answers, directory)):
        if field.short_name in stored:
            words, typed = _words(field, stored[field.short_name])
            yield Line(page, step.key, str(field.label.text), words, typed)


def _words(field: Any, value: Value) -> tuple[tuple[str, ...], bool]:
    if isinstance(field, TickField):
        return (str(field.label.text),), False
    if isinstance(field, SecretField):
        return (str(_("Given")),), False
    if isinstance(field, (ChoiceField, PickField, ManyField)):
        codes = value if isinstance(value, list) else [str(value)]
        return tuple(field.words(code) for code in codes), False
    if isinstance(field, MonthOrDayField):
        return (shown(str(value)),), False
    return (str(value),), True
