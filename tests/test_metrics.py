"""What is counted: enough to look after a site, and not a word, a number or an id of a complaint."""

import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
import structlog
from flask import Flask
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import delete, text

from config.settings import PROJECT
from intake.app import create_app
from intake.core.errors import NoSuchCaseError, NotStoredError, ReceiptError, SettingsError
from intake.core.receipt import new_code
from intake.log import Wordless, set_up_logging
from intake.metrics import FOLDER, offer_metrics, registry_of
from intake.service import by_code
from intake.service.backup import make_backup
from intake.service.desk_index import DeskIndex
from intake.service.filing import file_complaint, new_ticket
from intake.service.gauges import SiteGauges
from intake.service.pools import Pool
from intake.service.tasks import put_task
from intake.service.worker import Round, Worker
from intake.store.models import Outbox, StoredManifest
from tests.canaries import forms
from tests.conftest import World
from tests.desk.conftest import Window
from tests.service.made_up import complaint, filed
from tests.web import people
from tests.web.api import BODY, KEY, post
from tests.web.browser import Browser
from tests.web.inside import cases

AGENT, ADDRESS = "canary-agent-avocet", "203.0.113.77"
SAID = (
    "canary api account fulmar",
    "Canary Api Name Gannet",
    "canary note pipit",
    "canary reply brambling",
    "canary error dotterel",
    "Maria Example",
    "555 0100",
    people.WORDS,
    "Alder",
    AGENT,
    ADDRESS,
    KEY,
    "canary-path-wren",
)


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


class Since:
    """How much a count has grown."""

    def __init__(self, name: str, **labels: str) -> None:
        self._name, self._labels = name, labels
        self._before = value(name, **labels)

    def grown(self) -> float:
        return value(self._name, **self._labels) - self._before


def test_complaints_are_counted_by_channel_and_what_came_of_them(world: World) -> None:
    stored = Since("recourse_filings_total", channel="web", outcome="stored")
    refused = Since("recourse_filings_total", channel="web", outcome="refused")
    ticket = filed(world)
    file_complaint(world.site, complaint(), ticket)  # a second click
    full = replace(world.site, filing=Pool(places=1, patience=0.0, name="full"))
    with full.filing.place(), pytest.raises(NotStoredError):
        file_complaint(full, complaint(), new_ticket())
    assert (stored.grown(), refused.grown()) == (1, 1)


def test_codes_are_counted_by_what_came_of_them(world: World) -> None:
    grown = {
        outcome: Since("recourse_look_ups_total", outcome=outcome)
        for outcome in ("hit", "miss", "busy", "mistyped")
    }
    by_code.open_by_code(world.site, filed(world).code)
    with pytest.raises(NoSuchCaseError):
        by_code.open_by_code(world.site, new_code())
    with pytest.raises(ReceiptError):
        by_code.open_by_code(world.site, "1")
    busy = replace(world.site, looking=Pool(places=1, patience=0.0, name="busy"))
    with busy.looking.place(), pytest.raises(NotStoredError):
        by_code.open_by_code(busy, new_code())
    assert {outcome: one.grown() for outcome, one in grown.items()} == dict.fromkeys(grown, 1)


def test_waits_for_a_place_are_counted_by_pool(world: World) -> None:
    waits = Since("recourse_pool_wait_seconds_count", pool="it")
    refusals = Since("recourse_pool_refusals_total", pool="it")
    pool = Pool(places=1, patience=0.0, waiting=1, name="it")
    with pool.place(), pytest.raises(NotStoredError), pool.place():
        pass
    assert (waits.grown(), refusals.grown()) == (2, 1)
    full = Pool(places=1, patience=0.0, waiting=0, name="it")
    with full.place(), pytest.raises(NotStoredError), full.place():
        pass
    assert refusals.grown() == 2


def test_tasks_alerts_and_rounds_that_fail_are_counted(world: World) -> None:
    done = Since("recourse_tasks_total", kind="it", outcome="done")
    failed = Since("recourse_tasks_total", kind="alert.urgent", outcome="failed")
    alerts = Since("recourse_alerts_failed_total")
    rounds = Since("recourse_rounds_failed_total", round="stumbling")

    def fails(*_: object) -> None:
        raise RuntimeError("no")

    with world.site.writing() as session:
        session.execute(delete(Outbox))
        for kind in ("it", "alert.urgent"):
            put_task(world.site, session, kind, {})
    stumbling = Round("stumbling", timedelta(minutes=1), fails)
    with structlog.testing.capture_logs():
        Worker(world.site, {"it": lambda *_: None, "alert.urgent": fails}, (stumbling,)).run_once()
    assert [one.grown() for one in (done, failed, alerts, rounds)] == [1, 1, 1, 1]


def test_the_desks_index_says_how_long_it_took_and_how_many_cases_it_holds(world: World) -> None:
    filed(world)
    index = DeskIndex(world.site)
    index.build()
    index.close()
    assert value("recourse_desk_index_cases") == 1
    assert value("recourse_desk_index_build_seconds") > 0


def gauges(world: World) -> dict[str, float]:
    registry = CollectorRegistry()
    registry.register(SiteGauges(world.site))
    told = generate_latest(registry).decode()
    return {
        sample.name: sample.value
        for family in text_string_to_metric_families(told)
        for sample in family.samples
    }


