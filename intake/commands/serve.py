"""`recourse serve`: the public rooms, the desk on a port of its own, and a worker."""

import sys
from collections.abc import Sequence

import click

from config.settings import Settings
from intake.commands import processes
from intake.commands.common import say, settings, warn_embedded
from intake.commands.processes import Beside
from intake.core.errors import SettingsError
from intake.log import set_up_logging
from intake.metrics import offer_metrics
from intake.service.site import open_site
from intake.store.migrate import is_current


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65534), help="Port of the public site."
)
@click.option("--desk-port", type=click.IntRange(1, 65535), help="Port of the desk; by default the next one.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Public processes.")
def serve(host: str, port: int, desk_port: int | None, workers: int) -> None:
    """Run the site until it is told to stop (SIGTERM)."""
    found = settings()
    processes.check_address(found, host)
    check_ready(found)
    warn_embedded(found)
    sys.exit(run_site(found, host, port, desk_port or port + 1, workers))


def check_ready(found: Settings) -> None:
    """Raise SettingsError, with the way out, where keys, database or manifest are not there."""
    site = open_site(found)
    try:
        if not is_current(found.database_url):
            raise SettingsError(
                "DATABASE_URL: the database is empty or old: run `recourse init` or `recourse upgrade`"
            )
        site.manifest()
    finally:
        site.engine.dispose()


def run_site(
    found: Settings, host: str, port: int, desk_port: int, workers: int, beside: Sequence[Beside] = ()
) -> int:
    """Start what the rooms need, and what runs beside them, and wait; returns the exit code."""
    set_up_logging()
    if found.metrics_port is not None:  # before the commands are made, which hand on where to count
        offer_metrics(open_site(found), found.metrics_port)
    commands = [processes.worker(found)]
    addresses = []
    if found.rooms - {"desk"}:
        commands.append(processes.public(found, host, port, workers))
        addresses.append(f"http://{host}:{port}")
        say(f"Public site: http://{host}:{port}/")
    if "desk" in found.rooms:
        commands.append(processes.desk(host, desk_port))
        addresses.append(f"http://{host}:{desk_port}")
        say(f"Desk:        http://{host}:{desk_port}/desk/")
    for one in beside:
        commands.append(one.command)
        addresses.append(one.address)
        say(one.told)
    return processes.run_together(commands, addresses)
