"""How long a case is kept: its retention class and legal hold, and who may change them. The reason is a desk's note."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from intake.core.errors import MoveError, NotAllowedError
from intake.core.retention import RetentionClass, Schedule
from intake.core.statuses import Role
from intake.service.documents import CaseDetail, keep_words
from intake.service.moves import begin
from intake.service.reader import Reader
from intake.service.review import finish_change, write_note
from intake.service.site import Site
from intake.store.audit import Act


@dataclass(frozen=True)
class Keeping:
    """How long a case is kept: its class, whether an officer chose it, and the first day on which it may go.

    `day` is None while the case is open, where its class is permanent, and where its class left the schedule.
    """

    code: str
    chosen: bool
    ended_on: date | None
    day: date | None


def keeping_of(detail: CaseDetail, schedule: Schedule) -> Keeping:
    """Return how long a case is kept; derived each time, so that it follows the deployment's schedule."""
    kinds = {kind for incident in detail.incidents for kind in incident["derived"]["allegations"]}
    code = class_at(schedule, kinds, keep_words(detail))
    ended = detail.ended_on
    return Keeping(code, bool(detail.kept_as), ended, schedule.disposal_day(ended, code) if ended else None)


def class_at(schedule: Schedule, kinds: set[str], keep: str) -> str:
    """Return the class by what a line in the queue says: its kinds, and its `keep_words`."""
    if keep.startswith("="):
        return keep[1:]
    outcome, *flags = keep.split(" ")
    return schedule.class_of(kinds, flags, outcome)


def classes_for(reader: Reader, detail: CaseDetail, schedule: Schedule) -> list[RetentionClass]:
    """Return the classes that a reader may put a case in: all for a supervisor, for others none that keeps it shorter."""
    now = schedule.classes.get(keeping_of(detail, schedule).code)
    return [
        one
        for one in schedule.classes.values()
        if Role.supervisor in reader.roles or (not now.keeps_longer(one) if now else one.months is None)
    ]


def set_retention(
    site: Site, reader: Reader, case_id: UUID, code: str, reason: str, *, revision: int
) -> None:
    """Put a case in a class of the schedule; "" leaves it to the rules again. A proposal to dispose of it ends.

    The audit entry, which is clear, says whether it is kept longer or shorter now: a class would tell of the facts.
    Raises MoveError for a class there is not, NotAllowedError where it shortens the time and the reader is no
    supervisor; else as moves.begin.
    """
    schedule = site.deployment.retention
    with site.writing() as session:
        case, detail, desk = begin(site, session, reader, case_id, revision)
        before = schedule.classes.get(keeping_of(detail, schedule).code)
        allowed = {one.code for one in classes_for(reader, detail, schedule)}
        detail.kept_as, detail.disposal = code, {}
        now = schedule.classes.get(keeping_of(detail, schedule).code)
        if now is None:
            raise MoveError("the schedule has no such class")
        if now.code not in allowed:
            raise NotAllowedError("keeping a case for a shorter time needs a supervisor")
        write_note(site, session, reader, case, desk, reason)
        finish_change(
            site, session, case, detail, Act(reader.name, "case.retention", _direction(before, now))
        )


def set_legal_hold(
    site: Site, reader: Reader, case_id: UUID, reason: str, *, held: bool, revision: int
) -> None:
    """Put a legal hold on a case, which nothing then destroys, or lift it; a proposal to dispose of it ends.

    Raises MoveError where it is so already, NotAllowedError where one who is no supervisor lifts it.
    """
    with site.writing() as session:
        case, detail, desk = begin(site, session, reader, case_id, revision)
        if not held:
            reader.need(Role.supervisor)
        if detail.legal_hold is held:
            raise MoveError("the legal hold is so already")
        detail.legal_hold, detail.disposal = held, {}
        write_note(site, session, reader, case, desk, reason)
        finish_change(
            site, session, case, detail, Act(reader.name, "case.held" if held else "case.hold_lifted")
        )


def _direction(before: RetentionClass | None, now: RetentionClass) -> str:
    """Say how a change of class changes the time; a class that left the schedule kept for ever."""
    if before is None:
        return "as long" if now.months is None else "shorter"
    if now.keeps_longer(before):
        return "longer"
    return "shorter" if before.keeps_longer(now) else "as long"
