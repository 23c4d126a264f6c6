"""A phone in somebody's hand: its number, its thread, and a way to send."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

Sender = Callable[[str, str, Sequence[tuple[bytes, str]]], tuple[str, ...]]


@dataclass(frozen=True)
class Bubble:
    """A text in the thread of a phone: whose it is, and its pictures."""

    text: str
    is_mine: bool
    at: datetime
    pictures: tuple[bytes, ...] = ()


@dataclass
class Phone:
    """One phone. `error` is what the carrier reports of texts to it: 30003 where it is off, 30006 for a landline."""

    number: str
    _sender: Sender = field(repr=False)
    error: int | None = None
    _thread: list[Bubble] = field(default_factory=list, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def send(self, text: str, media: Sequence[bytes] = (), media_type: str = "image/jpeg") -> tuple[str, ...]:
        """Send a text with files, of the type that the phone claims; returns the carrier's SIDs: several if it was split."""
        return self._sender(self.number, text, [(content, media_type) for content in media])

    def note(self, bubble: Bubble) -> None:
        """Put a text into the thread."""
        with self._lock:
            self._thread.append(bubble)

    @property
    def thread(self) -> list[Bubble]:
        """All that was sent and received, the oldest first."""
        with self._lock:
            return list(self._thread)

    @property
    def received(self) -> list[str]:
        """The texts that came to this phone, the oldest first."""
        return [bubble.text for bubble in self.thread if not bubble.is_mine]
