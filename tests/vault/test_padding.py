"""Tests of Padme padding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.core.errors import CannotOpenError
from intake.vault.padding import FLOOR, pad, padme, unpad

from .makers import unhurried


@unhurried
@given(st.binary(max_size=9000) | st.binary(max_size=50).map(lambda end: end + b"\x80" + bytes(5000)))
def test_what_is_padded_is_unpadded(plain: bytes) -> None:
    padded = pad(plain)
    assert unpad(padded) == plain
    assert len(padded) == padme(len(plain) + 1)


@unhurried
@given(st.integers(FLOOR, 2**40))
def test_padme_adds_at_most_12_percent_and_keeps_only_leading_bits(length: int) -> None:
    padded = padme(length)
    assert length <= padded <= length * 1.12
    significant = padded >> (padded & -padded).bit_length() - 1
    assert significant.bit_length() <= padded.bit_length().bit_length() + 1
    assert padme(padded) == padded


@unhurried
@given(st.integers(0, 2**30), st.integers(0, 2**30))
def test_a_longer_text_is_never_shorter_when_padded(one: int, other: int) -> None:
    assert (padme(min(one, other))) <= padme(max(one, other))


@pytest.mark.parametrize(
    ("length", "padded"),
    [(0, 4096), (1, 4096), (4096, 4096), (4097, 4352), (4352, 4352), (10_000_000, 10_223_616)],
)
def test_padme_gives_the_lengths_of_the_paper_above_the_floor(length: int, padded: int) -> None:
    assert padme(length) == padded


@pytest.mark.parametrize(
    "padded",
    [b"", bytes(4096), b"x" * 4096, pad(b"x")[:-1], pad(b"x") + b"\0", b"x\x80", b"x\x80".ljust(4352, b"\0")],
    ids=["empty", "no mark", "no filling", "cut", "longer", "below the floor", "too generous"],
)
def test_malformed_padding_is_refused(padded: bytes) -> None:
    with pytest.raises(CannotOpenError):
        unpad(padded)
