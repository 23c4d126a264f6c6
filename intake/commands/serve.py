"""`recourse serve`: the public rooms, the desk on a port of its own, and a worker."""

import os
import sys

import click
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector

from config.settings import Settings
from intake.commands import processes
from intake.commands.common import say, settings, warn_embedded
from intake.core.errors import SettingsError
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


def run_site(found: Settings, host: str, port: int, desk_port: int, workers: int) -> int:
    """Start what the rooms need and wait; returns the exit code."""
    commands = [processes.worker()]
    addresses = []
    if found.rooms - {"desk"}:
        commands.append(processes.public(found, host, port, workers))
        addresses.append(f"http://{host}:{port}")
        say(f"Public site: http://{host}:{port}/")
    if "desk" in found.rooms:
        commands.append(processes.desk(host, desk_port))
        addresses.append(f"http://{host}:{desk_port}")
        say(f"Desk:        http://{host}:{desk_port}/desk/")
    _serve_metrics(found)
    return processes.run_together(commands, addresses)


def _serve_metrics(found: Settings) -> None:
    """Offer Prometheus metrics of all processes on a loopback port of their own."""
    if found.metrics_port is None:
        return
    folder = found.data / "metrics"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in folder.glob("*.db"):
        old.unlink()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(folder))  # type: ignore[no-untyped-call]  # the library has no types here
    start_http_server(found.metrics_port, addr="127.0.0.1", registry=registry)
