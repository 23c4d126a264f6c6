"""A whole site in real processes: started, found, killed and started anew; for the tests in a browser and under faults."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

import pyotp

from config.settings import PROJECT
from tests.conftest import People

PATIENCE = 120  # seconds


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


class Serving:
    """`recourse serve` on two free ports: the supervisor and every process under it."""

    def __init__(self, data: Path, temporary: Path, log: Path, env: Mapping[str, str]) -> None:
        self.log = log
        self.ports = {"public": free_port(), "desk": free_port()}
        self._env = {**os.environ, "RECOURSE_DATA": str(data), "TMPDIR": str(temporary), **env}
        self._process: subprocess.Popen[bytes] | None = None

    def address(self, room: str) -> str:
        """Return where a room answers: `public` or `desk`."""
        return f"http://127.0.0.1:{self.ports[room]}"

    def start(self) -> None:
        """Start the site and wait until it says that it is ready."""
        told = self.log.stat().st_size if self.log.exists() else 0
        ports = ("--port", str(self.ports["public"]), "--desk-port", str(self.ports["desk"]))
        command = [sys.executable, "-m", "intake.cli", "serve", *ports]
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                command, env=self._env, cwd=PROJECT, stdout=output, stderr=subprocess.STDOUT
            )
        process = self._process
        wait_until(lambda: "Ready." in self._told(told) or process.poll() is not None, "the site to be ready")
        assert process.poll() is None, self._told(told)

    def stop(self) -> int:
        """End the site by SIGTERM and return its exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(PATIENCE)

    def ended(self) -> bool:
        """Tell whether the supervisor has ended by itself, as a supervisor above it would notice."""
        return self._process is None or self._process.poll() is not None

    def revive(self) -> None:
        """Wait until both rooms answer; where the whole site has ended, start it as a service manager does."""
        wait_until(self._is_back, "both rooms to answer")

    def processes(self) -> dict[str, list[int]]:
        """Return the ids of what runs: serve, worker, public and desk (gunicorn's masters), and their workers."""
        found: dict[str, list[int]] = {"serve": [self._process.pid] if self._process else []}
        for child in _children(found["serve"]):
            words = _command(child)
            if "worker" in words:
                found["worker"] = [child]
            for room, port in self.ports.items():
                if f"127.0.0.1:{port}" in words:
                    found[room], found[f"{room} worker"] = [child], _children([child])
        return found

    def _told(self, since: int) -> str:
        with self.log.open("rb") as log:
            log.seek(since)
            return log.read().decode(errors="replace")

    def _is_back(self) -> bool:
        if self.ended():
            wait_until(self._ports_free, "the old processes to let go of their ports")
            self.start()
        return all(_answers(self.address(room)) for room in self.ports)

    def _ports_free(self) -> bool:
        return not any(listens(port) for port in self.ports.values())


@contextmanager
def running(
    data: Path, temporary: Path, log: Path, people: dict[str, SignIn], url: str = ""
) -> Iterator[Live]:
    """Run a site in processes of its own and end it by SIGTERM; its exit code must be 0."""
    site = Serving(data, temporary, log, {"DATABASE_URL": url})
    try:
        site.start()
        yield Live(site.address("public"), site.address("desk"), data, temporary, log, people)
    finally:
        code = site.stop()
    assert code == 0, log.read_text()


def wait_until(true: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Wait until something is so; fails with its name where it takes longer than the patience, in seconds."""
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/livez", timeout=5) as answer:  # noqa: S310 -- our own loopback address
            return bool(answer.status == 200)
    except OSError:
        return False


def _children(parents: list[int]) -> list[int]:
    """Return the children of processes (Linux); those that end meanwhile are passed over."""
    found: list[int] = []
    for parent in parents:
        try:
            found += map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split())
        except OSError:
            continue
    return found


def _command(process: int) -> list[str]:
    try:
        return Path(f"/proc/{process}/cmdline").read_text().split("\0")
    except OSError:
        return []


def listens(port: int) -> bool:
    """Tell whether something on loopback takes connections at a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """Return a loopback port that nobody has now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
