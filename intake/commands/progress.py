"""A progress bar for work of several stages, on a terminal only."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import Progress, TaskID

from intake.commands.common import errors


@contextmanager
def bars() -> Iterator[Callable[[str, int, int], None]]:
    """Yield a function that is told a stage's name, how much of it is done, and how much it has in all (0: not known)."""
    with Progress(console=errors, disable=not errors.is_terminal, transient=True) as shown:
        stages: dict[str, TaskID] = {}

        def told(stage: str, done: int, total: int) -> None:
            if stage not in stages:
                stages[stage] = shown.add_task(stage)
            shown.update(stages[stage], completed=done, total=total or None)

        yield told
