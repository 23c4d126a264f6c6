"""What the API checks before it takes a text on, the magic numbers of its test credentials among it."""

import re
from collections.abc import Container, Mapping
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from sms.simulator.errors import ApiError
from sms.simulator.records import Message

LONGEST = 1600
MOST_MEDIA = 10
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
# https://www.twilio.com/docs/iam/test-credentials#test-sms-messages
_MAGIC_FROM = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}
_MAGIC_TO = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
_SENDS_ALWAYS = "+15005550006"


class Owned(Protocol):
    """The account's number."""

    account: str
    number: str


def checked(
    form: Mapping[str, str], media_urls: tuple[str, ...], line: Owned, blocked: Container[str], now: datetime
) -> Message:
    """Return the text that a request wants sent; raises ApiError."""
    sender, to, body = (form.get(name, "") for name in ("From", "To", "Body"))
    _check_to(to)
    _check_from(sender, line.number)
    _check_content(body, media_urls)
    callback = form.get("StatusCallback", "")
    if callback and not _is_address(callback):
        raise ApiError(21609, callback)
    if to in blocked:
        raise ApiError(21610)
    return Message(
        line.account,
        sender,
        to,
        body,
        "outbound-api",
        "queued",
        now,
        callback=callback,
        media_urls=media_urls,
    )


def _check_to(to: str) -> None:
    if not to:
        raise ApiError(21604)
    if to in _MAGIC_TO:
        raise ApiError(_MAGIC_TO[to], to)
    if not _E164.fullmatch(to):
        raise ApiError(21211, to)


def _check_from(sender: str, owned: str) -> None:
    if not sender:
        raise ApiError(21603)
    if sender in _MAGIC_FROM:
        raise ApiError(_MAGIC_FROM[sender], sender)
    if not _E164.fullmatch(sender):
        raise ApiError(21212, sender)
    if sender not in {owned, _SENDS_ALWAYS}:
        raise ApiError(21606, sender)


def _check_content(body: str, media_urls: tuple[str, ...]) -> None:
    if not body and not media_urls:
        raise ApiError(21602)
    if len(body) > LONGEST:
        raise ApiError(21617)
    if len(media_urls) > MOST_MEDIA or not all(_is_address(url) for url in media_urls):
        raise ApiError(21620)


def _is_address(url: str) -> bool:
    """Tell whether a URL can be called; underscores are not allowed in its host."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and "_" not in parts.netloc
    except ValueError:
        return False
