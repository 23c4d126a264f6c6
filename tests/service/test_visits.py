"""Visits: what only one cookie opens, for an hour."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from intake.service.visits import LIFETIME, end_visit, load_visit, new_token, save_visit, sweep_visits
from intake.store.models import Visit
from tests.conftest import World

CONTENT = {"answers": {"account": "كناري canary"}, "page": 3}


@pytest.fixture
def token(any_world: World) -> str:
    token = new_token()
    save_visit(any_world.site, token, CONTENT)
    return token


def test_a_visit_is_read_back_with_its_token(any_world: World, token: str) -> None:
    assert load_visit(any_world.site, token) == CONTENT


def test_saving_again_replaces_it_and_begins_the_hour_anew(any_world: World, token: str) -> None:
    any_world.clock.advance(timedelta(minutes=50))
    save_visit(any_world.site, token, {"page": 4})
    any_world.clock.advance(timedelta(minutes=50))
    assert load_visit(any_world.site, token) == {"page": 4}


@pytest.mark.parametrize("wrong", ["", "x", "\ud7ff", "A" * 43])
def test_another_token_opens_nothing(any_world: World, token: str, wrong: str) -> None:
    assert load_visit(any_world.site, wrong) is None
    end_visit(any_world.site, wrong)
    assert load_visit(any_world.site, token) == CONTENT


def test_after_an_hour_it_is_closed_and_then_swept(any_world: World, token: str) -> None:
    any_world.clock.advance(LIFETIME - timedelta(seconds=1))
    assert sweep_visits(any_world.site) == 0
    assert load_visit(any_world.site, token) == CONTENT
    any_world.clock.advance(timedelta(seconds=1))
    assert load_visit(any_world.site, token) is None
    assert sweep_visits(any_world.site) == 1


def test_a_changed_row_opens_nothing(any_world: World, token: str) -> None:
    with any_world.site.writing() as session:
        body = session.scalars(select(Visit.body)).one()
        session.execute(update(Visit).values(body=body[:-1] + bytes([body[-1] ^ 1])))
    assert load_visit(any_world.site, token) is None


def test_a_row_put_in_the_place_of_another_opens_nothing(any_world: World, token: str) -> None:
    other = new_token()
    save_visit(any_world.site, other, {"page": 9})
    with any_world.site.writing() as session:
        one, two = session.scalars(select(Visit)).all()
        one.body, two.body = two.body, one.body
    assert load_visit(any_world.site, token) is None
    assert load_visit(any_world.site, other) is None


def test_an_ended_visit_is_gone(any_world: World, token: str) -> None:
    end_visit(any_world.site, token)
    assert load_visit(any_world.site, token) is None


def test_the_row_shows_neither_the_token_nor_what_was_written(any_world: World, token: str) -> None:
    with any_world.site.reading() as session:
        row = session.scalars(select(Visit)).one()
    assert b"canary" not in row.body
    assert token.encode() not in row.tag + row.body
    assert len(token) >= 43
