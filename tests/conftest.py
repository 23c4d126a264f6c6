"""Fixtures that every room's tests use: a deployment set up once, copied for each test, with a clock that stands still."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest

from config.settings import Settings
from intake.core.clock import FixedClock
from intake.service.desk_sessions import resume_session, start_session
from intake.service.officers import NewOfficer, authenticate
from intake.service.reader import Reader
from intake.service.setup import FirstOfficer, made_up_people, set_up
from intake.service.site import Site, open_site

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class World:
    """A deployment with its people: what the tests of services and rooms start from."""

    site: Site
    settings: Settings
    clock: FixedClock
    people: dict[str, tuple[FirstOfficer, NewOfficer]]

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
        """Sign an officer in and return them as a reader."""
        reader = resume_session(self.site, self.cookie(name))
        assert reader is not None
        return reader


def settings_for(folder: Path) -> Settings:
    """Return the settings of an embedded site in a folder."""
    return Settings.from_env({"RECOURSE_DATA": str(folder)})


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, tuple[FirstOfficer, NewOfficer]]]:
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
def world(
    prepared: tuple[Path, dict[str, tuple[FirstOfficer, NewOfficer]]], tmp_path: Path, clock: FixedClock
) -> Iterator[World]:
    """Return a fresh copy of the deployment, on SQLite, with desk and public rooms."""
    folder, people = prepared
    shutil.copytree(folder, tmp_path / "data")
    settings = settings_for(tmp_path / "data")
    site = open_site(settings, clock, with_desk=True)
    yield World(site, settings, clock, people)
    site.engine.dispose()
