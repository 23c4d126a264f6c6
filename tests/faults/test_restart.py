"""One process of a site is killed: the others go on answering, the dead one comes back, and nothing outlives the site."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random  # noqa: TID251 -- a seed, so that a run can be repeated
from urllib.request import urlopen

import pytest

from tests.faults.house import House, a_house
from tests.serving import wait_until


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Run a site in processes of its own."""
    with a_house(tmp_path_factory.mktemp("restart")) as made:
        yield made


def answers(house: House, room: str) -> bool:
    with urlopen(f"{house.serving.address(room)}/livez", timeout=60) as answer:  # noqa: S310 -- loopback
        return bool(answer.status == 200)


def is_back(house: House, what: str, before: dict[str, list[int]]) -> bool:
    """Tell whether a process of that name runs that did not run before, with its workers where it has some."""
    now = house.serving.processes()
    workers = now.get(f"{what} worker")
    return bool(set(now.get(what, [])) - set(before[what])) and workers != []


@pytest.mark.parametrize("what", ["worker", "desk", "public"])
def test_what_was_killed_comes_back_and_the_others_never_stop(house: House, what: str) -> None:
    before = house.serving.processes()
    house.kill(what, Random(0))
    for room in {"public", "desk"} - {what}:
        assert answers(house, room)
    wait_until(partial(is_back, house, what, before), f"a new process {what}")
    house.revive()
    after = house.serving.processes()
    assert {name for name in before if before[name] != after[name]} == {what, f"{what} worker"} & set(before)
    assert ended(house)[-1] == {"process": what, "status": -9, "reason": "SIGKILL", "attempts": 1}


def test_a_killed_supervisor_leaves_nothing_behind(house: House) -> None:
    before = house.serving.processes()
    house.kill("serve", Random(0))
    everyone = [process for those in before.values() for process in those]
    wait_until(lambda: not any(Path(f"/proc/{one}/cmdline").exists() for one in everyone), "all to be gone")
    house.revive()


def ended(house: House) -> list[dict[str, object]]:
    """Return what the log says of processes that ended, without the times."""
    lines = [json.loads(line) for line in house.serving.log.read_text().splitlines() if line[:1] == "{"]
    return [
        {name: one[name] for name in ("process", "status", "reason", "attempts")}
        for one in lines
        if one["event"] == "process.ended"
    ]
