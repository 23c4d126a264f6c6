"""A deployment in which nothing is wrong, and the faults that tests plant in it for `recourse doctor` to find."""

import os
import resource
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update

from intake import i18n
from intake.core.clock import Clock, FixedClock, SystemClock
from intake.service import health_machine, health_site, key_files
from intake.service.backup import last_path
from intake.service.finding import Finding
from intake.service.health_check import examine
from intake.service.key_files import write_private
from intake.service.manifests import LIFETIME
from intake.service.site import Site, open_site
from intake.service.tasks import put_task
from intake.store.engine import open_engine
from intake.store.migrate import downgrade
from intake.store.models import AuditEntry
from tests.conftest import settings_for


class Sound:
    """A copy of that deployment; nothing is wrong with it until a test plants something."""

    def __init__(self, data: Path, patch: pytest.MonkeyPatch) -> None:
        self.settings = settings_for(data)
        self.clock: Clock = SystemClock()
        self.patch = patch
        patch.setattr(health_machine, "_SWAPS", data.parent / "swaps")
        patch.setattr(health_site, "WAL_SAFE_SINCE", (3, 0, 0))
        patch.setattr(resource, "getrlimit", lambda _what: (0, 0))

    @property
    def data(self) -> Path:
        return self.settings.data

    def later(self, by: timedelta) -> None:
        """Move the clock."""
        self.clock = FixedClock(SystemClock().now() + by)

    def site(self) -> Site:
        return open_site(self.settings, self.clock)

    def sql(self, statement: str) -> None:
        engine = open_engine(self.settings.database_url)
        with engine.begin() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def findings(self) -> list[Finding]:
        return list(examine(self.settings, self.clock))


def others_may_read_the_folder(sound: Sound) -> None:
    sound.data.chmod(0o755)


def others_may_read_a_key(sound: Sound) -> None:
    key_files.ring_path(sound.settings, "desk").chmod(0o640)


def others_may_read_a_database_elsewhere(sound: Sound) -> None:
    elsewhere = sound.data.parent / "elsewhere.db"
    shutil.copy(sound.data / "recourse.db", elsewhere)
    elsewhere.chmod(0o644)
    sound.settings = replace(sound.settings, database_url=f"sqlite:///{elsewhere}")


def no_folder(sound: Sound) -> None:
    shutil.rmtree(sound.data)


def a_folder_that_may_not_be_written(sound: Sound) -> None:
    sound.patch.setattr(os, "access", lambda path, _mode: path != sound.data)


def a_file_in_place_of_a_folder(sound: Sound) -> None:
    shutil.rmtree(sound.data / "blobs")
    (sound.data / "blobs").write_text("in the way")


def a_disk_that_takes_nothing(sound: Sound) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    sound.patch.setattr(Path, "touch", refuse)


def hardly_any_room(sound: Sound) -> None:
    sound.patch.setattr(health_machine, "_ROOMY", 10**18)


def swap(sound: Sound) -> None:
    header = "Filename\tType\tSize\tUsed\tPriority\n"
    (sound.data.parent / "swaps").write_text(
        f"{header}/dev/zram0\tpartition\t9\t0\t-2\n/swapfile\tfile\t9\t0\t-2\n"
    )


def core_dumps(sound: Sound) -> None:
    sound.patch.setattr(resource, "getrlimit", lambda _what: (resource.RLIM_INFINITY,) * 2)


def a_clock_ahead(sound: Sound) -> None:
    sound.later(timedelta(minutes=3))


def a_clock_behind_the_log(sound: Sound) -> None:
    with sound.site().writing() as session:
        session.execute(update(AuditEntry).values(at=datetime(2999, 1, 1, tzinfo=UTC)))


def an_old_sqlite(sound: Sound) -> None:
    sound.patch.setattr(health_site, "WAL_SAFE_SINCE", (999,))


def an_old_schema(sound: Sound) -> None:
    sound.sql("UPDATE alembic_version SET version_num = '0000'")


def no_tables(sound: Sound) -> None:
    downgrade(sound.settings.database_url, "base")


