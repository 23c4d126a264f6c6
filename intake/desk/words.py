"""What the desk calls things: statuses, outcomes, roles, flags, clocks, acts. Lazy: each speaks the reader's language."""

from collections.abc import Mapping
from typing import Any

from intake.core.complaint import Channel
from intake.core.service_levels import Level
from intake.core.statuses import Outcome, Role, Status
from intake.core.words import Derived, Lead
from intake.i18n import _l

STATUSES: Mapping[Status, str] = {
    Status.received: _l("Received"),
    Status.screening: _l("Screening"),
    Status.needs_information: _l("Needs information"),
    Status.accepted: _l("Accepted"),
    Status.referred: _l("Referred"),
    Status.not_ours: _l("Not ours"),
    Status.investigating: _l("Investigating"),
    Status.findings: _l("Findings"),
    Status.recommendations: _l("Recommendations"),
    Status.waiting_on: _l("Waiting on somebody"),
    Status.closed: _l("Closed"),
    Status.withdrawn: _l("Withdrawn"),
}
MOVES: Mapping[Status, str] = {
    Status.screening: _l("Begin screening"),
    Status.needs_information: _l("Ask the person for information"),
    Status.accepted: _l("Accept"),
    Status.referred: _l("Refer to an outside office"),
    Status.not_ours: _l("Say that it is not ours"),
    Status.investigating: _l("Begin the investigation"),
    Status.findings: _l("Go on to findings"),
    Status.recommendations: _l("Go on to recommendations"),
    Status.waiting_on: _l("Wait for somebody"),
    Status.closed: _l("Close"),
    Status.withdrawn: _l("Withdraw for the person"),
}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.substantiated: _l("Substantiated"),
    Outcome.partly: _l("Partly substantiated"),
    Outcome.not_substantiated: _l("Not substantiated"),
    Outcome.referred: _l("Referred"),
    Outcome.outside_jurisdiction: _l("Outside our jurisdiction"),
    Outcome.no_further_contact: _l("No further contact"),
    Outcome.withdrawn: _l("Withdrawn"),
}
ROLES: Mapping[Role, str] = {
    Role.officer: _l("Officer"),
    Role.supervisor: _l("Supervisor"),
    Role.triage: _l("Triage officer"),
    Role.interpreter: _l("Interpreter"),
    Role.auditor: _l("Auditor"),
    Role.panel: _l("Panel member"),
    Role.administrator: _l("Administrator"),
}
DESKS: Mapping[str, str] = {"crcl": _l("CRCL"), "doj": _l("DOJ"), "triage": _l("Triage")}
LEADS: Mapping[Lead, str] = {
    Lead.JOINT: _l("Joint"),
    Lead.CRCL: DESKS["crcl"],
    Lead.DOJ: DESKS["doj"],
    Lead.TRIAGE: DESKS["triage"],
}
LIMITS: Mapping[str, str] = {
    "": _l("may be told of the case"),
    "deid": _l("only facility, month and kind of act"),
    "consent": _l("only with the person's consent"),
}
"""What a copy of a decision may tell, by its limit."""
CHANNELS: Mapping[Channel, str] = {
    Channel.WEB: _l("Web"),
    Channel.API: _l("Partner system"),
    Channel.KIOSK: _l("Kiosk"),
    Channel.SMS: _l("Text message"),
    Channel.PAPER: _l("Paper"),
    Channel.PHONE: _l("Phone call"),
}
LEVELS: Mapping[Level, str] = {
    Level.acknowledgement: _l("Say that it arrived"),
    Level.first_look: _l("First look"),
    Level.acceptance: _l("Decide on acceptance"),
    Level.news: _l("Tell the person where it is"),
    Level.triage_question: _l("Answer to our question"),
    Level.translation: _l("Translation"),
    Level.alert_again: _l("Alert again"),
}
DERIVED: Mapping[Derived, str] = {
    Derived.STILL_HELD: _l("The person is still held"),
    Derived.HOLD_EXPIRED: _l("The hold ran out"),
    Derived.HOLD_RUNNING: _l("The hold is running"),
}
# Words, icon and kind of each flag; "message" stands for message:<desk>.
FLAGS: Mapping[str, tuple[str, str | None, str]] = {
    "danger": (_l("Danger now"), "danger", "alarm"),
    "clock": (_l("Hold running"), "clock", "alarm"),
    "hold_over": (_l("Hold ran out"), "clock", "alarm"),
    "message": (_l("New message"), "message", "new"),
    "withdrawing": (_l("Being withdrawn"), "info", ""),
    "consent": (_l("Consent changed"), "lock", ""),
    "translation": (_l("Needs translation"), "language", ""),
    "mismatch": (_l("Routes differ"), "error", ""),
    "follow": (_l("Lost code to confirm"), "people", ""),
    "incomplete": (_l("Incomplete"), "incomplete", ""),
    "joint": (_l("Joint"), "people", ""),
    "legal_hold": (_l("Legal hold"), "lock", ""),
    "disposal": (_l("Disposal proposed"), "people", ""),
    "no_contact": (_l("No contact"), None, ""),
}
QUIET = frozenset({"no_contact"})
"""Flags to filter by that no line shows: most people give no way to reach them."""
ACTS: Mapping[str, str] = {
    "case.keyed_in": _l("keyed in the complaint"),
    "case.read": _l("opened the case"),
    "case.refused": _l("tried to open the case and was refused"),
    "case.file": _l("opened a file"),
    "case.exported": _l("took a file of the case out of the desk"),
    "case.packet": _l("made a packet for an outside office"),
    "case.replied": _l("wrote to the person"),
    "case.noted": _l("wrote a note"),
    "case.claimed": _l("took the case"),
    "case.released": _l("gave the case back"),
    "case.moved": _l("moved the case"),
    "case.referred": _l("referred the case"),
    "case.follow_asked": _l("asked to follow a case whose code is lost"),
    "case.follow_agreed": _l("agreed to follow a case whose code is lost"),
    "case.follow_ended": _l("ended the following of a case whose code is lost"),
    "case.retention": _l("changed for how long the case is kept"),
    "case.held": _l("put a legal hold on the case"),
    "case.hold_lifted": _l("lifted the legal hold"),
    "case.disposal_proposed": _l("proposed to dispose of the case"),
    "case.disposal_refused": _l("refused to dispose of the case"),
    "case.disposed": _l("disposed of the case for good"),
    "officer.created": _l("made the account"),
    "officer.admitted": _l("admitted to a desk"),
    "officer.closed": _l("closed the account"),
    "officer.opened": _l("reopened the account"),
    "account.closed": _l("closed the account"),
    "account.opened": _l("reopened the account"),
    "sessions.ended": _l("ended all sessions"),
    "signed.in": _l("signed in"),
    "sign-in.failed": _l("failed to sign in"),
    "passphrase.changed": _l("changed the passphrase"),
    "audit.read": _l("read the audit log"),
    "audit.checked": _l("checked the audit log"),
}

IDENTITY: Mapping[str, str] = {
    "name": _l("Name"),
    "way": _l("How to reach them"),
    "address": _l("Phone number or address"),
    "hours": _l("Safe days and hours"),
    "care": _l("For their safety"),
}


def known(words: Mapping[Any, str], code: str) -> str:
    """Return the words for a code; the code itself where there are none, as for one of a later version."""
    return str(words.get(code, code.replace("_", " ")))
