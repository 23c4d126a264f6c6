"""What stops a backup: no room, a name that is taken, a damaged database, tools of PostgreSQL that are not there."""

from dataclasses import replace
from pathlib import Path

import pytest

from intake.core.errors import BackupError, NotStoredError, SettingsError
from intake.service import backup, snapshot_postgres, snapshot_sqlite
from intake.service.backup import last_backup, make_backup
from intake.service.backup_pack import Packer
from intake.service.site import open_site
from intake.store.engine import open_engine
from tests.conftest import World, settings_for
from tests.service.elsewhere import silent


def test_nothing_is_written_over_by_a_backup(world: World, tmp_path: Path) -> None:
    (tmp_path / "mine.tar").write_text("mine")
    with pytest.raises(BackupError, match="is there already"):
        make_backup(world.site, tmp_path / "mine.tar", silent)
    assert (tmp_path / "mine.tar").read_text() == "mine"
    with pytest.raises(BackupError, match="is no folder"):
        make_backup(world.site, tmp_path / "nowhere" / "mine.tar", silent)
    assert last_backup(world.settings.data) is None


def test_a_backup_that_finds_no_room_leaves_nothing_behind(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_packed: object, _path: Path) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_settle", full)
    with pytest.raises(BackupError, match="No space left on device"):
        make_backup(world.site, tmp_path / "new.tar", silent)
    assert [path for path in tmp_path.iterdir() if path != world.settings.data] == []
    assert last_backup(world.settings.data) is None


def test_a_file_that_turns_out_shorter_than_it_said_stops_the_backup(tmp_path: Path) -> None:
    with (
        (tmp_path / "new.tar").open("wb") as target,
        pytest.raises(BackupError, match="shorter than it said"),
    ):
        Packer(target).add("database", 10, [b"short"])


def test_a_damaged_database_is_not_backed_up(world: World, tmp_path: Path) -> None:
    world.site.engine.dispose()
    database = world.settings.data / "recourse.db"
    content = bytearray(database.read_bytes())
    content[8192:40960] = bytes(32768)
    database.write_bytes(content)
    with pytest.raises(BackupError, match=r"damaged|could not be copied"):
        snapshot_sqlite.copy(database, tmp_path / "copy", world.clock, lambda *_: None)
    database.write_bytes(b"this is no database at all" * 1000)
    with pytest.raises(BackupError, match="could not be copied"):
        snapshot_sqlite.copy(database, tmp_path / "copy", world.clock, lambda *_: None)


def test_a_machine_without_the_tools_of_postgresql_is_told_the_way_out(
    postgres_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupError, match=r"pg_dump is not on this machine: install .*postgresql-client"):
        make_backup(postgres_world.site, tmp_path / "new.tar", silent)
    with pytest.raises(BackupError, match="pg_restore is not on this machine"):
        snapshot_postgres.load(postgres_world.settings.database_url, [])


def test_what_the_tools_of_postgresql_say_is_told(postgres_world: World, tmp_path: Path) -> None:
    url = postgres_world.settings.database_url
    with (
        (tmp_path / "dump").open("wb") as target,
        pytest.raises(BackupError, match="pg_dump failed: error: "),
    ):
        snapshot_postgres.dump(url, "no such snapshot", target)
    with pytest.raises(BackupError, match="pg_restore failed: error: "):
        snapshot_postgres.load(url, [b"this is no dump"] * 100_000)


def test_a_password_of_the_database_is_on_no_command_line() -> None:
    found = snapshot_postgres._environment("postgresql+psycopg://me:s3cret%21@db:5433/x?sslmode=require")
    wanted = {"PGUSER": "me", "PGPASSWORD": "s3cret!", "PGHOST": "db", "PGPORT": "5433", "PGDATABASE": "x"}
    assert {name: found[name] for name in wanted} == wanted
    assert found["PGSSLMODE"] == "require"


def test_a_site_that_is_not_set_up_cannot_be_backed_up(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="recourse init"):
        open_site(settings_for(tmp_path / "data"))


def test_a_database_that_goes_away_meanwhile_is_told(
    postgres_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, manifest = postgres_world.site, postgres_world.site.manifest()
    monkeypatch.setattr(type(site), "manifest", lambda _site: manifest)
    away = replace(site, engine=open_engine("postgresql+psycopg://nobody@/none?host=/nowhere"))
    with pytest.raises(NotStoredError, match="while it was copied"):
        make_backup(away, tmp_path / "new.tar", silent)
