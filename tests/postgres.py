"""A throw-away PostgreSQL server for tests: made in a folder of its own, reached by its socket, gone afterwards.

A machine without PostgreSQL fails these tests; it does not skip them.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql

_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",  # as a careless operator may set it: the site asks for more by itself
    "max_connections": "60",
    "autovacuum": "off",
}


@dataclass(frozen=True)
class Server:
    """A server of its own; whoever may open the socket's folder may do everything."""

    folder: Path
    who: dict[str, Any] = field(default_factory=dict)

    def start(self) -> None:
        """Start it, and recover what a crash left, and wait until it answers."""
        settings = " ".join(f"-c {name}={value}" for name, value in _OPTIONS.items())
        options = ("-o", f"{settings} -k {self.folder}", "-l", str(self.folder / "log"), "start")
        _call(self.who, "pg_ctl", "-w", "-D", str(self._data), *options)

    def crash(self) -> None:
        """Stop it at once, as a crash would: nothing is finished, nothing is written."""
        _call(self.who, "pg_ctl", "-w", "-m", "immediate", "-D", str(self._data), "stop")

    def make(self) -> None:
        """Make its files."""
        options = ("--no-sync", "-A", "trust", "-U", "postgres", "-E", "UTF8", "-D", str(self._data))
        _call(self.who, "initdb", *options)

    def runs(self) -> bool:
        """Tell whether it was started and not stopped."""
        return (self._data / "postmaster.pid").exists()

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def url(self, name: str) -> str:
        """Return a DATABASE_URL."""
        return f"postgresql://postgres@/{name}?host={self.folder}"

    @contextmanager
    def database(self, template: str = "template0", tablespace: str = "pg_default") -> Iterator[str]:
        """Yield the DATABASE_URL of a fresh copy of a database, and drop it afterwards."""
        name = f"test_{uuid4().hex}"
        self._run("CREATE DATABASE {} TEMPLATE {} TABLESPACE {}", name, template, tablespace)
        yield self.url(name)
        self._run("DROP DATABASE {} WITH (FORCE)", name)

    @contextmanager
    def tablespace(self, disk: Path) -> Iterator[str]:
        """Yield the name of a place on another disk where databases can lie, and drop it afterwards."""
        folder, name = disk / "tables", f"test_{uuid4().hex}"
        folder.mkdir()
        shutil.chown(folder, *([self.who["user"], self.who["group"]] if self.who else [os.geteuid()]))
        self._run(f"CREATE TABLESPACE {{}} LOCATION '{folder}'", name)
        yield name
        self._run("DROP TABLESPACE {}", name)

    def _run(self, statement: str, *names: str) -> None:
        composed = sql.SQL(statement).format(*map(sql.Identifier, names))
        with psycopg.connect(host=str(self.folder), user="postgres", autocommit=True) as connection:
            connection.execute(composed)


@contextmanager
def throw_away_server() -> Iterator[Server]:
    """Make, start, and in the end remove a server."""
    folder = Path(tempfile.mkdtemp(prefix="recourse-pg-"))
    server = Server(folder, _user(folder))
    try:
        server.make()
        server.start()
        yield server
    finally:
        if server.runs():
            server.crash()
        shutil.rmtree(folder)


def _user(folder: Path) -> dict[str, Any]:
    """Return as whom the server runs: it refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    shutil.chown(folder, "postgres", "postgres")
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


def _call(who: dict[str, Any], program: str, *arguments: str) -> None:
    # pg_ctl leaves its output to the server, so a pipe would stay open: a file takes it
    with tempfile.TemporaryFile() as told:
        done = subprocess.run(
            [_find(program), *arguments],
            **who,
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=told,
            cwd="/",
            check=False,
            timeout=120,
        )
        told.seek(0)
        assert done.returncode == 0, f"{program}: {told.read().decode(errors='replace')}"


def _find(program: str) -> str:
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: path.parts[4])
    found = shutil.which(program) or (str(versions[-1]) if versions else None)
    assert found, f"{program} is not here: install PostgreSQL to run these tests"
    return found
