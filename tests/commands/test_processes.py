"""The processes of a site: started together, ended together, each with what it needs to know and no more."""

import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.request import urlopen

import pytest

from config.settings import Settings
from intake.commands import processes
from intake.commands.processes import check_address, run_together
from intake.commands.stopping import Stop, told_to_stop
from intake.commands.supervisor import Command, Patience
from intake.core.errors import SettingsError
from tests.commands.conftest import Run
from tests.conftest import World

FOREVER = "import time; time.sleep(600)"
AT_ONCE = Patience(first=0.0, grace=0.2, starts=2)


def python(code: str, name: str = "it") -> Command:
    return Command(name, [sys.executable, "-c", code], dict(os.environ))


def settings(**env: str) -> Settings:
    return Settings.from_env(env)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.9.10"])
def test_loopback_may_be_plain_http(host: str) -> None:
    check_address(settings(), host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])  # noqa: S104 -- what must be refused
def test_any_other_address_needs_https_in_front(run: Run, host: str) -> None:
    with pytest.raises(SettingsError, match="plain http is served on loopback only"):
        check_address(settings(RECOURSE_PUBLIC_URL="http://recourse.test"), host)
    check_address(settings(RECOURSE_PUBLIC_URL="https://recourse.test"), host)
    for command in ("serve", "demo"):
        told = run(command, "--host", host)
        assert (told.code, told.err.count("\n")) == (2, 1)


def test_what_is_no_address_is_told() -> None:
    with pytest.raises(SettingsError, match="kitchen is not an address"):
        check_address(settings(), "kitchen")


def test_a_signal_ends_all_of_them_with_0(capfd: pytest.CaptureFixture[str]) -> None:
    told_by_a_child = f"import os, signal; os.kill({os.getpid()}, signal.SIGTERM); {FOREVER}"
    before = signal.getsignal(signal.SIGTERM)
    assert run_together([python(FOREVER), python(told_by_a_child)], []) == 0
    assert signal.getsignal(signal.SIGTERM) == before


def test_one_that_cannot_run_ends_the_others_with_1_and_is_named(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sign = tmp_path / "ended"
    other = (
        "import pathlib, signal, sys, time\n"
        f"signal.signal(signal.SIGTERM, lambda *_: (pathlib.Path({str(sign)!r}).touch(), sys.exit()))\n"
        f"pathlib.Path({str(sign)!r}).with_name('ready').touch()\n"
        "time.sleep(600)"
    )
    dies = f"import pathlib, time\nwhile not pathlib.Path({str(tmp_path / 'ready')!r}).exists(): time.sleep(0.01)"
    assert run_together([python(other), python(dies, "worker")], [], Patience(first=0.0, starts=2)) == 1
    assert sign.exists()
    told = capfd.readouterr().err
    assert "the worker process ended 2 times soon after its start (last: exit 0)" in told


def test_one_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    deaf = (
        "import pathlib, signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"pathlib.Path({str(ready)!r}).write_text(str(__import__('os').getpid()))\ntime.sleep(600)"
    )
    dies = f"import pathlib, time\nwhile not pathlib.Path({str(ready)!r}).exists(): time.sleep(0.01)"
    assert run_together([python(deaf), python(dies)], [], AT_ONCE) == 1
    with pytest.raises(ProcessLookupError):
        os.kill(int(ready.read_text()), 0)


@pytest.fixture
def alive() -> Iterator[str]:
    """Return the address of something that answers."""

    class Alive(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/livez" else 404)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class's name
            """Stay silent."""

    with HTTPServer(("127.0.0.1", 0), Alive) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_it_says_when_every_address_answers(alive: str, capsys: pytest.CaptureFixture[str]) -> None:
    processes._tell_when_ready([alive, alive], Stop())
    assert capsys.readouterr().out == "Ready.\n"


def test_it_says_nothing_where_one_never_answers(capsys: pytest.CaptureFixture[str]) -> None:
    stop = Stop()
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        waiting = threading.Thread(
            target=processes._tell_when_ready,
            args=([f"http://127.0.0.1:{silent.getsockname()[1]}"], stop),
        )
        waiting.start()
        stop.tell()
        waiting.join()
    assert capsys.readouterr().out == ""


def test_a_pause_ends_at_once_when_it_is_told_to_stop() -> None:
    with told_to_stop() as stop:
        assert stop.wait(0) is False
        teller = threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGTERM))
        teller.start()
        assert stop.wait(60) is True
        assert stop.wait(60) is True


