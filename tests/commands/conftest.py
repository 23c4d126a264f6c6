"""Running `recourse` in this process, in a shell that knows one deployment."""

import os
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from config.settings import Settings
from intake.cli import main
from tests.conftest import World


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def _bare_shell(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Take away what the shell of these tests may have set, and afterwards what a command set for its processes."""
    before = frozenset(os.environ)
    for name in os.environ:
        if name.startswith(("RECOURSE_", "TWILIO_", "DATABASE_URL", "SMTP_URL")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    # it binds the loggers of this process to a standard error that is captured, and closed after the test
    for command in ("worker", "serve"):
        monkeypatch.setattr(f"intake.commands.{command}.set_up_logging", lambda: None)
    yield
    for name in frozenset(os.environ) - before:
        del os.environ[name]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command line as a shell does."""

    def invoke(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["recourse", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return Ran(int(ended.value.code or 0), told.out, told.err)

    return invoke


def enter(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """Let the shell know a deployment."""
    monkeypatch.setenv("RECOURSE_DATA", str(settings.data))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)


@pytest.fixture
def shell(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Return a deployment on SQLite that the shell knows."""
    enter(monkeypatch, world.settings)
    return world


@pytest.fixture
def any_shell(any_world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Return a deployment that the shell knows, once on each engine."""
    enter(monkeypatch, any_world.settings)
    return any_world
