"""What `recourse sms doctor` looks at: the account, the number, its addresses, signatures, clock, and what was erased."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from twilio.request_validator import RequestValidator

from intake.service import texting_copies
from intake.service.finding import Finding
from intake.service.site import Site
from sms import carrier
from sms.errors import CarrierError, Fate
from sms.media import carrier_of
from sms.signature import is_signed

_LATE = timedelta(hours=6)
_PROBE = {"AccountSid": "AC", "Body": "كلمة + 1%", "MediaUrl0": ""}
_BACK, _LOOKED_AT = timedelta(days=14), 50
_MASKED = "XXXX"
_LOOK_THERE = (
    "look in the carrier's console under Messaging, Settings, for Message Redaction: off for numbers and texts,"
    " since what was missed or is in doubt is looked up there; we erase each copy ourselves"
)
PATHS = {"sms_url": "/sms/inbound", "sms_fallback_url": "/sms/fallback"}


def examine(site: Site) -> Iterator[Finding]:
    """Yield what is wrong with the door for texts; a check that cannot be made is a finding, too."""
    checks: tuple[Callable[[Site], Iterator[Finding]], ...] = (
        _address,
        _signature,
        _account,
        _number,
        _redaction,
        _copies,
        _opt_out,
    )
    for check in checks:
        try:
            yield from check(site)
        except CarrierError as error:
            yield _unreachable(error)


def wanted(site: Site) -> dict[str, str]:
    """Return the addresses that must be set at the number."""
    return {name: f"{site.settings.public_url}{path}" for name, path in PATHS.items()}


def _address(site: Site) -> Iterator[Finding]:
    if not site.settings.secure:
        local = urlsplit(carrier_of(site).api_base).scheme == "http"
        yield Finding(
            not local,
            "RECOURSE_PUBLIC_URL is not https: the carrier would send texts in clear over the internet",
            "give the public site a certificate and set the https address",
        )


def _signature(site: Site) -> Iterator[Finding]:
    """Sign as the carrier does, and see whether our own check takes that and nothing else."""
    settings, url = carrier_of(site), site.settings.public_url or ""
    for token in settings.tokens:
        signed = RequestValidator(token).compute_signature(f"{url}/sms/inbound", _PROBE)
        takes = is_signed(settings, url, "/sms/inbound", _PROBE, signed)
        if not takes or is_signed(settings, url, "/sms/status", _PROBE, signed):
            yield Finding(
                True,
                "a request signed with our own token is not told from a forged one",
                "look at RECOURSE_PUBLIC_URL",
            )


def _account(site: Site) -> Iterator[Finding]:
    status = carrier.account_status(carrier_of(site))
    if status != "active":
        yield Finding(True, f"the account is {status}", "see to it in the carrier's console")


def _number(site: Site) -> Iterator[Finding]:
    found = carrier.number_settings(carrier_of(site))
    if found is None:
        yield Finding(True, "TWILIO_NUMBER is not a number of this account", "set one that is")
        return
    for name, address in wanted(site).items():
        if found[name] != address:
            yield Finding(
                name == "sms_url", f"{name} at the number is {found[name] or 'empty'}", f"set it to {address}"
            )
    if found["sms_method"] not in {"", "POST"}:
        yield Finding(True, f"the number calls with {found['sms_method']}", "set its method to POST")


def _redaction(site: Site) -> Iterator[Finding]:
    """Tell what can be seen of Message Redaction; the API has no word on whether it is on.

    It replaces a number's last four digits by XXXX and takes texts away before we have read or compared them:
    https://www.twilio.com/docs/messaging/guides/privacy-message-redaction.
    """
    settings, since = carrier_of(site), site.clock.now() - _BACK
    inbound = carrier.list_inbound(settings, since, _LOOKED_AT)
    held = [*inbound, *carrier.list_outbound(settings, since, _LOOKED_AT)]
    if any(one.number.endswith(_MASKED) for one in held):
        yield Finding(
            True,
            "the account redacts phone numbers: a text that its webhook missed can never be answered",
            _LOOK_THERE,
        )
    elif settings.erase == "delete" and any(not one.body and not one.media for one in inbound):
        yield Finding(
            True,
            "the account empties texts that came in: one that its webhook missed is lost",
            _LOOK_THERE,
        )
    else:
        yield Finding(
            False,
            "whether the account redacts texts and numbers by itself, the carrier's API does not tell",
            _LOOK_THERE,
        )


def _copies(site: Site) -> Iterator[Finding]:
    since = texting_copies.oldest_open(site)
    if since and site.clock.now() - datetime.fromisoformat(since) > _LATE:
        yield Finding(
            True,
            f"a copy at the carrier waits for its erasure since {since}",
            "run `recourse worker`; look at `recourse sms erasure` and the log",
        )
    given_up = sum(
        number
        for (_kind, _way, state), number in texting_copies.count(site).items()
        if state == texting_copies.GIVEN_UP
    )
    if given_up:
        yield Finding(
            True,
            f"{given_up} copies could not be erased within 14 days",
            "erase them in the carrier's console, or ask its support",
        )
    if carrier_of(site).erase == "redact":
        yield Finding(
            False,
            "RECOURSE_SMS_ERASE=redact empties the texts; numbers and times stay in the carrier's records",
            "set RECOURSE_SMS_ERASE=delete unless the bill needs the records",
        )


def _opt_out(site: Site) -> Iterator[Finding]:
    if carrier_of(site).opt_out == "ours":
        yield Finding(
            False,
            "STOP, START and HELP are answered here (RECOURSE_SMS_OPT_OUT=ours)",
            "the carrier's own opt-out words must be switched off for this number; else set it to carrier",
        )


def _unreachable(error: CarrierError) -> Finding:
    if error.fate is Fate.page:
        return Finding(
            True, f"the carrier refuses (code {error.code})", "look at account SID, token and number"
        )
    return Finding(
        True, f"the carrier does not answer (code {error.code})", "look at TWILIO_API_BASE and the network"
    )
