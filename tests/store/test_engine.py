"""Opening a database: its pragmas, writers that wait for each other, and bytes that are gone once deleted."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import delete, insert, select, text
from sqlalchemy.exc import StatementError

from intake.core.errors import ConflictError, NotStoredError
from intake.service.site import open_site
from intake.store import engine as module
from intake.store.engine import forget_traces, journal_mode, open_engine, read_sessions, write_sessions
from intake.store.migrate import upgrade
from intake.store.models import Change, Counter, OfficerSlot, Visit
from intake.store.types import UtcDateTime
from tests.conftest import World

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(("version", "mode"), [((3, 40, 1), "TRUNCATE"), ((3, 51, 2), "TRUNCATE")])
def test_a_sqlite_with_the_wal_bug_keeps_no_wal(version: tuple[int, ...], mode: str) -> None:
    assert journal_mode(version) == mode


@pytest.mark.parametrize("version", [(3, 51, 3), (3, 52, 0), (4, 0, 0)])
def test_a_sqlite_without_the_bug_keeps_a_wal(version: tuple[int, ...]) -> None:
    assert journal_mode(version) == "WAL"


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("trusted_schema", 0),
        ("temp_store", 2),
        ("journal_mode", journal_mode().lower()),
    ],
)
def test_each_connection_has_the_pragmas(world: World, pragma: str, value: object) -> None:
    with world.site.reading() as session:
        assert session.scalar(text(f"PRAGMA {pragma}")) == value


def test_the_folder_of_a_database_is_its_owners_alone(tmp_path: Path) -> None:
    open_engine(f"sqlite:///{tmp_path / 'new' / 'recourse.db'}").dispose()
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_a_reader_does_not_wait_for_a_writer(world: World) -> None:
    with world.site.writing() as writer:
        writer.get_one(Counter, "changes").value = 7
        writer.flush()
        with world.site.reading() as reader:
            assert reader.get_one(Counter, "changes").value == 0


def test_a_writer_that_waits_too_long_is_told_to_come_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BUSY_SECONDS", 0)
    other = open_site(world.settings, world.clock)
    with world.site.writing() as holder:
        holder.get_one(Counter, "changes")
        with pytest.raises(NotStoredError), other.writing() as session:
            session.get_one(Counter, "changes")
    with other.writing() as session:
        session.get_one(Counter, "changes").value = 5
    other.engine.dispose()


def test_a_database_that_is_not_there_is_one_clear_error(postgres_world: World) -> None:
    with postgres_world.site.writing() as session:
        session.execute(text("DROP TABLE visits"))
    with pytest.raises(NotStoredError), postgres_world.site.reading() as session:
        session.scalars(select(Visit)).all()


def test_a_row_that_somebody_else_wrote_first_is_a_conflict(any_world: World) -> None:
    with pytest.raises(ConflictError), any_world.site.writing() as session:
        session.add(Counter(name="changes", value=1))


def test_a_row_that_points_nowhere_is_refused(any_world: World) -> None:
    with pytest.raises(ConflictError), any_world.site.writing() as session:
        session.add(OfficerSlot(officer_id=uuid4(), kind="passphrase", sealed=b"x"))


def test_writers_wait_for_each_other_and_lose_nothing(any_world: World) -> None:
    """Eight threads raise one number twenty times each: what one of them lost would be missing."""
    failed: list[Exception] = []

    def raise_it() -> None:
        try:
            for _ in range(20):
                with any_world.site.writing() as session:
                    row = session.scalars(select(Counter).with_for_update()).one()
                    row.value += 1
        except NotStoredError as error:
            failed.append(error)

    threads = [threading.Thread(target=raise_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with any_world.site.reading() as session:
        assert session.get_one(Counter, "changes").value == 160


def test_a_deleted_row_is_gone_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "recourse.db"
    upgrade(f"sqlite:///{path}")
    engine = open_engine(f"sqlite:///{path}")
    secret = b"a body that must not be found " * 300
    with write_sessions(engine).begin() as session:
        session.execute(insert(Visit), [{"tag": b"t", "body": secret, "expires_at": NOW}])
    assert any(secret[:30] in file.read_bytes() for file in tmp_path.iterdir())
    with write_sessions(engine).begin() as session:
        session.execute(delete(Visit))
    forget_traces(engine)
    assert not any(secret[:30] in file.read_bytes() for file in tmp_path.iterdir())
    engine.dispose()


def test_postgresql_forgets_dead_rows(postgres_world: World) -> None:
    site = postgres_world.site
    with site.writing() as session:
        session.execute(insert(Visit), [{"tag": b"t", "body": b"x" * 500, "expires_at": NOW}])
    with site.writing() as session:
        session.execute(delete(Visit))
    size = text("SELECT pg_relation_size('visits')")
    with site.reading() as session:
        assert session.scalar(size)
    forget_traces(site.engine)
    with site.reading() as session:
        assert session.scalar(size) == 0


def test_times_come_back_aware_and_in_utc(any_world: World) -> None:
    there = datetime(2026, 5, 4, 14, 30, 15, 123456, tzinfo=timezone(timedelta(hours=-5)))
    with any_world.site.writing() as session:
        session.add(Change(number=1, case_id=uuid4(), at=there))
    with any_world.site.reading() as session:
        (found,) = session.scalars(select(Change.at)).all()
    assert found == there
    assert found.tzinfo == UTC


def test_a_naive_time_is_refused(any_world: World) -> None:
    with pytest.raises(StatementError, match="naive"), any_world.site.writing() as session:
        session.add(Change(number=1, case_id=uuid4(), at=datetime(2026, 5, 4)))  # noqa: DTZ001 -- the wrong one is meant


def test_no_time_stays_no_time(any_world: World) -> None:
    dialect = any_world.site.engine.dialect
    assert UtcDateTime().process_bind_param(None, dialect) is None
    assert UtcDateTime().process_result_value(None, dialect) is None


def test_reading_sessions_leave_what_they_read_usable(any_world: World) -> None:
    with read_sessions(any_world.site.engine)() as session:
        row = session.get_one(Counter, "changes")
    assert row.value == 0


def test_postgresql_waits_for_the_disk_also_where_the_server_was_told_not_to(postgres_world: World) -> None:
    """The tests' own server runs with synchronous_commit off, as a careless operator's may."""
    asked = text("SELECT setting, reset_val, source FROM pg_settings WHERE name = 'synchronous_commit'")
    for opened in (postgres_world.site.reading, postgres_world.site.writing):
        with opened() as session:
            assert tuple(session.execute(asked).one()) == ("on", "off", "session")


def test_postgresql_keeps_a_stricter_wait(postgres_world: World) -> None:
    url = f"{postgres_world.settings.database_url}&options=-c%20synchronous_commit%3Dremote_apply"
    engine = open_engine(url)
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW synchronous_commit")) == "remote_apply"
    engine.dispose()
