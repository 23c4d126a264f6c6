"""The order of the questions, the web's pages, and what is left to ask."""

from collections.abc import Iterable
from dataclasses import dataclass

from intake.core.directory import Directory
from intake.i18n import _l
from intake.interview.answers import DOOR, Answers
from intake.interview.said import SECOND
from intake.interview.step import Step
from intake.interview.steps import opening, own_words, person
from intake.interview.steps.details import detail_steps
from intake.interview.steps.hold import hold_steps
from intake.interview.steps.what import what_steps
from intake.interview.steps.where import where_steps
from intake.interview.steps.who import who_steps


@dataclass(frozen=True)
class Page:
    """Some steps that the web asks together; skipped where none of them is asked."""

    title: str
    steps: tuple[Step, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The steps' keys."""
        return tuple(step.key for step in self.steps)


_BEFORE, _DANGER, _CALL_JAIL, _FOR_WHOM = opening.STEPS

# A step's condition reads only steps before it. The pages of the other event are skipped in the usual case.
PAGES: tuple[Page, ...] = (
    Page(_l("Before you begin"), (_BEFORE, _DANGER, _CALL_JAIL)),
    Page(_l("What happened"), (_FOR_WHOM, *what_steps())),
    Page(_l("Where and when"), where_steps()),
    Page(_l("Who did it"), who_steps()),
    Page(_l("In your own words"), own_words.STEPS),
    Page(_l("A few more questions"), (*hold_steps(), *detail_steps())),
    Page(_l("The other event"), (*what_steps(SECOND), *where_steps(SECOND))),
    Page(_l("The other event: who did it"), who_steps(SECOND)),
    Page(_l("The other event: a few more questions"), (*hold_steps(SECOND), *detail_steps(SECOND))),
    Page(_l("About you"), person.STEPS),
    Page(_l("Check and send"), (person.REVIEW,)),
)
STEPS: tuple[Step, ...] = tuple(step for page in PAGES for step in page.steps)
BY_KEY = {step.key: step for step in STEPS}


def live(answers: Answers, directory: Directory) -> Answers:
    """Return the answers that still count: of steps that would be asked now. The draft keeps the others."""
    return _walk(answers, directory)[0]


def visible(answers: Answers, directory: Directory) -> tuple[Step, ...]:
    """Return the steps to ask, in order; a stale answer opens no other step."""
    return answers.worked_out(directory, lambda: _walk(answers, directory)[1])


def _walk(answers: Answers, directory: Directory) -> tuple[Answers, tuple[Step, ...]]:
    kept = Answers()
    kept.put(DOOR, answers.of(DOOR))
    asked = []
    for step in STEPS:
        if step.asked_if(kept, directory):
            asked.append(step)
            if step.key in answers:
                kept.put(step.key, answers.of(step.key))
    return kept, tuple(asked)


def page_steps(answers: Answers, page: int, directory: Directory) -> list[Step]:
    """Return the steps to ask on a page, counted from 0."""
    asked = visible(answers, directory)
    return [step for step in PAGES[page].steps if step in asked]


def next_page(answers: Answers, page: int, directory: Directory) -> int | None:
    """Return the page to show after this one was answered; None after the last.

    It is the same page again where an answer opened a question on it that was not shown yet ("Is it one of
    these places?"), so that no script is needed. The channel keeps every step it has shown, an empty one too.
    """
    asked = visible(answers, directory)
    if any(step in asked and step.key not in answers for step in PAGES[page].steps):
        return page
    return _first(asked, range(page + 1, len(PAGES)))


def previous_page(answers: Answers, page: int, directory: Directory) -> int | None:
    """Return the page before this one that asks something; None before the first."""
    return _first(visible(answers, directory), range(page - 1, -1, -1))


def _first(asked: Iterable[Step], pages: Iterable[int]) -> int | None:
    return next((number for number in pages if any(step in asked for step in PAGES[number].steps)), None)


def next_step(answers: Answers, directory: Directory) -> Step | None:
    """Return the first step not yet shown, for channels that ask one at a time; None where all were."""
    return next((step for step in visible(answers, directory) if step.key not in answers), None)


def progress(answers: Answers, page: int, directory: Directory) -> tuple[int, int]:
    """Return which page this is, from 1, among how many that ask something now."""
    asked = visible(answers, directory)
    shown = [number for number, each in enumerate(PAGES) if any(step in asked for step in each.steps)]
    return sum(number <= page for number in shown), len(shown)


def routable(answers: Answers) -> bool:
    """Tell whether "Send what I have said" can be offered: a kind, one's own words, or danger was said."""
    return (
        bool(answers.words("what", "kinds"))
        or bool(answers.word("account", "account"))
        or answers.word("danger", "danger") == "yes"
    )


def missing(answers: Answers, directory: Directory) -> list[Step]:
    """Return the required steps that are asked and not answered."""
    return [step for step in visible(answers, directory) if step.required and not step.answered(answers)]
