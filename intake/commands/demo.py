"""`recourse demo`: the whole system with made-up people and made-up complaints, on this machine alone."""

import json
import os
import shutil
import socket
import sys
from pathlib import Path

import click
import pyotp
from rich.progress import Progress

from config.settings import Settings
from intake.commands import processes
from intake.commands.common import console, errors, say, settings
from intake.commands.demo_phone import invent_carrier, phone
from intake.commands.serve import run_site
from intake.core.clock import SystemClock
from intake.core.errors import SettingsError
from intake.service import key_files
from intake.service.demo_cases import demo_complaints
from intake.service.filing import file_complaint, new_ticket
from intake.service.setup import made_up_people, set_up
from intake.service.site import Site

_OF_THE_REAL_SITE = (
    *("DATABASE_URL", "RECOURSE_BLOB_URL", "RECOURSE_SITE_KEY", "RECOURSE_DESK_KEY", "RECOURSE_ROOT"),
    *("RECOURSE_ROOMS", "SMTP_URL"),
)
_PEOPLE = "demo-people.json"
People = list[dict[str, str]]


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="A loopback address: a demo is for one machine."
)
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(1, 65533),
    help="Port; the desk takes the next, the phone the one after.",
)
@click.option(
    "--codes", is_flag=True, help="Only print the officers' sign-in data with the codes of this minute."
)
def demo(host: str, port: int, *, codes: bool) -> None:
    """Run everything with made-up people until it is told to stop (Ctrl-C or SIGTERM)."""
    invent_carrier(host, port, port + 2)
    found = _own_settings()
    if codes:
        _print_people(_load(found))
        return
    processes.check_address(found, host)
    for one in (port, port + 1, port + 2):
        _check_free(host, one)
    people = _load(found) if _people_path(found).exists() else _make(found)
    _print_people(people)
    say("Type a fresh code with: recourse demo --codes   (or put the secrets into an authenticator app)")
    say("Made-up people and complaints only. Nobody reads what is sent here. Ctrl-C ends it.\n")
    sys.exit(run_site(found, host, port, port + 1, workers=2, beside=(phone(),)))


def _own_settings() -> Settings:
    """Return an embedded site in a folder of its own, whatever the real site uses; its processes inherit it."""
    for name in _OF_THE_REAL_SITE:
        os.environ.pop(name, None)
    os.environ["RECOURSE_DATA"] = str(settings().data / "demo")
    return settings()


def _make(found: Settings) -> People:
    """Set the demo up: keys, officers, and a dozen complaints that went the real way.

    It is made in a folder beside and then renamed, so that a demo that was stopped halfway is begun anew.
    """
    chosen, aside = made_up_people(), found.data.with_name("demo.new")
    shutil.rmtree(aside, ignore_errors=True)
    with console.status("Making keys, database and officers"):
        site, made = set_up(
            Settings.from_env({**os.environ, "RECOURSE_DATA": str(aside)}), chosen, SystemClock()
        )
    people = [
        {
            "name": person.name,
            "desks": " ".join(sorted(desk.value for desk in person.desks)) or "none",
            "passphrase": person.passphrase,
            "totp": officer.totp_secret,
        }
        for person, officer in zip(chosen, made, strict=True)
    ]
    _file_all(site)
    site.engine.dispose()
    key_files.write_private(aside / _PEOPLE, json.dumps(people).encode())
    aside.rename(found.data)
    return people


def _file_all(site: Site) -> None:
    complaints = demo_complaints(site)
    with Progress(console=errors, transient=True) as bar:
        for complaint in bar.track(complaints, description="Filing made-up complaints"):
            file_complaint(site, complaint, new_ticket())


def _load(found: Settings) -> People:
    path = _people_path(found)
    if not path.exists():
        raise SettingsError("no demo was made yet: run `recourse demo` first")
    people: People = json.loads(path.read_text(encoding="utf-8"))
    return people


def _people_path(found: Settings) -> Path:
    return found.data / _PEOPLE


def _print_people(people: People) -> None:
    """Print each officer on lines of their own: nothing is cut where the window is narrow."""
    say("Officers of this demo:")
    for one in people:
        say(f"  {one['name']}  (desks: {one['desks']})")
        say(f"    passphrase:  {one['passphrase']}")
        say(f"    TOTP secret: {one['totp']}   code now: {pyotp.TOTP(one['totp']).now()}")


def _check_free(host: str, port: int) -> None:
    """Raise SettingsError where something listens on a port already."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingsError(
                f"--port: {host}:{port} cannot be used ({error.strerror}); try --port 8100"
            ) from error
