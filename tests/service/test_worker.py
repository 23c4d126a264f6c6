"""The worker: tasks done at least once, failures told and tried again, rounds that come back, mail without content."""

import json
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import select
from structlog.testing import capture_logs

from intake.core.complaint import Incident
from intake.core.errors import NotStoredError
from intake.core.facts import Facts
from intake.service import checkpoints, key_files, manifests
from intake.service.files import keep_file, read_file
from intake.service.filing import file_complaint, new_ticket
from intake.service.site import Site
from intake.service.tasks import put_task
from intake.service.visits import save_visit
from intake.service.worker import Handler, Worker, renew_manifest, sweep_blobs
from intake.store import changes, outbox
from intake.store.models import Blob, Outbox, StoredManifest
from tests.conftest import World
from tests.service.made_up import complaint, filed, rows
from tests.service.mail import own_certificate, post_office

URGENT = Facts.from_document(
    {
        "actors": ["jail_staff"],
        "place": "local_jail",
        "custody": "ice_detainer",
        "allegations": ["medical"],
        "flags": ["danger_now"],
        "as_of": "2026-05-04T08:00",
    }
)


class Remembering:
    """A handler that keeps what it was given, and fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.done: list[dict[str, Any]] = []
        self.failures = failures

    def __call__(self, _site: Site, body: dict[str, Any]) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("a word that must not be logged")
        self.done.append(body)


def put(world: World, kind: str, **body: str) -> None:
    with world.site.writing() as session:
        put_task(world.site, session, kind, body)


def waiting(world: World) -> list[Outbox]:
    with world.site.reading() as session:
        return list(session.scalars(select(Outbox)))


def test_a_task_is_done_once_with_its_own_body(any_world: World) -> None:
    put(any_world, "it", word="one")
    handler = Remembering()
    worker = Worker(any_world.site, {"it": handler})
    assert [worker.run_once(), worker.run_once()] == [1, 0]
    assert handler.done == [{"word": "one"}]
    assert waiting(any_world) == []


def test_a_task_of_a_killed_worker_is_done_again_when_its_lease_ran_out(any_world: World) -> None:
    put(any_world, "it")
    with any_world.site.writing() as session:
        outbox.lease(session, any_world.clock.now())
    handler = Remembering()
    worker = Worker(any_world.site, {"it": handler})
    assert worker.run_once() == 0
    any_world.clock.advance(outbox.LEASE + timedelta(seconds=1))
    assert worker.run_once() == 1
    assert handler.done == [{}]


def test_a_task_that_fails_is_told_waits_longer_each_time_and_is_done_in_the_end(any_world: World) -> None:
    put(any_world, "it")
    handler = Remembering(failures=3)
    worker = Worker(any_world.site, {"it": handler})
    waits = []
    with capture_logs() as told:
        for _ in range(3):
            assert worker.run_once() == 1
            (task,) = waiting(any_world)
            waits.append((task.due_at - any_world.clock.now()).total_seconds())
            assert worker.run_once() == 0
            any_world.clock.advance(timedelta(seconds=waits[-1]))
        worker.run_once()
    assert waits == [20, 40, 80]
    assert handler.done == [{}]
    failed = [event for event in told if event["event"] == "task.failed"]
    assert [event["attempts"] for event in failed] == [1, 2, 3]
    assert failed[0]["error"] == "RuntimeError"
    assert "a word that must not be logged" not in str(told)


def test_a_task_that_never_works_waits_six_hours_at_most(any_world: World) -> None:
    put(any_world, "it")
    with any_world.site.writing() as session:
        session.scalars(select(Outbox)).one().attempts = 500
    Worker(any_world.site, {"it": Remembering(failures=1)}).run_once()
    (task,) = waiting(any_world)
    assert task.due_at - any_world.clock.now() == timedelta(hours=6)


def test_a_task_of_an_unknown_kind_stays_and_is_told(any_world: World) -> None:
    put(any_world, "of a later release")
    counted = {"kind": "unknown", "outcome": "failed"}
    before = REGISTRY.get_sample_value("recourse_tasks_total", counted) or 0
    with capture_logs() as told:
        Worker(any_world.site).run_once()
    assert REGISTRY.get_sample_value("recourse_tasks_total", counted) == before + 1
    assert [task.kind for task in waiting(any_world)] == ["of a later release"]
    assert {"event": "task.failed", "kind": "of a later release", "error": "KeyError"}.items() <= told[
        0
    ].items()


def test_what_nobody_waits_for_is_done_when_nothing_else_is_due(any_world: World) -> None:
    """Ten tasks are taken at a time; a thousand erasures must not stand before one receipt."""
    done: list[str] = []
    for kind, many in (("later", 15), ("now", 12)):
        for _ in range(many):
            put(any_world, kind)

    def keep(kind: str) -> Handler:
        return lambda _site, _body: done.append(kind)

    handlers = {kind: keep(kind) for kind in ("later", "now")}
    busy = Worker(any_world.site, handlers, (), last=frozenset({"later"}))
    while busy.run_once():
        pass
    assert done == ["now"] * 12 + ["later"] * 15


def test_a_bad_task_does_not_stop_the_others(any_world: World) -> None:
    with any_world.site.writing() as session:
        outbox.put(session, "it", b"not a guarded body", any_world.clock.now() - timedelta(hours=1))
    put(any_world, "it")
    handler = Remembering()
    Worker(any_world.site, {"it": handler}).run_once()
    assert handler.done == [{}]
    assert len(waiting(any_world)) == 1


def test_several_workers_do_each_task_once(any_world: World) -> None:
    for number in range(30):
        put(any_world, "it", number=str(number))
    handler = Remembering()

    def work() -> None:
        worker = Worker(any_world.site, {"it": handler})
        while worker.run_once():
            pass

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(int(body["number"]) for body in handler.done) == list(range(30))


def test_each_round_comes_back_in_its_own_time(any_world: World) -> None:
    worker = Worker(any_world.site)
    worker.run_once()
    save_visit(any_world.site, "token", {"a": 1}, lifetime=timedelta(seconds=30))
    any_world.clock.advance(timedelta(seconds=59))
    worker.run_once()
    assert len(rows(any_world)["visits"]) == 1
    any_world.clock.advance(timedelta(seconds=1))
    worker.run_once()
    assert rows(any_world)["visits"] == []


def test_a_round_that_fails_is_told_and_does_not_stop_the_next(
    any_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_site: Site) -> None:
        raise NotStoredError("no room")

    monkeypatch.setattr(checkpoints, "publish", broken)
    worker = Worker(any_world.site)
    with capture_logs() as told:
        worker.run_once()
        worker.run_once()
    assert [event["round"] for event in told if event["event"] == "round.failed"] == ["checkpoint"]
    assert "manifest" in worker._last


def test_old_changes_are_pruned_after_an_hour(any_world: World) -> None:
    filed(any_world)
    worker = Worker(any_world.site)
    worker.run_once()
    any_world.clock.advance(timedelta(hours=1, minutes=1))
    worker.run_once()
    with any_world.site.reading() as session:
        assert (changes.oldest_kept(session), changes.newest(session)) == (0, 1)


def test_files_of_drafts_that_were_never_filed_are_deleted(any_world: World) -> None:
    site = any_world.site
    given_up, taken = (keep_file(site, b"what happened", "words.txt") for _ in range(2))
    file_complaint(site, complaint(), new_ticket(), files=[taken])
    any_world.clock.advance(timedelta(hours=2))
    sweep_blobs(site)
    with site.reading() as session:
        assert session.scalars(select(Blob.name)).all() == [taken.blob]
    Worker(site).run_once()
    assert b"".join(read_file(site, taken)) == b"what happened"
    with pytest.raises(FileNotFoundError):
        list(read_file(site, given_up))


def numbers(world: World) -> list[int]:
    with world.site.reading() as session:
        return sorted(session.scalars(select(StoredManifest.number)))


def test_a_manifest_is_renewed_a_month_before_it_runs_out(any_world: World) -> None:
    renew_manifest(any_world.site)
    assert numbers(any_world) == [1]
    any_world.clock.advance(manifests.LIFETIME - timedelta(days=29))
    renew_manifest(any_world.site)
    assert numbers(any_world) == [1, 2]
    assert any_world.site.manifest().number == 2
    renew_manifest(any_world.site)
    assert numbers(any_world) == [1, 2]


def test_a_manifest_is_not_renewed_where_the_root_key_is_elsewhere(any_world: World) -> None:
    key_files.root_path(any_world.settings).unlink()
    any_world.clock.advance(manifests.LIFETIME - timedelta(days=2))
    renew_manifest(any_world.site)
    assert numbers(any_world) == [1]


def with_mail(world: World, url: str, *on_call: str) -> World:
    texts = replace(world.site.deployment.site, on_call=on_call)
    deployment = replace(world.site.deployment, site=texts)
    settings = replace(world.settings, smtp_url=url)
    return replace(world, site=replace(world.site, settings=settings, deployment=deployment))


def urgent(world: World) -> str:
    what = complaint(incidents=(Incident(URGENT, URGENT),))
    return file_complaint(world.site, what, new_ticket()).ticket.case_id.hex


@pytest.mark.parametrize("user", ["", "recourse:p%40ss@"])
def test_who_is_on_call_is_told_of_an_urgent_case_without_a_word_of_it(world: World, user: str) -> None:
    with post_office() as post:
        busy = with_mail(world, f"smtp://{user}localhost:{post.port}", "on@call.test", "two@call.test")
        case = urgent(busy)
        Worker(busy.site).run_once()
    (message,) = post.messages
    assert "To: on@call.test, two@call.test" in message
    assert "There is an update" in message
    assert case not in message
    assert waiting(world) == []
    assert any(line.startswith("AUTH PLAIN") for line in post.commands) == bool(user)


def test_nobody_is_told_of_a_case_that_can_wait(world: World) -> None:
    filed(with_mail(world, "smtp://localhost:1", "on@call.test"))
    assert waiting(world) == []


@pytest.mark.parametrize(("url", "on_call"), [("", ["on@call.test"]), ("smtp://localhost:1", [])])
def test_nothing_is_queued_where_nobody_can_be_told(world: World, url: str, on_call: list[str]) -> None:
    urgent(with_mail(world, url, *on_call))
    assert waiting(world) == []


def test_a_mail_server_that_is_not_there_is_tried_again(world: World) -> None:
    busy = with_mail(world, "smtp://localhost:1", "on@call.test")
    urgent(busy)
    Worker(busy.site).run_once()
    assert [(task.kind, task.attempts) for task in waiting(world)] == [("alert.urgent", 1)]


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
@pytest.mark.parametrize("trusted", [True, False])
def test_a_password_is_sent_only_to_a_server_whose_certificate_holds(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str, *, trusted: bool
) -> None:
    context = own_certificate(tmp_path)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "own.pem"))
    with post_office(context, at_once=scheme == "smtps") as post:
        busy = with_mail(world, f"{scheme}://recourse:secret@localhost:{post.port}", "on@call.test")
        urgent(busy)
        Worker(busy.site).run_once()
    assert len(post.messages) == trusted
    assert len(waiting(world)) == (not trusted)
    assert any(line.startswith("AUTH") for line in post.commands) == trusted


def test_a_body_in_the_outbox_is_guarded(any_world: World) -> None:
    put(any_world, "it", case=uuid4().hex)
    (task,) = waiting(any_world)
    assert b"case" not in task.body
    guard = any_world.site.guard
    plain = guard.decrypt(task.body, table="outbox", column="body", row=task.id.bytes)
    assert set(json.loads(plain)) == {"case"}
