"""Keeping processes running: what ends is started again after a growing pause, and what cannot run ends the site."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from config.settings import PROJECT
from intake.commands import supervisor
from intake.commands.processes import run_together
from intake.commands.stopping import Stop
from intake.commands.supervisor import Child, Command, Patience, reap_strangers
from tests.serving import wait_until

FOREVER = "import time; time.sleep(600)"
SUBREAPER = (
    "import ctypes; ctypes.CDLL(None).prctl(36, 1)"  # PR_SET_CHILD_SUBREAPER: orphans come to this process
)


def child(code: str, patience: Patience | None = None) -> Child:
    return Child(Command("it", [sys.executable, "-c", code], dict(os.environ)), patience or Patience())


def until_it_ends(one: Child, now: float) -> str:
    """Look until the process has ended; returns what the last look said."""
    told: list[str] = []

    def ended() -> bool:
        told.append(one.look(now))
        return one.pid is None

    wait_until(ended, "the process to end")
    return told[-1]


@pytest.fixture
def forever() -> Iterator[Child]:
    """Return one that runs until it is ended."""
    one = child(FOREVER)
    one.look(0)
    yield one
    one.tell()
    one.wait()


def kill(one: Child) -> None:
    assert one.pid
    os.kill(one.pid, signal.SIGKILL)


def test_pauses_double_up_to_a_minute() -> None:
    pauses = [Patience().pause(failed) for failed in range(10)]
    assert pauses == [1, 1, 2, 4, 8, 16, 32, 60, 60, 60]


@given(st.integers(0, 10**6))
def test_no_pause_is_longer_than_a_minute(failed: int) -> None:
    assert 1 <= Patience().pause(failed) <= 60


def test_what_ends_unasked_is_started_again_after_its_pause_and_told(forever: Child) -> None:
    first, before = (
        forever.pid,
        REGISTRY.get_sample_value("recourse_processes_ended_total", {"process": "it"}),
    )
    kill(forever)
    with capture_logs() as told:
        assert until_it_ends(forever, 10) == ""
    assert told == [
        {
            "event": "process.ended",
            "log_level": "warning",
            "process": "it",
            "status": -9,
            "reason": "SIGKILL",
            "attempts": 1,
        }
    ]
    after = REGISTRY.get_sample_value("recourse_processes_ended_total", {"process": "it"})
    assert (after or 0) - (before or 0) == 1
    forever.look(10.9)
    assert forever.pid is None
    forever.look(11)
    assert forever.pid not in {None, first}


def test_five_short_runs_in_a_row_are_given_up() -> None:
    one, now, told = child("raise SystemExit(1)"), 0.0, [""]
    while not told[-1]:
        one.look(now)
        told.append(until_it_ends(one, now))
        now += 60
    assert told[1:-1] == [""] * 4
    assert told[-1] == "the it process ended 5 times soon after its start (last: exit 1)"


def test_a_run_of_a_minute_is_no_failed_start(forever: Child) -> None:
    for turn in range(12):
        kill(forever)
        assert until_it_ends(forever, turn * 100 + 60) == ""
        forever.look((turn + 1) * 100)


def test_what_was_set_up_wrongly_is_given_up_at_once() -> None:
    one = child("raise SystemExit(3)")
    one.look(0)
    assert until_it_ends(one, 0) == "the it process cannot start (exit code 3)"


def test_what_has_run_well_once_is_tried_again_whatever_it_says(tmp_path: Path) -> None:
    sign = tmp_path / "end"
    one = child(
        f"import pathlib, time\nwhile not pathlib.Path({str(sign)!r}).exists(): time.sleep(0.01)\nraise SystemExit(3)"
    )
    one.look(0)
    one.look(60)
    sign.touch()
    assert until_it_ends(one, 60) == ""
    one.look(61)
    assert until_it_ends(one, 61) == ""


def test_a_pause_ends_when_the_site_is_told_to_end(capfd: pytest.CaptureFixture[str]) -> None:
    tells = f"import os, signal; os.kill({os.getpid()}, signal.SIGTERM)"
    command = Command("it", [sys.executable, "-c", tells], dict(os.environ))
    assert run_together([command], [], Patience(first=10**6, longest=10**6)) == 0
    assert "has ended" not in capfd.readouterr().err


def test_what_does_not_run_needs_no_farewell() -> None:
    one = child(FOREVER)
    one.tell()
    one.wait()
    assert one.pid is None


PARENT = """
import os, signal, sys
from intake.commands.supervisor import Child, Command, Patience
one = Child(Command("it", [sys.executable, "-c", sys.argv[1]], dict(os.environ)), Patience())
one.look(0)
print(one.pid, flush=True)
signal.pause()
"""


def test_a_process_dies_with_its_supervisor_however_that_dies() -> None:
    ready = f"import sys; sys.stdout.write('ready\\n'); sys.stdout.flush(); {FOREVER}"
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, ready], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        told = {parent.stdout.readline().strip(), parent.stdout.readline().strip()}
        (pid,) = told - {"ready"}
        parent.kill()
    wait_until(partial(_is_dead, int(pid)), "the child to die with its parent")


def test_a_process_whose_supervisor_is_dead_already_does_not_begin() -> None:
    code = "from intake.commands.child import become; become(0, ['/bin/false']); raise SystemExit(7)"
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=False).returncode == 7


REAPER = f"""
{SUBREAPER}
import os, signal, subprocess, sys, time
from intake.commands.supervisor import reap_strangers
ours = subprocess.Popen(["true"])
reap_strangers({{ours.pid}})  # ours may have ended or not: it is left alone
parent = subprocess.Popen([sys.executable, "-c", "import os; print(os.spawnlp(os.P_NOWAIT, 'true', 'true'))"],
    stdout=subprocess.PIPE, text=True)
orphan = int(parent.communicate()[0])
assert ours.wait() == 0
while os.path.exists(f"/proc/{{orphan}}"):
    reap_strangers(set())
    time.sleep(0.01)
reap_strangers(set())  # nobody is left
"""


def test_orphans_do_not_stay_as_zombies() -> None:
    ran = subprocess.run([sys.executable, "-c", REAPER], cwd=PROJECT, check=False, timeout=60)
    assert ran.returncode == 0


def test_nobody_to_reap_is_nothing_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def childless(*_given: int) -> None:
        raise ChildProcessError

    monkeypatch.setattr(os, "waitid", childless)
    reap_strangers(set())


def test_the_first_process_of_a_container_takes_care_of_orphans(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, reaped = Stop(), list[set[int | None]]()

    def reap(ours: set[int | None]) -> None:
        reaped.append(ours)
        stop.tell()

    monkeypatch.setattr(os, "getpid", lambda: 1)
    monkeypatch.setattr(supervisor, "reap_strangers", reap)
    assert supervisor.supervise([], stop) == ""
    assert reaped == [set()]


def _is_dead(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"
