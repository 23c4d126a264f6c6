"""The processes of a site: the public rooms, the desk, the worker; started together, ended together."""

import ctypes
import os
import secrets
import signal
import subprocess
import sys
import threading
from ipaddress import ip_address
from pathlib import Path
from typing import TypeAlias
from urllib.request import urlopen

from config.settings import PROJECT, Settings
from intake.commands.stopping import Stop, told_to_stop
from intake.core.errors import SettingsError

_GRACE = 15
# glibc gives each thread an arena of its own by default, and memory that was used once in one stays there (mallopt(3)).
_LEAN = {"MALLOC_ARENA_MAX": "2"}
_PR_SET_PDEATHSIG = 1  # prctl(2)
Command: TypeAlias = tuple[list[str], dict[str, str]]


def public(found: Settings, host: str, port: int, workers: int) -> Command:
    """Return command and environment of the public rooms: no desk key gets there."""
    rooms = sorted(found.rooms - {"desk"})
    env = {name: value for name, value in os.environ.items() if name != "RECOURSE_DESK_KEY"}
    return _gunicorn(host, port, workers, 8), {**_LEAN, **env, "RECOURSE_ROOMS": ",".join(rooms)}


def desk(host: str, port: int) -> Command:
    """Return command and environment of the desk: one process, which holds the index."""
    return _gunicorn(host, port, 1, 8), {**_LEAN, **os.environ, "RECOURSE_ROOMS": "desk"}


def worker() -> Command:
    """Return command and environment of the worker."""
    return [sys.executable, "-m", "intake.cli", "worker"], dict(os.environ)


def check_address(found: Settings, host: str) -> None:
    """Refuse plain http on any address but loopback, unless the public address is https (a proxy speaks TLS)."""
    try:
        loopback = host == "localhost" or ip_address(host).is_loopback
    except ValueError as error:
        raise SettingsError(f"--host: {host} is not an address") from error
    if not loopback and not found.secure:
        raise SettingsError(
            "--host: plain http is served on loopback only; set RECOURSE_PUBLIC_URL to the https address"
        )


def run_together(commands: list[Command], addresses: list[str]) -> int:
    """Start processes and wait; SIGTERM or SIGINT ends all of them cleanly. Returns the exit code.

    Says when every address (`http://host:port`) answers. If one process dies by itself the others are ended
    too, and the code is 1: a supervisor above starts all anew.
    """
    salt = {"RECOURSE_LIMIT_SALT": secrets.token_hex(32)}
    with told_to_stop() as stop:
        children = [
            subprocess.Popen(command, env={**env, **salt}, cwd=PROJECT, preexec_fn=_die_with_parent)  # noqa: PLW1509 -- before any thread is started
            for command, env in commands
        ]
        threading.Thread(target=_tell_when_ready, args=(addresses, stop), daemon=True).start()
        died = False
        while not stop.wait(0.2):
            if any(child.poll() is not None for child in children):
                died = True
                break
        _end(children)
    return 1 if died else 0


def _die_with_parent() -> None:
    """Ask Linux to kill this child when the supervisor dies, so that a killed site leaves no port taken."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _tell_when_ready(addresses: list[str], stop: Stop) -> None:
    waiting = list(addresses)
    while waiting and not stop.wait(0.3):
        waiting = [address for address in waiting if not _answers(address)]
    if not stop.asked:
        sys.stdout.write("Ready.\n")
        sys.stdout.flush()


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/livez", timeout=2):  # noqa: S310 -- our own loopback address
            return True
    except OSError:
        return False


def _gunicorn(host: str, port: int, workers: int, threads: int) -> list[str]:
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    options = {
        "--bind": address,
        "--workers": str(workers),
        "--threads": str(threads),
        "--worker-class": "intake.server_worker.PatientWorker",
        "--worker-tmp-dir": "/dev/shm" if Path("/dev/shm").is_dir() else "/tmp",  # noqa: S108 -- gunicorn's heartbeat, no data
        "--graceful-timeout": str(_GRACE - 5),
        "--log-level": "warning",
        "--logger-class": "intake.server_log.ServerLog",
        "--limit-request-line": "4094",
        "--keep-alive": "0",  # what came behind a request would be read in a thread, as slowly as its sender likes
    }
    return [
        sys.executable,
        "-m",
        "gunicorn",
        *(part for pair in options.items() for part in pair),
        "--no-control-socket",  # it would lie in the home folder, one for both sites
        "wsgi:app",
    ]


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(_GRACE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
