"""Bounded places for costly work, so that a flood of one kind cannot starve another."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from intake.core.errors import NotStoredError


class Pool:
    """At most `places` at once; whoever waits longer than `patience` seconds is told to come back."""

    def __init__(self, places: int, patience: float) -> None:
        self._places = BoundedSemaphore(places)
        self._patience = patience

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold one place; raises NotStoredError where none came free in time."""
        if not self._places.acquire(timeout=self._patience):
            raise NotStoredError("too many at once")
        try:
            yield
        finally:
            self._places.release()
