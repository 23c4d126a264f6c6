"""What an administrator does with accounts: see them, close and reopen them, end their sessions. It opens no case."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from intake.core.errors import NotAllowedError, SettingsError
from intake.core.statuses import Role
from intake.service.audit_trail import account_chain, record
from intake.service.reader import Reader
from intake.service.site import Site
from intake.store.audit import Act
from intake.store.models import Membership, Officer, OfficerSession
from intake.vault.suite import fingerprint


@dataclass(frozen=True)
class Account:
    """An account as an administrator sees it."""

    id: UUID
    name: str
    roles: tuple[Role, ...]
    desks: tuple[str, ...]
    active: bool
    fingerprint: str


def accounts(site: Site, reader: Reader) -> list[Account]:
    """Return all accounts by name; raises NotAllowedError for all but administrators."""
    reader.need(Role.administrator)
    return all_accounts(site)


def all_accounts(site: Site) -> list[Account]:
    """Return all accounts by name, for the operator on the machine."""
    with site.reading() as session:
        officers = session.scalars(select(Officer).order_by(Officer.name)).all()
        members = {(row.officer_id, row.desk) for row in session.scalars(select(Membership))}
    return [
        Account(
            id=officer.id,
            name=officer.name,
            roles=tuple(Role(role) for role in officer.roles.split()),
            desks=tuple(sorted(desk for who, desk in members if who == officer.id)),
            active=officer.active,
            fingerprint=fingerprint(officer.public),
        )
        for officer in officers
    ]


def set_active(site: Site, reader: Reader, officer_id: UUID, *, active: bool) -> None:
    """Close an account, which ends its sessions, or reopen it; NotAllowedError for one's own or an unknown one."""
    with site.writing() as session:
        _switch(site, session, _other(session, reader, officer_id), active=active, by=reader.name)


def set_active_by_operator(site: Site, name: str, *, active: bool) -> None:
    """Close or reopen an account from the command line; raises SettingsError for an unknown name."""
    with site.writing() as session:
        officer = session.scalars(select(Officer).where(Officer.name == name)).one_or_none()
        if officer is None:
            raise SettingsError(f"no account named {name}")
        _switch(site, session, officer, active=active, by="operator")


def sign_out_everywhere(site: Site, reader: Reader, officer_id: UUID) -> None:
    """End another's sessions; NotAllowedError for one's own or an unknown account."""
    with site.writing() as session:
        officer = _other(session, reader, officer_id)
        _end_sessions(session, officer.id)
        record(site, session, account_chain(officer.name), Act(reader.name, "sessions.ended"))


def _switch(site: Site, session: Session, officer: Officer, *, active: bool, by: str) -> None:
    officer.active = active
    if active:
        officer.failures, officer.locked_until = 0, None
    else:
        _end_sessions(session, officer.id)
    record(
        site, session, account_chain(officer.name), Act(by, "officer.opened" if active else "officer.closed")
    )


def _other(session: Session, reader: Reader, officer_id: UUID) -> Officer:
    reader.need(Role.administrator)
    officer = session.get(Officer, officer_id)
    if officer is None or officer.id == reader.id:
        raise NotAllowedError("an administrator works on the accounts of others")
    return officer


def _end_sessions(session: Session, officer_id: UUID) -> None:
    session.execute(delete(OfficerSession).where(OfficerSession.officer_id == officer_id))
