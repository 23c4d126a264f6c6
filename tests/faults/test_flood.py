"""Floods of guesses and filings: a complaint from another address is answered, and nothing acknowledged is dropped."""

from functools import partial
from pathlib import Path

from tests.faults.far import far
from tests.faults.flood import HOPS, Flood, flooding, insist
from tests.faults.house import a_house
from tests.faults.judging import Verdict, judge
from tests.faults.ordeal import Told
from tests.faults.people import Person, file_by_api
from tests.serving import wait_until

ELSEWHERE = "203.0.113.9"


def test_whoever_files_from_elsewhere_is_answered_and_nothing_is_dropped(tmp_path: Path, seed: int) -> None:
    told = Told()
    with a_house(tmp_path, env=HOPS) as house:
        app = far(house.serving.address("public"))
        program = app.test_client()
        program.environ_base["REMOTE_ADDR"] = ELSEWHERE
        for addresses in (1, 200):
            with flooding(house, seed, addresses) as flood:
                wait_until(partial(_is_high, flood), "the flood to rise")
                for number in range(2):
                    words = f"number {number} beside {addresses}."
                    person = Person(app, address=ELSEWHERE)
                    told.filed[f"By web, {words}"] = insist(partial(person.file, f"By web, {words}"))
                    key = f"{seed}-{addresses}-{number}".ljust(32, "k")
                    told.filed[f"By API, {words}"] = insist(
                        partial(file_by_api, program, f"By API, {words}", key)
                    )
            assert set(flood.answers) <= {201, 404, 429, 503}
            told.filed |= flood.told.filed
            told.unknown |= flood.told.unknown
        assert judge(house, told) == Verdict([], [], [], [])


def _is_high(flood: Flood) -> bool:
    return flood.answers[201] > 5 and flood.answers[404] > 5
