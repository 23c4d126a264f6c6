"""Telling a person what happens with what they sent: who reads it and why, what comes next, and by when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from intake.core.complaint import Desk
from intake.core.lifecycle import MOVES, RECEIVED_TOLD, PublicStatus, Status, public_status
from intake.core.routing import Decision
from intake.core.service_levels import Level
from intake.i18n import _, _l
from intake.interview.dates import shown
from intake.interview.words import DESKS, STATUSES
from intake.service.deadlines import filing_days_left, hold_instant, zone_of
from intake.service.documents import CaseDetail
from intake.web.here import the_site

# What the person can expect, by the clock that runs.
LEVELS: Mapping[Level, str] = {
    Level.first_look: _l("A person at the office reads it."),
    Level.acceptance: _l("The office tells you if it can act on it."),
    Level.news: _l("You hear from the office again."),
    Level.triage_question: _l("Please answer our question."),
    Level.translation: _l("A person who reads your language looks at it."),
}


@dataclass(frozen=True)
class Next:
    """What comes next, and by which day; `hour` is told where it is a matter of hours."""

    text: str
    day: date
    hour: str = ""

    @property
    def when(self) -> str:
        """The day, and the hour where it matters, in the reader's language."""
        day = shown(self.day.isoformat())
        return str(_("%(day)s at %(hour)s", day=day, hour=self.hour)) if self.hour else day

    @property
    def sentence(self) -> str:
        """Return both in one line."""
        return " ".join((self.text, _("By %(day)s.", day=self.when)))


def desk_names(desks: Iterable[str]) -> list[str]:
    """Return the names of desks, in their order."""
    wanted = set(desks)
    return [str(DESKS[desk]) for desk in Desk if desk.value in wanted]


def office_names(codes: Iterable[str]) -> list[str]:
    """Return the full names of offices; a code that the configuration does not name stands for itself."""
    offices = the_site().deployment.offices
    return [_(offices[code].name) if code in offices else code for code in codes]


def reasons(decision: Decision) -> list[str]:
    """Return why it goes there, each sentence once; a row whose office gave way to others explains nothing."""
    rules = the_site().deployment.rules
    told = [
        _(reason.sentence)
        for reason in decision.reasons(rules)
        if set(rules.by_id[reason.rule].offices) & set(decision.offices)
    ]
    return list(dict.fromkeys(told))


def decision_of(detail: CaseDetail) -> Decision:
    """Return the decision that a case was filed with."""
    return Decision.from_document(detail.decision, str(detail.decision.get("version", "")))


def public(detail: CaseDetail) -> PublicStatus:
    """Return where a case is, in the words that a complainant sees."""
    aside = Status(detail.return_to) if detail.return_to else None
    return public_status(Status(detail.status), aside)


def status_words(status: PublicStatus) -> str:
    """Return a status in plain words."""
    return str(STATUSES[status.value])


def told(detail: CaseDetail) -> str:
    """Return what the last step of the case tells the complainant."""
    if not detail.history:
        return str(_(RECEIVED_TOLD))
    last = detail.history[-1]
    if str(last["after"]).startswith("referred:"):
        return str(_("Another of our offices works on it now too."))
    for move in MOVES:
        if (move.before, move.after) == (last["before"], last["after"]):
            return str(_(move.told))
    return status_words(public(detail))


def next_step(detail: CaseDetail) -> Next | None:
    """Return what comes next and by when, from the clock that ends first; None where none runs."""
    running = [(due, Level(name)) for name, due in detail.clocks.items() if Level(name) in LEVELS]
    if not running or public(detail) in {PublicStatus.closed, PublicStatus.withdrawn}:
        return None
    due, level = min(running)
    local = datetime.fromisoformat(due).astimezone(the_site().deployment.site.zone)
    soon = level is Level.first_look and detail.decision["urgency"] in {"U0", "U1"}
    return Next(str(LEVELS[level]), local.date(), _hour(local) if soon else "")


def hold_words(detail: CaseDetail) -> str:
    """Return what our count of the 48 hours says, in the time of the place; "" where there is no such clock."""
    site = the_site()
    ends = hold_instant(detail, site.deployment)
    if ends is None:
        return ""
    local = ends.astimezone(zone_of(detail, site.deployment))
    when = _("%(day)s at %(hour)s", day=shown(local.date().isoformat()), hour=_hour(local))
    if ends <= site.clock.now():
        return str(_("By our count, the 48 hours ended on %(when)s.", when=when))
    return str(_("By our count, the 48 hours end on %(when)s.", when=when))


def deadline_words(detail: CaseDetail) -> str:
    """Return what is to be said of the day by which the law wants a complaint; "" where there is none."""
    last = filing_days_left(detail)
    if last is None:
        return ""
    if last < detail.arrived_on:
        text = _("The law sets a day to send this by. It may have passed. The office decides if it can act.")
        return str(text)
    return str(
        _("The law sets a day to send this by: %(day)s. You sent it in time.", day=shown(last.isoformat()))
    )


def legal_help(detail: CaseDetail) -> str:
    """Return where free legal help is found in the State where it happened."""
    state = next((str(one["state"]) for one in detail.incidents if one.get("state")), "")
    return the_site().deployment.site.legal_help(state)


def nobody_at_night(detail: CaseDetail) -> bool:
    """Tell whether something cannot wait while nobody is on call."""
    site = the_site()
    on_call = site.settings.smtp_url and site.deployment.site.on_call
    return detail.decision["urgency"] == "U0" and not on_call


def _hour(local: datetime) -> str:
    zone = local.tzinfo.key if isinstance(local.tzinfo, ZoneInfo) else ""
    place = zone.rsplit("/", 1)[-1].replace("_", " ")
    return str(_("%(hour)s (%(place)s time)", hour=f"{local:%H:%M}", place=place))
