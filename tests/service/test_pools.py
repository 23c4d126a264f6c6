"""Bounded places: a flood of one kind of work is told to come back, and holds no thread while it waits."""

import pytest

from intake.core.errors import NotStoredError
from intake.service.pools import Pool, turned_away


def test_whoever_waits_longer_than_the_patience_is_told_to_come_back() -> None:
    pool = Pool(places=1, patience=0.0)
    with pool.place(), pytest.raises(NotStoredError), pool.place():
        pass
    with pool.place():
        pass


def test_where_too_many_wait_already_the_next_is_told_at_once() -> None:
    pool = Pool(places=1, patience=3600.0, waiting=0)
    with pool.place(), pytest.raises(NotStoredError), pool.place():
        pass
    with pool.place():
        pass


def test_who_waited_in_vain_already_is_told_at_once() -> None:
    pool = Pool(places=1, patience=3600.0)
    with turned_away(), pytest.raises(NotStoredError), pool.place():
        pass
    with pool.place():
        pass
