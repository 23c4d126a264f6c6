"""Looking at the carrier for what went past us: texts whose webhook never came, and copies that nobody erased."""

from datetime import datetime, timedelta

import structlog

from intake.core.errors import RecourseError
from intake.service import texting, texting_copies, texting_out
from intake.service.site import Site
from intake.service.texting_copies import Copy
from sms import carrier
from sms.carrier import Held
from sms.delivery import is_terminal
from sms.media import carrier_of
from sms.numbers import is_media, is_message, is_sender
from sms.turns import Arrived, answer

log = structlog.get_logger()
_BACK = timedelta(days=14)
_IN_FLIGHT = timedelta(minutes=2)  # its webhook may still be on the way
_LEFT = timedelta(hours=2)  # by then our own erasure has done it
_STUCK = timedelta(days=1)
_MOST = 1000


def missed(site: Site) -> None:
    """Take texts that came to the carrier and never to us as if they had come now, oldest first."""
    now = site.clock.now()
    settings = carrier_of(site)
    for held in reversed(carrier.list_inbound(settings, now - _BACK, _MOST)):
        came = held.at or now
        if now - came < _IN_FLIGHT or not (held.body or held.media) or not _is_ours(held):
            continue
        if texting.is_known(site, held.sid):
            continue
        try:
            files = tuple(carrier.media_of(settings, held.sid)) if held.media else ()
            arrived = Arrived(held.sid, held.number, held.body, came, files)
            answer(site, arrived, at_once=False)
        except RecourseError as error:
            log.warning("sms.not_swept", error=type(error).__name__)


def left_over(site: Site) -> None:
    """Put every copy that is still at the carrier, and should not be, into the erasure ledger."""
    now = site.clock.now()
    settings = carrier_of(site)
    listed = [
        *carrier.list_inbound(settings, now - _BACK, _MOST),
        *carrier.list_outbound(settings, now - _BACK, _MOST),
    ]
    for held in listed:
        if _is_left(site, held, now):
            if not held.inbound:
                texting_out.arrived(site, held.sid)
            for copy in _copies(site, held):
                texting_copies.note_again(site, copy)


def _is_left(site: Site, held: Held, now: datetime) -> bool:
    age = now - held.at if held.at else _STUCK
    if age < _LEFT or not is_message(held.sid):
        return False
    if held.inbound:
        return texting.is_known(site, held.sid) or not _is_ours(held)
    return is_terminal(held.status) or held.status == "sent" or age >= _STUCK


def _copies(site: Site, held: Held) -> list[Copy]:
    """Return what a message still has to lose: its files, its words, and where records are deleted, itself."""
    settings = carrier_of(site)
    direction = "inbound" if held.inbound else "outbound"
    files = [sid for sid in carrier.media_of(settings, held.sid) if is_media(sid)] if held.media else []
    copies = [Copy("media", direction, sid, held.sid) for sid in files]
    if held.body or settings.erase == "delete":
        copies.append(Copy("message", direction, held.sid))
    return copies


def _is_ours(held: Held) -> bool:
    return is_message(held.sid) and is_sender(held.number)
