"""A phone line into a site of real processes that are killed all the while: gunicorn's two workers, and two workers more."""

import os
import random  # noqa: TID251 -- a seed, so that what is killed comes again
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event, Thread

from sqlalchemy import or_, select

from bench.measure import tree
from bench.moved import CLOCK, MovedClock, Pulse
from config.settings import Settings
from intake.commands import processes
from intake.commands.stopping import Stop
from intake.commands.supervisor import Child, Command, Patience, supervise
from intake.service.site import open_site
from intake.store.models import Outbox
from sms import simulator
from sms.simulator import Faults
from tests.serving import free_port, listens, wait_until
from tests.sms.line import CARRIER, PUBLIC, Wire

_WORKERS = 2
_CALLERS = 8  # webhooks that the carrier calls at once
_LOOK = 0.05  # seconds between two looks at what was done
_PATIENCE = Patience(first=0.1, longest=0.5, well=1.0, starts=10**6)  # what is killed here comes back at once
_STUCK = 900.0  # seconds in which nothing moves any more: a fault was found
_INTO_LOG = 'exec "$@" >>"$0" 2>&1'
_BETWEEN = (
    50,
    250,
)  # tasks that are done between two kills: by the clock, a slow machine would only ever start anew


@dataclass
class RemoteLine(Wire):
    """A line whose processes work by themselves. `kills` counts them by what was killed."""

    pulses: list[Pulse]
    kills: dict[str, int] = field(default_factory=dict)

    def work(self, *, rounds: int = 6, pause: timedelta = timedelta(seconds=3)) -> None:
        """Wait until nothing is due and every worker has gone its rounds; then let the pause pass, and look again."""
        assert isinstance(self.clock, MovedClock)
        for _ in range(rounds):
            idle = partial(self._is_idle, self.clock.moved)
            wait_until(idle, "the workers to have done what is due", _STUCK)
            self.clock.advance(pause)
            if not self.is_due():
                break

    def _is_idle(self, since: float) -> bool:
        self.carrier.settle()
        return all(pulse.moved >= since for pulse in self.pulses) and not self._is_free()

    def _is_free(self) -> bool:
        """Tell whether a due task waits that no worker holds; what a killed one held is free when its lease is over."""
        now = self.clock.now()
        free = or_(Outbox.leased_until.is_(None), Outbox.leased_until < now)
        with self.site.reading() as session:
            return bool(session.scalar(select(Outbox.id).where(Outbox.due_at <= now, free).limit(1)))


@contextmanager
def remote_line(
    settings: Settings, folder: Path, faults: Faults, seed: int, *, deadly: bool = True
) -> Iterator[RemoteLine]:
    """Run the door for texts of a site that was set up, its carrier, and whoever kills its processes."""
    clock, port = MovedClock(folder / "clock"), free_port()
    with ExitStack() as stack:
        carrier = stack.enter_context(
            simulator.run(
                simulator.Settings(
                    sms_url=f"{PUBLIC}/sms/inbound",
                    fallback_url=f"{PUBLIC}/sms/fallback",
                    reach=(PUBLIC, f"http://127.0.0.1:{port}"),
                    callers=_CALLERS,
                    faults=faults,
                    seed=seed,
                ),
                clock,
            )
        )
        own = replace(CARRIER, api_base=carrier.base_url)
        known = replace(settings, rooms=frozenset({"sms"}), carrier=own, public_url=PUBLIC)
        beats = [folder / f"pulse-{number}" for number in range(_WORKERS)]
        children = _children(known, folder, port, beats)
        stack.enter_context(_supervised(children))
        wait_until(lambda: listens(port), "the public rooms to answer")
        site = open_site(known, clock, with_desk=True)
        stack.callback(site.engine.dispose)
        line = RemoteLine(site, carrier, clock, [Pulse(beat) for beat in beats])
        if deadly:
            stack.enter_context(_killing(line, children, random.Random(seed)))
        yield line


def _children(known: Settings, folder: Path, port: int, beats: list[Path]) -> list[Child]:
    """Return the processes of the door: gunicorn as the real site runs it, and workers."""
    assert known.carrier is not None
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("RECOURSE_")},
        CLOCK: str(folder / "clock"),
        "RECOURSE_DATA": str(known.data),
        "DATABASE_URL": known.database_url,
        "RECOURSE_ROOMS": "sms",
        "RECOURSE_PUBLIC_URL": PUBLIC,
        "TWILIO_ACCOUNT_SID": known.carrier.account,
        "TWILIO_AUTH_TOKEN": known.carrier.token,
        "TWILIO_NUMBER": known.carrier.number,
        "TWILIO_API_BASE": known.carrier.api_base,
    }
    served = processes.public(known, "127.0.0.1", port, 2).words
    commands = [Command("public", [*served[:-1], "bench.moved:make_app()"], env)]
    commands += [
        Command(f"worker {beat.name}", [sys.executable, "-m", "bench.moved", str(beat)], env)
        for beat in beats
    ]
    log = str(folder / "log.txt")
    return [
        Child(one._replace(words=["/bin/sh", "-c", _INTO_LOG, log, *one.words]), _PATIENCE)
        for one in commands
    ]


@contextmanager
def _supervised(children: list[Child]) -> Iterator[None]:
    stop = Stop()
    thread = Thread(target=supervise, args=(children, stop))
    thread.start()
    try:
        yield
    finally:
        stop.tell()
        thread.join()


@contextmanager
def _killing(line: RemoteLine, children: list[Child], chance: random.Random) -> Iterator[None]:
    """Kill a process by SIGKILL every so many tasks until the block is left; gunicorn's master is spared."""
    over = Event()

    def kill() -> None:
        due = float(chance.randint(*_BETWEEN))
        while not over.wait(_LOOK):
            if sum(pulse.tasks for pulse in line.pulses) < due:
                continue
            due += chance.randint(*_BETWEEN)
            one = chance.choice(children)
            if victims := _victims(one):
                what = "public worker" if one.name == "public" else "worker"
                with suppress(ProcessLookupError):  # it ended by itself meanwhile
                    os.kill(chance.choice(victims), signal.SIGKILL)
                line.kills[what] = line.kills.get(what, 0) + 1

    thread = Thread(target=kill)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _victims(child: Child) -> list[int]:
    """Return the processes of which one is to die: a worker itself, or one of gunicorn's."""
    if child.pid is None:
        return []
    return sorted(tree([child.pid]) - {child.pid}) if child.name == "public" else [child.pid]
