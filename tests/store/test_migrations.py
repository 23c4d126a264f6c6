"""Migrations on both engines: up, down and up again, and to exactly the schema that the models describe."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, select

from config.settings import Settings
from intake.core.errors import NotStoredError
from intake.store import changes
from intake.store.engine import open_engine, write_sessions
from intake.store.migrate import alembic_config, downgrade, is_current, upgrade
from intake.store.models import Base, Counter


@contextmanager
def connected(settings: Settings) -> Iterator[Connection]:
    engine = open_engine(settings.database_url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def tables(settings: Settings) -> set[str]:
    with connected(settings) as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}


def test_up_down_and_up_again(empty_settings: Settings) -> None:
    url = empty_settings.database_url
    assert not is_current(url)
    upgrade(url)
    assert is_current(url)
    assert tables(empty_settings) == set(Base.metadata.tables)
    downgrade(url, "base")
    assert not is_current(url)
    assert tables(empty_settings) == set()
    upgrade(url)
    assert tables(empty_settings) == set(Base.metadata.tables)


def test_the_schema_is_the_one_that_the_models_describe(empty_settings: Settings) -> None:
    upgrade(empty_settings.database_url)
    with connected(empty_settings) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_a_difference_would_be_seen(empty_settings: Settings) -> None:
    upgrade(empty_settings.database_url)
    with connected(empty_settings) as connection:
        connection.exec_driver_sql("DROP TABLE visits")
        (change, *_) = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert change[:1] == ("add_table",)


def test_an_upgrade_of_a_current_database_changes_nothing(empty_settings: Settings) -> None:
    upgrade(empty_settings.database_url)
    engine = open_engine(empty_settings.database_url)
    with write_sessions(engine).begin() as session:
        session.get_one(Counter, "changes").value = 41
    upgrade(empty_settings.database_url)
    with write_sessions(engine)() as session:
        assert changes.newest(session) == 41
    engine.dispose()


def test_the_counter_of_changes_stands_at_nought_from_the_beginning(empty_settings: Settings) -> None:
    upgrade(empty_settings.database_url)
    with connected(empty_settings) as connection:
        assert connection.execute(select(Counter.name, Counter.value)).all() == [("changes", 0)]


@pytest.mark.parametrize("step", [is_current, upgrade, lambda url: downgrade(url, "base")])
def test_a_database_that_does_not_answer_is_one_clear_error(step: Callable[[str], object]) -> None:
    with pytest.raises(NotStoredError, match="DATABASE_URL: the database does not answer"):
        step("postgresql+psycopg://nobody@/none?host=/nowhere")


def test_a_new_migration_is_written_with_our_own_types(tmp_path: Path) -> None:
    config = alembic_config(f"sqlite:///{tmp_path / 'empty.db'}")
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(tmp_path))
    command.revision(config, "all of it", autogenerate=True, rev_id="9999", version_path=str(tmp_path))
    text = (tmp_path / "9999_all_of_it.py").read_text(encoding="utf-8")
    assert "from intake.store.types import UtcDateTime" in text
    assert 'sa.Column("at", UtcDateTime(), nullable=False)' in text.replace("'", '"')
