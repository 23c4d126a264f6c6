"""Moving a case along its life, and referring it to another desk with the keys that go with it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from intake.core import lifecycle
from intake.core.errors import MoveError
from intake.core.statuses import Outcome, Status
from intake.service.deadlines import turn_clocks
from intake.service.documents import CaseDetail, detail_of
from intake.service.reader import Reader
from intake.service.review import READERS, finish_change, own_desk, write_note
from intake.service.site import Site
from intake.store import cases
from intake.store.audit import Act
from intake.store.models import Case, CaseSeal
from intake.vault.case import seal_seed
from intake.vault.manifest import Manifest
from intake.vault.parts import Part


@dataclass(frozen=True)
class Move:
    """What an officer asks for: the next status, why, and what goes with it."""

    to: Status
    reason: str = ""
    outcome: Outcome | None = None
    waiting_on: str = ""
    return_on: date | None = None


def move_case(site: Site, reader: Reader, case_id: UUID, move: Move, *, revision: int) -> None:
    """Move a case; raises MoveError where the table does not allow it, ConflictError where the case changed."""
    with site.writing() as session:
        case, detail, desk = begin(site, session, reader, case_id, revision)
        _apply(site, session, reader, case, detail, desk, move)
        finish_change(
            site,
            session,
            case,
            detail,
            Act(reader.name, "case.moved", f"{detail.history[-1]['before']} {move.to}"),
        )


def refer(site: Site, reader: Reader, case_id: UUID, to: str, reason: str, *, revision: int) -> None:
    """Seal account and conversation to another desk and move the case on; identity never goes by referral."""
    manifest = site.manifest()
    with site.writing() as session:
        case, detail, desk = begin(site, session, reader, case_id, revision)
        if to in cases.desks_of(session, case_id):
            raise MoveError("that desk has this case already")
        hand_over(session, reader, case, to, manifest)
        write_note(site, session, reader, case, desk, reason)
        now = site.clock.now()
        step = {"at": now.isoformat(timespec="seconds"), "by": reader.name, "before": detail.status}
        detail.history.append({**step, "after": f"referred:{to}"})
        detail.unread = sorted({*detail.unread, to})
        detail.owner = None
        finish_change(site, session, case, detail, Act(reader.name, "case.referred", to))


def hand_over(session: Session, reader: Reader, case: Case, to: str, manifest: Manifest) -> None:
    """Seal the seeds of account and conversation to a desk's key from the verified manifest."""
    key = manifest.desk(to)
    for part in (Part.account, Part.conversation):
        seed = reader.open_seed(session, case, part)
        sealed = seal_seed(seed, key.public, case=case.id, part=part, desk=to, epoch=key.epoch)
        session.add(CaseSeal(case_id=case.id, part=part.value, desk=to, epoch=key.epoch, sealed=sealed))
    session.flush()


def begin(
    site: Site, session: Session, reader: Reader, case_id: UUID, revision: int
) -> tuple[Case, CaseDetail, str]:
    """Read a case for a change that was decided on one revision of it; raises ConflictError on another."""
    reader.need(*READERS)
    case = cases.get_case(session, case_id)
    cases.check_revision(case, revision)
    return case, detail_of(site.guard, case), own_desk(reader, cases.desks_of(session, case_id))


def _apply(
    site: Site, session: Session, reader: Reader, case: Case, detail: CaseDetail, desk: str, move: Move
) -> None:
    now = site.clock.now()
    before = Status(detail.status)
    aside = Status(detail.return_to) if detail.return_to else None
    moved = lifecycle.move(
        before, move.to, roles=reader.roles, reason=move.reason, outcome=move.outcome, return_to=aside
    )
    if move.reason:
        write_note(site, session, reader, case, desk, move.reason)
    detail.history.append(
        {
            "at": now.isoformat(timespec="seconds"),
            "by": reader.name,
            "before": before.value,
            "after": move.to.value,
            "outcome": moved.outcome.value if moved.outcome else "",
        }
    )
    goes_aside = move.to in {Status.waiting_on, Status.withdrawn}
    kept = lifecycle.remembered(before, aside) if goes_aside else None
    detail.return_to = kept.value if kept else None
    detail.return_on = move.return_on.isoformat() if move.return_on else None
    detail.waiting_on = move.waiting_on
    detail.status, detail.since = move.to.value, now.date().isoformat()
    detail.outcome = moved.outcome.value if moved.outcome else detail.outcome
    turn_clocks(detail, site.deployment, stops=moved.move.stops, starts=moved.move.starts, now=now)
    case.is_open = move.to not in {Status.closed, Status.withdrawn}
