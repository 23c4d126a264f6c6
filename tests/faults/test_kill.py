"""Processes and databases are killed while people file and officers work: what was acknowledged is there, once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.house import House, a_database, a_house
from tests.faults.judging import Verdict, judge
from tests.faults.ordeal import Ordeal, Trial

KILLS = {
    "sqlite": ["public worker"] * 5 + ["desk worker"] * 3 + ["worker", "serve"],
    "postgresql": ["public worker"] * 3 + ["desk worker"] * 2 + ["database"] * 3 + ["public"],
}


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """Run a fresh site, with a PostgreSQL server of its own where it has one."""
    with a_database(request.param) as (url, server), a_house(tmp_path, url, server) as house:
        yield house


def test_what_was_acknowledged_outlives_every_kill(house: House, seed: int) -> None:
    kills = KILLS["postgresql" if house.server else "sqlite"]
    told = Ordeal(house, Trial(seed, submissions=200, kills=kills, acts=10, seconds=600)).run()
    assert len(told.filed) == 200
    assert told.killed.total() == len(kills)
    assert len(told.done) > 20
    assert judge(house, told) == Verdict([], [], [], [])
