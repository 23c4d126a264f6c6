"""A case in words: everything its page shows that is more than a field of the case file."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from config.deployment import Deployment
from intake.core.copies import Copy
from intake.core.detainer import plain_expiry
from intake.core.facts import Facts
from intake.core.lifecycle import public_status
from intake.core.moves import MOVES, RECEIVED_TOLD
from intake.core.routing import Decision
from intake.core.statuses import Status
from intake.desk import times, words
from intake.i18n import _, speaking
from intake.interview.words import STATUSES as PUBLIC
from intake.service.deadlines import filing_days_left, hold_instant, zone_of
from intake.service.documents import CaseDetail
from intake.service.review import CaseFile


@dataclass(frozen=True)
class Hold:
    """The 48-hour clock: `state` is running, expired or stopped; times are the facility's own."""

    state: str
    left: str
    expires: str
    expires_iso: str
    form_expires: str
    as_of: str


@dataclass(frozen=True)
class Reason:
    """Why a row of the rules was used, in words, with its legal basis."""

    sentence: str
    basis: str
    rule: str


@dataclass(frozen=True)
class Sees:
    """What the complainant sees, in the officer's words and in the person's own language."""

    status: str
    told: str
    own_status: str
    own_told: str
    since: str


def hold_of(detail: CaseDetail, deployment: Deployment, now: datetime) -> Hold | None:
    """Return the hold clock of a case (8 CFR 287.7(d)), with the plain 48 hours that Form I-247A states."""
    expires = hold_instant(detail, deployment)
    if expires is None:
        return None
    zone = zone_of(detail, deployment)
    if detail.hold_ends_at is None:
        state, left = "stopped", _("The person is free")
    elif expires > now:
        state, left = "running", times.left(expires, now)
    else:
        state, left = "expired", _("Time is over")
    return Hold(
        state=state,
        left=left,
        expires=times.shown(expires, zone),
        expires_iso=expires.isoformat(),
        form_expires=times.shown(_plain(detail, zone), zone),
        as_of=times.shown(now, zone),
    )


def _plain(detail: CaseDetail, zone: ZoneInfo) -> datetime:
    starts = [Facts.from_document(one["derived"]).release_eligible_at for one in detail.incidents]
    return min(plain_expiry(start) for start in starts if start).replace(tzinfo=zone)


def reasons_of(decision: Decision, deployment: Deployment) -> list[Reason]:
    """Return why a case goes where it goes, row by row of today's rules."""
    return [Reason(_(one.sentence), one.basis, one.rule) for one in decision.reasons(deployment.rules)]


def decision_of(detail: CaseDetail) -> Decision:
    """Return the recorded decision."""
    return Decision.from_document(detail.decision, str(detail.decision["version"]))


def office_names(decision: Decision, deployment: Deployment) -> list[str]:
    """Return the full names of the offices that a decision names."""
    return [_office(code, deployment) for code in decision.offices]


def copies_of(detail: CaseDetail, deployment: Deployment) -> list[tuple[str, str]]:
    """Return (office, what it may be told) for each copy that the lead officer may send."""
    parsed = [copy for text in detail.decision["copies"] if (copy := Copy.parse(text))]
    return [(_office(copy.name, deployment), str(words.LIMITS[copy.limit])) for copy in parsed]


def _office(code: str, deployment: Deployment) -> str:
    office = deployment.offices.get(code)
    return _(office.name) if office else code


def clocks_of(detail: CaseDetail, zone: ZoneInfo, now: datetime) -> list[dict[str, Any]]:
    """Return the running service levels: what is due, when, how far off, and whether it is overdue."""
    due = [(datetime.fromisoformat(moment), name) for name, moment in detail.clocks.items()]
    return [
        {
            "what": words.known(words.LEVELS, name),
            "when": times.shown(moment, zone),
            "away": times.away(moment, now),
            "overdue": moment < now,
        }
        for moment, name in sorted(due)
    ]


def keyed_in(detail: CaseDetail) -> list[tuple[str, str]]:
    """Return the day on which a letter or call came, and whose hand keyed it in; nothing for other complaints."""
    if not detail.keyed_in_by:
        return []
    return [(_("It came on"), times.shown_day(detail.arrived_on)), (_("Keyed in by"), detail.keyed_in_by)]


def filing_day(detail: CaseDetail) -> str:
    """Return the last day on which the law takes the complaint, or "" where there is none."""
    day = filing_days_left(detail)
    return times.shown_day(day) if day else ""


def sees_of(detail: CaseDetail) -> Sees:
    """Return what the complainant is shown of where the case is."""
    aside = Status(detail.return_to) if detail.return_to else None
    status, told = PUBLIC[public_status(Status(detail.status), aside).value], _told(detail)
    with speaking(detail.language):
        own_status, own_told = str(status), _(told)
    return Sees(
        str(status),
        _(told),
        own_status,
        own_told,
        times.shown_day(datetime.fromisoformat(detail.since).date()),
    )


def _told(detail: CaseDetail) -> str:
    """Return the English msgid that the last move told; the first one where there was none."""
    moved = [step for step in detail.history if not step["after"].startswith("referred:")]
    if not moved:
        return RECEIVED_TOLD
    last = (moved[-1]["before"], moved[-1]["after"])
    return next((move.told for move in MOVES if (move.before, move.after) == last), RECEIVED_TOLD)


def history_of(case: CaseFile, zone: ZoneInfo) -> list[dict[str, str]]:
    """Return the moves of a case, newest first, and at the end whose hand keyed it in."""
    detail = case.detail
    moves = [
        {"day": times.shown_iso(step["at"], zone), "text": _step_words(step), "who": step["by"]}
        for step in reversed(detail.history)
    ]
    if not detail.keyed_in_by:
        return moves
    first = {"day": times.shown(detail.received, zone), "text": _("Keyed in"), "who": detail.keyed_in_by}
    return [*moves, first]


def _step_words(step: dict[str, Any]) -> str:
    before, after = words.known(words.STATUSES, step["before"]), str(step["after"])
    if after.startswith("referred:"):
        return str(_("Referred to %(desk)s", desk=words.known(words.DESKS, after.removeprefix("referred:"))))
    text = _("%(before)s to %(after)s", before=before, after=words.known(words.STATUSES, after))
    outcome = step.get("outcome", "")
    return f"{text} · {words.known(words.OUTCOMES, outcome)}" if outcome else text


def looks_of(case: CaseFile, zone: ZoneInfo, most: int | None = None) -> list[dict[str, str]]:
    """Return who did what with the case, newest first, from the audit log; at most so many."""
    return [
        {"day": times.shown_iso(at, zone), "text": words.known(words.ACTS, action), "who": actor}
        for at, actor, action, _detail in case.acts[::-1][:most]
    ]
