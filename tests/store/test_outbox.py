"""The outbox: a task is leased to one worker at a time, given back, and done at least once."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from intake.store import outbox
from tests.conftest import World

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
LATER = NOW + outbox.LEASE + timedelta(seconds=1)


def put(world: World, *due: datetime) -> None:
    with world.site.writing() as session:
        for number, at in enumerate(due):
            outbox.put(session, f"kind {number}", b"body", at)


def leased(world: World, now: datetime, most: int = 10) -> list[str]:
    with world.site.writing() as session:
        return sorted(task.kind for task in outbox.lease(session, now, most))


def test_only_what_is_due_is_leased(any_world: World) -> None:
    put(any_world, NOW, NOW + timedelta(seconds=1))
    assert leased(any_world, NOW) == ["kind 0"]
    assert leased(any_world, NOW + timedelta(seconds=1)) == ["kind 1"]


def test_a_leased_task_is_nobody_elses_until_the_lease_runs_out(any_world: World) -> None:
    put(any_world, NOW)
    assert leased(any_world, NOW) == ["kind 0"]
    assert leased(any_world, NOW + outbox.LEASE) == []
    assert leased(any_world, LATER) == ["kind 0"]


def test_the_oldest_come_first_and_no_more_than_asked_for(any_world: World) -> None:
    put(any_world, NOW, NOW - timedelta(hours=2), NOW - timedelta(hours=1))
    assert leased(any_world, NOW, 2) == ["kind 1", "kind 2"]


def test_each_lease_counts_as_an_attempt(any_world: World) -> None:
    put(any_world, NOW)
    leased(any_world, NOW)
    with any_world.site.writing() as session:
        (task,) = outbox.lease(session, LATER)
        assert task.attempts == 2


def test_a_task_given_back_waits_for_its_time(any_world: World) -> None:
    with any_world.site.writing() as session:
        task = outbox.put(session, "kind", b"body", NOW, row=uuid4())
    leased(any_world, NOW)
    with any_world.site.writing() as session:
        outbox.again(session, task, NOW + timedelta(seconds=30))
    assert leased(any_world, NOW + timedelta(seconds=29)) == []
    assert leased(any_world, NOW + timedelta(seconds=30)) == ["kind"]


def test_a_task_that_was_done_is_gone(any_world: World) -> None:
    with any_world.site.writing() as session:
        task = outbox.put(session, "kind", b"body", NOW)
        outbox.done(session, task)
    assert leased(any_world, NOW) == []


def test_two_workers_at_once_never_take_the_same(postgres_world: World) -> None:
    """While one transaction holds its tasks, another takes the others and does not wait (SKIP LOCKED)."""
    put(postgres_world, *[NOW] * 15)
    with postgres_world.site.writing() as first, postgres_world.site.writing() as second:
        taken = {task.id for task in outbox.lease(first, NOW)}
        others = {task.id for task in outbox.lease(second, NOW)}
    assert (len(taken), len(others), len(taken & others)) == (10, 5, 0)


@pytest.mark.parametrize("count", [0, 3])
def test_what_waits_is_counted_with_its_oldest(any_world: World, count: int) -> None:
    put(any_world, *[NOW - timedelta(minutes=number) for number in range(count)], NOW + timedelta(days=1))
    with any_world.site.reading() as session:
        oldest = NOW - timedelta(minutes=count - 1) if count else None
        assert outbox.waiting(session, NOW) == (count, oldest)
