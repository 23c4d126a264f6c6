"""The door for texts, as it is given to the site: its addresses, what it does with its tasks, and its rounds."""

from datetime import timedelta

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from intake.rooms import Room
from intake.service.site import Site
from intake.service.texting import WORK
from intake.service.texting_copies import ERASE
from intake.service.texting_ends import tidy
from intake.service.texting_out import SEND
from intake.service.worker import Round
from sms import rounds, sweep
from sms.erasure import erase
from sms.media import carrier_of
from sms.sender import send
from sms.webhook import blueprint
from sms.work import carry_out


def register(app: Flask, site: Site, csrf: CSRFProtect) -> None:
    """Open the door in an app; raises SettingsError where no carrier is named."""
    carrier_of(site)
    app.register_blueprint(blueprint)
    csrf.exempt(blueprint)  # it reads no cookie: who may call is told by the carrier's signature


ROOM = Room(
    register=register,
    handlers={SEND: send, WORK: carry_out, ERASE: erase},
    last=frozenset({ERASE}),
    rounds=(
        Round("sms.wake", timedelta(seconds=20), rounds.wake),
        Round("sms.missed", timedelta(minutes=5), sweep.missed),
        Round("sms.news", timedelta(minutes=15), rounds.news),
        Round("sms.left_over", timedelta(hours=1), sweep.left_over),
        Round("sms.tidy", timedelta(hours=1), tidy),
    ),
)
