"""Alembic's environment: one path for SQLite (batch mode) and PostgreSQL."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from intake.store.engine import open_engine
from intake.store.models import Base
from intake.store.types import UtcDateTime


def _name_type(kind: str, item: Any, api: AutogenContext) -> str | Literal[False]:
    """Write our own column types by name in a new migration."""
    if kind == "type" and isinstance(item, UtcDateTime):
        api.imports.add("from intake.store.types import UtcDateTime")
        return "UtcDateTime()"
    return False


engine = open_engine(context.config.attributes["url"])
try:
    with engine.connect() as connection:
        context.configure(
            connection=connection, target_metadata=Base.metadata, render_as_batch=True, render_item=_name_type
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
finally:
    engine.dispose()
