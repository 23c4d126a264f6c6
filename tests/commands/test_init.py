"""`recourse init`: sign-in data that works, asked for on a terminal, and nothing made twice."""

import re
from pathlib import Path
from types import SimpleNamespace

import pyotp
import pytest
from click.testing import CliRunner

from config.settings import Settings
from intake.commands import init as module
from intake.core.clock import SystemClock
from intake.service.officers import authenticate
from intake.service.site import open_site
from tests.commands.conftest import Run

OFFICER = re.compile(
    r"(?P<name>\S+)  \(desks: [a-z ]+\)\n"
    r"(?:    passphrase:    (?P<passphrase>.+)\n)?"
    r"    TOTP secret:   (?P<totp>[A-Z2-7]{32})\n"
    r"    recovery code: (?P<code>\S+)\n"
)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RECOURSE_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def sign_in(data: Path, name: str, passphrase: str, totp: str) -> str:
    site = open_site(Settings.from_env({"RECOURSE_DATA": str(data)}), SystemClock(), with_desk=True)
    officer, _ = authenticate(site, name, passphrase, pyotp.TOTP(totp).now())
    site.engine.dispose()
    return officer.name


def test_a_demo_prints_sign_in_data_that_works_and_is_made_once(run: Run, data: Path) -> None:
    done = run("init", "--demo")
    assert done.code == 0, done.err
    found = [one.groupdict() for one in OFFICER.finditer(done.out)]
    assert len(found) == 6
    assert sign_in(data, found[0]["name"], found[0]["passphrase"], found[0]["totp"]) == "carmen.crcl"
    pin = (data / "root.pin").read_text()
    assert f"RECOURSE_ROOT): {pin}\n" in done.out
    assert str(data / "keys" / "root.seed") in done.out
    again = run("init", "--demo")
    assert (again.code, again.out) == (2, "")
    assert again.err.count("\n") == 1
    assert "set up already" in again.err
    assert (data / "root.pin").read_text() == pin


def test_without_a_terminal_it_says_so_and_makes_nothing(run: Run, data: Path) -> None:
    done = run("init")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "--demo" in done.err
    assert not data.exists()


def test_on_a_terminal_it_asks_for_a_member_of_each_desk(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr(module, "sys", terminal)
    first, second = "the first long passphrase", "the second long passphrase"
    typed = ["pat", first, first, "kim", second, second, "pat"]
    done = CliRunner().invoke(module.init, input="\n".join(typed) + "\n")
    assert done.exit_code == 0, done.output
    assert first not in done.output
    found = {one["name"]: one.groupdict() for one in OFFICER.finditer(done.output)}
    assert set(found) == {"pat", "kim"}
    assert sign_in(data, "pat", first, found["pat"]["totp"]) == "pat"
    assert "pat  (desks: crcl triage)" in done.output
    assert "kim  (desks: doj)" in done.output


def test_a_passphrase_that_would_not_do_makes_nothing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "sys", SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True)))
    done = CliRunner().invoke(module.init, input="pat\nshort\nshort\npat\npat\n")
    assert "at least 15 characters" in str(done.exception)
    assert not data.exists()
