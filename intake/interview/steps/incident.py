"""How a question about one incident is made twice: once for the first, once for the second ("second_")."""

from collections.abc import Callable

from intake.core.directory import Directory
from intake.interview.answers import Answers
from intake.interview.said import Said
from intake.interview.step import Condition


def anything(_said: Said) -> bool:
    """Ask whatever was said of the incident."""
    return True


def asked_of(prefix: str, condition: Callable[[Said], bool] = anything) -> Condition:
    """Return a step's condition: that the incident is asked about at all, and what was said of it."""

    def asked_if(answers: Answers, directory: Directory) -> bool:
        opened = not prefix or answers.word("elsewhere", "elsewhere") == "yes"
        return opened and condition(Said(answers, directory, prefix))

    return asked_if
