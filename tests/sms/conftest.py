"""What the dialogue's tests need: an app that has nothing but the languages."""

from collections.abc import Iterator

import pytest

from .phone import app_of


@pytest.fixture
def able_to_speak() -> Iterator[None]:
    """Enter such an app: the texts find their catalogues through it."""
    with app_of():
        yield
