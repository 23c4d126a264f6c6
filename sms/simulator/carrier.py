"""The carrier's memory: messages, the number, who opted out. In this process only, and behind one lock."""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import RLock

from intake.core.clock import Clock
from sms.simulator.checks import checked
from sms.simulator.errors import ApiError
from sms.simulator.records import API, FINAL, Alert, Copy, Document, Media, Message, new_sid, when
from sms.simulator.settings import Settings


@dataclass
class Line:
    """The account's number, and what it calls; `reach` as in the settings."""

    account: str
    number: str
    sms_url: str
    sms_fallback_url: str
    status_callback: str
    at: datetime
    reach: tuple[str, str] | None = None
    sid: str = field(default_factory=lambda: new_sid("PN"))

    def to_document(self) -> Document:
        """Return the resource (twilio.com/docs/phone-numbers/api/incomingphonenumber-resource)."""
        return {
            "account_sid": self.account,
            "api_version": API[1:],
            "capabilities": {"fax": False, "mms": True, "sms": True, "voice": True},
            "date_created": when(self.at),
            "date_updated": when(self.at),
            "friendly_name": self.number,
            "phone_number": self.number,
            "sid": self.sid,
            "sms_application_sid": "",
            "sms_fallback_method": "POST",
            "sms_fallback_url": self.sms_fallback_url,
            "sms_method": "POST",
            "sms_url": self.sms_url,
            "status": "in-use",
            "status_callback": self.status_callback,
            "status_callback_method": "POST",
            "uri": f"{API}/Accounts/{self.account}/IncomingPhoneNumbers/{self.sid}.json",
        }


class Carrier:
    """What one account holds. `blocked` are the numbers that opted out; `erased` counts copies by kind."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock
        self._lock = RLock()
        self._messages: dict[str, Message] = {}
        self._count = 0
        self.line = Line(
            settings.account,
            settings.number,
            settings.sms_url,
            settings.fallback_url,
            "",
            clock.now(),
            settings.reach,
        )
        self.blocked: set[str] = set()
        self.alerts: list[Alert] = []
        self.erased: Counter[str] = Counter()

    def locked(self) -> AbstractContextManager[bool]:
        """Hold everything still for a moment."""
        return self._lock

    def take_on(self, form: Mapping[str, str], media_urls: tuple[str, ...]) -> Message:
        """Take a text on that the service wants sent; raises ApiError."""
        with self._lock:
            return self._keep(checked(form, media_urls, self.line, self.blocked, self._clock.now()))

    def take_in(self, phone: str, text: str, media: list[Media]) -> Message:
        """Take in a text that came from a phone."""
        now = self._clock.now()
        message = Message(
            self.line.account, phone, self.line.number, text, "inbound", "received", now, media=media
        )
        message.sent_at = message.done_at = now
        return self._keep(message)

    def take_reply(self, to: str, text: str, callback: str, media_urls: tuple[str, ...]) -> Message:
        """Take on a text that a webhook's answer asked for, or that the carrier itself sends."""
        now, line = self._clock.now(), self.line
        return self._keep(
            Message(
                line.account,
                line.number,
                to,
                text,
                "outbound-reply",
                "queued",
                now,
                callback=callback,
                media_urls=media_urls,
            )
        )

    def _keep(self, message: Message) -> Message:
        with self._lock:
            self._count += 1
            message.place = self._count
            self._messages[message.sid] = message
        return message

    def move(self, message: Message, status: str, error: int | None = None) -> None:
        """Move a message on to its next status."""
        with self._lock:
            now = self._clock.now()
            message.status, message.error = status, error
            message.sent_at = message.sent_at or now
            message.done_at = now if status in FINAL else None

    def find(self, sid: str) -> Message:
        """Return a message; raises ApiError (20404) where there is none."""
        with self._lock:
            if sid not in self._messages:
                raise ApiError(20404, f"{API}/Accounts/{self.line.account}/Messages/{sid}.json")
            return self._messages[sid]

    def find_media(self, sid: str, media_sid: str) -> Media:
        """Return a file of a message; raises ApiError (20404) where there is none."""
        for media in self.find(sid).media:
            if media.sid == media_sid:
                return media
        raise ApiError(20404, f"{API}/Accounts/{self.line.account}/Messages/{sid}/Media/{media_sid}.json")

    def listing(self, wanted: Callable[[Message], bool]) -> list[Message]:
        """Return the messages that are wanted, the newest first."""
        with self._lock:
            return [message for message in reversed(self._messages.values()) if wanted(message)]

    def redact(self, sid: str) -> Message:
        """Take a message's text away; raises ApiError (20404, 20009)."""
        with self._lock:
            message = self._finished(sid)
            self.erased["message"] += bool(message.body)
            message.body = ""
            return message

    def delete(self, sid: str) -> None:
        """Delete a message, and its files with it; raises ApiError (20404, 20009)."""
        with self._lock:
            message = self._finished(sid)
            self.erased["message"] += bool(message.body)
            self.erased["media"] += len(message.media)
            del self._messages[sid]

    def delete_media(self, sid: str, media_sid: str) -> None:
        """Delete a file of a message; raises ApiError (20404)."""
        with self._lock:
            self.find(sid).media.remove(self.find_media(sid, media_sid))
            self.erased["media"] += 1

    def readable(self) -> list[Copy]:
        """Return every text and file that can still be read here, the oldest first."""
        with self._lock:
            return [copy for message in self._messages.values() for copy in _copies(message)]

    def _finished(self, sid: str) -> Message:
        message = self.find(sid)
        done: datetime | None = message.done_at
        wait: timedelta = self._settings.erasable_after
        if done is None or self._clock.now() < done + wait:
            raise ApiError(20009)
        return message


def _copies(message: Message) -> list[Copy]:
    text = [Copy("message", message.sid, message.direction, message.phone, message.body)]
    files = [
        Copy("media", media.sid, message.direction, message.phone, media.content, media.media_type)
        for media in message.media
    ]
    return (text if message.body else []) + files
