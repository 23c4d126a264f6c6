"""The whole line: a simulated carrier, our own door on the loopback, and a worker, all under one clock that stands still."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Thread
from typing import Any, Protocol

from flask import Flask
from sqlalchemy import event, func, select
from werkzeug.serving import make_server

from config.carrier import CarrierSettings
from config.settings import Settings
from intake.app import create_app
from intake.commands.worker import of_all_rooms
from intake.service.site import Site
from intake.service.worker import Worker
from intake.store import outbox
from intake.store.models import Base, Case
from sms import carrier as carrier_api
from sms import simulator
from sms.media import carrier_of
from sms.simulator import Faults, Phone, Simulator
from sms.simulator.settings import ACCOUNT, NUMBER, TOKEN
from tests.conftest import World

PUBLIC = "https://intake.example"
MOTHER, SISTER = "+12025550171", "+12025550172"
CARRIER = CarrierSettings(account=ACCOUNT, token=TOKEN, number=NUMBER)


class Movable(Protocol):
    """A clock that can be moved on."""

    def now(self) -> datetime:
        """Return the instant, aware UTC."""
        ...

    def advance(self, by: timedelta) -> None:
        """Move on by a span of time."""
        ...


@dataclass
class Wire(ABC):
    """A phone line into a site: what a person sends goes over sockets all the way, and so do the answers."""

    site: Site
    carrier: Simulator
    clock: Movable

    @abstractmethod
    def work(self, *, rounds: int = 6, pause: timedelta = timedelta(seconds=3)) -> None:
        """Have done what is due now and, by a clock that moves on by the pause each time, within some rounds."""

    def phone(self, number: str = MOTHER) -> Phone:
        """Return somebody's phone."""
        return self.carrier.phone(number)

    def say(self, text: str, number: str = MOTHER, media: tuple[tuple[bytes, str], ...] = ()) -> list[str]:
        """Send a text, have all that follows from it done, and return what came back."""
        before = len(self.phone(number).received)
        self.carrier.network.send(number, text, media)
        self.work()
        return self.phone(number).received[before:]

    def pass_time(self, *steps: timedelta) -> None:
        """Let time pass and the worker work after each step."""
        for step in steps:
            self.clock.advance(step)
            self.work()

    def drain(self, hours: int = 30) -> None:
        """Work through a day in which everything that waits for another try is tried again."""
        for _ in range(hours):
            self.clock.advance(timedelta(hours=1))
            self.work(rounds=40)

    def cases(self) -> int:
        """Return how many complaints were filed."""
        with self.site.reading() as session:
            return session.scalar(select(func.count()).select_from(Case)) or 0

    def rows(self, table: type[Base]) -> list[Any]:
        """Return all rows of a table."""
        with self.site.reading() as session:
            return list(session.scalars(select(table)))

    def is_due(self) -> bool:
        """Tell whether a task waits that could be done now."""
        with self.site.reading() as session:
            waiting, _since = outbox.waiting(session, self.clock.now())
        return waiting > 0


@dataclass
class Line(Wire):
    """A line in this process, worked by its own hand under a clock that stands still."""

    world: World
    app: Flask
    workers: list[Worker] = field(default_factory=list)

    def work(self, *, rounds: int = 6, pause: timedelta = timedelta(seconds=3)) -> None:
        """Let the worker do what is due now and within the next seconds."""
        for _ in range(rounds):
            self.carrier.settle()
            done = self.worker.run_once()
            self.carrier.settle()
            self.clock.advance(pause)
            if not done and not self.is_due():
                break

    @property
    def worker(self) -> Worker:
        """The worker that is at work now."""
        if not self.workers:
            self.workers.append(of_all_rooms(self.site))
        return self.workers[-1]


def carrier_holds(line: Line) -> list[str]:
    """Return the SIDs of texts of ours that the carrier has a record of."""
    since = line.world.clock.now() - timedelta(days=1)
    return [held.sid for held in carrier_api.list_outbound(carrier_of(line.site), since, 100)]


def settings_with(
    settings: Settings, carrier: CarrierSettings = CARRIER, public_url: str = PUBLIC
) -> Settings:
    """Return settings that open the door for texts alone."""
    return replace(settings, rooms=frozenset({"sms"}), carrier=carrier, public_url=public_url)


@contextmanager
def open_line(
    world: World,
    faults: Faults | None = None,
    *,
    seed: int = 1,
    opt_out: str = "ours",
    erase: str = "delete",
    **given: Any,
) -> Iterator[Line]:
    """Open a line until the block is left."""
    with ExitStack() as stack:
        server = make_server("127.0.0.1", 0, _nothing, threaded=True)
        real = f"http://127.0.0.1:{server.server_port}"
        settings = simulator.Settings(
            sms_url=f"{PUBLIC}/sms/inbound",
            fallback_url=f"{PUBLIC}/sms/fallback",
            reach=(PUBLIC, real),
            opt_out=opt_out,
            faults=faults or Faults(),
            seed=seed,
            **given,
        )
        carrier = stack.enter_context(simulator.run(settings, world.clock))
        own = replace(CARRIER, api_base=carrier.base_url, opt_out=opt_out, erase=erase)
        app = create_app(settings_with(world.settings, own), world.clock)
        server.app = app
        thread = Thread(target=server.serve_forever)
        thread.start()
        stack.callback(server.server_close)
        stack.callback(thread.join)
        stack.callback(server.shutdown)
        site: Site = app.extensions["recourse.site"]
        stack.callback(site.engine.dispose)
        if site.engine.dialect.name == "sqlite":
            event.listen(site.engine, "connect", _hurry)
        yield Line(site, carrier, world.clock, world, app)


def _hurry(connection: Any, _record: Any) -> None:
    """Do not wait for the disk: no test here pulls the plug."""
    connection.execute("PRAGMA synchronous=OFF")


def _nothing(_environ: Any, _start: Any) -> list[bytes]:
    raise RuntimeError("called before there was an app")
