"""What all tables stand on: the names of their constraints, and how their columns and rows are kept."""

from datetime import datetime

from sqlalchemy import LargeBinary, MetaData
from sqlalchemy.orm import DeclarativeBase

from intake.store.types import UtcDateTime

# Rows stand in the order of their random ids, so that a file does not show which complaint came first.
SCATTERED = {"sqlite_with_rowid": False}


class Base(DeclarativeBase):
    """All tables, with constraint names that migrations can refer to."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {bytes: LargeBinary, datetime: UtcDateTime}  # noqa: RUF012 -- SQLAlchemy's own name
