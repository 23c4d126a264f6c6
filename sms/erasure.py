"""Erasing what the carrier keeps: each copy in the ledger, tried for a fortnight, until it is gone."""

from datetime import datetime
from typing import Any
from uuid import UUID

from intake.service import texting_copies
from intake.service.site import Site
from intake.service.texting_copies import DONE, GIVEN_UP, TRIED_FOR, Entry
from sms import carrier
from sms.errors import CarrierError, Fate
from sms.media import carrier_of
from sms.paging import page


def erase(site: Site, body: dict[str, Any]) -> None:
    """Erase one copy of the ledger. Raises CarrierError where it is to be tried again later."""
    row = UUID(body["copy"])
    entry = texting_copies.load(site, row)
    if entry is None:
        return
    now = site.clock.now()
    try:
        _erase(site, entry)
    except CarrierError as error:
        if error.fate is not Fate.gone:
            _not_yet(site, row, entry, error, now)
            return
    texting_copies.change(site, row, lambda kept: _done(kept, now))


def _erase(site: Site, entry: Entry) -> None:
    settings = carrier_of(site)
    if entry.kind == "media":
        carrier.delete_media(settings, entry.message, entry.sid)
    else:
        carrier.ERASE[settings.erase](settings, entry.sid)


def _not_yet(site: Site, row: UUID, entry: Entry, error: CarrierError, now: datetime) -> None:
    """Count the attempt; raises the error to try again, until a fortnight is over: then the operator is told."""
    over = now - datetime.fromisoformat(entry.first_at) >= TRIED_FOR
    texting_copies.change(site, row, lambda kept: _tried(kept, over=over))
    if over or error.fate is Fate.page:
        page(site, error.code)
    if not over:
        raise error


def _done(kept: Entry, now: datetime) -> None:
    kept.state, kept.done_at = DONE, now.isoformat(timespec="seconds")


def _tried(kept: Entry, *, over: bool) -> None:
    kept.attempts += 1
    kept.state = GIVEN_UP if over else kept.state
