"""Opening the database: one code path for SQLite and PostgreSQL, with the pragmas that keep deleted bytes deleted."""

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from intake.store.folders import private_folder

# Older SQLite can corrupt a database whose WAL is reset while it is read: https://sqlite.org/wal.html#walresetbug
WAL_SAFE_SINCE = (3, 51, 3)
BUSY_SECONDS = 10
_READS = "recourse_reads"
_WAIT_FOR_THE_DISK = (
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
)
Sessions = sessionmaker[Session]


def journal_mode(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str:
    """Return WAL where this SQLite carries no WAL-reset bug, else TRUNCATE (PERSIST keeps deleted bytes)."""
    return "WAL" if version >= WAL_SAFE_SINCE else "TRUNCATE"


def open_engine(url: str) -> Engine:
    """Return an engine for a DATABASE_URL; makes the folder of an SQLite file, private to its owner."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(
            parsed, pool_pre_ping=True, pool_size=10, max_overflow=10, pool_timeout=BUSY_SECONDS
        )
        event.listen(engine, "connect", _wait_for_the_disk)
        return engine
    private_folder(Path(str(parsed.database)).parent)
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS}, pool_size=10, max_overflow=10)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def write_sessions(engine: Engine) -> Sessions:
    """Return a factory of sessions that may write; objects stay readable after commit."""
    return sessionmaker(engine, expire_on_commit=False)


def read_sessions(engine: Engine) -> Sessions:
    """Return a factory of sessions that only read, and so never wait for the write lock of SQLite."""
    return sessionmaker(engine.execution_options(**{_READS: True}), expire_on_commit=False)


def _prepare(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    """Take transactions into our own hands and set the pragmas of the design."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "page_size=32768",  # rows of a case fit whole: measured, 18 KB a complaint instead of 32 KB with 4096
        f"journal_mode={journal_mode()}",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "trusted_schema=OFF",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _wait_for_the_disk(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    """Have PostgreSQL answer a commit only once it is on the disk, also where the server was told not to wait.

    With synchronous_commit off a server that dies forgets the last commits, and with them complaints that were
    acknowledged: https://www.postgresql.org/docs/current/wal-async-commit.html. Any stricter setting stays.
    """
    cursor = connection.cursor()
    cursor.execute(_WAIT_FOR_THE_DISK)
    cursor.close()
    connection.commit()


def _begin(connection: Connection) -> None:
    """Take the write lock at once, so that two writers wait for each other instead of failing."""
    reads = connection.get_execution_options().get(_READS, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def forget_traces(engine: Engine) -> None:
    """Make deleted bytes unreadable in the database's own files too, after a shredding.

    SQLite overwrites them at once (secure_delete); a WAL is emptied here. PostgreSQL keeps dead rows until VACUUM.
    """
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(
            "VACUUM cases, case_seals, case_records, visits, text_conversations, text_inbound, text_outgoing"
        )
