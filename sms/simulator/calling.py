"""The calls that the carrier makes: webhooks and status reports, signed; and the fetching of media to send."""

from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from secrets import token_hex
from urllib.parse import urlencode, urlsplit

from twilio.request_validator import RequestValidator

from sms.simulator.carrier import Carrier
from sms.simulator.faults import Chance
from sms.simulator.records import Alert, Media, Message
from sms.simulator.settings import Settings
from sms.simulator.twiml import AnswerError, Reply, replies

Parameters = dict[str, str]
RETRIEVAL, CONNECTION = 11200, 11205  # twilio.com/docs/api/errors
_OK = range(200, 300)
_PLACE = ("City", "State", "Zip")


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    media_type: str
    content: bytes


class Caller:
    """Calls the service as the carrier does, once over and then its fallback."""

    def __init__(self, settings: Settings, carrier: Carrier, chance: Chance) -> None:
        self._settings, self._carrier, self._chance = settings, carrier, chance
        self._validator = RequestValidator(settings.tokens[0])

    def ask(self, parameters: Parameters) -> list[Reply]:
        """Hand an inbound text over; returns the texts to answer with. What failed stands among the alerts."""
        line = self._carrier.line
        if not line.sms_url:
            return []
        if self._chance.strikes("repeated"):
            self._ask(line.sms_url, parameters)
        answer = self._ask(line.sms_url, parameters)
        if isinstance(answer, int) and line.sms_fallback_url:
            told = {"ErrorCode": str(answer), "ErrorUrl": line.sms_url}
            answer = self._ask(line.sms_fallback_url, parameters | told)
        return [] if isinstance(answer, int) else answer

    def report(self, url: str, parameters: Parameters) -> None:
        """Report a status; one that fails is not repeated."""
        answer = self._call(url, parameters)
        if isinstance(answer, int):
            self._carrier.alerts.append(Alert(answer, url))

    def fetch(self, url: str, message: Message) -> Media | None:
        """Fetch a file to send; None where that fails."""
        answer = self._send("GET", url)
        if isinstance(answer, int) or answer.status not in _OK:
            self._carrier.alerts.append(Alert(RETRIEVAL, url))
            return None
        return Media(answer.content, answer.media_type, message.at)

    def _ask(self, url: str, parameters: Parameters) -> list[Reply] | int:
        """Call a webhook; returns its replies, or the code of what went wrong."""
        answer = self._call(url, parameters)
        if not isinstance(answer, int):
            try:
                return replies(answer.media_type, answer.content, url)
            except AnswerError as error:
                answer = error.code
        self._carrier.alerts.append(Alert(answer, url))
        return answer

    def _call(self, url: str, parameters: Parameters) -> Answer | int:
        answer = self._send("POST", url, parameters)
        if isinstance(answer, int) or answer.status in _OK:
            return answer
        return RETRIEVAL

    def _send(self, method: str, url: str, parameters: Parameters | None = None) -> Answer | int:
        """Send a request; a connection that cannot be made is tried once more (the carrier's default, rp=ct, rc=1)."""
        body = urlencode(parameters) if parameters is not None else None
        headers = {"User-Agent": "TwilioProxy/1.1", "Accept": "*/*", "Host": urlsplit(url).netloc}
        if parameters is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
                "I-Twilio-Idempotency-Token": token_hex(16),
                "X-Twilio-Signature": self._validator.compute_signature(url, parameters),
            }
        with closing(self._connection(url)) as connection:
            if not (_connects(connection) or _connects(connection)):
                return CONNECTION
            try:
                connection.request(method, _target(url), body, headers)
                answer = connection.getresponse()
                return Answer(answer.status, answer.headers.get_content_type(), answer.read())
            except (OSError, HTTPException):  # the time ran out, or the line broke
                return RETRIEVAL

    def _connection(self, url: str) -> HTTPConnection:
        public, real = self._carrier.line.reach or ("", "")
        parts = urlsplit(real if public and url.startswith(public) else url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        return kind(parts.hostname or "", parts.port, timeout=self._settings.call_timeout)


def parameters_of(message: Message, opt_out_type: str, media_base: str) -> Parameters:
    """Return what a webhook is told (twilio.com/docs/messaging/guides/webhook-request); blanks are part of it."""
    told = {
        "AccountSid": message.account,
        "ApiVersion": "2010-04-01",
        "Body": message.body,
        "From": message.sender,
        "MessageSid": message.sid,
        "NumMedia": str(len(message.media)),
        "NumSegments": str(message.parts),
        "SmsMessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsStatus": "received",
        "To": message.to,
    }
    for end in ("From", "To"):
        told |= {f"{end}{part}": "" for part in _PLACE} | {f"{end}Country": "US"}
    for place, media in enumerate(message.media):
        told[f"MediaUrl{place}"] = media_base + message.path(f"/Media/{media.sid}")
        told[f"MediaContentType{place}"] = media.media_type
    return told | ({"OptOutType": opt_out_type} if opt_out_type else {})


def status_of(message: Message) -> Parameters:
    """Return what a status report says (twilio.com/docs/messaging/guides/track-outbound-message-status)."""
    told = {
        "AccountSid": message.account,
        "ApiVersion": "2010-04-01",
        "From": message.sender,
        "MessageSid": message.sid,
        "MessageStatus": message.status,
        "SmsSid": message.sid,
        "SmsStatus": message.status,
        "To": message.to,
    }
    return told | ({"ErrorCode": str(message.error)} if message.error else {})


def _connects(connection: HTTPConnection) -> bool:
    try:
        connection.connect()
    except OSError:
        return False
    return True


def _target(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
