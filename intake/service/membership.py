"""Desks and their members: a new desk's keys, admitting an officer by a member."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.core.errors import ConflictError, NoKeyError, NotAllowedError
from intake.service.audit_trail import account_chain, record
from intake.service.desk_sessions import row_of
from intake.service.officers import desk_guard
from intake.service.reader import Reader
from intake.service.site import Site
from intake.store.audit import Act
from intake.store.models import DeskEpoch, Membership, Officer
from intake.vault.desk import seal_membership
from intake.vault.suite import KeyPair, Seed, fingerprint


def found_desk(session: Session, desk: str, now: datetime) -> KeyPair:
    """Begin the next epoch of a desk and return its key pair, to be sealed to its members at once."""
    last = session.scalar(select(func.max(DeskEpoch.epoch)).where(DeskEpoch.desk == desk)) or 0
    pair = KeyPair.generate()
    session.add(DeskEpoch(desk=desk, epoch=last + 1, public=pair.public, since=now))
    return pair


def seal_to_member(
    site: Site, session: Session, seed: Seed, officer: Officer, *, desk: str, epoch: int
) -> None:
    """Seal a desk's seed to a member, guarded under the desk host key."""
    sealed = seal_membership(seed, officer.public, desk=desk, epoch=epoch, officer=officer.id)
    row = row_of(desk, epoch, officer.id)
    guarded = desk_guard(site).encrypt(sealed, table="memberships", column="sealed", row=row)
    session.merge(Membership(desk=desk, epoch=epoch, officer_id=officer.id, sealed=guarded))


def admit(site: Site, reader: Reader, officer_id: UUID, desk: str, *, compared: str) -> None:
    """Admit an officer to a desk: a member seals every epoch of the desk to them. Raises NoKeyError for others.

    `compared` is the fingerprint that the member compared out of band; ConflictError where it is another's now.
    """
    held = reader.pairs_of(desk)
    if not held:
        raise NoKeyError(f"only a member of {desk} can admit to it")
    with site.writing() as session:
        officer = session.get(Officer, officer_id)
        if officer is None or not officer.active or not _may_read(officer):
            raise NotAllowedError("no active officer of this desk's kind")
        if fingerprint(officer.public) != compared:
            raise ConflictError("the officer's key is not the one that was compared")
        for epoch, pair in held.items():
            seal_to_member(site, session, pair.seed, officer, desk=desk, epoch=epoch)
        act = Act(reader.name, "officer.admitted", f"{officer.name} {desk} {fingerprint(officer.public)}")
        record(site, session, account_chain(officer.name), act)


def waiting_officers(site: Site, reader: Reader) -> list[tuple[Officer, str, str]]:
    """Return (officer, desk, fingerprint) for each who is not yet a member of a desk this reader may admit to."""
    with site.reading() as session:
        officers = session.scalars(select(Officer).where(Officer.active).order_by(Officer.name)).all()
        members = {(m.officer_id, m.desk) for m in session.scalars(select(Membership))}
    return [
        (officer, desk, fingerprint(officer.public))
        for officer in officers
        for desk in sorted(reader.desks)
        if (officer.id, desk) not in members and _may_read(officer)
    ]


def members(site: Site, desks: frozenset[str]) -> list[tuple[str, list[str]]]:
    """Return (desk, names of its active members) for each of some desks."""
    with site.reading() as session:
        found = session.execute(
            select(Membership.desk, Officer.name)
            .join(Officer, Officer.id == Membership.officer_id)
            .where(Membership.desk.in_(desks), Officer.active)
            .distinct()
            .order_by(Officer.name)
        ).all()
    return [(desk, [name for at, name in found if at == desk]) for desk in sorted(desks)]


def _may_read(officer: Officer) -> bool:
    return bool({"officer", "supervisor", "triage"} & set(officer.roles.split()))
