"""A desk in a Flask client: the real app on a fresh deployment, with officers who are signed in by their own keys."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from intake.app import create_app
from intake.core.statuses import Role
from intake.service.desk_sessions import start_session
from intake.service.officers import NewOfficer, create_officer
from intake.service.site import Site
from intake.store.models import Officer
from tests.conftest import World

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_REVISION = re.compile(r'name="revision" value="(\d+)"')


class Window:
    """One officer's browser."""

    def __init__(self, app: Flask, token: str = "") -> None:
        self.client: FlaskClient = app.test_client()
        if token:
            self.client.set_cookie("officer", token)

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        return self.client.get(path, **kwargs)

    def token(self) -> str:
        """Return the CSRF token of a page, as a form of it would carry it."""
        found = _TOKEN.search(self.client.get("/desk/recover").text)
        assert found
        return unescape(found[1])

    def post(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Send a form with the token that its page carries."""
        return self.client.post(path, data={"csrf_token": self.token(), **(data or {})}, **kwargs)

    def revision(self, case_id: UUID) -> str:
        """Open a case and return the revision that its forms carry."""
        found = _REVISION.search(self.get(f"/desk/case/{case_id}").text)
        assert found
        return found[1]

    def act(self, case_id: UUID, name: str, data: dict[str, str]) -> TestResponse:
        """Open a case and send one of its forms at once."""
        return self.post(f"/desk/case/{case_id}/{name}", {"revision": self.revision(case_id), **data})


@dataclass
class DeskRoom:
    """The app with the desk alone in it, and the deployment beneath."""

    world: World
    app: Flask

    @property
    def site(self) -> Site:
        return self.world.site

    def window(self, name: str = "") -> Window:
        """Open a browser, signed in as somebody or as nobody."""
        if not name:
            return Window(self.app)
        with self.site.reading() as session:
            officer = session.scalars(select(Officer).where(Officer.name == name)).one()
        seed = self.world.people[name][1].pair.seed
        return Window(self.app, start_session(self.site, officer, seed))

    def hire(self, name: str, *roles: Role) -> NewOfficer:
        """Make an account that is a member of no desk."""
        with self.site.writing() as session:
            return create_officer(
                self.site, session, name, frozenset(roles), "a passphrase long enough", by="ada.admin"
            )

    def window_of(self, made: NewOfficer) -> Window:
        """Open a browser for somebody hired in the test."""
        with self.site.reading() as session:
            officer = session.get_one(Officer, made.id)
        return Window(self.app, start_session(self.site, officer, made.pair.seed))


@pytest.fixture
def room(world: World) -> Iterator[DeskRoom]:
    """Open the desk on a fresh deployment."""
    app = create_app(replace(world.settings, rooms=frozenset({"desk"})), world.clock)
    app.testing = True
    yield DeskRoom(world, app)
    app.extensions["recourse.desk"].close()
    app.extensions["recourse.site"].engine.dispose()
