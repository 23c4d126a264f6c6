"""FORGET: before an officer's first look a case is shredded; afterwards it is withdrawn, and can be undone for a week."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from intake.core.errors import MoveError
from intake.core.lifecycle import remembered
from intake.core.statuses import Status
from intake.service.by_code import Opened, still_open
from intake.service.documents import CaseDetail, detail_of, write_detail
from intake.service.follow_up import change_case
from intake.service.revocations import entomb, revoke
from intake.service.site import Site
from intake.service.tasks import put_task
from intake.store import cases
from intake.store.changes import note_change
from intake.store.models import Blob, Case
from intake.vault.parts import Part

UNDO = timedelta(days=7)
_ASK_AGAIN = timedelta(days=1)


@dataclass(frozen=True)
class TakenBack:
    """What taking back did: shredded at once, or withdrawn until a day on which it can no longer be undone."""

    shredded: bool
    undo_until: datetime | None = None


def take_back(site: Site, opened: Opened) -> TakenBack:
    """Shred a case that no officer looked at, withdraw one that somebody did.

    A found slip cannot destroy evidence. Raises MoveError under a legal hold, which wins over both.
    """
    now = site.clock.now()
    with site.writing() as session:
        case = still_open(site, session, opened)
        cases.claim_revision(session, case)
        detail = detail_of(site.guard, case)
        if detail.legal_hold:
            raise MoveError("a legal hold keeps this case")
        if not detail.looked:
            shred(site, session, case)
            return TakenBack(shredded=True)
        if detail.withdrawal_ends_at:
            return TakenBack(shredded=False, undo_until=datetime.fromisoformat(detail.withdrawal_ends_at))
        _withdraw(detail, now)
        write_detail(site.guard, case, detail, cases.desks_of(session, case.id))
        note_change(session, case.id, now)
        _finish_after(site, session, case.id, UNDO)
    return TakenBack(shredded=False, undo_until=now + UNDO)


def undo(site: Site, opened: Opened) -> None:
    """Undo a withdrawal within its week: the case goes on where it stood."""

    def change(_session: Session, _case: Case, detail: CaseDetail) -> None:
        if not detail.withdrawal_ends_at or not detail.return_to:
            raise MoveError("nothing to undo")
        at, before = site.clock.now().isoformat(timespec="seconds"), detail.status
        step = {"at": at, "by": "complainant", "before": before, "after": detail.return_to}
        detail.history.append(step)
        detail.status, detail.return_to = detail.return_to, None
        detail.withdrawal_ends_at = None
        detail.since = site.clock.today().isoformat()

    change_case(site, opened, change)


def finish_withdrawal(site: Site, case_id: UUID) -> None:
    """After the week: name, contact, receipt code and the word beside it go; the account stays for its retention class.

    A legal hold keeps them until it is lifted: it is asked for every day.
    """
    now = site.clock.now()
    with site.writing() as session:
        case = session.get(Case, case_id)
        if case is None:
            return
        detail = detail_of(site.guard, case)
        ends = detail.withdrawal_ends_at
        if ends is None or datetime.fromisoformat(ends) > now:
            return
        if detail.legal_hold:
            _finish_after(site, session, case_id, _ASK_AGAIN)
            return
        cases.claim_revision(session, case)
        for desk in detail.consent:
            revoke(site, session, case.id, desk)
        cases.drop_part(session, case.id, Part.identity.value)
        case.has_identity, case.identity_public = False, None
        case.lookup_tag, case.access = None, None
        detail.consent, detail.no_contact, detail.withdrawal_ends_at = [], True, None
        detail.word = detail.followed_in = ""
        case.is_open = False
        put_task(site, session, "traces.forget", {})
        write_detail(site.guard, case, detail, cases.desks_of(session, case.id))
        note_change(session, case.id, now)


def shred(site: Site, session: Session, case: Case) -> None:
    """Delete every wrap, seal, record and guarded field of a case; its blobs follow through the outbox."""
    for blob in cases.blobs_of(session, case.id):
        put_task(site, session, "blob.delete", {"blob": blob.name.hex})
    session.execute(delete(Blob).where(Blob.case_id == case.id))
    entomb(site, session, case.id)
    put_task(site, session, "traces.forget", {})
    note_change(session, case.id, site.clock.now())
    session.delete(case)


def _finish_after(site: Site, session: Session, case_id: UUID, wait: timedelta) -> None:
    put_task(site, session, "withdrawal.finish", {"case": case_id.hex}, in_seconds=int(wait.total_seconds()))


def _withdraw(detail: CaseDetail, now: datetime) -> None:
    detail.history.append(
        {"at": now.isoformat(), "by": "complainant", "before": detail.status, "after": Status.withdrawn.value}
    )
    aside = Status(detail.return_to) if detail.return_to else None
    detail.return_to = remembered(Status(detail.status), aside)
    detail.status = Status.withdrawn.value
    detail.since = now.date().isoformat()
    detail.withdrawal_ends_at = (now + UNDO).isoformat(timespec="seconds")
