"""`recourse demo` as a person runs it: one process to start, addresses that answer, sign-in data that works, a clean end."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import pyotp
import pytest
from sqlalchemy import func, select

from config.settings import Settings
from intake.commands import demo as module
from intake.core.clock import SystemClock
from intake.core.errors import RecourseError
from intake.service.officers import authenticate
from intake.service.site import Site, open_site
from intake.store.models import Case
from tests.commands.conftest import Run

LONGEST = 150  # seconds after which a demo that hangs is killed, so that its test fails
OFFICER = re.compile(
    r"  (?P<name>\S+)  \(desks: [a-z ]+\)\n    passphrase:  (?P<passphrase>.+)\n"
    r"    TOTP secret: (?P<totp>[A-Z2-7]{32})   code now: (?P<now>\d{6})\n"
)


def three_ports() -> int:
    """Return a free loopback port whose next two are free too."""
    while True:
        with socket.socket() as one, socket.socket() as two, socket.socket() as three:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            try:
                two.bind(("127.0.0.1", port + 1))
                three.bind(("127.0.0.1", port + 2))
            except (OSError, OverflowError):
                continue
            return port


@dataclass
class Running:
    """A demo that was started, and what it printed until it was ready."""

    process: subprocess.Popen[str]
    port: int
    printed: str = ""
    children: set[int] = field(default_factory=set)

    def status(self, port: int, path: str) -> tuple[int, str]:
        """Ask one of its doors."""
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
            return answer.status, answer.read().decode()


def descendants(pid: int) -> set[int]:
    """Return every process that a process started, and those that they started."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = entry.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents[int(entry.parent.name)] = int(told[1])
    found, wanted = set(), {pid}
    while wanted:
        wanted = {child for child, parent in parents.items() if parent in wanted}
        found |= wanted
    return found


def alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if Path(f"/proc/{pid}").exists()}


