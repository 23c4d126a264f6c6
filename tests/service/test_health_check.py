"""What `recourse doctor` sees: each fault of a list is found, with what to do about it."""

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.error import URLError

import pytest
from sqlalchemy import update

from config.settings import Settings
from intake.core.clock import SystemClock
from intake.core.complaint import Desk
from intake.core.statuses import Role
from intake.service import health_machine, key_files
from intake.service.backup import make_backup
from intake.service.finding import Finding
from intake.service.health_check import examine
from intake.service.setup import FirstOfficer, set_up
from intake.service.tasks import put_task
from intake.store.models import Officer
from tests.conftest import World, settings_for
from tests.service.planted import PLANTS, Sound


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Set a deployment up by the machine's own clock, with one officer, once."""
    data = tmp_path_factory.mktemp("sound") / "data"
    person = FirstOfficer("pat", frozenset({Role.officer}), frozenset(Desk), "a long enough passphrase")
    site, _ = set_up(settings_for(data), [person])
    make_backup(site, data.parent / "backup.tar", lambda *_: None)
    site.engine.dispose()
    return data


@pytest.fixture
def sound(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sound:
    shutil.copytree(made, tmp_path / "data")
    return Sound(tmp_path / "data", monkeypatch)


def told(findings: list[Finding]) -> str:
    return "\n".join(f"{'FAULT' if one.grave else 'note'} {one.what}: {one.do}" for one in findings)


def test_a_sound_deployment_has_notes_but_no_fault(sound: Sound) -> None:
    notes = told(sound.findings())
    assert "FAULT" not in notes
    assert "the keys lie beside the database" in notes
    assert "the manifest's root key is on this machine" in notes
    assert not list(sound.data.glob(".clock-*"))


@pytest.mark.parametrize(("plant", "fault", "way_out"), PLANTS, ids=[plant.__name__ for plant, *_ in PLANTS])
def test_a_planted_fault_is_found_with_what_to_do(
    sound: Sound, plant: Callable[[Sound], None], fault: str, way_out: str
) -> None:
    assert not matching(sound.findings(), fault, way_out), "it is there only once it is planted"
    plant(sound)
    assert matching(sound.findings(), fault, way_out), told(sound.findings())


def matching(findings: list[Finding], fault: str, way_out: str) -> bool:
    return bool(re.search(f"^{fault}.*: .*{re.escape(way_out)}", told(findings), re.MULTILINE))


@pytest.fixture
def somebody(request: pytest.FixtureRequest) -> Iterator[int]:
    """Return the port of a program that answers what the test says."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(request.param)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class's name
            """Stay silent."""

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("somebody", "taken"), [(b"hello", True), (b"recourse_up 1.0\n", False)], indirect=["somebody"]
)
def test_a_port_for_metrics_that_another_program_has_is_found(
    sound: Sound, somebody: int, *, taken: bool
) -> None:
    sound.settings = replace(sound.settings, metrics_port=somebody)
    assert (f"FAULT port {somebody} is taken by another program" in told(sound.findings())) is taken


@pytest.mark.parametrize(
    ("error", "taken"),
    [(ConnectionRefusedError(), False), (TimeoutError(), True), (ValueError("no HTTP"), True)],
)
def test_a_port_where_nobody_listens_is_free(sound: Sound, error: Exception, *, taken: bool) -> None:
    def asked(*_: object, **__: object) -> None:
        raise URLError(error) if isinstance(error, OSError) else error

    sound.patch.setattr(health_machine, "urlopen", asked)
    sound.settings = replace(sound.settings, metrics_port=9)
    assert ("is taken by another program" in told(sound.findings())) is taken


def test_keys_that_are_elsewhere_need_no_note(sound: Sound) -> None:
    key_files.root_path(sound.settings).unlink()
    ring = key_files.ring_path(sound.settings, "site")
    sound.settings = Settings.from_env(
        {"RECOURSE_DATA": str(sound.data), "RECOURSE_SITE_KEY": ring.read_text()}
    )
    ring.unlink()
    assert not [one for one in sound.findings() if "key" in one.what]


def test_tasks_may_wait_a_quarter_of_an_hour(sound: Sound) -> None:
    site = sound.site()
    with site.writing() as session:
        put_task(site, session, "it", {}, in_seconds=-800)
    assert "tasks wait" not in told(sound.findings())


def test_a_database_server_with_another_time_is_found(postgres_world: World) -> None:
    with postgres_world.site.writing() as session:
        session.execute(update(Officer).values(active=False))
    found = told(list(examine(postgres_world.settings, postgres_world.clock)))
    assert "FAULT the clock and the database server's clock differ" in found
    assert "FAULT no officer can sign in" in found
    now = told(list(examine(postgres_world.settings, SystemClock())))
    assert "clock differ" not in now


def test_files_elsewhere_than_on_this_disk_are_not_looked_at(sound: Sound) -> None:
    sound.settings = replace(sound.settings, blob_url="memory://")
    assert "FAULT" not in told(sound.findings())
