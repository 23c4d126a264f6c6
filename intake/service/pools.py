"""Bounded places for costly work, so that a flood of one kind cannot starve another."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import BoundedSemaphore
from time import perf_counter

from intake.core.errors import NotStoredError
from intake.service import counts

_TURNED_AWAY: ContextVar[bool] = ContextVar("turned_away", default=False)


@contextmanager
def turned_away() -> Iterator[None]:
    """Let nothing costly be done meanwhile in this thread: whoever asks waited in vain already and is told so at once."""
    before = _TURNED_AWAY.set(True)
    try:
        yield
    finally:
        _TURNED_AWAY.reset(before)


class Pool:
    """At most `places` at once; whoever waits longer than `patience` seconds is told to come back.

    Where `waiting` is given, at most that many wait; others are told at once, so that they hold no thread.
    Waits are counted under `name`.
    """

    def __init__(
        self, places: int, patience: float, waiting: int | None = None, name: str = "unnamed"
    ) -> None:
        self._name = name
        self._places = BoundedSemaphore(places)
        self._patience = patience
        self._present = BoundedSemaphore(places + waiting) if waiting is not None else None

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold one place; raises NotStoredError where none came free in time."""
        if _TURNED_AWAY.get() or (self._present and not self._present.acquire(blocking=False)):
            raise self._full()
        try:
            began = perf_counter()
            free = self._places.acquire(timeout=self._patience)
            counts.POOL_SECONDS.labels(self._name).observe(perf_counter() - began)
            if not free:
                raise self._full()
            try:
                yield
            finally:
                self._places.release()
        finally:
            if self._present:
                self._present.release()

    def _full(self) -> NotStoredError:
        counts.POOL_REFUSALS.labels(self._name).inc()
        return NotStoredError("too many at once")
