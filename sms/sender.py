"""Sending a text over the carrier's API: once, and once more only where its answer was lost and it holds no such text."""

from typing import Any
from uuid import UUID

from intake.core.clock import Clock
from intake.service import texting, texting_out
from intake.service.site import Site
from intake.service.texting_out import Letter
from sms import carrier
from sms.errors import CarrierError, Fate
from sms.media import carrier_of
from sms.paging import page

_MOST_DOUBTS = (
    2  # one lost answer, one text sent anew; after a second one nobody knows, and it is left at that
)


def send(site: Site, body: dict[str, Any]) -> None:
    """Send one text of the outbox. Raises CarrierError where it is to be tried again later."""
    row = UUID(body["text"])
    letter = texting_out.load(site, row)
    if letter is None or letter.sid:
        return
    if letter.trying and _was_taken(site, row, letter):
        return
    texting_out.change(site, row, lambda kept: _begin(kept, site.clock))
    try:
        sid, status = carrier.send(carrier_of(site), letter.to, letter.text, _callback(site, row, letter))
    except CarrierError as error:
        _failed(site, row, letter, error)
        return
    texting_out.change(site, row, lambda kept: _accepted(kept, sid, status))


def _was_taken(site: Site, row: UUID, letter: Letter) -> bool:
    """Look whether a text without an answer was taken after all: each doubt is cleared up before it is sent anew."""
    found = carrier.find_sent(carrier_of(site), letter.to, letter.text, texting_out.tried_at(letter))
    if found:
        texting_out.change(site, row, lambda kept: _accepted(kept, found[0], ""))
    return bool(found)


def _failed(site: Site, row: UUID, letter: Letter, error: CarrierError) -> None:
    """Do what the table says; raises the error where the outbox shall try again."""
    if error.fate is Fate.doubtful:
        texting_out.change(site, row, _in_doubt)
        raise error
    if error.fate is Fate.page:
        page(site, error.code)
    if error.fate in {Fate.retry, Fate.later, Fate.page}:
        texting_out.change(site, row, _not_taken)
        raise error
    if error.fate is Fate.opted_out:
        texting.opt_out(site, letter.to)
    texting_out.give_up(site, row)


def _callback(site: Site, row: UUID, letter: Letter) -> str:
    return f"{site.settings.public_url}/sms/status?text={texting_out.mark_of(row, letter)}"


def _begin(kept: Letter, clock: Clock) -> None:
    kept.trying = clock.now().isoformat()


def _accepted(kept: Letter, sid: str, status: str) -> None:
    if kept.trying and not kept.sid:  # else a report was faster than the answer, and said more
        kept.sid, kept.status, kept.trying = sid, status, ""


def _in_doubt(kept: Letter) -> None:
    kept.doubts += 1


def _not_taken(kept: Letter) -> None:
    kept.trying = ""
