"""What `recourse doctor` sees: each fault of a deployment is found, with what to do about it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text, update

from config.settings import Settings
from intake.core.clock import FixedClock
from intake.service import health_check, key_files
from intake.service.health_check import Finding, examine
from intake.service.manifests import LIFETIME
from intake.service.site import Site, open_site
from intake.service.tasks import put_task
from intake.store.migrate import downgrade
from intake.store.models import Officer
from tests.conftest import NOON, World


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> FixedClock:
    """Return the clock by which doctor looks, which no disk agrees with."""
    clock = FixedClock(NOON)

    def opened(settings: Settings) -> Site:
        return open_site(settings, clock)

    monkeypatch.setattr(health_check, "open_site", opened)
    return clock


def found(world: World) -> list[Finding]:
    return list(examine(world.settings))


def told(world: World) -> str:
    return "\n".join(f"{one.grave} {one.what}: {one.do}" for one in found(world))


def test_a_sound_deployment_has_notes_but_no_fault_save_the_clock_of_this_test(
    any_world: World, at: FixedClock
) -> None:
    grave = [one.what for one in found(any_world) if one.grave]
    assert grave == ["the clock and the disk's clock differ"]
    notes = told(any_world)
    assert "the keys lie beside the database" in notes
    assert "the manifest's root key is on this machine" in notes
    assert ("older than 3.51.3" in notes) is (any_world.site.engine.dialect.name == "sqlite")
    assert not list(any_world.settings.data.glob(".clock-*"))


def test_a_clock_that_agrees_with_the_disk_is_no_fault(world: World, at: FixedClock) -> None:
    probe = world.settings.data / "probe"
    probe.touch()
    at.instant = datetime.fromtimestamp(probe.stat().st_mtime, tz=NOON.tzinfo)
    assert not any(one.grave for one in found(world))


def test_a_newer_sqlite_needs_no_note(world: World, at: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_check, "WAL_SAFE_SINCE", (3, 0, 0))
    assert "SQLite" not in told(world)


def test_keys_that_are_elsewhere_need_no_note(world: World, at: FixedClock) -> None:
    key_files.root_path(world.settings).unlink()
    site_ring = key_files.ring_path(world.settings, "site")
    settings = Settings.from_env(
        {"RECOURSE_DATA": str(world.settings.data), "RECOURSE_SITE_KEY": site_ring.read_text()}
    )
    site_ring.unlink()
    assert not [one for one in examine(settings) if "key" in one.what]


def test_files_that_others_can_read_are_named(world: World, at: FixedClock) -> None:
    ring = key_files.ring_path(world.settings, "desk")
    ring.chmod(0o640)
    world.settings.data.chmod(0o755)
    shown = told(world)
    assert f"True {ring} can be read by other users: chmod go-rwx {ring}" in shown
    assert f"True {world.settings.data} can be read by other users" in shown


def test_too_little_room_is_told(world: World, at: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_check, "_ROOMY", 10**18)
    assert "less than 200 MB are free" in told(world)


def test_a_manifest_that_runs_out_soon_is_told(any_world: World, at: FixedClock) -> None:
    at.advance(LIFETIME - timedelta(days=29))
    assert "True the manifest runs out on 2027-06-08: sign a new one" in told(any_world)


def test_a_manifest_that_ran_out_is_told(any_world: World, at: FixedClock) -> None:
    at.advance(LIFETIME)
    assert "expired" in told(any_world)


def test_other_rules_than_those_of_the_manifest_are_told(
    world: World, at: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = replace(world.site.deployment.rules, version="another")
    deployment = replace(world.site.deployment, rules=rules)
    monkeypatch.setattr("intake.service.site.load_deployment", lambda _folder: deployment)
    assert "False routing.toml is not the one that the manifest names" in told(world)


def test_a_database_that_is_old_or_empty_is_told(any_world: World, at: FixedClock) -> None:
    with any_world.site.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert "True the database is not at the newest schema" in told(any_world)
    with any_world.site.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    any_world.site.engine.dispose()
    downgrade(any_world.settings.database_url, "base")
    assert "True the database did not answer" in told(any_world)


def test_a_deployment_in_which_nobody_can_sign_in_is_told(any_world: World, at: FixedClock) -> None:
    with any_world.site.writing() as session:
        session.execute(update(Officer).values(active=False))
    assert "True no officer can sign in: run `recourse officer add`" in told(any_world)


def test_tasks_that_nobody_does_are_told_after_a_quarter_of_an_hour(any_world: World, at: FixedClock) -> None:
    with any_world.site.writing() as session:
        put_task(any_world.site, session, "it", {})
    at.advance(timedelta(minutes=15))
    assert "tasks wait" not in told(any_world)
    at.advance(timedelta(seconds=1))
    assert "True 1 tasks wait, the oldest since 2026-05-04 12:00 UTC" in told(any_world)


def test_a_folder_without_keys_is_told_with_the_way_out(world: World, at: FixedClock) -> None:
    key_files.ring_path(world.settings, "site").unlink()
    assert found(world)[-1].do == "run `recourse init`, or put the keys back"
