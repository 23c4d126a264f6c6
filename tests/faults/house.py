"""A fresh site to be ill-treated: its processes, its database, and a way in for those who look it over afterwards."""

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random  # noqa: TID251 -- a seed, so that a run can be repeated

from sqlalchemy import select

from config.settings import Settings
from intake.core.clock import SystemClock
from intake.service.desk_sessions import resume_session, start_session
from intake.service.officers import NewOfficer
from intake.service.reader import Reader
from intake.service.setup import made_up_people, set_up
from intake.service.site import Site, open_site
from intake.store.models import Officer
from tests.conftest import settings_for
from tests.postgres import Server, throw_away_server
from tests.serving import Serving, wait_until


@dataclass(frozen=True)
class House:
    """A site in processes; `server` is its PostgreSQL, where it has one."""

    settings: Settings
    people: Mapping[str, NewOfficer]
    serving: Serving
    server: Server | None = None

    @contextmanager
    def site(self) -> Iterator[Site]:
        """Open the same site in this process, with the desk's keys."""
        site = open_site(self.settings, with_desk=True)
        try:
            yield site
        finally:
            site.engine.dispose()

    def cookie(self, site: Site, name: str) -> str:
        """Sign an officer in, without the second factor's wait of thirty seconds."""
        with site.reading() as session:
            officer = session.scalars(select(Officer).where(Officer.name == name)).one()
        return start_session(site, officer, self.people[name].pair.seed)

    def reader(self, site: Site) -> Reader:
        """Return somebody who holds the keys of every desk."""
        found = resume_session(site, self.cookie(site, "sunita.supervisor"))
        assert found is not None
        return found

    def kill(self, what: str, chance: Random) -> None:
        """Kill a process by SIGKILL (`serve`, `worker`, `public worker`, ...), or crash the `database`."""
        if what == "database":
            assert self.server is not None
            self.server.crash()
            self.server.start()
            return
        wait_until(lambda: bool(self.serving.processes().get(what)), f"a process {what}")
        killed = chance.choice(self.serving.processes()[what])
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: self._is_gone(what, killed), f"the end of a process {what}")

    def revive(self) -> None:
        """Wait until both rooms answer; the site itself does not come back without a service manager."""
        self.serving.revive()

    def _is_gone(self, what: str, process: int) -> bool:
        return (
            self.serving.ended() if what == "serve" else process not in self.serving.processes().get(what, [])
        )


@contextmanager
def a_database(name: str) -> Iterator[tuple[str, Server | None]]:
    """Yield the DATABASE_URL of an empty `sqlite` or `postgresql`, and the server: nobody else's, so it may be crashed."""
    if name == "sqlite":
        yield "", None
        return
    with throw_away_server() as server, server.database() as url:
        yield url, server


@contextmanager
def a_house(
    folder: Path, url: str = "", server: Server | None = None, env: Mapping[str, str] | None = None
) -> Iterator[House]:
    """Set a site up by the machine's own clock, run it, and end it; its last exit code must be 0."""
    settings = settings_for(folder / "data", url)
    people = made_up_people()
    site, made = set_up(settings, people, SystemClock())
    site.engine.dispose()
    (folder / "temporary").mkdir()
    known = {person.name: officer for person, officer in zip(people, made, strict=True)}
    serving = Serving(
        settings.data, folder / "temporary", folder / "log.txt", {"DATABASE_URL": url, **(env or {})}
    )
    try:
        serving.start()
        yield House(settings, known, serving, server)
    finally:
        code = serving.stop()
    assert code == 0, serving.log.read_text()
