"""A whole site in real processes, and a real Chromium to walk it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pyotp
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from config.settings import PROJECT
from intake.core.clock import SystemClock
from intake.service.setup import made_up_people, set_up
from tests.conftest import People, settings_for

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
_PATIENCE = 120
_LOCALE = {"en": "en-US", "es-419": "es-MX", "ar": "ar-EG"}


class SignIn(NamedTuple):
    """What an officer signs in with."""

    passphrase: str
    totp_secret: str


def sign_ins(people: People) -> dict[str, SignIn]:
    """Return the sign-in data of officers who were just made."""
    return {name: SignIn(one.passphrase, made.totp_secret) for name, (one, made) in people.items()}


@dataclass(frozen=True)
class Live:
    """A running site: where it answers, where it writes, who its officers are."""

    public: str
    desk: str
    data: Path
    temporary: Path
    log: Path
    people: dict[str, SignIn]
    used: dict[str, int] = field(default_factory=dict)

    def passphrase(self, name: str) -> str:
        """Return an officer's passphrase."""
        return self.people[name].passphrase

    def totp(self, name: str) -> str:
        """Return a code that this officer has not used yet, waiting for the next where needed."""
        totp = pyotp.TOTP(self.people[name].totp_secret)
        step = int(time.time()) // 30  # noqa: TID251 -- a real server's clock is the machine's
        while step <= self.used.get(name, 0):
            time.sleep(0.5)
            step = int(time.time()) // 30  # noqa: TID251 -- as above
        self.used[name] = step
        return totp.at(step * 30)


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
def running(
    data: Path, temporary: Path, log: Path, people: dict[str, SignIn], url: str = ""
) -> Iterator[Live]:
    """Run a site in processes of its own and end it by SIGTERM; its exit code must be 0."""
    port, desk_port = _free_port(), _free_port()
    env = {**os.environ, "RECOURSE_DATA": str(data), "TMPDIR": str(temporary), "DATABASE_URL": url}
    command = [
        sys.executable,
        "-m",
        "intake.cli",
        "serve",
        "--port",
        str(port),
        "--desk-port",
        str(desk_port),
    ]
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=env, cwd=PROJECT, stdout=output, stderr=subprocess.STDOUT)
        try:
            _wait_until_ready(process, log)
            yield Live(
                f"http://127.0.0.1:{port}", f"http://127.0.0.1:{desk_port}", data, temporary, log, people
            )
        finally:
            process.send_signal(signal.SIGTERM)
            code = process.wait(_PATIENCE)
    assert code == 0, log.read_text()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
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


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while "Ready." not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, f"not ready:\n{log.read_text()}"
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
