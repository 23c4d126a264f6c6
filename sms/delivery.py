"""What the carrier reports of a text: it only ever goes on, and at the end our copy and the carrier's go."""

from dataclasses import dataclass
from datetime import timedelta

from intake.service import texting, texting_copies, texting_out
from intake.service.site import Site
from intake.service.texting_copies import Copy
from intake.service.texting_out import Letter
from sms.errors import Fate, fate_of
from sms.paging import page

# How far a text got: https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
_RANKS = {
    **dict.fromkeys(("accepted", "scheduled", "queued"), 1),
    "sending": 2,
    "sent": 3,
    **dict.fromkeys(("delivered", "undelivered", "failed", "canceled", "partially_delivered"), 4),
    "read": 5,
}
TERMINAL = 4
_RESENT = 2
_AGAIN = timedelta(minutes=30)


def is_terminal(status: str) -> bool:
    """Tell whether nothing more happens to a text of this status."""
    return _RANKS.get(status, 0) >= TERMINAL


@dataclass(frozen=True)
class Report:
    """One report: on which text to which number, how far it got, and the error's code (0: none).

    `mark` is ours: it stood in the address that the report was sent to.
    """

    sid: str
    number: str
    status: str
    code: int = 0
    mark: str = ""


def take(site: Site, report: Report) -> None:
    """Take one report, in whatever order they come; a repeat changes nothing."""
    sid, status, code = report.sid, report.status, report.code
    if status not in _RANKS:
        return
    fate = fate_of(code) if code else None
    if fate is Fate.page:
        page(site, code)
    if fate is Fate.opted_out:
        texting.opt_out(site, report.number)
    texting_out.report(site, sid, report.mark, lambda letter: _takes(letter, status, fate), again=_AGAIN)
    if is_terminal(status):
        texting_copies.note_one(site, Copy("message", "outbound", sid))


def _takes(letter: Letter, status: str, fate: Fate | None) -> bool:
    """Note how far a text got; tell whether it is done with. One that may yet arrive is sent anew, twice at most."""
    if _RANKS[status] <= _RANKS.get(letter.status, 0):
        return False
    letter.status = status
    if not is_terminal(status):
        return False
    if status in {"undelivered", "failed"} and fate is Fate.later and letter.resent < _RESENT:
        letter.sid, letter.status, letter.trying, letter.doubts = "", "", "", 0
        letter.resent += 1
        return False
    return True
