"""Officers' accounts: making one, signing in with passphrase and second factor, changing the passphrase."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pyotp
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from intake.core.errors import SettingsError, SignInError, WrongPassphraseError
from intake.core.statuses import Role
from intake.service.audit_trail import account_chain, record
from intake.service.site import Site
from intake.store.audit import Act
from intake.store.models import Officer, OfficerSession, OfficerSlot
from intake.vault.guard import Guard
from intake.vault.slots import (
    new_recovery_code,
    open_passphrase_slot,
    open_recovery_slot,
    passphrase_slot,
    recovery_slot,
)
from intake.vault.suite import KeyPair, Seed

MIN_PASSPHRASE = 15
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,39}")
_FREE_TRIES = 5
_LONGEST_LOCK = timedelta(minutes=15)
_STEP_SECONDS = 30
_UNKNOWN = UUID(int=0)


@dataclass(frozen=True)
class NewOfficer:
    """What a new officer is given once: the second factor's secret and the recovery code for paper."""

    id: UUID
    name: str
    totp_secret: str
    totp_uri: str
    recovery_code: str
    pair: KeyPair


def create_officer(
    site: Site, session: Session, name: str, roles: frozenset[Role], passphrase: str, *, by: str
) -> NewOfficer:
    """Make an account with passphrase and recovery slots; it reads nothing until a member admits it to a desk."""
    desk = desk_guard(site)
    check_name(name)
    check_passphrase(passphrase)
    officer, pair, secret, code = uuid4(), KeyPair.generate(), pyotp.random_base32(), new_recovery_code()
    session.add(
        Officer(
            id=officer,
            name=name,
            roles=" ".join(sorted(role.value for role in roles)),
            active=True,
            public=pair.public,
            totp=desk.encrypt(secret.encode(), table="officers", column="totp", row=officer.bytes),
            totp_step=0,
            failures=0,
            locked_until=None,
        )
    )
    session.flush()
    _put_slot(session, desk, officer, "passphrase", passphrase_slot(pair.seed, passphrase, officer=officer))
    _put_slot(session, desk, officer, "recovery", recovery_slot(pair.seed, code, officer=officer))
    record(site, session, account_chain(name), Act(by, "officer.created", " ".join(sorted(roles))))
    uri = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Recourse desk")
    return NewOfficer(officer, name, secret, uri, code, pair)


def check_passphrase(passphrase: str) -> None:
    """Refuse a passphrase of fewer than 15 characters; raises SettingsError."""
    if len(passphrase.strip()) < MIN_PASSPHRASE:
        raise SettingsError(f"a passphrase has at least {MIN_PASSPHRASE} characters")


def check_name(name: str) -> None:
    """Refuse a sign-in name that is not 2 to 40 lower-case letters, digits, dots or dashes; raises SettingsError."""
    if not _NAME.fullmatch(name):
        raise SettingsError("a sign-in name is 2 to 40 lower-case letters, digits, dots or dashes")


def authenticate(site: Site, name: str, passphrase: str, totp: str) -> tuple[Officer, Seed]:
    """Check passphrase and second factor; raises SignInError, which never says which of them was wrong.

    Each wrong try is recorded. Only wrong codes after a right passphrase lock the account, for up to 15 minutes:
    otherwise whoever knows a name could keep its officer out.
    """
    now = site.clock.now()
    with site.reading() as session:
        officer = session.scalars(select(Officer).where(Officer.name == name, Officer.active)).one_or_none()
        slot = session.get(OfficerSlot, (officer.id, "passphrase")) if officer else None
    with site.signing_in.place():  # first, so that a lock is not told by its speed
        seed = _open_slot(desk_guard(site), officer, slot, passphrase)
    if officer is not None and _is_locked(officer, now):
        raise SignInError("wait before trying again")
    if officer is None or seed is None:
        _note_failure(site, officer)
        raise SignInError("name, passphrase or code is wrong")
    _use_totp(site, officer, totp, now)
    return officer, seed


def change_passphrase(site: Site, officer_id: UUID, seed: Seed, fresh: str) -> None:
    """Replace the passphrase slot."""
    check_passphrase(fresh)
    desk = desk_guard(site)
    with site.writing() as session:
        officer = session.get_one(Officer, officer_id)
        _put_slot(session, desk, officer_id, "passphrase", passphrase_slot(seed, fresh, officer=officer_id))
        record(site, session, account_chain(officer.name), Act(officer.name, "passphrase.changed"))


