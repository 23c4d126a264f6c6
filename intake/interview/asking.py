"""Asking the steps of a page and taking what was posted, step by step, so that one wrong answer loses no other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from intake.core.directory import Directory
from intake.interview.answers import Answers
from intake.interview.fields import StepForm
from intake.interview.flow import PAGES, next_page, page_steps, visible
from intake.interview.step import Step

REVIEW = len(PAGES) - 1
FILES = "files"  # its yes-or-no is not asked here: the page takes the files themselves
_ASKED = (
    "asked"  # a hidden field: which steps the page showed, so that those it did not show stay as they are
)


@dataclass(frozen=True)
class Asked:
    """A step with its form, empty, filled in or with what is wrong."""

    step: Step
    form: StepForm


def show(answers: Answers, number: int | None, directory: Directory) -> list[Asked]:
    """Return the steps to ask on a page (from 0), or on the one page that holds all."""
    return [Asked(step, step.bind(answers, directory)) for step in _steps(answers, number, directory)]


def take(
    answers: Answers, number: int | None, posted: Any, directory: Directory, *, whole: bool
) -> list[Asked]:
    """Put what was posted among the answers, and return the page as it is now, with what is wrong.

    A step is kept where its form is valid. With `whole`, a step without an answer that needs one is an error;
    without it only what was typed and does not fit is one.
    """
    shown: dict[str, Asked] = {}
    for step in _posted_steps(posted, number):
        if step in visible(answers, directory):
            form = step.bind(answers, directory, posted)
            if step.key == FILES or form.validate():
                _keep(step, answers, form)
            elif whole or _typed(step, posted):
                shown[step.key] = Asked(step, form)
    return [
        shown.get(step.key) or Asked(step, step.bind(answers, directory))
        for step in _steps(answers, number, directory)
    ]


def rescue(answers: Answers, number: int | None, posted: Any, directory: Directory) -> None:
    """Keep what still fits of a page whose draft is gone, whatever was asked before it."""
    for step in _posted_steps(posted, number):
        form = step.bind(answers, directory, posted)
        if step.key != FILES and _typed(step, posted) and form.validate():
            _keep(step, answers, form)


def note_files(answers: Answers, *, some: bool) -> None:
    """Note among the answers whether there are files, once there are or the question was shown."""
    if some:
        answers.put(FILES, {"has": "yes"})
    elif FILES in answers:
        answers.put(FILES, {})


def wrong(asked: Iterable[Asked]) -> bool:
    """Tell whether an answer on the page needs another look."""
    return any(one.form.errors for one in asked)


def unseen(answers: Answers, asked: Iterable[Asked]) -> list[Step]:
    """Return the steps that an answer on this very page opened, where the page was answered before."""
    steps = [one.step for one in asked]
    fresh = [step for step in steps if step.key not in answers]
    return fresh if len(fresh) < len(steps) else []


def following(
    answers: Answers, number: int | None, directory: Directory, *, back_to_review: bool
) -> int | None:
    """Return the page to show after this one: None is the one page again, `REVIEW` the review.

    After a change from the review the next page is the first with a question that was never shown.
    """
    if number is None:
        return None if _first_unseen(answers, directory) is not None else REVIEW
    onward = next_page(answers, number, directory)
    if back_to_review and onward != number:
        onward = _first_unseen(answers, directory)
    return REVIEW if onward is None else onward


def _first_unseen(answers: Answers, directory: Directory) -> int | None:
    asked = visible(answers, directory)
    fresh = {step.key for step in asked if step.key not in answers}
    return next((n for n, page in enumerate(PAGES[:REVIEW]) if fresh.intersection(page.keys)), None)


def _steps(answers: Answers, number: int | None, directory: Directory) -> list[Step]:
    if number is not None:
        return page_steps(answers, number, directory)
    return [step for step in visible(answers, directory) if step.key not in PAGES[REVIEW].keys]


def _posted_steps(posted: Any, number: int | None) -> Iterator[Step]:
    """Yield the steps that the posted page says it showed, in the interview's order."""
    shown = set(" ".join(posted.getlist(_ASKED)).split())
    for index, page in enumerate(PAGES[:REVIEW]):
        if number in {None, index}:
            yield from (step for step in page.steps if step.key in shown)


def _keep(step: Step, answers: Answers, form: StepForm) -> None:
    if step.key != FILES:
        step.keep(answers, form)
    elif FILES not in answers:
        answers.put(FILES, {})


def _typed(step: Step, posted: Any) -> bool:
    """Tell whether anything was filled in or chosen in a step."""
    names = [name for name in posted if name.startswith(f"{step.key}-")]
    return any(value.strip() for name in names for value in posted.getlist(name))