def nobody_who_can_sign_in(sound: Sound) -> None:
    sound.sql("UPDATE officers SET active = 0")


def a_manifest_that_runs_out(sound: Sound) -> None:
    sound.later(LIFETIME - timedelta(days=29))


def a_manifest_that_ran_out(sound: Sound) -> None:
    sound.later(LIFETIME + timedelta(days=1))


def a_manifest_that_was_put_back(sound: Sound) -> None:
    write_private(sound.data / "manifest.seen", b"7")


def other_rules(sound: Sound) -> None:
    deployment = sound.site().deployment
    other = replace(deployment, rules=replace(deployment.rules, version="another"))
    sound.patch.setattr("intake.service.site.load_deployment", lambda _folder: other)


def no_site_key(sound: Sound) -> None:
    key_files.ring_path(sound.settings, "site").unlink()


def a_missing_catalogue(sound: Sound) -> None:
    sound.patch.setattr(i18n, "CATALOGUES", sound.data)


def tasks_that_nobody_does(sound: Sound) -> None:
    site = sound.site()
    with site.writing() as session:
        put_task(site, session, "it", {}, in_seconds=-1000)


def no_backup(sound: Sound) -> None:
    last_path(sound.data).unlink()


def an_old_backup(sound: Sound) -> None:
    old = SystemClock().now() - timedelta(days=8)
    last_path(sound.data).write_text(old.isoformat())


def a_backup_note_that_does_not_read(sound: Sound) -> None:
    last_path(sound.data).write_text("last week")


PLANTS: list[tuple[Callable[[Sound], None], str, str]] = [
    (others_may_read_the_folder, "FAULT .*/data can be read by other users", "chmod go-rwx"),
    (others_may_read_a_key, "FAULT .*/keys/desk.ring can be read by other users", "chmod go-rwx"),
    (
        others_may_read_a_database_elsewhere,
        "FAULT .*/elsewhere.db can be read by other users",
        "chmod go-rwx",
    ),
    (no_folder, "FAULT .*/data cannot be written", "owned by the user that runs"),
    (a_folder_that_may_not_be_written, "FAULT .*/data cannot be written", "owned by the user that runs"),
    (a_file_in_place_of_a_folder, "FAULT .*/blobs cannot be written", "create it as a folder"),
    (a_disk_that_takes_nothing, "FAULT .*Read-only file system", "the disk can be written"),
    (hardly_any_room, "FAULT less than 200 MB are free", "make room"),
    (swap, "note swap is on", "swapoff -a"),
    (core_dumps, "note core dumps are on", "ulimit -c 0"),
    (a_clock_ahead, "FAULT the clock and the disk's clock differ", "NTP"),
    (a_clock_behind_the_log, "FAULT the clock is behind: .* 2999-01-01", "NTP"),
    (an_old_sqlite, "note SQLite .* is older than", "a newer SQLite or PostgreSQL"),
    (an_old_schema, "FAULT the database is not at the newest schema", "recourse upgrade"),
    (no_tables, "FAULT the database did not answer", "DATABASE_URL"),
    (nobody_who_can_sign_in, "FAULT no officer can sign in", "recourse officer add"),
    (a_manifest_that_runs_out, "FAULT the manifest runs out on ", "recourse keys manifest"),
    (a_manifest_that_ran_out, "FAULT manifest 1 expired", "recourse keys manifest"),
    (a_manifest_that_was_put_back, "FAULT manifest 1 is older than 7", "recourse keys manifest"),
    (other_rules, "note routing.toml is not the one", "recourse route --check"),
    (no_site_key, "FAULT RECOURSE_SITE_KEY: not set", "put the keys back"),
    (a_missing_catalogue, "FAULT the catalogue of ar is missing", "recourse languages compile"),
    (tasks_that_nobody_does, "FAULT 1 tasks wait, the oldest since", "recourse worker"),
    (no_backup, "note no backup was made", "make one every day"),
    (an_old_backup, "FAULT the last backup is of .*, older than a week", "recourse backup"),
    (a_backup_note_that_does_not_read, "note no backup was made", "make one every day"),
]
