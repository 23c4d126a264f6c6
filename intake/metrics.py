"""Counts of answers for the operator, without a single label that could tell one complaint from another."""

import os
from pathlib import Path
from time import perf_counter

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector

from intake.core.errors import SettingsError
from intake.service import counts
from intake.service.gauges import SiteGauges
from intake.service.site import Site
from intake.store.folders import private_folder

# The library's own variable: processes that start with it count into files there, which the supervisor adds up.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
ANSWERS = Counter(
    "recourse_answers", "Answers by room, route and status class", ["room", "endpoint", "status"]
)
SECONDS = Histogram(
    "recourse_answer_seconds",
    "Time to answer",
    ["room", "endpoint"],
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 20),
)


def set_up_metrics(app: Flask) -> None:
    """Count every answer of an app."""
    app.before_request(_start)
    app.after_request(_count)


def offer_metrics(site: Site, port: int) -> None:
    """Offer the counts of all processes that start from now on, and the site's gauges, on a loopback port.

    Raises SettingsError where the port is taken.
    """
    folder = private_folder(site.settings.data / "metrics")
    for old in folder.glob("*.db"):
        old.unlink()
    os.environ[FOLDER] = str(folder)
    try:
        start_http_server(port, addr="127.0.0.1", registry=registry_of(site, folder))
    except OSError as error:
        raise SettingsError(f"RECOURSE_METRICS_PORT: {port} cannot be used ({error.strerror})") from error


def registry_of(site: Site, folder: Path) -> CollectorRegistry:
    """Return what is shown: the sums over all processes that count into a folder, and the gauges."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(folder))  # type: ignore[no-untyped-call]  # the library has no types here
    registry.register(SiteGauges(site))
    registry.register(counts.PROCESSES_ENDED)  # counted by the supervisor, which has no file in the folder
    return registry


def _start() -> None:
    g.started = perf_counter()


def _count(response: Response) -> Response:
    endpoint = request.endpoint or "none"
    room = endpoint.partition(".")[0]
    ANSWERS.labels(room, endpoint, f"{response.status_code // 100}xx").inc()
    SECONDS.labels(room, endpoint).observe(perf_counter() - g.get("started", perf_counter()))
    return response
