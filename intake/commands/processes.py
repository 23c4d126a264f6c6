"""The processes of a site: the public rooms, the desk, the worker; started together, kept running, ended together."""

import os
import secrets
import sys
import threading
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

import click

from config.settings import Settings
from intake.commands.stopping import Stop, told_to_stop
from intake.commands.supervisor import Child, Command, Patience, supervise
from intake.core.errors import SettingsError

_PATIENCE = Patience()
_SECRET = {"RECOURSE_DESK_KEY": "desk", "TWILIO_": "sms"}  # what begins so is for the processes of one room
# glibc gives each thread an arena of its own by default, and memory that was used once in one stays there (mallopt(3)).
_LEAN = {"MALLOC_ARENA_MAX": "2"}


class Beside(NamedTuple):
    """A process that runs beside a site's own: its command, where it answers, and the line that tells of it."""

    command: Command
    address: str
    told: str


def public(found: Settings, host: str, port: int, workers: int) -> Command:
    """Return command and environment of the public rooms: no desk key gets there."""
    rooms = found.rooms - {"desk"}
    words = _gunicorn(host, port, workers, 8)
    env = {**_LEAN, **_env_of(rooms), "RECOURSE_ROOMS": ",".join(sorted(rooms))}
    return Command("public", words, env)


def desk(host: str, port: int) -> Command:
    """Return command and environment of the desk: one process, which holds the index."""
    env = {**_LEAN, **_env_of(frozenset({"desk"})), "RECOURSE_ROOMS": "desk"}
    return Command("desk", _gunicorn(host, port, 1, 8), env)


def worker(found: Settings) -> Command:
    """Return command and environment of the worker, which opens nothing at the desk."""
    env = {**_env_of(found.rooms - {"desk"}), "RECOURSE_ROOMS": ",".join(sorted(found.rooms))}
    return Command("worker", [sys.executable, "-m", "intake.cli", "worker"], env)


def _env_of(rooms: frozenset[str]) -> dict[str, str]:
    """Return this environment without the secrets of other rooms: the desk's key, and the carrier's tokens."""
    foreign = [prefix for prefix, room in _SECRET.items() if room not in rooms]
    return {name: value for name, value in os.environ.items() if not name.startswith(tuple(foreign))}


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


def run_together(
    commands: Sequence[Command], addresses: Sequence[str], patience: Patience = _PATIENCE
) -> int:
    """Start processes and keep them running; SIGTERM or SIGINT ends all of them cleanly. Returns the exit code.

    Says when every address (`http://host:port`) answers. A process that ends by itself is started again after a
    pause. Where one cannot run at all, the others are ended too, the reason is told and the code is 1, so that
    whoever looks after this machine sees it.
    """
    salt = {"RECOURSE_LIMIT_SALT": secrets.token_hex(32)}
    children = [Child(one._replace(env={**one.env, **salt}), patience) for one in commands]
    with told_to_stop() as stop:
        threading.Thread(target=_tell_when_ready, args=(addresses, stop), daemon=True).start()
        given_up = supervise(children, stop)
        stop.asked = True  # nobody is ready any more
    if given_up:
        click.echo(f"recourse: {given_up}; what it said stands above. The site has ended.", err=True)
    return 1 if given_up else 0


def _tell_when_ready(addresses: Sequence[str], stop: Stop) -> None:
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
        "--graceful-timeout": str(int(_PATIENCE.grace) - 5),
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