@dataclass(frozen=True)
class Place:
    """Where a demo runs: its data folder, and folders in which it must write nothing."""

    root: Path

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def untouched(self) -> list[Path]:
        return [self.root / name for name in ("home", "tmp", "here")]

    def env(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name.startswith(("COV", "LANG", "PATH"))}
        given = {"RECOURSE_DATA": self.data, "HOME": self.root / "home", "TMPDIR": self.root / "tmp"}
        real = {
            "DATABASE_URL": "postgresql://never@/asked",
            "RECOURSE_SITE_KEY": f"1:{'0' * 64}",
            "TWILIO_ACCOUNT_SID": "of the real site",
            "RECOURSE_SMS_ERASE": "redact",
        }
        return {**kept, **real, **{name: str(value) for name, value in given.items()}}

    @contextmanager
    def demo(self) -> Iterator[Running]:
        """Start a demo and wait until it says that it is ready."""
        for folder in self.untouched:
            folder.mkdir(exist_ok=True)
        port = three_ports()
        process = subprocess.Popen(
            [sys.executable, "-m", "intake.cli", "demo", "--port", str(port)],
            env=self.env(),
            cwd=self.root / "here",
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        guard = threading.Timer(LONGEST, process.kill)
        guard.start()
        running = Running(process, port)
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            for line in process.stdout:
                running.printed += line
                if line == "Ready.\n":
                    break
            running.children = descendants(process.pid)
            yield running
        finally:
            process.terminate()
            running.printed += process.stdout.read() + process.stderr.read()
            process.wait()
            guard.cancel()
            process.stdout.close()
            process.stderr.close()


@contextmanager
def site_of(place: Place) -> Iterator[Site]:
    settings = Settings.from_env({"RECOURSE_DATA": str(place.data / "demo")})
    site = open_site(settings, SystemClock(), with_desk=True)
    yield site
    site.engine.dispose()


def cases(place: Place) -> int:
    with site_of(place) as site, site.reading() as session:
        return session.scalar(select(func.count()).select_from(Case)) or 0


def test_a_demo_from_start_to_end_and_a_second_one(tmp_path: Path) -> None:
    place = Place(tmp_path)
    with place.demo() as running:
        assert "Ready." in running.printed, running.printed
        assert running.status(running.port + 2, "/livez") == (200, "ok\n")
        for port in (running.port, running.port + 1):
            assert running.status(port, "/livez") == (200, "ok\n")
            assert running.status(port, "/readyz") == (200, "ready\n")
        assert f"Public site: http://127.0.0.1:{running.port}/\n" in running.printed
        assert f"Desk:        http://127.0.0.1:{running.port + 1}/desk/\n" in running.printed
        assert f"Phone:       http://127.0.0.1:{running.port + 2}/phone " in running.printed
        people = [one.groupdict() for one in OFFICER.finditer(running.printed)]
        assert len(people) == 6
        with site_of(place) as site:
            for one in people:
                totp = pyotp.TOTP(one["totp"]).now()
                assert authenticate(site, one["name"], one["passphrase"], totp)[0].name == one["name"]
        filed = cases(place)
        assert filed >= 10
        assert len(running.children) >= 6
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(LONGEST) == 0
    assert alive(running.children) == set()
    assert [list(folder.iterdir()) for folder in place.untouched] == [[], [], []]
    made = list(place.data.rglob("*.db*"))
    assert [one.name for one in made if one.stat().st_mode & 0o077] == []
    assert "recourse.db" in {one.name for one in made}

    with place.demo() as again:
        assert [one.groupdict()["passphrase"] for one in OFFICER.finditer(again.printed)] == [
            one["passphrase"] for one in people
        ]
        assert cases(place) == filed
        again.process.kill()
        again.process.wait()
        for _ in range(LONGEST * 10):
            if not alive(again.children):
                break
            time.sleep(0.1)  # a killed supervisor cannot wait for its children: they end by themselves
        assert alive(again.children) == set()


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_port_in_use_is_one_line_and_nothing_is_made(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, which: int
) -> None:
    monkeypatch.setenv("RECOURSE_DATA", str(tmp_path / "data"))
    port = three_ports()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port + which))
        taken.listen()
        told = run("demo", "--port", str(port))
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert f"--port: 127.0.0.1:{port + which} cannot be used (Address already in use)" in told.err
    assert not (tmp_path / "data").exists()


def test_codes_before_any_demo_say_what_to_do(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECOURSE_DATA", str(tmp_path / "data"))
    told = run("demo", "--codes")
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert "run `recourse demo` first" in told.err


def test_a_demo_that_was_stopped_halfway_is_begun_anew(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It breaks off while it files; the next start makes all of it, and the codes are then told."""
    monkeypatch.setenv("RECOURSE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SMTP_URL", "smtp://the-real.site")
    monkeypatch.setattr(module, "run_site", lambda found, *_rest, **_more: 0 if found.smtp_url is None else 1)
    file_all = module._file_all

    def break_off(_site: Site) -> None:
        raise RecourseError("the power went")

    port = str(three_ports())
    monkeypatch.setattr(module, "_file_all", break_off)
    assert run("demo", "--port", port).err == "recourse: the power went\n"
    assert not (tmp_path / "data" / "demo").exists()
    monkeypatch.setattr(module, "_file_all", file_all)
    monkeypatch.setenv("RECOURSE_DATA", str(tmp_path / "data"))
    made = run("demo", "--port", port)
    assert made.code == 0, made.err
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["demo"]
    assert (tmp_path / "data" / "demo").stat().st_mode & 0o777 == 0o700
    assert cases(Place(tmp_path)) >= 10
    monkeypatch.setenv("RECOURSE_DATA", str(tmp_path / "data"))
    told = run("demo", "--codes")
    assert OFFICER.findall(told.out)[0][:3] == OFFICER.findall(made.out)[0][:3]
