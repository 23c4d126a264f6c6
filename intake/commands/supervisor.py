"""Keeping the processes of a site running: one that ends unasked is started again, and the others never notice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import structlog

from config.settings import PROJECT
from intake.commands import child
from intake.commands.stopping import Stop
from intake.service import counts

log = structlog.get_logger()
_WRAPPER = (sys.executable, "-I", "-S", str(Path(child.__file__)))
_LOOK = 0.2  # seconds between two looks at the processes
# What ours end with where they cannot begin: a RecourseError, click's own 2, and gunicorn's worker and app boot errors.
_WRONGLY_SET_UP = frozenset({2, 3, 4})


class Command(NamedTuple):
    """What is run under which name, and the environment it is given."""

    name: str
    words: list[str]
    env: dict[str, str]


@dataclass(frozen=True)
class Patience:
    """Seconds of the pauses before a start, of a run that counts as well, of a farewell; how many starts may fail."""

    first: float = 1.0
    longest: float = 60.0
    well: float = 60.0
    grace: float = 15.0
    starts: int = 5

    def pause(self, failed: int) -> float:
        """Return the pause after so many runs in a row that were short: 1, 2, 4 ... 60 seconds."""
        return min(self.first * 2.0 ** min(max(0, failed - 1), 30), self.longest)


class Child:
    """One process of a site, started as often as it is needed."""

    def __init__(self, command: Command, patience: Patience) -> None:
        self.name = command.name
        self._command, self._patience = command, patience
        self._process: subprocess.Popen[bytes] | None = None
        self._short = 0  # runs in a row that did not last
        self._began = self._due = 0.0
        self._proven = False

    @property
    def pid(self) -> int | None:
        """Return the id of the process while it runs."""
        return self._process.pid if self._process else None

    def look(self, now: float) -> str:
        """Start what is due and note what has ended; returns why the site must end, "" where it goes on.

        `now` is of a clock that only goes forward, in seconds.
        """
        if self._process is None:
            if now >= self._due:
                self._start(now)
            return ""
        self._proven = self._proven or now - self._began >= self._patience.well
        code = self._process.poll()
        if code is None:
            return ""
        self._process = None
        return self._ended(code, now)

    def tell(self) -> None:
        """Ask the process to end."""
        if self._process:
            self._process.terminate()

    def wait(self) -> None:
        """Wait for its end, and kill it where it takes too long."""
        if self._process is None:
            return
        try:
            self._process.wait(self._patience.grace)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _start(self, now: float) -> None:
        words = [*_WRAPPER, str(os.getpid()), *self._command.words]
        self._process = subprocess.Popen(words, env=self._command.env, cwd=PROJECT)
        self._began = now

    def _ended(self, code: int, now: float) -> str:
        self._short = 0 if now - self._began >= self._patience.well else self._short + 1
        self._due = now + self._patience.pause(self._short)
        reason = signal.Signals(-code).name if code < 0 else "exit"
        log.warning("process.ended", process=self.name, status=code, reason=reason, attempts=self._short)
        counts.PROCESSES_ENDED.labels(self.name).inc()
        if not self._proven and code in _WRONGLY_SET_UP:
            return f"the {self.name} process cannot start (exit code {code})"
        if self._short >= self._patience.starts:
            return f"the {self.name} process ended {self._short} times soon after its start (last: {reason} {abs(code)})"
        return ""


def supervise(children: Sequence[Child], stop: Stop) -> str:
    """Keep processes running until `stop` asks; ends them all, and returns why it had to give up, "" where it was asked."""
    try:
        while True:
            given_up = [why for one in children if (why := one.look(time.monotonic()))]
            if given_up:
                return "; ".join(given_up)
            if os.getpid() == 1:  # in a container, what lost its parent becomes ours
                reap_strangers({one.pid for one in children})
            if stop.wait(_LOOK):
                return ""
    finally:
        for one in children:
            one.tell()
        for one in children:
            one.wait()


def reap_strangers(ours: set[int | None]) -> None:
    """Take note of the ends of processes that came to us as orphans, so that they do not stay as zombies."""
    while True:
        try:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if ended is None or ended.si_pid in ours:
            return
        os.waitpid(ended.si_pid, 0)
