"""Forty conversations at once with duplicates, delays, lost answers, refusals and killed workers."""

from tests.conftest import World
from tests.sms.conversations import FAULTS, Fragile, run_conversations
from tests.sms.line import open_line

COUNT = 40


def test_each_story_is_filed_once_and_the_carrier_holds_none_in_the_end(world: World) -> None:
    with open_line(world, FAULTS, seed=11) as line:
        fragile = Fragile.like(line)
        tally = run_conversations(fragile, lambda: world.reader("dmitri.doj"), COUNT)
    print(
        f"{tally.twice} texts went twice; {fragile.killer.kills} workers killed; faults: {dict(tally.struck)}"
    )
    assert tally.cases == COUNT
    assert tally.told == [1] * len(tally.told)
    assert len(tally.told) >= COUNT // 5
    assert tally.codes >= COUNT - tally.struck["undelivered"]
    assert tally.twice <= tally.struck["lost_answer"]
    assert fragile.killer.kills > 0
    assert tally.left == []
