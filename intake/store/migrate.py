"""Bringing a database to the newest schema with Alembic."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import OperationalError

from intake.core.errors import NotStoredError
from intake.store.engine import open_engine

_SCRIPTS = Path(__file__).resolve().parent / "migrations"


def alembic_config(url: str) -> Config:
    """Return Alembic's configuration for a database."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Migrate up to a revision; raises NotStoredError where the database does not answer."""
    with _answering():
        command.upgrade(alembic_config(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Migrate down to a revision; raises NotStoredError where the database does not answer."""
    with _answering():
        command.downgrade(alembic_config(url), revision)


def is_current(url: str) -> bool:
    """Whether the database stands at the newest revision; raises NotStoredError where it does not answer."""
    engine = open_engine(url)
    try:
        with _answering(), engine.connect() as connection:
            have = MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
    return have == ScriptDirectory.from_config(alembic_config(url)).get_current_head()


@contextmanager
def _answering() -> Iterator[None]:
    """Raise NotStoredError where the database cannot be reached."""
    try:
        yield
    except OperationalError as error:
        raise NotStoredError("DATABASE_URL: the database does not answer") from error
