"""Tests of the length-prefixed framing, which reads what strangers wrote."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.core.errors import CannotOpenError
from intake.vault.wire import MOST_BLOCKS, pack, unpack

from .makers import unhurried


@unhurried
@given(st.lists(st.binary(max_size=40), max_size=10))
def test_what_is_packed_is_unpacked(blocks: list[bytes]) -> None:
    assert unpack(pack(*blocks), len(blocks)) == tuple(blocks)


@unhurried
@given(st.binary(max_size=60))
def test_only_what_pack_makes_is_read(data: bytes) -> None:
    with suppress(CannotOpenError):
        assert pack(*unpack(data)) == data


@pytest.mark.parametrize(
    "data", [pack(b"abc")[:-1], pack(b"abc") + b"\0", pack(b"abc") + b"\0\0\0\x09", b"\0\0"]
)
def test_cut_or_trailing_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(CannotOpenError):
        unpack(data)


def test_another_count_is_refused() -> None:
    with pytest.raises(CannotOpenError):
        unpack(pack(b"a", b"b"), 3)


def test_a_flood_of_empty_blocks_is_refused() -> None:
    assert len(unpack(pack(*[b""] * MOST_BLOCKS))) == MOST_BLOCKS
    with pytest.raises(CannotOpenError):
        unpack(pack(*[b""] * (MOST_BLOCKS + 1)))
