"""The change counter: numbers without a gap in the order of commits, forgotten after a while."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from intake.store import changes
from tests.conftest import World

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def note(world: World, case_id: UUID, at: datetime = NOW) -> None:
    with world.site.writing() as session:
        changes.note_change(session, case_id, at)


def test_a_changed_case_is_told_once_to_whoever_has_not_heard(any_world: World) -> None:
    one, two = uuid4(), uuid4()
    for case_id in (one, two, one):
        note(any_world, case_id)
    with any_world.site.reading() as session:
        assert changes.newest(session) == 3
        assert sorted(changes.changed_since(session, 0)) == sorted([one, two])
        assert changes.changed_since(session, 2) == [one]
        assert changes.changed_since(session, 3) == []


def test_old_changes_are_forgotten_and_the_counter_goes_on(any_world: World) -> None:
    note(any_world, uuid4(), NOW - timedelta(hours=2))
    note(any_world, uuid4())
    with any_world.site.writing() as session:
        changes.prune(session, NOW - timedelta(hours=1))
        assert changes.oldest_kept(session) == 2
        changes.prune(session, NOW + timedelta(hours=1))
        assert (changes.oldest_kept(session), changes.newest(session)) == (0, 2)
    note(any_world, uuid4())
    with any_world.site.reading() as session:
        assert changes.newest(session) == 3


def test_the_first_changes_may_all_come_at_once(any_world: World) -> None:
    start = threading.Barrier(8)

    def change() -> None:
        start.wait()
        note(any_world, uuid4())

    threads = [threading.Thread(target=change) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with any_world.site.reading() as session:
        assert len(changes.changed_since(session, 0)) == 8
        assert changes.newest(session) == 8
