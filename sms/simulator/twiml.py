"""The answers of a webhook: TwiML, or plain text, read as the carrier reads them."""

from dataclasses import dataclass
from urllib.parse import urljoin

# What is parsed is the answer of the service under test, on this machine: an attack on it would be the service's own.
from xml.etree import ElementTree as ET  # nosec B405


class AnswerError(Exception):
    """An answer that cannot be used; `code` is the carrier's for it."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


@dataclass(frozen=True)
class Reply:
    """A text that an answer asks for; `to` is empty for whoever wrote."""

    text: str
    to: str = ""
    callback: str = ""
    media_urls: tuple[str, ...] = ()


def replies(media_type: str, content: bytes, url: str) -> list[Reply]:
    """Return the texts that an answer asks for.

    Raises AnswerError: 12300 for a content type that is none of the carrier's, 12100 for what does not parse, 12200 for
    anything but <Message> in a <Response> (twilio.com/docs/messaging/twiml).
    """
    if not content.strip():
        return []
    if media_type == "text/plain":
        return [Reply(content.decode())]
    if media_type not in {"text/xml", "application/xml", "text/html"}:
        raise AnswerError(12300)
    try:
        root = ET.fromstring(content)  # noqa: S314 # nosec B314
    except ET.ParseError as error:
        raise AnswerError(12100) from error
    if root.tag != "Response" or any(verb.tag != "Message" for verb in root):
        raise AnswerError(12200)
    return [_reply(verb, url) for verb in root]


def _reply(verb: ET.Element, url: str) -> Reply:
    bodies = [part.text or "" for part in verb.findall("Body")]
    callback = verb.get("statusCallback") or verb.get("action") or ""
    return Reply(
        text="".join(bodies) or (verb.text or "").strip(),
        to=verb.get("to", ""),
        callback=urljoin(url, callback) if callback else "",
        media_urls=tuple(urljoin(url, (part.text or "").strip()) for part in verb.findall("Media")),
    )
