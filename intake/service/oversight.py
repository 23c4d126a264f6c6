"""What an auditor reads: who did what, by account or by case, never what a complaint says. The look is recorded too."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from intake.core.statuses import Role
from intake.service.audit_trail import Verdict, account_chain, case_chain, record, verify
from intake.service.reader import Reader
from intake.service.site import Site
from intake.store.audit import Act
from intake.store.models import AuditEntry

MOST = 200


@dataclass(frozen=True)
class Entry:
    """One act of the audit log; `at` is aware UTC, `chain` the case or account it belongs to."""

    at: datetime
    chain: str
    actor: str
    action: str
    detail: str


def acts_by(site: Site, reader: Reader, name: str) -> list[Entry]:
    """Return the newest 200 acts of an account or upon it, newest first; NotAllowedError for all but auditors."""
    return _acts(site, reader, name, or_(AuditEntry.actor == name, AuditEntry.chain == account_chain(name)))


def acts_on(site: Site, reader: Reader, case_id: UUID) -> list[Entry]:
    """Return the newest 200 acts on a case, newest first; NotAllowedError for all but auditors."""
    return _acts(site, reader, str(case_id), AuditEntry.chain == case_chain(case_id))


def check(site: Site, reader: Reader) -> Verdict:
    """Walk every chain and checkpoint; NotAllowedError for all but auditors."""
    reader.need(Role.auditor)
    verdict = verify(site)
    with site.writing() as session:
        record(site, session, account_chain(reader.name), Act(reader.name, "audit.checked"))
    return verdict


def _acts(site: Site, reader: Reader, what: str, wanted: ColumnElement[bool]) -> list[Entry]:
    reader.need(Role.auditor)
    with site.writing() as session:
        record(site, session, account_chain(reader.name), Act(reader.name, "audit.read", what))
    with site.reading() as session:
        rows = session.scalars(
            select(AuditEntry)
            .where(wanted)
            .order_by(AuditEntry.at.desc(), AuditEntry.chain, AuditEntry.sequence.desc())
            .limit(MOST)
        ).all()
    return [Entry(row.at, row.chain, row.actor, row.action, row.detail) for row in rows]
