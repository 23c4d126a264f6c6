"""The settings of the SMS door: the account at the carrier, its number, and what is done with the carrier's copies."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from intake.core.errors import SettingsError

API_BASE = "https://api.twilio.com"
_NEEDED = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_NUMBER")
_ALL = (*_NEEDED, "TWILIO_AUTH_TOKEN_SECONDARY", "TWILIO_API_BASE")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_FORMS = {
    "TWILIO_ACCOUNT_SID": (re.compile(r"AC[0-9a-fA-F]{32}"), "AC and 32 hex digits"),
    "TWILIO_AUTH_TOKEN": (re.compile(r"[\x21-\x7e]{16,128}"), "the token of the account, 16 letters or more"),
    "TWILIO_NUMBER": (re.compile(r"\+[1-9][0-9]{7,14}"), "a number as +12025550123 (E.164)"),
    "TWILIO_AUTH_TOKEN_SECONDARY": (
        re.compile(r"[\x21-\x7e]{16,128}"),
        "the second token, 16 letters or more",
    ),
}


@dataclass(frozen=True)
class CarrierSettings:
    """One account and one number at Twilio.

    `opt_out`: who answers STOP, START and HELP: "ours", or "carrier" (Advanced Opt-Out). `erase`: "delete" the carrier's
    copies, or "redact" their text and keep their records for the bill.
    """

    account: str
    token: str = field(repr=False)
    number: str = field(repr=False)
    token_secondary: str | None = field(default=None, repr=False)
    api_base: str = API_BASE
    opt_out: str = "ours"
    erase: str = "delete"

    @property
    def tokens(self) -> tuple[str, ...]:
        """The tokens that a signature may be made with: while one is being replaced, both."""
        return (self.token, self.token_secondary) if self.token_secondary else (self.token,)


def carrier_of(env: Mapping[str, str]) -> CarrierSettings | None:
    """Read the carrier's settings; None where none is given, SettingsError where one is missing or malformed."""
    given = {name: env.get(name, "").strip() for name in _ALL}
    if not any(given.values()):
        return None
    for name in _NEEDED:
        if not given[name]:
            raise SettingsError(f"{name}: is not set, though other TWILIO_ settings are")
    for name, (form, wanted) in _FORMS.items():
        if given[name] and not form.fullmatch(given[name]):
            raise SettingsError(f"{name}: must be {wanted}")
    if not env.get("RECOURSE_PUBLIC_URL", "").strip():
        raise SettingsError(
            "RECOURSE_PUBLIC_URL: is needed for texts: the carrier signs the address it calls"
        )
    return CarrierSettings(
        account=given["TWILIO_ACCOUNT_SID"],
        token=given["TWILIO_AUTH_TOKEN"],
        number=given["TWILIO_NUMBER"],
        token_secondary=given["TWILIO_AUTH_TOKEN_SECONDARY"] or None,
        api_base=_base(given["TWILIO_API_BASE"]),
        opt_out=_one_of(env, "RECOURSE_SMS_OPT_OUT", ("ours", "carrier")),
        erase=_one_of(env, "RECOURSE_SMS_ERASE", ("delete", "redact")),
    )


def _base(value: str) -> str:
    """Return where the carrier's API is; plain http, with the token in it, only to this machine."""
    if not value:
        return API_BASE
    try:
        parts = urlsplit(value)
        plain = parts.scheme == "http" and parts.hostname in _LOOPBACK and parts.port is not None
    except ValueError as error:
        raise SettingsError(f"TWILIO_API_BASE: {error}") from error
    if not parts.hostname or not (parts.scheme == "https" or plain):
        raise SettingsError(
            "TWILIO_API_BASE: must begin with https://, or be http://127.0.0.1:port for a simulator"
        )
    return value.rstrip("/")


def _one_of(env: Mapping[str, str], name: str, words: tuple[str, ...]) -> str:
    value = env.get(name, "").strip() or words[0]
    if value not in words:
        raise SettingsError(f"{name}: must be {' or '.join(words)}")
    return value
