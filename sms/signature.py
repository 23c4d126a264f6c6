"""Whether a request is the carrier's: its signature over the address that we publish, and nothing that a client says.

Twilio signs the address it calls, with every parameter appended in order, with the account's token:
https://www.twilio.com/docs/usage/security#validating-requests. Host and X-Forwarded-* are anybody's to write, so the
address is built from RECOURSE_PUBLIC_URL and the request line as it came.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from twilio.request_validator import RequestValidator

from config.carrier import CarrierSettings


def is_signed(
    settings: CarrierSettings, public_url: str, target: str, form: Mapping[str, Any], signature: str
) -> bool:
    """Tell whether one of the account's tokens signed this form for this address; `target` is path and query, raw."""
    address = public_url.rstrip("/") + target
    return any(RequestValidator(token).validate(address, form, signature) for token in settings.tokens)


def target_of(environ: Mapping[str, Any]) -> str:
    """Return path and query exactly as they stood in the request line, percent signs and all.

    gunicorn and Werkzeug both keep it as RAW_URI; a request line may also name the whole address (RFC 9112, 3.2.2).
    """
    raw = str(environ.get("RAW_URI") or environ.get("REQUEST_URI") or "")
    if raw.startswith("/"):
        return raw
    parts = urlsplit(raw)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
