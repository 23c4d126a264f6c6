"""The list of cases whose time is over: whose, in which order, by which class, and for whom."""

import json
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from intake.core.errors import NotAllowedError
from intake.core.statuses import Outcome
from intake.service import disposal, review, taking_back
from intake.service.desk_index import DeskIndex
from intake.service.disposal import due_for_disposal
from intake.service.documents import Listing, guard_column, listing_of
from intake.service.keeping import set_retention
from intake.service.queue import line_of
from intake.store import cases
from intake.store.models import Case
from tests.conftest import World
from tests.service.ended import CARMEN, DMITRI, TALA, YEAR, agree, closed, over, propose, revision, rewritten
from tests.service.made_up import DETAINED, complaint, detail, filed, opened


@pytest.fixture
def index(world: World) -> Iterator[DeskIndex]:
    made = DeskIndex(world.site)
    yield made
    made.close()


def due(world: World, index: DeskIndex, name: str = CARMEN) -> list[tuple[UUID, str, str]]:
    index.refresh()
    found, total = due_for_disposal(world.site, index, world.reader(name))
    assert total == len(found)
    return [(one.case_id, one.code, one.proposed_by) for one in found]


def test_the_list_shows_what_is_proposed_then_what_is_longest_over_and_what_is_held_last(
    world: World, index: DeskIndex
) -> None:
    held, first = closed(world), closed(world)
    world.clock.advance(timedelta(days=1))
    second, proposed = closed(world), closed(world)
    brief = closed(world, outcome=Outcome.outside_jurisdiction)
    serious = closed(world, complaint(facts={**DETAINED, "flags": ["injury"]}))
    still_open = filed(world).case_id
    rewritten(world, held, legal_hold=True)
    index.build()
    assert due(world, index) == []
    world.clock.advance(3 * YEAR)
    propose(world, proposed)
    assert due(world, index) == [
        (proposed, "standard", CARMEN),
        (brief, "short", ""),
        (first, "standard", ""),
        (second, "standard", ""),
        (held, "standard", ""),
    ]
    assert due_for_disposal(world.site, index, world.reader(CARMEN))[0][-1].held
    world.clock.advance(4 * YEAR)
    assert {serious, still_open} & {case for case, _code, _by in due(world, index)} == {serious}
    agree(world, proposed)
    assert proposed not in {case for case, _code, _by in due(world, index)}


def test_the_list_follows_the_class_that_an_officer_chose(world: World, index: DeskIndex) -> None:
    case = over(world)
    assert due(world, index) == [(case, "standard", "")]
    set_retention(world.site, world.reader(CARMEN), case, "serious", "r", revision=revision(world, case))
    assert due(world, index) == []
    world.clock.advance(4 * YEAR)
    assert due(world, index) == [(case, "serious", "")]
    rewritten(world, case, kept_as="gone")
    index.build()
    assert due(world, index) == []


def test_the_list_shows_each_desk_its_own_cases_and_no_other_role_any(world: World, index: DeskIndex) -> None:
    case = over(world)
    assert [one for one, _code, _by in due(world, index, DMITRI)] == [case]
    assert due(world, index, TALA) == []
    for name in ("ada.admin", "otto.auditor"):
        with pytest.raises(NotAllowedError):
            due_for_disposal(world.site, index, world.reader(name))


def test_cases_that_ended_under_the_first_release_are_listed_too(world: World, index: DeskIndex) -> None:
    withdrawing, case = opened(world), over(world)
    review.open_case(world.site, world.reader(CARMEN), withdrawing.case_id)
    taking_back.take_back(world.site, withdrawing)
    with world.site.writing() as session:
        row = session.get_one(Case, case)
        line = listing_of(detail(world, case), cases.desks_of(session, case))
        raw = json.dumps(line[: Listing._fields.index("word")]).encode()
        row.listing = guard_column(world.site.guard, case, "listing", raw)
    index.build()
    assert line_of(index, case) == line._replace(word="", ended="", keep="")
    assert due(world, index) == [(case, "standard", "")]


def test_a_list_that_is_too_long_is_cut_and_says_how_long_it_is(
    world: World, index: DeskIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {closed(world) for _ in range(3)}
    world.clock.advance(3 * YEAR)
    index.build()
    monkeypatch.setattr(disposal, "MOST", 2)
    shown, total = due_for_disposal(world.site, index, world.reader(CARMEN))
    assert (len(shown), total) == (2, 3)
    assert {one.case_id for one in shown} < found


def test_a_case_that_went_while_the_list_was_made_is_not_listed_as_proposed(
    world: World, index: DeskIndex
) -> None:
    case = over(world)
    propose(world, case)
    index.build()
    agree(world, case)
    found, _total = due_for_disposal(world.site, index, world.reader(CARMEN))
    assert [one.proposed_by for one in found] == [""], "the index lags behind until it is freshened"
