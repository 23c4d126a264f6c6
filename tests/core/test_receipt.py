"""Receipt codes: read in any script, refused when one digit is wrong, never repeated in an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.core import receipt
from intake.core.errors import ReceiptError
from tests.core.examples import steady

codes = st.binary(min_size=32, max_size=32).map(receipt.from_bytes)
SCRIPTS = ["0", "٠", "۰", "०", "০", "๐", "០", "᠐", "0"]
BETWEEN = [
    " ",
    "-",
    "\u2013",
    "\u2212",
    ".",
    "\u00b7",
    "\u200f",
    "\u2066",
    "\u2069",
    "\u00a0",
    "\t",
    "\n",
    "\u3000",
]


def test_new_codes_are_twenty_digits_and_differ() -> None:
    made = {receipt.new_code() for _ in range(200)}
    assert len(made) == 200
    assert all(len(code) == 20 and code.isascii() and code.isdecimal() for code in made)
    assert {receipt.parse(code) for code in made} == made


@steady
@given(codes)
def test_what_is_shown_is_read_back(code: str) -> None:
    assert receipt.parse(receipt.show(code)) == code
    assert [len(group) for group in receipt.show(code).split(" ")] == [4] * 5


@steady
@given(codes, st.sampled_from(SCRIPTS), st.lists(st.sampled_from(BETWEEN), min_size=20, max_size=20))
def test_any_script_and_anything_between_the_digits_is_read(code: str, zero: str, between: list[str]) -> None:
    written = "".join(gap + chr(ord(zero) + int(digit)) for gap, digit in zip(between, code, strict=True))
    assert receipt.parse(written) == code


@steady
@given(codes, st.integers(0, 19), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(code: str, position: int, shift: int) -> None:
    wrong = code[:position] + str((int(code[position]) + shift) % 10) + code[position + 1 :]
    with pytest.raises(ReceiptError, match="wrong"):
        receipt.parse(wrong)


@steady
@given(codes, st.integers(0, 18))
def test_two_neighbours_the_wrong_way_round_are_always_noticed(code: str, first: int) -> None:
    swapped = code[:first] + code[first + 1] + code[first] + code[first + 2 :]
    if swapped == code:
        assert receipt.parse(swapped) == code
    else:
        with pytest.raises(ReceiptError, match="wrong"):
            receipt.parse(swapped)


@pytest.mark.parametrize("typed", ["", "1234", "1" * 19, "1" * 21])
def test_a_wrong_length_is_said(typed: str) -> None:
    with pytest.raises(ReceiptError, match=f"20 digits, not {len(typed)}"):
        receipt.parse(typed)


@pytest.mark.parametrize("typed", ["abcd", "1234 5678 x", "²³", "１２½", "12+34", "<b>1</b>"])
def test_what_is_no_digit_is_refused(typed: str) -> None:
    with pytest.raises(ReceiptError, match="only digits"):
        receipt.parse(typed)


@given(st.text())
def test_an_error_never_repeats_what_was_typed(typed: str) -> None:
    try:
        receipt.parse(typed)
    except ReceiptError as refused:
        said = str(refused)
    else:
        pytest.fail("chance made a code")
    assert said in {
        "a receipt code holds only digits",
        "one of the digits is wrong, or two are the wrong way round",
        *(f"a receipt code has 20 digits, not {count}" for count in range(len(typed) + 1)),
    }


def test_the_same_digest_gives_the_same_code() -> None:
    assert receipt.from_bytes(bytes(32))[:-1] == "0" * 19
    assert receipt.from_bytes(b"\xff" * 32) == receipt.from_bytes(b"\xff" * 32)
    assert receipt.from_bytes(b"\xff" * 32) != receipt.from_bytes(b"\xfe" * 32)


def test_a_digest_too_short_to_be_fair_is_refused() -> None:
    with pytest.raises(ValueError, match="too short"):
        receipt.from_bytes(bytes(15))
