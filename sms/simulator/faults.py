"""What goes wrong at the carrier, how often, and in an order that a seed fixes."""

import random  # noqa: TID251 - faults must come again under the same seed; nothing secret is drawn
from collections import Counter
from dataclasses import asdict, dataclass
from threading import Lock


@dataclass(frozen=True)
class Faults:
    """How likely each fault is, from 0 to 1, each time that it could happen."""

    repeated: float = 0.0
    """A call of a webhook is made again: its first answer was not heard, and counts for nothing."""
    missed: float = 0.0
    """A call, of a webhook or with a status, never reaches the service."""
    late: float = 0.0
    """A call, of a webhook or with a status, is overtaken by the next."""
    split: float = 0.0
    """A text of several segments comes as several texts, each under a SID of its own."""
    lost_answer: float = 0.0
    """A text is taken on, but the line is cut before the answer (201)."""
    stalled: float = 0.0
    """A text is taken on, but the answer takes longer than anyone waits."""
    unheard: float = 0.0
    """The line is cut before a request is read: nothing happened."""
    too_many: float = 0.0
    """A request is refused with 429 (20429) and not processed."""
    failing: float = 0.0
    """A request is refused with 500 (20500) and not processed."""
    unfinished: float = 0.0
    """A copy cannot be erased yet (20009), though it is complete: the carrier allows itself up to 14 days."""
    undelivered: float = 0.0
    """A text does not reach the phone (30003)."""

    def __post_init__(self) -> None:
        """Refuse what is no likelihood; raises ValueError."""
        for name, rate in asdict(self).items():
            if not 0 <= rate <= 1:
                raise ValueError(f"{name}: must be from 0 to 1")


class Chance:
    """Draws faults: each kind from a series of its own, so that one kind does not shift another.

    `struck` counts the faults that happened, by name.
    """

    def __init__(self, faults: Faults, seed: int) -> None:
        self._rates: dict[str, float] = asdict(faults)
        self._series = {
            # which fault comes next is no secret
            name: random.Random(f"{seed}:{name}")  # noqa: S311 # nosec B311
            for name in self._rates
        }
        self._lock = Lock()
        self.struck: Counter[str] = Counter()

    def strikes(self, fault: str) -> bool:
        """Tell whether a fault happens this time."""
        with self._lock:
            happens = self._series[fault].random() < self._rates[fault]
            self.struck[fault] += happens
        return happens
