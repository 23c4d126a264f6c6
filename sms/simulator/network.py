"""Between phones and the service: texts go in as webhook calls, and out to phones with reports on how they fare."""

from collections.abc import Sequence
from functools import partial
from threading import Event, Lock

from intake.core.clock import Clock
from sms.segments import segments
from sms.simulator.calling import RETRIEVAL, Caller, Parameters, parameters_of, status_of
from sms.simulator.carrier import Carrier
from sms.simulator.faults import Chance
from sms.simulator.keywords import ANSWERS, opt_out_type
from sms.simulator.phone import Bubble, Phone
from sms.simulator.post import Post
from sms.simulator.records import Alert, Media, Message
from sms.simulator.settings import Settings
from sms.simulator.twiml import Reply

_UNREACHABLE, _BLOCKED = 30003, 21610


class Network:
    """The carrier at work. `base_url` is where its API is; `closing` is set when it ends."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings, self.clock = settings, clock
        self.chance = Chance(settings.faults, settings.seed)
        self.carrier = Carrier(settings, clock)
        self.closing = Event()
        self.base_url = ""
        self.post = Post(settings.callers, self.chance)
        self._caller = Caller(settings, self.carrier, self.chance)
        self._phones: dict[str, Phone] = {}
        self._lock = Lock()

    def phone(self, number: str) -> Phone:
        """Return the phone that has a number: always the same one."""
        with self._lock:
            return self._phones.setdefault(number, Phone(number, self.send))

    def send(self, number: str, text: str, media: Sequence[tuple[bytes, str]] = ()) -> tuple[str, ...]:
        """Take a text from a phone and have the service called; returns its SIDs."""
        now = self.clock.now()
        self.phone(number).note(Bubble(text, True, now, tuple(content for content, _ in media)))
        is_split = not media and segments(text) > 1 and self.chance.strikes("split")
        sids = []
        for part in _parts(text) if is_split else [text]:
            files = [Media(content, media_type, now) for content, media_type in media]
            message = self.carrier.take_in(number, part, files)
            sids.append(message.sid)
            self.post.put(partial(self._hand_over, message), may_be_late=True)
        return tuple(sids)

    def dispatch(self, message: Message) -> None:
        """Send a text that was taken on to its phone."""
        self.post.put(partial(self._deliver, message))

    def _hand_over(self, message: Message) -> None:
        """Call the webhook with an inbound text; by keyword the carrier answers first, where it does."""
        kind = opt_out_type(message.body) if self.settings.opt_out == "carrier" else ""
        if kind:
            self._opt(message.sender, kind)
        if self.chance.strikes("missed"):
            return
        for reply in self._caller.ask(parameters_of(message, kind, self.base_url)):
            self._reply(message, reply)

    def _opt(self, number: str, kind: str) -> None:
        with self.carrier.locked():
            if kind == "STOP":
                self.carrier.blocked.add(number)
            elif kind == "START":
                self.carrier.blocked.discard(number)
        self.dispatch(self.carrier.take_reply(number, ANSWERS[kind], "", ()))

    def _reply(self, message: Message, reply: Reply) -> None:
        to = reply.to or message.sender
        if to in self.carrier.blocked:
            self.carrier.alerts.append(Alert(_BLOCKED, self.carrier.line.sms_url))
            return
        self.dispatch(self.carrier.take_reply(to, reply.text, reply.callback, reply.media_urls))

    def _deliver(self, message: Message) -> None:
        fetched = [self._caller.fetch(url, message) for url in message.media_urls]
        message.media = [media for media in fetched if media is not None]
        if len(message.media) < len(fetched):
            self._move(message, "failed", RETRIEVAL)
            return
        self._move(message, "sent")
        phone = self.phone(message.to)
        error = phone.error or (_UNREACHABLE if self.chance.strikes("undelivered") else None)
        if error is not None:
            self._move(message, "undelivered", error)
            return
        pictures = tuple(media.content for media in message.media)
        phone.note(Bubble(message.body, False, self.clock.now(), pictures))
        self._move(message, "delivered")

    def _move(self, message: Message, status: str, error: int | None = None) -> None:
        """Move a message on and report it; the first status, queued, is not reported."""
        self.carrier.move(message, status, error)
        if message.callback:
            told: Parameters = status_of(message)
            self.post.put(partial(self._report, message.callback, told), may_be_late=True)

    def _report(self, url: str, told: Parameters) -> None:
        if not self.chance.strikes("missed"):
            self._caller.report(url, told)


def _parts(text: str) -> list[str]:
    """Cut a text as a handset does whose parts are not joined again: one segment each."""
    parts = [""]
    for letter in text:
        if segments(parts[-1] + letter) > 1:
            parts.append("")
        parts[-1] += letter
    return parts