def recover(site: Site, name: str, code: str, totp: str, fresh: str) -> None:
    """Set a new passphrase with the recovery code from paper and the second factor; raises SignInError."""
    check_passphrase(fresh)
    with site.reading() as session:
        officer = session.scalars(select(Officer).where(Officer.name == name, Officer.active)).one_or_none()
        slot = session.get(OfficerSlot, (officer.id, "recovery")) if officer else None
    if officer is None or slot is None:
        _note_failure(site, None)
        raise SignInError("name, recovery code or code is wrong")
    if _is_locked(officer, site.clock.now()):
        raise SignInError("wait before trying again")
    desk = desk_guard(site)
    sealed = desk.decrypt(slot.sealed, table="officer_slots", column="recovery", row=officer.id.bytes)
    try:
        with site.signing_in.place():
            seed = open_recovery_slot(sealed, code, officer=officer.id)
    except WrongPassphraseError as error:
        _note_failure(site, officer)
        raise SignInError("name, recovery code or code is wrong") from error
    _use_totp(site, officer, totp, site.clock.now())
    change_passphrase(site, officer.id, seed, fresh)
    with site.writing() as session:
        session.execute(delete(OfficerSession).where(OfficerSession.officer_id == officer.id))


def desk_guard(site: Site) -> Guard:
    """Return the desk host's guard; raises SettingsError where this process is not a desk's."""
    if site.desk is None:
        raise SettingsError("RECOURSE_DESK_KEY: this process holds no desk host key")
    return site.desk


def _is_locked(officer: Officer, now: datetime) -> bool:
    """Tell whether a lock runs; one that ends later than any given now is from before the clock was set back."""
    return officer.locked_until is not None and now < officer.locked_until <= now + _LONGEST_LOCK


def _open_slot(
    desk: Guard, officer: Officer | None, slot: OfficerSlot | None, passphrase: str
) -> Seed | None:
    """Open the passphrase slot; an unknown name costs as much time as a known one."""
    if officer is None or slot is None:
        passphrase_slot(Seed(bytes(32)), passphrase, officer=_UNKNOWN)
        return None
    sealed = desk.decrypt(slot.sealed, table="officer_slots", column="passphrase", row=officer.id.bytes)
    try:
        return open_passphrase_slot(sealed, passphrase, officer=officer.id)
    except WrongPassphraseError:
        return None


def _use_totp(site: Site, officer: Officer, typed: str, now: datetime) -> None:
    """Check the second factor, one step of slack each way, each step once (RFC 6238)."""
    desk = desk_guard(site)
    secret = desk.decrypt(officer.totp, table="officers", column="totp", row=officer.id.bytes).decode()
    wanted = "".join(letter for letter in typed if letter.isdecimal())
    step = int(now.timestamp()) // _STEP_SECONDS
    steps = [
        s for s in (step - 1, step, step + 1) if pyotp.TOTP(secret).verify(wanted, for_time=s * _STEP_SECONDS)
    ]
    with site.writing() as session:
        stored = session.scalars(select(Officer).where(Officer.id == officer.id).with_for_update()).one()
        fresh = [s for s in steps if s > stored.totp_step]
        if fresh:
            stored.totp_step, stored.failures, stored.locked_until = fresh[0], 0, None
            record(site, session, account_chain(officer.name), Act(officer.name, "signed.in"))
            return
    _note_failure(site, officer, locks=True)
    raise SignInError("name, passphrase or code is wrong")


def _note_failure(site: Site, officer: Officer | None, *, locks: bool = False) -> None:
    """Record a failed sign-in; an unknown name is not written down: it may be a passphrase in the wrong field."""
    now = site.clock.now()
    with site.writing() as session:
        if officer is None:
            record(site, session, account_chain("?"), Act("?", "sign-in.failed"))
            return
        stored = session.scalars(select(Officer).where(Officer.id == officer.id).with_for_update()).one()
        stored.failures += locks
        over = stored.failures - _FREE_TRIES
        if locks and over >= 0:
            stored.locked_until = now + min(_LONGEST_LOCK, timedelta(seconds=15 * 2 ** min(over, 10)))
        record(site, session, account_chain(officer.name), Act("?", "sign-in.failed"))


def _put_slot(session: Session, desk: Guard, officer: UUID, kind: str, slot: bytes) -> None:
    sealed = desk.encrypt(slot, table="officer_slots", column=kind, row=officer.bytes)
    session.merge(OfficerSlot(officer_id=officer, kind=kind, sealed=sealed))
