"""What the carrier keeps: messages, their media, its number, and the alerts of its debugger."""

from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from secrets import token_hex
from typing import Any, TypeAlias

from sms.segments import segments

API = "/2010-04-01"
Document: TypeAlias = dict[str, Any]
FINAL = frozenset({"received", "delivered", "undelivered", "failed"})


def new_sid(prefix: str) -> str:
    """Return an id of the carrier's form: two letters and 32 hex digits."""
    return prefix + token_hex(16)


def when(instant: datetime | None) -> str | None:
    """Return an instant as the API writes it: RFC 2822, in UTC."""
    return format_datetime(instant) if instant is not None else None


@dataclass(frozen=True)
class Copy:
    """Something readable at the carrier: the text of a message, or a file of one."""

    kind: str
    sid: str
    direction: str
    phone: str
    content: str | bytes
    media_type: str = "text/plain"


@dataclass(frozen=True)
class Alert:
    """An entry of the carrier's debugger: what went wrong when it called the service, and where."""

    code: int
    url: str
    message: str = ""


@dataclass
class Media:
    """A file of a message."""

    content: bytes
    media_type: str
    at: datetime
    sid: str = field(default_factory=lambda: new_sid("ME"))


@dataclass
class Message:
    """A text at the carrier.

    `callback` is where its status is reported to, `done_at` when that became final; `media_urls` are where the files of
    a text that goes out are fetched from; `place` is its place among all that there ever were.
    """

    account: str
    sender: str
    to: str
    body: str
    direction: str
    status: str
    at: datetime
    sid: str = ""
    callback: str = ""
    media: list[Media] = field(default_factory=list)
    media_urls: tuple[str, ...] = ()
    sent_at: datetime | None = None
    done_at: datetime | None = None
    error: int | None = None
    parts: int = 1
    files: int = 0
    place: int = 0

    def __post_init__(self) -> None:
        """Count what the carrier bills; that stays when the text is gone."""
        self.parts, self.files = segments(self.body), len(self.media) + len(self.media_urls)
        self.sid = new_sid("MM" if self.files else "SM")

    @property
    def phone(self) -> str:
        """The number of the person at the other end."""
        return self.sender if self.direction == "inbound" else self.to

    def path(self, ending: str = ".json") -> str:
        """Return where the API has it."""
        return f"{API}/Accounts/{self.account}/Messages/{self.sid}{ending}"

    def to_document(self) -> Document:
        """Return the Message resource (twilio.com/docs/messaging/api/message-resource)."""
        return {
            "account_sid": self.account,
            "api_version": API[1:],
            "body": self.body,
            "date_created": when(self.at),
            "date_sent": when(self.sent_at),
            "date_updated": when(self.done_at or self.sent_at or self.at),
            "direction": self.direction,
            "error_code": self.error,
            "error_message": None,
            "from": self.sender,
            "messaging_service_sid": None,
            "num_media": str(self.files),
            "num_segments": str(self.parts),
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": self.path("/Media.json")},
            "to": self.to,
            "uri": self.path(),
        }

    def media_document(self, media: Media) -> Document:
        """Return the Media resource of one of its files (twilio.com/docs/messaging/api/media-resource)."""
        return {
            "account_sid": self.account,
            "content_type": media.media_type,
            "date_created": when(media.at),
            "date_updated": when(media.at),
            "parent_sid": self.sid,
            "sid": media.sid,
            "uri": self.path(f"/Media/{media.sid}.json"),
        }
