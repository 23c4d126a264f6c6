"""Whose turn it is where an answer is costly: receipt codes are derived at a price, so those who ask for that take turns.

A request that waits for its turn holds a socket and no thread, and pages are never behind it. Who asked seldom in the
last minutes comes before who asked often, from one address or from a network; a filing comes before a look-up.
Nobody is refused for what others at the same address do: a rank is a time, and time goes on; and of some turns each is
for whoever waited longest, so that no flood of newcomers shuts out a jail behind one address.
"""

import hashlib
import re
import secrets
from bisect import insort
from collections import Counter
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

from intake.networks import client_of, network_of

PATIENCE = {"filing": 20.0, "looking": 10.0}  # seconds; then the page says: please come back
_BEHIND = {"filing": 0.0, "looking": 2.0}  # seconds that a kind stands behind
_EACH = 1.0  # second behind for each time a client asked lately
_OF_NETWORK = 0.125  # what one time of others in its network counts
_MOST_BEHIND = 10.0  # seconds: a jail behind one address waits so much longer than others, at most
_OLDEST = 5  # each so-many-th turn is for whoever waited longest
_MOST_WAITING = 500
_MINUTE = 60.0
_COSTLY = {
    b"/complaint/review": "filing",
    b"/api/v1/complaints": "filing",
    b"/status": "looking",
    b"/api/v1/status": "looking",
}
_TARGET = re.compile(rb"POST (?:https?://[^/ ]*)?(/[^ ?#]*)", re.IGNORECASE)
_SLASHES = re.compile(rb"/{2,}")
_FORWARDED = re.compile(rb"\r\nx-forwarded-for:([^\r\n]*)", re.IGNORECASE)


class Costly(NamedTuple):
    """A request that needs a turn: its kind, a key of `PATIENCE`, and the address it comes from."""

    kind: str
    address: str


def costly(head: bytes, peer: str, hops: int) -> Costly | None:
    """Tell from the head of a request whether it needs a turn; behind so many proxies they say where it comes from."""
    target = _TARGET.match(head)
    # as the application reads it: it takes several slashes for one, and gunicorn drops what follows a "#"
    kind = _COSTLY.get(_SLASHES.sub(b"/", unquote_to_bytes(target[1]))) if target else None
    return Costly(kind, _sender(head, peer, hops)) if kind else None


def _sender(head: bytes, peer: str, hops: int) -> str:
    lines = _FORWARDED.findall(head.partition(b"\r\n\r\n")[0])
    told = b",".join(lines).decode("latin-1").split(",") if lines else []
    return told[-hops].strip() if hops and len(told) >= hops else peer


class Lately:
    """How often each client and each network asked in this minute and the one before; under keyed hashes only."""

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(16)
        self._now, self._before = Counter[bytes](), Counter[bytes]()
        self._turned = 0.0

    def count(self, address: str, now: float) -> float:
        """Count one more and return how often it was before, what came from its network counting an eighth."""
        self._turn(now)
        client, network = self._key(client_of(address)), self._key(f"around {network_of(address)}")
        seen = self._seen(client) + _OF_NETWORK * self._seen(network)
        self._now.update((client, network))
        return seen

    def _turn(self, now: float) -> None:
        if now - self._turned >= _MINUTE:
            self._before = self._now if now - self._turned < 2 * _MINUTE else Counter()
            self._now, self._turned = Counter(), now

    def _seen(self, key: bytes) -> int:
        return self._now[key] + self._before[key]

    def _key(self, who: str) -> bytes:
        return hashlib.blake2b(who.encode(), key=self._salt, digest_size=8).digest()


class Waiting(NamedTuple):
    """One who waits: sorted by rank, then by who came first."""

    rank: float
    number: int
    until: float
    who: Any


class Turns:
    """Those who wait, in order, and those whose turn it is; `now` is of a clock that only goes forward, in seconds."""

    def __init__(self, places: int) -> None:
        self._places, self._number, self._turn = places, 0, 0
        self._waiting: list[Waiting] = []
        self._called: set[Any] = set()
        self._late: set[Any] = set()
        self._lately = Lately()

    def join(self, who: Any, what: Costly, now: float) -> None:
        """Let somebody wait, behind those who asked seldom."""
        behind = min(_EACH * self._lately.count(what.address, now), _MOST_BEHIND) + _BEHIND[what.kind]
        self._number += 1
        insort(self._waiting, Waiting(now + behind, self._number, now + PATIENCE[what.kind], who))

    def call(self) -> list[Any]:
        """Return those whose turn has come now."""
        called = []
        while self._waiting and len(self._called) < self._places:
            self._turn += 1
            oldest = self._turn % _OLDEST == 0
            one = min(self._waiting, key=lambda each: each.number) if oldest else self._waiting[0]
            self._waiting.remove(one)
            self._called.add(one.who)
            called.append(one.who)
        return called

    def give_up(self, now: float) -> list[Any]:
        """Return those who waited too long, and the last of those who are too many; they are to be told."""
        staying = [one for one in self._waiting if now < one.until]
        gone = [one.who for one in self._waiting if now >= one.until]
        gone += [one.who for one in staying[_MOST_WAITING:]]
        self._waiting = staying[:_MOST_WAITING]
        self._late.update(gone)
        return gone

    def is_called(self, who: Any) -> bool:
        """Tell whether it is somebody's turn."""
        return who in self._called

    def is_late(self, who: Any) -> bool:
        """Tell whether somebody waited in vain."""
        return who in self._late

    def leave(self, who: Any) -> None:
        """Note that somebody was answered."""
        self._called.discard(who)
        self._late.discard(who)
