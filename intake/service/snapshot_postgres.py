"""A consistent dump of a PostgreSQL database by its own tools: one exported snapshot for the dump and for what we read.

https://www.postgresql.org/docs/current/app-pgdump.html. Passwords travel in the environment of the tool, never on its
command line, which every user of the machine can read.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import IO

from psycopg.pq import Conninfo
from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine import make_url

from intake.core.errors import BackupError

# Left empty in the dump: a database that was only half restored then never looks ready to be served.
_VERSION = "alembic_version"
_DUMP = ("--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--no-comments")
_LOAD = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")


@contextmanager
def snapshot(engine: Engine) -> Iterator[tuple[Connection, str]]:
    """Yield a connection that sees one instant, and the name by which a dump sees the same."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        yield connection, str(connection.scalar(text("SELECT pg_export_snapshot()")))


def dump(url: str, name: str, target: IO[bytes]) -> None:
    """Write a dump of a snapshot to a file; raises BackupError where the tool is missing or fails."""
    command = [
        _find("pg_dump"),
        *_DUMP,
        "--no-password",
        f"--snapshot={name}",
        f"--exclude-table-data={_VERSION}",
    ]
    done = subprocess.run(
        command,
        env=_environment(url),
        stdout=target,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    _check("pg_dump", done.returncode, done.stderr)


def load(url: str, chunks: Iterable[bytes]) -> None:
    """Load a dump into an empty database, whole or not at all; raises BackupError."""
    command = [_find("pg_restore"), *_LOAD, "--no-password", f"--dbname={make_url(url).database}"]
    with tempfile.TemporaryFile() as told:
        with subprocess.Popen(
            command, env=_environment(url), stdin=subprocess.PIPE, stdout=told, stderr=told
        ) as process:
            if process.stdin is not None:
                _feed(process.stdin, chunks)
        told.seek(0)
        _check("pg_restore", process.returncode, told.read())


def _feed(pipe: IO[bytes], chunks: Iterable[bytes]) -> None:
    """Write chunks to a tool; one that ended early says why by itself."""
    try:
        with suppress(BrokenPipeError):
            for chunk in chunks:
                pipe.write(chunk)
    finally:
        with suppress(BrokenPipeError):
            pipe.close()


def _find(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise BackupError(
            f"{program} is not on this machine: install PostgreSQL's client programs (postgresql-client),"
            " of the server's version or newer"
        )
    return found


def _environment(url: str) -> dict[str, str]:
    """Return the environment of a tool, with the address as libpq's own variables."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    found = {
        option.envvar.decode(): option.val.decode()
        for option in Conninfo.parse(plain.encode())
        if option.envvar and option.val
    }
    return {**os.environ, **found, "LC_ALL": "C"}


def _check(program: str, code: int, told: bytes) -> None:
    if code:
        first = (told.decode(errors="replace").strip().splitlines() or ["it said nothing"])[0]
        raise BackupError(f"{program} failed: {first.removeprefix(f'{program}: ')}")
