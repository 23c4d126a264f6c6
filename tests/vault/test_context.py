"""Tests of the canonical encoding that every sealed value is bound to."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.vault.context import Context, encode_field

from .makers import CASE, unhurried

fields = st.lists(
    st.text(max_size=8) | st.integers(0, 2**64 - 1) | st.binary(max_size=8) | st.uuids(), max_size=4
).map(tuple)


@unhurried
@given(st.text(max_size=8), fields, st.text(max_size=8), fields)
def test_two_contexts_encode_alike_only_if_they_are_the_same(
    purpose: str,
    some: tuple[str | int | bytes | UUID, ...],
    other: str,
    more: tuple[str | int | bytes | UUID, ...],
) -> None:
    same = (purpose, some) == (other, more)
    assert (Context(purpose, *some).encode() == Context(other, *more).encode()) is same


@pytest.mark.parametrize(
    "pair",
    [
        (Context("a", "b", "c"), Context("a", "bc")),
        (Context("a", "1"), Context("a", 1)),
        (Context("a", "1"), Context("a", b"1")),
        (Context("a", CASE), Context("a", CASE.bytes)),
        (Context("a", CASE), Context("a", str(CASE))),
        (Context("a", b""), Context("a")),
        (Context("ab"), Context("a", "b")),
    ],
)
def test_look_alike_fields_differ(pair: tuple[Context, Context]) -> None:
    assert pair[0].encode() != pair[1].encode()


def test_the_encoding_is_the_documented_one() -> None:
    expected = b"s\0\0\0\x0arecourse/1" + b"s\0\0\0\x01p" + b"i\0\0\0\x08\0\0\0\0\0\0\x01\x02"
    assert Context("p", 258).encode() == expected


@pytest.mark.parametrize("number", [-1, 2**64])
def test_a_number_that_does_not_fit_is_refused(number: int) -> None:
    with pytest.raises(OverflowError):
        encode_field(number)
