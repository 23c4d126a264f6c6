"""A hold of 48 hours told by text: the complaint is at both desks before it ends, also where the mother falls silent."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from intake.service.deadlines import hold_instant
from intake.service.documents import CaseDetail, detail_of
from intake.service.review import open_case
from intake.store.cases import desks_of
from intake.store.models import Case
from tests.conftest import World
from tests.sms.line import Line, open_line
from tests.sms.person import Person

STORY = "The judge let him go this morning. The jail said ICE wants him."


@pytest.fixture
def line(any_world: World) -> Iterator[Line]:
    with open_line(any_world) as opened_line:
        yield opened_line


def choose(mother: Person, line: Line, *codes: str) -> None:
    """Answer with the numbers of these choices, turning pages until they are shown."""
    for code in codes:
        while code not in mother.spot.shown:
            assert mother.spot.more, f"{code} is not offered at {mother.spot}"
            line.say("7")
        line.say(str(mother.spot.shown.index(code) + 1))


def told_of_a_hold(line: Line) -> Person:
    """Return a mother who said that her son could have left at eight this morning, and that he is still held."""
    mother = Person(line)
    line.say("help")
    choose(mother, line, "yes", "no", "0", "over_48h", "told", "yes", "today")
    line.say("8 am")
    line.say(STORY)
    choose(mother, line, "yes", "local_jail")
    return mother


def case_of(line: Line) -> tuple[CaseDetail, set[str]]:
    (row,) = line.rows(Case)
    with line.site.reading() as session:
        return detail_of(line.site.guard, session.get_one(Case, row.id)), set(desks_of(session, row.id))


def ends(line: Line, detail: CaseDetail) -> datetime:
    found = hold_instant(detail, line.site.deployment)
    assert found is not None
    return found


def test_who_sends_it_is_told_when_the_hold_ends_and_both_desks_have_it_before(line: Line) -> None:
    mother = told_of_a_hold(line)
    line.say("9")
    choose(mother, line, "send")
    detail, desks = case_of(line)
    assert {"crcl", "doj"} <= desks
    assert ends(line, detail) > line.clock.now()
    assert "By our count, the 48 hours end on" in "\n".join(line.phone().received)


def test_who_falls_silent_half_way_is_heard_before_the_hold_ends(line: Line) -> None:
    mother = told_of_a_hold(line)
    line.pass_time(*[timedelta(hours=1)] * 25)
    detail, desks = case_of(line)
    assert {"crcl", "doj"} <= desks
    assert ends(line, detail) > line.clock.now()
    assert mother.code == "", "nobody is texted who is silent"


def test_who_did_not_agree_to_that_is_not_heard_unasked(line: Line) -> None:
    mother = Person(line)
    line.say("help")
    choose(mother, line, "no", "no", "0", "over_48h", "told", "yes", "today")
    line.say("8 am")
    line.pass_time(*[timedelta(hours=12)] * 16)
    assert line.cases() == 0


def test_both_desks_read_what_she_said(line: Line) -> None:
    mother = told_of_a_hold(line)
    line.say("9")
    choose(mother, line, "send")
    (row,) = line.rows(Case)
    for name in ("carmen.crcl", "dmitri.doj"):
        opened = open_case(line.site, line.world.reader(name), row.id)
        assert opened.account[0].body["text"] == STORY
