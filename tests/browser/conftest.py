"""A whole site in real processes, and a real Chromium to walk it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from intake.core.clock import SystemClock
from intake.service.setup import made_up_people, set_up
from tests.conftest import People, settings_for
from tests.serving import Live, running, sign_ins

_LOCALE = {"en": "en-US", "es-419": "es-MX", "ar": "ar-EG"}


@pytest.fixture(scope="session")
def today(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, People]:
    """Set up a deployment by the machine's own clock, once."""
    folder = tmp_path_factory.mktemp("today") / "data"
    people = made_up_people()
    site, made = set_up(settings_for(folder), people, SystemClock())
    site.engine.dispose()
    return folder, {person.name: (person, officer) for person, officer in zip(people, made, strict=True)}


@pytest.fixture(scope="module")
def live(today: tuple[Path, People], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Run `recourse serve` on a copy of the deployment for one file of tests: public processes, desk, worker."""
    folder = tmp_path_factory.mktemp("live")
    data, temporary = folder / "data", folder / "temporary"
    shutil.copytree(today[0], data)
    temporary.mkdir()
    with running(data, temporary, folder / "log.txt", sign_ins(today[1])) as site:
        yield site


@contextmanager
def window(
    browser: Browser, *, scripts: bool = True, language: str = "en", width: int = 1280, height: int = 900
) -> Iterator[Page]:
    """Open a window of its own, with no cookies from any other."""
    context = browser.new_context(
        java_script_enabled=scripts,
        locale=_LOCALE[language],
        viewport={"width": width, "height": height},
    )
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()
