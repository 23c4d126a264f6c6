"""What `recourse doctor` looks at: each finding says what is wrong and what to do."""

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from config.settings import Settings
from intake.core.errors import RecourseError
from intake.service import key_files
from intake.service.site import Site, open_site
from intake.store import outbox
from intake.store.engine import WAL_SAFE_SINCE
from intake.store.migrate import is_current
from intake.store.models import Officer
from intake.vault.suite import new_seed

_STUCK = timedelta(minutes=15)
_RENEW_SOON = timedelta(days=30)
_ROOMY = 200_000_000


@dataclass(frozen=True)
class Finding:
    """Something an operator should know; `grave` ones stop a site from keeping its promise."""

    grave: bool
    what: str
    do: str


def examine(settings: Settings) -> Iterator[Finding]:
    """Yield what is wrong with a deployment, gravest kinds first as far as it can be opened."""
    yield from _folders(settings)
    checks: tuple[Callable[[Site], Iterator[Finding]], ...] = (_manifest, _database, _keys, _outbox, _clock)
    with ExitStack() as stack:
        try:
            site = open_site(settings)
            stack.callback(site.engine.dispose)
            for check in checks:
                yield from check(site)
        except RecourseError as error:
            yield Finding(True, str(error), do="run `recourse init`, or put the keys back")


def _folders(settings: Settings) -> Iterator[Finding]:
    if not settings.data.is_dir() or not os.access(settings.data, os.W_OK):
        yield Finding(
            True, f"{settings.data} cannot be written", "create it, owned by the user that runs Recourse"
        )
        return
    for path in (settings.data, *sorted((settings.data / "keys").glob("*"))):
        if path.exists() and _open_to_others(path):
            yield Finding(True, f"{path} can be read by other users", f"chmod go-rwx {path}")
    room = os.statvfs(settings.data)
    if room.f_bavail * room.f_frsize < _ROOMY:
        yield Finding(
            True, "less than 200 MB are free where the data lies", "make room: new complaints will be refused"
        )


def _database(site: Site) -> Iterator[Finding]:
    if not is_current(site.settings.database_url):
        yield Finding(
            True, "the database is not at the newest schema", "make a backup, then run `recourse upgrade`"
        )
    if site.engine.dialect.name == "sqlite" and sqlite3.sqlite_version_info < WAL_SAFE_SINCE:
        yield Finding(
            False,
            f"SQLite {sqlite3.sqlite_version} is older than 3.51.3, so TRUNCATE journals are used instead of WAL",
            "nothing is wrong; a newer SQLite or PostgreSQL serves more writers at once",
        )
    with site.reading() as session:
        if not session.scalar(select(func.count()).select_from(Officer).where(Officer.active)):
            yield Finding(True, "no officer can sign in", "run `recourse officer add`")


def _keys(site: Site) -> Iterator[Finding]:
    settings = site.settings
    if key_files.ring_path(settings, "site").exists():
        yield Finding(
            False,
            "the keys lie beside the database: whoever takes the whole disk reads the guarded tier",
            "set RECOURSE_SITE_KEY and RECOURSE_DESK_KEY from a key service and remove the files",
        )
    if key_files.root_path(settings).exists():
        yield Finding(
            False,
            "the manifest's root key is on this machine: whoever holds it can slip in a desk key",
            f"move {key_files.root_path(settings)} to a machine without a network; set RECOURSE_ROOT",
        )


def _manifest(site: Site) -> Iterator[Finding]:
    manifest = site.manifest()
    if manifest.expires - site.clock.now() < _RENEW_SOON:
        yield Finding(
            True, f"the manifest runs out on {manifest.expires:%Y-%m-%d}", "sign a new one with the root key"
        )
    if manifest.rules != site.deployment.rules.version:
        yield Finding(
            False,
            "routing.toml is not the one that the manifest names",
            "run `recourse route --check`, then sign anew",
        )


def _outbox(site: Site) -> Iterator[Finding]:
    with site.reading() as session:
        waiting, since = outbox.waiting(session, site.clock.now())
    if since is not None and site.clock.now() - since > _STUCK:
        yield Finding(
            True,
            f"{waiting} tasks wait, the oldest since {since:%Y-%m-%d %H:%M} UTC",
            "run `recourse worker`",
        )


def _clock(site: Site) -> Iterator[Finding]:
    probe = site.settings.data / f".clock-{new_seed().hex()[:8]}"
    probe.touch(mode=0o600)
    told = probe.stat().st_mtime
    probe.unlink()
    if abs(told - site.clock.now().timestamp()) > timedelta(minutes=2).total_seconds():
        yield Finding(
            True, "the clock and the disk's clock differ", "set the time (NTP): service levels depend on it"
        )


def _open_to_others(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
