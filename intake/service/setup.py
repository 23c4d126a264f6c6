"""Making a deployment: database, keys, manifest, first officers. What is there already stays as it is."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from shamir_mnemonic.wordlist import WORDLIST
from sqlalchemy import func, inspect, select
from sqlalchemy.exc import DBAPIError

from config.settings import Settings
from intake.core.clock import Clock, SystemClock
from intake.core.complaint import Desk
from intake.core.errors import NotStoredError, SettingsError
from intake.core.statuses import Role
from intake.service import key_files, manifests
from intake.service.membership import found_desk, seal_to_member
from intake.service.officers import NewOfficer, check_name, check_passphrase, create_officer
from intake.service.site import Site, open_site
from intake.store.engine import open_engine
from intake.store.folders import private_folder
from intake.store.migrate import upgrade
from intake.store.models import Officer, StoredManifest
from intake.vault.keyring import KeyRing
from intake.vault.manifest import RootKey

_SALT_BYTES = 16
_WORDS = 6


@dataclass(frozen=True)
class FirstOfficer:
    """Who is made at the beginning, and the desks they are a first member of."""

    name: str
    roles: frozenset[Role]
    desks: frozenset[Desk]
    passphrase: str


def is_set_up(settings: Settings) -> bool:
    """Whether the database holds a manifest; raises NotStoredError where the database does not answer."""
    engine = open_engine(settings.database_url)
    try:
        with engine.connect() as connection:
            return inspect(connection).has_table(StoredManifest.__tablename__) and bool(
                connection.scalar(select(func.count()).select_from(StoredManifest))
            )
    except DBAPIError as error:
        raise NotStoredError("DATABASE_URL: the database does not answer") from error
    finally:
        engine.dispose()


def set_up(
    settings: Settings, people: Iterable[FirstOfficer], clock: Clock | None = None
) -> tuple[Site, list[NewOfficer]]:
    """Make keys and database, found the three desks, and admit their first members; raises SettingsError.

    Every desk needs a first member, since its seed is sealed to members only.
    """
    first = list(people)
    _check(first)
    if is_set_up(settings):  # before any key is made: the root of this site may lie on another machine
        raise SettingsError(f"RECOURSE_DATA: {settings.data} is set up already; nothing was changed")
    private_folder(settings.data)
    _make_rings(settings)
    upgrade(settings.database_url)
    root = _make_root(settings)
    site = open_site(settings, clock or SystemClock(), with_desk=True)
    now = site.clock.now()
    with site.writing() as session:
        made = [
            create_officer(site, session, person.name, person.roles, person.passphrase, by="init")
            for person in first
        ]
        for desk in Desk:
            pair = found_desk(session, desk.value, now)
            for person, officer in zip(first, made, strict=True):
                if desk in person.desks:
                    row = session.get_one(Officer, officer.id)
                    seal_to_member(site, session, pair.seed, row, desk=desk.value, epoch=1)
        session.flush()
        manifest = manifests.draw_up(
            session,
            site.ring,
            salt=secrets.token_bytes(_SALT_BYTES),
            rules=site.deployment.rules.version,
            now=now,
        )
        manifests.publish(session, manifest, root)
    return site, made


def made_up_people() -> list[FirstOfficer]:
    """Return the demo's officers, each with a passphrase of six random words (60 bits)."""
    who: list[tuple[str, set[Role], set[Desk]]] = [
        ("carmen.crcl", {Role.officer}, {Desk.CRCL}),
        ("dmitri.doj", {Role.officer}, {Desk.DOJ}),
        ("tala.triage", {Role.triage}, {Desk.TRIAGE}),
        ("sunita.supervisor", {Role.supervisor}, {Desk.CRCL, Desk.DOJ, Desk.TRIAGE}),
        ("ada.admin", {Role.administrator}, set()),
        ("otto.auditor", {Role.auditor}, set()),
    ]
    return [
        FirstOfficer(name, frozenset(roles), frozenset(desks), made_up_passphrase())
        for name, roles, desks in who
    ]


def made_up_passphrase() -> str:
    """Return six random words of the SLIP-39 list, 60 bits."""
    return " ".join(secrets.choice(WORDLIST) for _ in range(_WORDS))


def _check(first: list[FirstOfficer]) -> None:
    for person in first:
        check_name(person.name)
        check_passphrase(person.passphrase)
    missing = [desk.value for desk in Desk if not any(desk in person.desks for person in first)]
    if missing:
        raise SettingsError(f"each desk needs a first member; none was named for {', '.join(missing)}")


def _make_rings(settings: Settings) -> None:
    names: tuple[key_files.RingName, ...] = ("site", "desk")
    for name in names:
        given = settings.site_key if name == "site" else settings.desk_key
        if not given and not key_files.ring_path(settings, name).exists():
            key_files.save_ring(settings, name, KeyRing.generate())


def _make_root(settings: Settings) -> RootKey:
    known = key_files.load_root(settings)
    if known is not None:
        return known
    root = RootKey.generate()
    key_files.save_root(settings, root)
    return root
