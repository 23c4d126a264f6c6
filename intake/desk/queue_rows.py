"""One line of the queue in words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import url_for

from config.deployment import Deployment
from intake.desk import times, words
from intake.i18n import _
from intake.interview.words import ALLEGATIONS
from intake.service.documents import Listing
from intake.service.queue import Line
from intake.service.reader import Reader

MOST_KINDS = 2


@dataclass(frozen=True)
class Flag:
    """A flag in words, with its icon and kind for the page."""

    text: str
    icon: str | None
    kind: str


@dataclass(frozen=True)
class Row:
    """A case as the queue shows it; times are in the site's zone, with how far away they are."""

    href: str
    short: str
    urgency: str
    urgency_words: str
    status: str
    received: str
    age: str
    due: str
    due_in: str
    overdue: bool
    desks: str
    owner: str
    place: str
    kinds: list[str]
    more_kinds: int
    language: str
    language_tag: str
    channel: str
    flags: list[Flag]
    unread: bool
    more: int
    burst: str


def short_id(case_id: UUID) -> str:
    """Return the first eight digits of a case's id: enough to speak of it at the desk."""
    return case_id.hex[:8]


def row_of(line: Line, reader: Reader, deployment: Deployment, now: datetime) -> Row:
    """Return a line in words."""
    case, zone = line.listing, deployment.site.zone
    received, due = times.from_minute(case.received), times.from_minute(case.due)
    kinds = [words.known(ALLEGATIONS, kind) for kind in case.kinds.split()]
    language = deployment.language(case.language)
    return Row(
        href=url_for("desk.case", case_id=line.case_id),
        short=short_id(line.case_id),
        urgency=f"U{case.urgency}",
        urgency_words=urgency_words(f"U{case.urgency}", deployment),
        status=words.known(words.STATUSES, case.status),
        received=times.brief(received, zone, now) if received else "",
        age=times.away(received, now) if received else "",
        due=times.brief(due, zone, now) if due else "",
        due_in=times.away(due, now) if due else "",
        overdue=due is not None and due <= now,
        desks=desks_words(case),
        owner=case.owner,
        place=place_name(case, deployment),
        kinds=kinds[:MOST_KINDS],
        more_kinds=max(0, len(kinds) - MOST_KINDS),
        language=language.own_name if language else case.language,
        language_tag=case.language,
        channel=words.known(words.CHANNELS, case.channel),
        flags=flags_of(case, reader, now),
        unread=any(f"message:{desk}" in case.flags.split() for desk in reader.desks),
        more=line.more,
        burst=case.burst,
    )


def urgency_words(level: str, deployment: Deployment) -> str:
    """Return how soon a person should look first, from the site's service levels."""
    return next(
        (times.span(span) for name, span in deployment.levels.first_look.items() if name == level), ""
    )


def desks_words(case: Listing) -> str:
    """Return the desks that hold a seal, the lead's word first where several do."""
    desks = [words.known(words.DESKS, desk) for desk in case.desks.split()]
    lead = words.known(words.LEADS, case.lead)
    return ", ".join(desks) if len(desks) < 2 else f"{lead}: {', '.join(desks)}"  # noqa: PLR2004 -- one desk needs no lead


def place_name(case: Listing, deployment: Deployment) -> str:
    """Return the facility's name in the directory, else the agency's, else their ids as stored."""
    facility = deployment.directory.facility(case.place) if case.place else None
    agency = deployment.directory.agency(case.agency) if case.agency else None
    if facility:
        return facility.names[0]
    return case.place or (agency.names[0] if agency else case.agency)


def flags_of(case: Listing, reader: Reader, now: datetime) -> list[Flag]:
    """Return what to raise on a line, most pressing first; a clock runs or has run out as of now."""
    raised = {code for code in case.flags.split() if not code.startswith("message:")}
    if any(f"message:{desk}" in case.flags.split() for desk in reader.desks):
        raised.add("message")
    hold = times.from_minute(case.hold)
    if hold:
        raised.add("clock" if hold > now else "hold_over")
    return [_flag(code, hold, now) for code in words.FLAGS if code in raised - words.QUIET]


def _flag(code: str, hold: datetime | None, now: datetime) -> Flag:
    text, icon, kind = words.FLAGS[code]
    if code == "clock" and hold:
        text = _("Hold ends %(when)s", when=times.away(hold, now, least=3))
    return Flag(str(text), icon, kind)