class Recorded:
    """Stands for the processes: keeps what would be started."""

    def __init__(self) -> None:
        self.commands: list[Command] = []
        self.addresses: list[str] = []

    def __call__(self, commands: list[Command], addresses: list[str]) -> int:
        self.commands, self.addresses = commands, addresses
        return 0

    def env(self, part: str) -> dict[str, str]:
        """Return the environment of the one whose command or rooms hold a word."""
        (found,) = [
            one.env
            for one in self.commands
            if part in one.words or ("gunicorn" in one.words and one.env.get("RECOURSE_ROOMS") == part)
        ]
        return found


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> Recorded:
    record = Recorded()
    monkeypatch.setattr(processes, "run_together", record)
    return record


def test_the_public_process_never_sees_the_desks_key(
    shell: World, run: Run, recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = (shell.settings.data / "keys" / "desk.ring").read_text()
    monkeypatch.setenv("RECOURSE_DESK_KEY", ring)
    told = run("serve", "--port", "8800")
    assert told.code == 0, told.err
    assert "RECOURSE_DESK_KEY" not in recorded.env("web")
    assert recorded.env("desk")["RECOURSE_DESK_KEY"] == ring
    assert recorded.addresses == ["http://127.0.0.1:8800", "http://127.0.0.1:8801"]
    assert "Desk:        http://127.0.0.1:8801/desk/" in told.out
    assert "keys lie beside the database" in " ".join(told.err.split())


CARRIER = {
    "TWILIO_ACCOUNT_SID": f"AC{'5' * 32}",
    "TWILIO_AUTH_TOKEN": "a-token-of-the-account",
    "TWILIO_AUTH_TOKEN_SECONDARY": "another-of-its-tokens",
    "TWILIO_NUMBER": "+12025550123",
    "RECOURSE_PUBLIC_URL": "https://intake.example",
}


def test_only_who_answers_and_sends_texts_is_given_the_carriers_token(
    shell: World, run: Run, recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in CARRIER.items():
        monkeypatch.setenv(name, value)
    assert run("serve", "--port", "8800").code == 0
    given = {name for name in CARRIER if name.startswith("TWILIO_")}
    assert given <= set(recorded.env("sms,web"))
    assert given <= set(recorded.env("worker"))
    assert not given & set(recorded.env("desk"))
    monkeypatch.setenv("RECOURSE_ROOMS", "web,desk")
    run("serve", "--port", "8800")
    for part in ("web", "desk", "worker"):
        assert not given & set(recorded.env(part))
        assert Settings.from_env(recorded.env(part)).carrier is None


def test_the_worker_never_sees_the_desks_key(
    shell: World, run: Run, recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = (shell.settings.data / "keys" / "desk.ring").read_text()
    monkeypatch.setenv("RECOURSE_DESK_KEY", ring)
    run("serve", "--port", "8800")
    assert "RECOURSE_DESK_KEY" not in recorded.env("worker")


def test_rooms_ports_and_workers_are_as_asked_for(
    shell: World, run: Run, recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECOURSE_ROOMS", "web")
    told = run("serve", "--host", "::1", "--port", "8800", "--workers", "3")
    assert "Desk:" not in told.out
    (command,) = [one.words for one in recorded.commands if one.name == "public"]
    assert command[command.index("--bind") + 1] == "[::1]:8800"
    assert command[command.index("--workers") + 1] == "3"
    assert "--no-control-socket" in command
    monkeypatch.setenv("RECOURSE_ROOMS", "desk")
    told = run("serve", "--desk-port", "9001")
    assert "Public site:" not in told.out
    assert recorded.addresses == ["http://127.0.0.1:9001"]


def test_no_note_where_the_keys_are_not_on_the_disk(
    shell: World, run: Run, recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = shell.settings.data / "keys"
    monkeypatch.setenv("RECOURSE_SITE_KEY", (keys / "site.ring").read_text())
    for path in keys.iterdir():
        path.unlink()
    keys.rmdir()
    assert run("serve").err == ""


def test_metrics_of_all_processes_are_offered_on_loopback(
    shell: World, run: Run, recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    monkeypatch.setenv("RECOURSE_METRICS_PORT", str(port))
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    folder = shell.settings.data / "metrics"
    folder.mkdir()
    (folder / "counter_1.db").touch()
    run("serve")
    assert not list(folder.iterdir())
    for env in (recorded.env("web"), recorded.env("desk"), recorded.env("worker")):
        assert env["PROMETHEUS_MULTIPROC_DIR"] == str(folder)
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        assert answer.status == 200
        assert b"recourse_processes_ended_total" in answer.read()
