"""The carrier's API, through its own client: what we ask of it, and its errors without a number or a text in them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar

from requests.exceptions import ConnectTimeout, RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from config.carrier import API_BASE, CarrierSettings
from sms.errors import CarrierError, Fate, fate_of
from sms.numbers import small_number

Answer = TypeVar("Answer")
SECONDS = 10
_PAGE = 200
_SKEW = timedelta(minutes=5)  # between our clock and the carrier's


@dataclass(frozen=True)
class Held:
    """A message as the carrier holds it; `at` is when it was sent or came, aware UTC."""

    sid: str
    inbound: bool
    number: str
    body: str
    media: int
    status: str
    at: datetime | None


@lru_cache(maxsize=4)
def client_of(settings: CarrierSettings) -> Client:
    """Return a client for an account; it repeats nothing by itself and reads nothing from the environment."""
    http = TwilioHttpClient(timeout=SECONDS, max_retries=0)
    if http.session is not None and settings.api_base != API_BASE:
        http.session.trust_env = False  # no proxy between us and a simulator
    client = Client(
        settings.account,
        settings.token,
        http_client=http,
        environment={"TWILIO_REGION": "", "TWILIO_EDGE": ""},
    )
    client.api.base_url = settings.api_base
    return client


def _ask(question: Callable[[], Answer]) -> Answer:
    """Ask the carrier; whatever goes wrong becomes a CarrierError that carries nothing of the request."""
    try:
        return question()
    except TwilioRestException as error:
        failed = _refused(error.code, error.status)
    except TwilioException as error:  # a page of a list that failed carries the answer (twilio.base.page)
        failed = next((_of_answer(one) for one in error.args if isinstance(one, Response)), _doubtful())
    except ConnectTimeout:  # nothing was sent
        failed = CarrierError(Fate.retry)
    except (RequestException, OSError, ValueError):
        failed = _doubtful()
    raise failed  # here, so that it holds no link to the first one and its words


def _of_answer(answer: Response) -> CarrierError:
    """Return what an answer means that the client could not use: by its code where its body is the carrier's JSON."""
    try:
        told = json.loads(answer.text)
    except ValueError:
        told = None
    code = told.get("code") if isinstance(told, dict) else None
    return _refused(code, answer.status_code)


def _refused(code: object, status: int) -> CarrierError:
    number = small_number(code)
    return CarrierError(fate_of(number, status), number or status)


def _doubtful() -> CarrierError:
    """Return the error of an answer that never came, or said nothing: it may have been done."""
    return CarrierError(Fate.doubtful)


def send(settings: CarrierSettings, to: str, text: str, callback: str) -> tuple[str, str]:
    """Hand over a text; returns its SID and status. CarrierError, doubtful where it may have been taken."""
    made = _ask(
        lambda: client_of(settings).messages.create(
            to=to, from_=settings.number, body=text, status_callback=callback
        )
    )
    return str(made.sid), str(made.status)


def find_sent(settings: CarrierSettings, to: str, text: str, since: datetime) -> list[str]:
    """Return the SIDs of texts of ours with these words to this number since then."""
    found = _list(settings, to=to, from_=settings.number, since=since - _SKEW, most=_PAGE)
    return [held.sid for held in found if held.body == text and (held.at is None or held.at >= since - _SKEW)]


def list_inbound(settings: CarrierSettings, since: datetime, most: int) -> list[Held]:
    """Return messages to our number since then, newest first."""
    return _list(settings, to=settings.number, since=since, most=most)


def list_outbound(settings: CarrierSettings, since: datetime, most: int) -> list[Held]:
    """Return messages from our number since then, newest first."""
    return _list(settings, from_=settings.number, since=since, most=most)


def media_of(settings: CarrierSettings, message: str) -> list[str]:
    """Return the SIDs of a message's files."""
    return [str(one.sid) for one in _ask(lambda: client_of(settings).messages(message).media.list(limit=20))]


def redact(settings: CarrierSettings, message: str) -> None:
    """Empty a message's text; its record stays."""
    _ask(lambda: client_of(settings).messages(message).update(body=""))


def delete(settings: CarrierSettings, message: str) -> None:
    """Delete a message with its record."""
    _ask(client_of(settings).messages(message).delete)


def delete_media(settings: CarrierSettings, message: str, media: str) -> None:
    """Delete a file of a message."""
    _ask(client_of(settings).messages(message).media(media).delete)


def account_status(settings: CarrierSettings) -> str:
    """Return what the carrier says of the account: active, suspended or closed."""
    return str(_ask(client_of(settings).api.accounts(settings.account).fetch).status)


def number_settings(settings: CarrierSettings) -> dict[str, str] | None:
    """Return the addresses set at our number; None where the account has no such number."""
    numbers = client_of(settings).incoming_phone_numbers
    listed = _ask(lambda: numbers.list(phone_number=settings.number, limit=1))
    names = ("sms_url", "sms_method", "sms_fallback_url", "status_callback")
    return {name: str(getattr(listed[0], name) or "") for name in names} if listed else None


def _list(
    settings: CarrierSettings, *, since: datetime, most: int, to: str | None = None, from_: str | None = None
) -> list[Held]:
    chosen: dict[str, Any] = {"to": to, "from_": from_}
    given = {name: value for name, value in chosen.items() if value is not None}
    messages = client_of(settings).messages
    listed = _ask(
        lambda: messages.list(**given, date_sent_after=since, limit=most, page_size=min(most, _PAGE))
    )
    return [_held(one) for one in listed]


def _held(one: MessageInstance) -> Held:
    inbound = str(one.direction) == "inbound"
    return Held(
        sid=str(one.sid),
        inbound=inbound,
        number=str((one.from_ if inbound else one.to) or ""),
        body=str(one.body or ""),
        media=small_number(one.num_media),
        status=str(one.status),
        at=one.date_sent or one.date_created,
    )


Erase = Callable[[CarrierSettings, str], None]
ERASE: dict[str, Erase] = {"delete": delete, "redact": redact}
