"""The audit log: what was changed, taken out or put in afterwards is found, and the first wrong entry named."""

import contextlib
import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from intake.core.errors import ConflictError
from intake.store import audit
from intake.store.audit import GENESIS, Act, Break
from intake.store.models import AuditEntry
from tests.conftest import World

NOW = datetime(2026, 5, 4, 12, 0, 0, 123456, tzinfo=UTC)
CHAINS = ("case:one", "case:two")


def write(world: World, chain: str, count: int, at: datetime = NOW) -> None:
    for number in range(count):
        with world.site.writing() as session:
            audit.append(session, chain, Act("carmen", "case.read", f"no. {number}"), at)


def breaks(world: World) -> list[Break]:
    """Return what does not fit in the two chains of these tests."""
    with world.site.reading() as session:
        return [one for one in audit.first_breaks(audit.walk(session)) if one.chain.startswith(CHAINS)]


def change(world: World, place: int, **values: object) -> None:
    where = (AuditEntry.chain == CHAINS[0], AuditEntry.sequence == place)
    with world.site.writing() as session:
        session.execute(update(AuditEntry).where(*where).values(**values))


@pytest.fixture
def written(any_world: World) -> World:
    for chain in CHAINS:
        write(any_world, chain, 4)
    return any_world


def test_an_untouched_log_fits(written: World) -> None:
    assert breaks(written) == []
    with written.site.reading() as session:
        told = audit.history(session, CHAINS[0])
        assert [entry.sequence for entry in told] == [0, 1, 2, 3]
        assert told[0].previous == GENESIS


CHANGED = "it was changed after it was written"


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("at", NOW + timedelta(microseconds=1), CHANGED),
        ("actor", "somebody else", CHANGED),
        ("action", "case.exported", CHANGED),
        ("detail", "", CHANGED),
        ("digest", bytes(32), CHANGED),
        ("previous", bytes(32), "it does not follow the entry before it"),
        ("sequence", 9, "an entry is missing"),
        ("chain", "case:one!", "an entry is missing"),
    ],
)
def test_a_change_of_any_column_is_found_and_the_entry_named(
    written: World, column: str, value: object, problem: str
) -> None:
    change(written, 2, **{column: value})
    assert Break(CHAINS[0], 2, problem) in breaks(written)


def test_only_the_first_wrong_entry_of_a_chain_is_named(written: World) -> None:
    change(written, 1, actor="x")
    change(written, 3, actor="y")
    assert breaks(written) == [Break(CHAINS[0], 1, CHANGED)]


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_an_entry_taken_out_of_the_middle_is_missed(written: World, gone: int) -> None:
    where = (AuditEntry.chain == CHAINS[1], AuditEntry.sequence == gone)
    with written.site.writing() as session:
        session.execute(delete(AuditEntry).where(*where))
    assert breaks(written) == [Break(CHAINS[1], gone, "an entry is missing")]


def test_a_changed_entry_with_its_digest_made_anew_no_longer_carries_the_next(written: World) -> None:
    with written.site.writing() as session:
        entry = audit.entry_at(session, CHAINS[0], 1)
        assert entry is not None
        entry.actor = "somebody else"
        entry.digest = audit.digest_of(entry)
    assert breaks(written) == [Break(CHAINS[0], 2, "it does not follow the entry before it")]


def test_a_chain_cannot_fork(written: World) -> None:
    with written.site.reading() as session:
        old = audit.history(session, CHAINS[0])[3]
    with pytest.raises(ConflictError), written.site.writing() as session:
        session.add(
            AuditEntry(
                id=uuid4(),
                chain=old.chain,
                sequence=3,
                at=NOW,
                actor="x",
                action="y",
                detail="",
                previous=old.previous,
                digest=b"z",
            )
        )


def test_of_two_writers_at_once_none_forks_the_chain(any_world: World) -> None:
    start, refused = threading.Barrier(2), []

    def append() -> None:
        start.wait()
        try:
            write(any_world, CHAINS[0], 10)
        except ConflictError as error:
            refused.append(error)

    threads = [threading.Thread(target=append) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert breaks(any_world) == []
    with any_world.site.reading() as session:
        written = len(audit.history(session, CHAINS[0]))
    assert 10 <= written <= 20
    assert written == 20 or refused


def test_of_two_open_transactions_the_second_is_refused(postgres_world: World) -> None:
    site = postgres_world.site
    with contextlib.ExitStack() as stack:
        stack.enter_context(pytest.raises(ConflictError))
        second = stack.enter_context(site.writing())
        audit.append(second, CHAINS[0], Act("b", "x"), NOW)
        write(postgres_world, CHAINS[0], 1)
    with site.reading() as session:
        assert [found.actor for found in audit.history(session, CHAINS[0])] == ["carmen"]


def test_the_head_of_each_chain_is_told_once_sorted(written: World) -> None:
    with written.site.reading() as session:
        heads = [head for head in audit.heads(session) if head[0].startswith("case:")]
        last = audit.entry_at(session, CHAINS[1], 3)
    assert last is not None
    assert [(chain, sequence) for chain, sequence, _ in heads] == [(CHAINS[0], 3), (CHAINS[1], 3)]
    assert heads[1][2] == last.digest


def test_only_chains_that_grew_are_told_again(written: World) -> None:
    write(written, CHAINS[1], 1, NOW + timedelta(hours=1))
    with written.site.reading() as session:
        heads = list(audit.heads(session, NOW + timedelta(minutes=30)))
    assert [(chain, sequence) for chain, sequence, _ in heads] == [(CHAINS[1], 4)]


texts = st.text(st.characters(codec="utf-8"), max_size=8)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=st.tuples(texts, texts, texts, texts), two=st.tuples(texts, texts, texts, texts))
def test_two_different_entries_never_share_a_digest(
    one: tuple[str, str, str, str], two: tuple[str, str, str, str]
) -> None:
    def digest(chain: str, actor: str, action: str, detail: str) -> bytes:
        return audit.digest_of(
            AuditEntry(
                id=uuid4(),
                chain=chain,
                sequence=0,
                at=NOW,
                actor=actor,
                action=action,
                detail=detail,
                previous=GENESIS,
                digest=b"",
            )
        )

    assert (digest(*one) == digest(*two)) == (one == two)
