"""Being told to stop: SIGTERM and SIGINT end a long-running command at its next pause."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from types import FrameType


class Stop:
    """Whether a signal asked to stop. A queue that a signal may interrupt: an Event could lock itself out there."""

    def __init__(self) -> None:
        self.asked = False
        self._told: SimpleQueue[None] = SimpleQueue()

    def tell(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Ask to stop."""
        self.asked = True
        self._told.put(None)

    def wait(self, seconds: float) -> bool:
        """Wait until asked, at most so many seconds; returns whether it was asked."""
        if not self.asked:
            try:
                self._told.get(timeout=seconds)
            except Empty:
                return self.asked
        return True


@contextmanager
def told_to_stop() -> Iterator[Stop]:
    """Listen for SIGTERM and SIGINT meanwhile; gives the signals back afterwards."""
    stop = Stop()
    before = {number: signal.signal(number, stop.tell) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
