"""The public site on a copy of the prepared deployment, and people who use it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intake.app import create_app
from intake.service.site import Site
from tests.conftest import World
from tests.web.browser import Browser


@pytest.fixture
def public_site(world: World) -> Iterator[Flask]:
    """Return the app on the test's own deployment and clock.

    Not named `app`: pytest-flask would hold one context open, and requests would share what Flask keeps for each.
    """
    made = create_app(world.settings, world.clock)
    yield made
    site: Site = made.extensions["recourse.site"]
    site.engine.dispose()


@pytest.fixture
def person(public_site: Flask) -> Browser:
    """Return a person with a fresh browser that speaks English."""
    return Browser(public_site)


@pytest.fixture
def mexican(public_site: Flask) -> Browser:
    """Return a person whose browser asks for Mexican Spanish first."""
    return Browser(public_site, language="es-MX, en;q=0.5")


@pytest.fixture
def client(person: Browser) -> FlaskClient:
    """Return a program that speaks to the API."""
    return person.client
