"""An officer's session: its end, and what lies in the database meanwhile."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta

import pytest
from sqlalchemy import select

from intake.service.accounts import set_active_by_operator
from intake.service.desk_sessions import (
    IDLE,
    LONGEST,
    end_all_sessions,
    end_session,
    resume_session,
    start_session,
    sweep_sessions,
)
from intake.store.models import Officer, OfficerSession
from tests.conftest import World

NAME = "sunita.supervisor"


def begin(world: World) -> str:
    made = world.people[NAME][1]
    with world.site.reading() as session:
        officer = session.get_one(Officer, made.id)
    return start_session(world.site, officer, made.pair.seed)


def rows(world: World) -> list[OfficerSession]:
    with world.site.reading() as session:
        return list(session.scalars(select(OfficerSession)))


def test_a_cookie_brings_back_the_officer_with_the_keys_of_every_desk_and_epoch(any_world: World) -> None:
    reader = resume_session(any_world.site, begin(any_world))
    assert reader is not None
    assert (reader.name, reader.desks) == (NAME, frozenset({"crcl", "doj", "triage"}))
    assert reader.pair.seed == any_world.people[NAME][1].pair.seed
    assert sorted(reader.desk_pairs) == [("crcl", 1), ("doj", 1), ("triage", 1)]


def test_neither_the_token_nor_the_seed_lies_in_the_database(world: World) -> None:
    token, seed = urlsafe_b64decode(begin(world)), bytes(world.people[NAME][1].pair.seed)
    for row in rows(world):
        for blob in (row.tag, row.wrapped):
            assert token not in blob
            assert seed not in blob


def test_a_session_ends_after_fifteen_idle_minutes(world: World) -> None:
    cookie = begin(world)
    world.clock.advance(IDLE)
    assert resume_session(world.site, cookie)
    world.clock.advance(IDLE + timedelta(seconds=1))
    assert resume_session(world.site, cookie) is None


def test_a_session_ends_after_eight_hours(world: World) -> None:
    cookie = begin(world)
    for _ in range(int(LONGEST / timedelta(minutes=10))):
        world.clock.advance(timedelta(minutes=10))
        assert resume_session(world.site, cookie)
    world.clock.advance(timedelta(seconds=1))
    assert resume_session(world.site, cookie) is None


def test_a_page_within_thirty_seconds_writes_nothing(world: World) -> None:
    cookie = begin(world)
    started = rows(world)[0].seen_at
    world.clock.advance(timedelta(seconds=30))
    resume_session(world.site, cookie)
    assert rows(world)[0].seen_at == started
    world.clock.advance(timedelta(seconds=1))
    resume_session(world.site, cookie)
    assert rows(world)[0].seen_at == world.clock.now()


def test_signing_out_ends_one_session_and_ending_all_ends_all(world: World) -> None:
    one, two, three = begin(world), begin(world), begin(world)
    end_session(world.site, one)
    assert resume_session(world.site, one) is None
    assert resume_session(world.site, two)
    end_all_sessions(world.site, world.people[NAME][1].id)
    assert resume_session(world.site, two) is None
    assert resume_session(world.site, three) is None


def test_a_closed_account_has_no_session(world: World) -> None:
    cookie = begin(world)
    set_active_by_operator(world.site, NAME, active=False)
    set_active_by_operator(world.site, NAME, active=True)
    assert resume_session(world.site, cookie) is None
    again = begin(world)
    with world.site.writing() as session:
        session.get_one(Officer, world.people[NAME][1].id).active = False
    assert resume_session(world.site, again) is None


@pytest.mark.parametrize("cookie", ["", "x", "not base64!", "é", urlsafe_b64encode(bytes(32)).decode()])
def test_a_cookie_that_is_none_of_ours_is_nobody(world: World, cookie: str) -> None:
    begin(world)
    assert resume_session(world.site, cookie) is None
    end_session(world.site, cookie)
    assert len(rows(world)) == 1


def test_a_row_whose_bytes_were_changed_is_nobody(world: World) -> None:
    cookie = begin(world)
    with world.site.writing() as session:
        row = session.scalars(select(OfficerSession)).one()
        row.wrapped = row.wrapped[:-1] + bytes([row.wrapped[-1] ^ 1])
    assert resume_session(world.site, cookie) is None


def test_sessions_that_ran_out_are_swept_and_others_stay(world: World) -> None:
    begin(world)
    world.clock.advance(IDLE + timedelta(seconds=1))
    fresh = begin(world)
    sweep_sessions(world.site)
    assert len(rows(world)) == 1
    assert resume_session(world.site, fresh)
