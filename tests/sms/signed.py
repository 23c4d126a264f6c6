"""What the carrier would post, signed: for tests that need no carrier beside it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from flask import Flask
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from config.carrier import CarrierSettings
from intake.app import create_app
from intake.service.site import Site
from tests.conftest import World
from tests.sms.line import CARRIER, MOTHER, PUBLIC, settings_with


@dataclass
class Door:
    """Our own door for texts, and a hand that signs."""

    app: Flask
    site: Site
    carrier: CarrierSettings = CARRIER

    def post(
        self,
        path: str,
        form: Mapping[str, str],
        *,
        token: str = CARRIER.token,
        signed_for: str = "",
        **given: Any,
    ) -> TestResponse:
        """Post a form as the carrier does; `signed_for` is the address that is signed, where it is another one."""
        signature = RequestValidator(token).compute_signature(signed_for or PUBLIC + path, form)
        headers = {"X-Twilio-Signature": signature, **given.pop("headers", {})}
        return self.app.test_client().post(path, data=form, headers=headers, **given)

    def text(self, words: str, *, sid: str = "", path: str = "/sms/inbound", **fields: str) -> TestResponse:
        """Post a text."""
        return self.post(path, form_of(words, sid=sid, **fields))


def form_of(words: str, *, sid: str = "", **fields: str) -> dict[str, str]:
    """Return the parameters of a text that came, blanks among them."""
    return {
        "AccountSid": CARRIER.account,
        "MessageSid": sid or new_sid(),
        "From": MOTHER,
        "To": CARRIER.number,
        "Body": words,
        "NumMedia": "0",
        "FromCity": "",
        **fields,
    }


def new_sid(prefix: str = "SM") -> str:
    """Return an id as the carrier makes them."""
    return prefix + token_hex(16)


@contextmanager
def open_door(world: World, carrier: CarrierSettings = CARRIER, public_url: str = PUBLIC) -> Iterator[Door]:
    """Open the door in an app of its own."""
    app = create_app(settings_with(world.settings, carrier, public_url), world.clock)
    site: Site = app.extensions["recourse.site"]
    yield Door(app, site, carrier)
    site.engine.dispose()
