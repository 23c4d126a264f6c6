"""Fixtures that every room's tests use: a deployment set up once, copied for each test, with a clock that stands still."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

import pyotp
import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import insert, select

from config.settings import Settings
from intake.core.clock import FixedClock
from intake.service.desk_sessions import resume_session, start_session
from intake.service.officers import NewOfficer, authenticate
from intake.service.reader import Reader
from intake.service.setup import FirstOfficer, made_up_people, set_up
from intake.service.site import Site, open_site
from intake.store.engine import open_engine
from intake.store.migrate import upgrade
from intake.store.models import Base
from tests.postgres import Server, throw_away_server

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
People: TypeAlias = dict[str, tuple[FirstOfficer, NewOfficer]]
Prepared: TypeAlias = tuple[Path, People]


@dataclass(frozen=True)
class World:
    """A deployment with its people: what the tests of services and rooms start from."""

    site: Site
    settings: Settings
    clock: FixedClock
    people: People
    signed_in: dict[str, Reader] = field(default_factory=dict)

    def totp(self, name: str) -> str:
        """Return the second factor's code of this instant."""
        return pyotp.TOTP(self.people[name][1].totp_secret).at(self.clock.now())

    def passphrase(self, name: str) -> str:
        """Return an officer's passphrase."""
        return self.people[name][0].passphrase

    def cookie(self, name: str) -> str:
        """Sign an officer in and return the session's token."""
        officer, seed = authenticate(self.site, name, self.passphrase(name), self.totp(name))
        return start_session(self.site, officer, seed)

    def reader(self, name: str) -> Reader:
        """Return an officer as a reader, signed in once: a second factor's code is good for one sign-in."""
        if name not in self.signed_in:
            reader = resume_session(self.site, self.cookie(name))
            assert reader is not None
            self.signed_in[name] = reader
        return self.signed_in[name]


def settings_for(folder: Path, url: str = "") -> Settings:
    """Return the settings of an embedded site in a folder, on SQLite where no other database is named."""
    return Settings.from_env({"RECOURSE_DATA": str(folder), "DATABASE_URL": url})


@contextmanager
def copy_of(prepared: Prepared, folder: Path, clock: FixedClock, url: str = "") -> Iterator[World]:
    """Open a copy of the prepared deployment in a folder, with desk and public rooms."""
    shutil.copytree(prepared[0], folder)
    settings = settings_for(folder, url)
    site = open_site(settings, clock, with_desk=True)
    yield World(site, settings, clock, prepared[1])
    site.engine.dispose()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Set a deployment up once: Argon2 for six officers is not paid by each test."""
    folder = tmp_path_factory.mktemp("prepared") / "data"
    people = made_up_people()
    site, made = set_up(settings_for(folder), people, FixedClock(NOON))
    site.engine.dispose()
    return folder, {person.name: (person, officer) for person, officer in zip(people, made, strict=True)}


@pytest.fixture
def clock() -> FixedClock:
    """Return a clock that stands at noon of 4 May 2026, a Monday."""
    return FixedClock(NOON)


@pytest.fixture
def world(prepared: Prepared, tmp_path: Path, clock: FixedClock) -> Iterator[World]:
    """Return a fresh copy of the deployment, on SQLite."""
    with copy_of(prepared, tmp_path / "data", clock) as made:
        yield made


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Run one PostgreSQL server for the whole session."""
    with throw_away_server() as server:
        yield server


@pytest.fixture(scope="session")
def template(postgres: Server, prepared: Prepared) -> Iterator[str]:
    """Copy the prepared deployment's rows to PostgreSQL once; each test then starts from a copy of that."""
    with postgres.database() as url:
        settings = settings_for(prepared[0], url)
        upgrade(settings.database_url)
        source, target = (
            open_engine(settings_for(prepared[0]).database_url),
            open_engine(settings.database_url),
        )
        with source.connect() as old, target.begin() as new:
            for table in Base.metadata.sorted_tables:
                new.execute(table.delete())
                rows = [dict(row) for row in old.execute(select(table)).mappings()]
                if rows:
                    new.execute(insert(table), rows)
        source.dispose()
        target.dispose()
        yield url.removeprefix("postgresql://postgres@/").split("?")[0]


@pytest.fixture
def postgres_world(
    postgres: Server, template: str, prepared: Prepared, tmp_path: Path, clock: FixedClock
) -> Iterator[World]:
    """Return a fresh copy of the deployment, on PostgreSQL."""
    with postgres.database(template) as url, copy_of(prepared, tmp_path / "data", clock, url) as made:
        yield made


@pytest.fixture(params=["world", "postgres_world"], ids=["sqlite", "postgresql"])
def any_world(request: pytest.FixtureRequest) -> World:
    """Return a fresh copy of the deployment, once on each engine."""
    found: World = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Return settings with an empty database, once on each engine."""
    if request.param == "sqlite":
        yield settings_for(tmp_path / "data")
        return
    server: Server = request.getfixturevalue("postgres")
    with server.database() as url:
        yield settings_for(tmp_path / "data", url)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once; one process can hold Playwright only once, so every room's tests share it."""
    arguments = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
    ]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()
