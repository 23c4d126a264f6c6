"""What the tests of the door for texts share: an app that has nothing but the languages, and a line to a carrier."""

from collections.abc import Iterator

import pytest

from sms import paging
from tests.conftest import World
from tests.sms.line import Line, open_line

from .phone import app_of


@pytest.fixture
def able_to_speak() -> Iterator[None]:
    """Enter such an app: the texts find their catalogues through it."""
    with app_of():
        yield


@pytest.fixture
def line(world: World) -> Iterator[Line]:
    """Open a line to a carrier without faults."""
    with open_line(world) as opened_line:
        yield opened_line


@pytest.fixture(autouse=True)
def nobody_paged() -> None:
    """Forget whom the tests before have paged."""
    paging._told.clear()
