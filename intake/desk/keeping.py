"""For how long a case is kept, in words: class, day, legal hold, a proposal to dispose of it, and what may be done now."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wtforms import Form

from intake.core.errors import MoveError
from intake.core.retention import RetentionClass
from intake.core.statuses import Role
from intake.desk import times, words
from intake.desk.access import reader
from intake.desk.blueprint import site
from intake.desk.forms import DisposeForm, ReasonForm, RetentionForm
from intake.i18n import _, _n
from intake.service import disposal
from intake.service.documents import CaseDetail
from intake.service.keeping import classes_for, keeping_of
from intake.service.review import CaseFile

_YEAR = 12


@dataclass(frozen=True)
class Proposal:
    """Who proposed to dispose of the case, when and why; `reason` is None where it is another desk's note."""

    by: str
    day: str
    reason: str | None
    desk: str
    mine: bool


@dataclass(frozen=True)
class Panel:
    """What a case's page says of keeping it.

    `waits` says who must agree yet, `shortens` whether the reader may choose a shorter class; `forms` are those of the
    acts that are open to the reader now.
    """

    rows: list[tuple[str, str]]
    held: bool
    over: bool
    proposal: Proposal | None
    waits: str
    shortens: bool
    forms: dict[str, Form]
    act: str


def panel_of(case: CaseFile, *, act: str = "", data: Any = None) -> Panel:
    """Return the panel; `act` names the form that `data` was posted to: retention, hold, propose, agree or refuse."""
    detail = case.detail
    proposal = _proposal(case)
    agrees, waits = _second_person(detail)
    over = disposal.is_over(site(), detail)
    open_now = {
        "retention": True,
        "hold": not detail.legal_hold or Role.supervisor in reader().roles,
        "propose": over and proposal is None,
        "agree": over and agrees,
        "refuse": proposal is not None,
    }
    classes = classes_for(reader(), detail, site().deployment.retention)
    forms = {
        name: form_of(name, classes, data if act == name else None, chosen=detail.kept_as)
        for name, is_open in open_now.items()
        if is_open
    }
    return Panel(
        rows=_rows(detail),
        held=detail.legal_hold,
        over=over,
        proposal=proposal,
        waits=waits,
        shortens=Role.supervisor in reader().roles,
        forms=forms,
        act=act,
    )


def form_of(name: str, classes: Iterable[RetentionClass] = (), data: Any = None, *, chosen: str = "") -> Form:
    """Return the form of one act; that of the retention offers some classes, and "" for what the rules say."""
    if name == "agree":
        return DisposeForm(data, prefix="agree-")
    if name != "retention":
        return ReasonForm(data, prefix=f"{name}-")
    form = RetentionForm(data, prefix="retention-", code=chosen)
    form.code.choices = [("", _("As the rules say")), *((one.code, class_words(one)) for one in classes)]
    return form


def class_words(one: RetentionClass) -> str:
    """Return a class with its time in words."""
    if one.months is None:
        return str(_("%(name)s (for ever)", name=_(one.name)))
    if one.months % _YEAR:
        span = _n("%(num)d month", "%(num)d months", one.months)
    else:
        span = _n("%(num)d year", "%(num)d years", one.months // _YEAR)
    return f"{_(one.name)} ({span})"


def class_name(code: str) -> str:
    """Return the words of a class; of one that left the schedule, its code."""
    found = site().deployment.retention.classes.get(code)
    return class_words(found) if found else _("%(code)s (no longer in the schedule)", code=code)


def _rows(detail: CaseDetail) -> list[tuple[str, str]]:
    kept = keeping_of(detail, site().deployment.retention)
    if kept.day:
        until = times.shown_day(kept.day)
    else:
        until = _("Not set: it has not ended") if kept.ended_on is None else _("For ever")
    return [
        (_("Class"), class_name(kept.code)),
        (_("Chosen by"), _("An officer") if kept.chosen else _("The rules")),
        (_("Kept until"), until),
        (_("Legal hold"), _("Yes: nothing is destroyed") if detail.legal_hold else _("No")),
    ]


def _proposal(case: CaseFile) -> Proposal | None:
    found = case.detail.proposal
    if not found:
        return None
    return Proposal(
        by=found["by"],
        day=times.shown_iso(found["at"], site().deployment.site.zone),
        reason=disposal.reason_of(site(), reader(), case.case_id, found),
        desk=words.known(words.DESKS, found["desk"]),
        mine=found["officer"] == reader().id.hex,
    )


def _second_person(detail: CaseDetail) -> tuple[bool, str]:
    """Return whether the reader may agree to what was proposed, and what it waits for where not."""
    if not detail.proposal:
        return False, ""
    try:
        with site().reading() as session:
            if disposal.may_agree(session, reader(), detail.proposal):
                return True, ""
    except MoveError:
        return False, _("The account that proposed it was closed since. Refuse it, and propose it anew.")
    if detail.proposal["officer"] == reader().id.hex:
        return False, _("You proposed it. Another person must agree.")
    return False, _("A supervisor must agree.")
