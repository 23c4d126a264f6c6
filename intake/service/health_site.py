"""What `recourse doctor` looks at in a deployment that can be opened: manifest, database, keys, outbox, clock, backup."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select

from intake.core.errors import NotStoredError
from intake.i18n import compiled
from intake.service import key_files
from intake.service.backup import last_backup
from intake.service.finding import Finding
from intake.service.site import Site
from intake.store import outbox
from intake.store.engine import WAL_SAFE_SINCE
from intake.store.migrate import is_current
from intake.store.models import AuditEntry, Officer
from intake.vault.suite import new_seed

_STUCK = timedelta(minutes=15)
_RENEW_SOON = timedelta(days=30)
_OLD_BACKUP = timedelta(days=7)
_NEAR = timedelta(minutes=2)
_SET_THE_CLOCK = "set the time (NTP): deadlines, second factors and service levels depend on it"


def manifest(site: Site) -> Iterator[Finding]:
    """Look at the list of keys; a ManifestError is told by whoever asks."""
    found = site.manifest()
    if found.expires - site.clock.now() < _RENEW_SOON:
        yield Finding(
            True,
            f"the manifest runs out on {found.expires:%Y-%m-%d}",
            "sign a new one with the root key (`recourse keys manifest`)",
        )
    if found.rules != site.deployment.rules.version:
        yield Finding(
            False,
            "routing.toml is not the one that the manifest names",
            "run `recourse route --check`, then sign anew",
        )


def database(site: Site) -> Iterator[Finding]:
    """Look at the schema, at SQLite's age, and whether anybody can sign in."""
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


def keys(site: Site) -> Iterator[Finding]:
    """Look at which keys lie on this machine."""
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


def catalogues(site: Site) -> Iterator[Finding]:
    """Look for languages that are offered but not compiled."""
    for language in site.deployment.languages:
        if language.locale != "en" and not compiled(language).exists():
            yield Finding(
                True,
                f"the catalogue of {language.locale} is missing, so the site will not start",
                "run `recourse languages compile`",
            )


def tasks(site: Site) -> Iterator[Finding]:
    """Look for tasks that nobody does."""
    with site.reading() as session:
        waiting, since = outbox.waiting(session, site.clock.now())
    if since is not None and site.clock.now() - since > _STUCK:
        yield Finding(
            True,
            f"{waiting} tasks wait, the oldest since {since:%Y-%m-%d %H:%M} UTC",
            "run `recourse worker`, and see in its log why they fail",
        )


def clock(site: Site) -> Iterator[Finding]:
    """Compare the clock with the disk's, the database server's, and the newest entry of the audit log."""
    now = site.clock.now()
    if abs(_disk_time(site) - now) > _NEAR:
        yield Finding(True, "the clock and the disk's clock differ", _SET_THE_CLOCK)
    with site.reading() as session:
        newest = session.scalar(select(func.max(AuditEntry.at)))
        server = session.scalar(select(func.now())) if site.engine.dialect.name == "postgresql" else None
    if server and abs(server - now) > _NEAR:
        yield Finding(True, "the clock and the database server's clock differ", _SET_THE_CLOCK)
    if newest and newest - now > _NEAR:
        yield Finding(
            True,
            f"the clock is behind: the audit log has an entry of {newest:%Y-%m-%d %H:%M} UTC",
            _SET_THE_CLOCK,
        )


def backups(site: Site) -> Iterator[Finding]:
    """Look at the age of the last backup that was made here."""
    last = last_backup(site.settings.data)
    if last is None:
        yield Finding(
            False,
            "no backup was made with `recourse backup`",
            "make one every day, and keep it on another machine, apart from the keys and from revocations.jsonl",
        )
    elif site.clock.now() - last > _OLD_BACKUP:
        yield Finding(
            True,
            f"the last backup is of {last:%Y-%m-%d}, older than a week",
            "run `recourse backup`, and see why the daily one does not run",
        )


def _disk_time(site: Site) -> datetime:
    """Return what the disk says of a file that is written now; raises NotStoredError where none can be."""
    probe = site.settings.data / f".clock-{new_seed().hex()[:8]}"
    try:
        probe.touch(mode=0o600)
        told = probe.stat().st_mtime
        probe.unlink()
    except OSError as error:
        raise NotStoredError(f"{site.settings.data} cannot be written: {error.strerror}") from error
    return datetime.fromtimestamp(told, site.clock.now().tzinfo)