def test_the_state_of_the_site_is_measured_when_it_is_asked_for(any_world: World, tmp_path: Path) -> None:
    with any_world.site.writing() as session:
        session.execute(delete(Outbox))
    first = gauges(any_world)
    assert first["recourse_up"] == 1
    assert (first["recourse_outbox_waiting"], first["recourse_outbox_oldest_seconds"]) == (0, 0)
    assert first["recourse_manifest_days_left"] == 400
    assert first["recourse_disk_free_bytes"] > 0
    assert "recourse_backup_age_seconds" not in first
    with any_world.site.writing() as session:
        put_task(any_world.site, session, "it", {})
    make_backup(any_world.site, tmp_path / "backup.tar", lambda *_: None)
    any_world.clock.advance(timedelta(hours=1))
    later = gauges(any_world)
    assert (later["recourse_outbox_waiting"], later["recourse_outbox_oldest_seconds"]) == (1, 3600)
    assert later["recourse_backup_age_seconds"] == 3600
    assert first["recourse_manifest_days_left"] - later["recourse_manifest_days_left"] == pytest.approx(
        1 / 24
    )


def test_a_site_whose_database_fails_is_not_up_and_says_what_it_still_knows(world: World) -> None:
    with world.site.writing() as session:
        session.execute(delete(StoredManifest))
    found = gauges(world)
    assert found["recourse_up"] == 0
    assert "recourse_disk_free_bytes" in found
    with world.site.writing() as session:
        session.execute(text("DROP TABLE outbox"))
    assert gauges(world)["recourse_up"] == 0


def test_a_port_that_is_taken_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(*_: object, **__: object) -> None:
        raise OSError(98, "Address already in use")

    monkeypatch.setenv(FOLDER, "")
    monkeypatch.setattr("intake.metrics.start_http_server", taken)
    with pytest.raises(SettingsError, match=r"RECOURSE_METRICS_PORT: 9000 cannot be used"):
        offer_metrics(world.site, 9000)


def test_what_several_processes_count_is_added_up(world: World) -> None:
    folder = world.settings.data / "metrics"
    folder.mkdir()
    count = (
        "from intake.service import counts\n"
        "counts.FILINGS.labels('web', 'stored').inc(2)\n"
        "with counts.index_build() as cases:\n    cases.append(41)\n"
    )
    for _ in range(2):
        subprocess.run(
            [sys.executable, "-c", count], env={**os.environ, FOLDER: str(folder)}, cwd=PROJECT, check=True
        )
    registry = registry_of(world.site, folder)
    labels = {"channel": "web", "outcome": "stored"}
    assert registry.get_sample_value("recourse_filings_total", labels) == 4
    assert registry.get_sample_value("recourse_desk_index_cases") == 41
    assert registry.get_sample_value("recourse_up") == 1


@pytest.fixture
def open_app(world: World) -> Iterator[Flask]:
    """Return the app with both doors and a page that fails."""
    made = create_app(world.settings, world.clock)
    made.add_url_rule("/fails", view_func=fail, endpoint="web.fails")
    yield made
    made.extensions["recourse.site"].engine.dispose()
    made.extensions["recourse.desk"].close()


def fail() -> str:
    raise ValueError("canary error dotterel")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """Have everything logged to a text, as a server's process does."""
    written, before = StringIO(), structlog.get_config()
    monkeypatch.setattr(sys, "stderr", written)
    set_up_logging()
    structlog.configure(cache_logger_on_first_use=False)  # this process goes on with other tests
    yield written
    structlog.configure(**before)
    root = logging.getLogger()
    root.handlers = [one for one in root.handlers if not isinstance(one, Wordless)]


def test_no_planted_word_is_in_the_metrics_or_the_log(world: World, open_app: Flask, log: StringIO) -> None:
    person = Browser(open_app, address=ADDRESS)
    person.headers["User-Agent"] = AGENT
    codes = [people.sent(person)]
    (first,) = cases(world)
    codes.append(file_by_api(person))
    ids = cases(world)
    person.get("/status").press(code=codes[0])
    person.client.post("/api/v1/status", json={"receipt": codes[1]}, headers=person.headers)
    person.client.get("/canary-path-wren?canary-path-wren=1", headers=person.headers)
    assert person.get("/fails").status == 500
    work(world, open_app, first)
    Worker(world.site).run_once()
    told = generate_latest(REGISTRY) + log.getvalue().encode()
    assert b"recourse_filings_total" in told
    assert b'"request.failed"' in told
    words = [*SAID, *codes, *(case.hex for case in ids), *(str(case) for case in ids)]
    assert [word for word in words for _, raw in forms(word) if raw in told] == []


def file_by_api(person: Browser) -> str:
    """File a complaint full of planted words through the API, and return its code."""
    body = {
        **BODY,
        "account": "canary api account fulmar",
        "identity": {"name": "Canary Api Name Gannet"},
        "consent": ["doj"],
    }
    answer = post(person.client, body, **{"Idempotency-Key": KEY, "User-Agent": AGENT})
    assert answer.status_code == 201
    return str(answer.get_json()["receipt"]).replace(" ", "")


def work(world: World, app: Flask, case: UUID) -> None:
    """Have an officer read the case, note, and reply."""
    window = Window(app, world.cookie("dmitri.doj"))
    assert people.WORDS in window.get(f"/desk/case/{case}").text
    assert window.act(case, "note", {"note-text": "canary note pipit"}).status_code < 400
    assert window.act(case, "reply", {"reply-text": "canary reply brambling"}).status_code < 400
    assert window.get("/desk/").status_code == 200


def test_every_label_is_a_word_of_our_own(world: World, open_app: Flask) -> None:
    Browser(open_app).get("/").get("/nothing here").get("/status")
    plain = re.compile(r"[a-z0-9_.+-]{1,40}", re.IGNORECASE)
    shown = [
        label
        for family in REGISTRY.collect()
        if family.name.startswith("recourse_")
        for sample in family.samples
        for label in sample.labels.values()
    ]
    assert shown
    assert [label for label in shown if not plain.fullmatch(label)] == []
