"""Pictures that came with a text: fetched from an address that we build, capped, rebuilt, sealed."""

from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit

import requests
from requests.exceptions import RequestException

from config.carrier import API_BASE, CarrierSettings
from intake.core.errors import SettingsError, UnsafeFileError
from intake.service.files import KeptFile, check_total, keep_file
from intake.service.site import Site
from sms.carrier import SECONDS
from sms.errors import CarrierError, Fate, fate_of
from sms.numbers import is_media, is_message

MOST = 5_000_000  # what a carrier passes on in one message
_MOST_FILES = 10
_REDIRECTS = 3
_CHUNK = 64 * 1024
_OK, _MOVED = 200, frozenset({301, 302, 303, 307, 308})
# Where Twilio keeps files: https://www.twilio.com/docs/messaging/api/media-resource (it answers with a redirect).
HOSTS = frozenset(
    {"api.twilio.com", "media.twiliocdn.com", "mms.twiliocdn.com", "s3-external-1.amazonaws.com"}
)


def carrier_of(site: Site) -> CarrierSettings:
    """Return the carrier's settings; raises SettingsError where the door for texts was opened without."""
    if site.settings.carrier is None:
        raise SettingsError("TWILIO_ACCOUNT_SID: is not set, and the door for texts needs it")
    return site.settings.carrier


def take(site: Site, message: str, files: Sequence[str], had: Sequence[KeptFile]) -> list[KeptFile]:
    """Fetch and keep a message's files; those that cannot be taken are left out.

    Raises CarrierError where the carrier did not answer, so that it is tried again, and NotStoredError.
    """
    kept: list[KeptFile] = []
    for number, sid in enumerate(files[:_MOST_FILES], start=1):
        try:
            content = fetch(carrier_of(site), message, sid)
            check_total([*had, *kept], len(content))
            kept.append(keep_file(site, content, f"text-{number}"))
        except UnsafeFileError:
            continue
        except CarrierError as error:
            if error.fate not in {Fate.gone, Fate.never}:
                raise
    return kept


def fetch(settings: CarrierSettings, message: str, media: str) -> bytes:
    """Return a file's bytes; UnsafeFileError where it is too large, CarrierError where it cannot be had.

    Our token goes to the first address only; a redirect is followed to the carrier's own hosts alone.
    """
    if not (is_message(message) and is_media(media)):
        raise CarrierError(Fate.never)
    address = f"{settings.api_base}/2010-04-01/Accounts/{settings.account}/Messages/{message}/Media/{media}"
    failed: CarrierError
    try:
        return _follow(settings, address)
    except RequestException:
        failed = CarrierError(Fate.retry)
    raise failed


def _follow(settings: CarrierSettings, address: str) -> bytes:
    with requests.Session() as session:
        session.trust_env = settings.api_base == API_BASE  # no proxy between us and a simulator
        auth: tuple[str, str] | None = (settings.account, settings.token)
        for _ in range(1 + _REDIRECTS):
            if not is_allowed(settings, address):
                raise CarrierError(Fate.never)
            with session.get(
                address,
                auth=auth,
                stream=True,
                allow_redirects=False,
                timeout=SECONDS,
                headers={"Accept-Encoding": "identity"},
            ) as answer:
                if answer.status_code not in _MOVED:
                    return _read(answer)
                address, auth = urljoin(address, answer.headers.get("Location", "")), None
    raise CarrierError(Fate.never)


def is_allowed(settings: CarrierSettings, address: str) -> bool:
    """Tell whether an address is the carrier's: the configured one, or https on a host of its own."""
    try:
        parts, base = urlsplit(address), urlsplit(settings.api_base)
        port = parts.port
    except ValueError:
        return False
    if (parts.scheme, parts.netloc) == (base.scheme, base.netloc):
        return True
    return parts.scheme == "https" and parts.hostname in HOSTS and port in {None, 443} and not parts.username


def _read(answer: requests.Response) -> bytes:
    """Return at most what a carrier passes on, counted as it comes and never by what a header says."""
    if answer.status_code != _OK:
        raise CarrierError(fate_of(None, answer.status_code), answer.status_code)
    content = b""
    while chunk := answer.raw.read(_CHUNK, decode_content=False):
        content += chunk
        if len(content) > MOST:
            raise UnsafeFileError("size")
    return content
