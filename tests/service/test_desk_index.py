"""The desk index: built from guarded lines, fresh after each change, and never on a disk."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from intake.core.errors import CannotOpenError
from intake.service import follow_up, review, taking_back
from intake.service.desk_index import DeskIndex
from intake.service.documents import listing_of
from intake.service.queue import line_of
from intake.store import cases, changes
from tests.conftest import World
from tests.service.made_up import detail, filed, opened


@pytest.fixture
def index(any_world: World) -> Iterator[DeskIndex]:
    made = DeskIndex(any_world.site)
    yield made
    made.close()


def agrees(world: World, index: DeskIndex, case_id: UUID) -> bool:
    """Say whether the index holds exactly the line that the case's detail gives."""
    with world.site.reading() as session:
        desks = cases.desks_of(session, case_id)
    return line_of(index, case_id) == listing_of(detail(world, case_id), desks)


def test_building_reads_every_case_and_tells_how_far_it_is(any_world: World, index: DeskIndex) -> None:
    tickets = [filed(any_world) for _ in range(3)]
    told: list[int] = []
    assert index.build(told.append) == 3
    assert told == [3]
    assert all(agrees(any_world, index, ticket.case_id) for ticket in tickets)


def test_each_kind_of_change_is_taken_in(any_world: World, index: DeskIndex) -> None:
    mine = opened(any_world)
    index.build()
    reader = any_world.reader("carmen.crcl")
    for change in (
        lambda: follow_up.add_words(any_world.site, mine, "hello"),
        lambda: review.open_case(any_world.site, reader, mine.case_id),
        lambda: review.claim(any_world.site, reader, mine.case_id),
        lambda: review.reply(
            any_world.site, reader, mine.case_id, "Hola", language="es-419", translated=True
        ),
        lambda: follow_up.set_consent(any_world.site, mine, frozenset({"crcl"}), {"name": "Rosa"}),
    ):
        change()
        index.refresh()
        assert agrees(any_world, index, mine.case_id)


def test_a_shredded_case_leaves_the_index(any_world: World, index: DeskIndex) -> None:
    mine, other = opened(any_world), filed(any_world)
    index.build()
    taking_back.take_back(any_world.site, mine)
    index.refresh()
    assert line_of(index, mine.case_id) is None
    assert line_of(index, other.case_id)


def test_where_changes_were_pruned_meanwhile_it_is_built_anew(world: World) -> None:
    index = DeskIndex(world.site)
    index.build()
    missed, seen = filed(world), filed(world)
    with world.site.writing() as session:
        changes.prune(session, world.clock.now() + timedelta(seconds=1))
    index.refresh()
    assert line_of(index, missed.case_id)
    world.clock.advance(timedelta(hours=2))
    later = filed(world)
    with world.site.writing() as session:
        changes.prune(session, world.clock.now() + timedelta(seconds=1))
    last = filed(world)
    index.refresh()
    assert all(line_of(index, ticket.case_id) for ticket in (missed, seen, later, last))
    index.close()


def test_without_a_change_nothing_is_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    index = DeskIndex(world.site)
    filed(world)
    index.build()

    def refuse(*_args: object) -> None:
        raise AssertionError("it read although nothing changed")

    monkeypatch.setattr(changes, "oldest_kept", refuse)
    index.refresh()
    filed(world)
    with pytest.raises(AssertionError, match="although nothing changed"):
        index.refresh()
    index.close()


def test_closed_cases_are_indexed_too(world: World) -> None:
    mine = opened(world)
    review.open_case(world.site, world.reader("carmen.crcl"), mine.case_id)
    taking_back.take_back(world.site, mine)
    index = DeskIndex(world.site)
    index.build()
    found = line_of(index, mine.case_id)
    assert found is not None
    assert found.status == "withdrawn"
    index.close()


def test_a_build_that_stopped_halfway_is_begun_anew_at_the_next_look(world: World) -> None:
    first, other = filed(world), filed(world)
    index = DeskIndex(world.site)
    index.build()
    with world.site.writing() as session:
        case = cases.get_case(session, first.case_id)
        whole, case.listing = case.listing, b"not a line"
    with pytest.raises(CannotOpenError):
        index.build()
    with world.site.writing() as session:
        cases.get_case(session, first.case_id).listing = whole
    index.refresh()
    assert all(agrees(world, index, ticket.case_id) for ticket in (first, other))
    index.close()
