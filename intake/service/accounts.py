"""Looking after accounts: who there is, closing one, ending its sessions."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select

from intake.core.errors import SettingsError
from intake.service.audit_trail import account_chain, record
from intake.service.site import Site
from intake.store.audit import Act
from intake.store.models import Membership, Officer, OfficerSession
from intake.vault.suite import fingerprint


@dataclass(frozen=True)
class Account:
    """An account as administrators see it: nothing secret, nothing of any case."""

    id: UUID
    name: str
    roles: str
    desks: tuple[str, ...]
    active: bool
    fingerprint: str


def all_accounts(site: Site) -> list[Account]:
    """Return every account by name."""
    with site.reading() as session:
        members = session.execute(select(Membership.officer_id, Membership.desk).distinct()).all()
        return [
            Account(
                id=one.id,
                name=one.name,
                roles=one.roles,
                desks=tuple(sorted(desk for officer, desk in members if officer == one.id)),
                active=one.active,
                fingerprint=fingerprint(one.public),
            )
            for one in session.scalars(select(Officer).order_by(Officer.name))
        ]


def set_active(site: Site, name: str, *, active: bool, by: str) -> None:
    """Close or open an account; closing ends its sessions. Raises SettingsError for an unknown name."""
    with site.writing() as session:
        officer = session.scalars(select(Officer).where(Officer.name == name)).one_or_none()
        if officer is None:
            raise SettingsError(f"no account named {name}")
        officer.active = active
        if not active:
            session.execute(delete(OfficerSession).where(OfficerSession.officer_id == officer.id))
        action = "account.opened" if active else "account.closed"
        record(site, session, account_chain(name), Act(by, action))
