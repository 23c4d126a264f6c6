"""Tests of an officer's key slots, recovery codes and session seeds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.core.errors import CannotOpenError, WrongPassphraseError
from intake.vault import slots
from intake.vault.slots import (
    new_recovery_code,
    open_passphrase_slot,
    open_recovery_slot,
    passphrase_slot,
    recovery_slot,
    session_open,
    session_wrap,
)

from .formats import RECOVERY_CODE
from .makers import CASE, OFFICER, PAIR, STRANGER, unhurried

CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@pytest.fixture(scope="module")
def slot() -> bytes:
    """Make a passphrase slot, once because each costs 64 MiB."""
    return passphrase_slot(PAIR.seed, "caf\u00e9 \u2460 fern", officer=OFFICER)


def test_a_slot_opens_with_the_passphrase_however_a_keyboard_composes_it(slot: bytes) -> None:
    assert open_passphrase_slot(slot, "cafe\u0301 1 fern", officer=OFFICER) == PAIR.seed


def test_a_slot_does_not_open_with_another_passphrase(slot: bytes) -> None:
    with pytest.raises(WrongPassphraseError):
        open_passphrase_slot(slot, "caf\u00e9 2 fern", officer=OFFICER)


def test_a_slot_does_not_open_for_another_officer(slot: bytes) -> None:
    with pytest.raises(WrongPassphraseError):
        open_passphrase_slot(slot, "caf\u00e9 1 fern", officer=CASE)


def test_a_slot_of_one_kind_does_not_open_as_the_other(slot: bytes) -> None:
    with pytest.raises(CannotOpenError):
        open_recovery_slot(slot, RECOVERY_CODE, officer=OFFICER)


def test_a_slot_names_its_parameters(slot: bytes) -> None:
    assert slot[:8] == bytes([1, 1]) + (64 * 1024).to_bytes(4, "big") + bytes([3, 1])


@pytest.mark.parametrize(
    ("memory", "iterations", "lanes"),
    [
        (256 * 1024 + 1, 3, 1),
        (2**32 - 1, 3, 1),
        (7, 3, 1),
        (31, 3, 4),
        (64, 0, 1),
        (64, 9, 1),
        (64, 3, 0),
        (64, 3, 5),
    ],
)
def test_parameters_out_of_bounds_are_refused_before_they_cost_anything(
    slot: bytes, memory: int, iterations: int, lanes: int
) -> None:
    changed = slot[:2] + memory.to_bytes(4, "big") + bytes([iterations, lanes]) + slot[8:]
    with pytest.raises(CannotOpenError, match="out of bounds"):
        open_passphrase_slot(changed, "any", officer=OFFICER)


@pytest.mark.parametrize("size", [0, 1, 8, 24])
def test_a_cut_slot_is_refused(slot: bytes, size: int) -> None:
    with pytest.raises(CannotOpenError, match="no key slot"):
        open_passphrase_slot(slot[:size], "any", officer=OFFICER)


def test_cheaper_parameters_than_the_slot_was_made_with_do_not_open_it(slot: bytes) -> None:
    cheaper = slot[:2] + (64).to_bytes(4, "big") + bytes([1, 1]) + slot[8:]
    with pytest.raises(WrongPassphraseError):
        open_passphrase_slot(cheaper, "caf\u00e9 1 fern", officer=OFFICER)


def test_a_recovery_slot_opens_with_its_code_however_it_is_typed() -> None:
    code = new_recovery_code()
    slot = recovery_slot(PAIR.seed, code, officer=OFFICER)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert open_recovery_slot(slot, typed, officer=OFFICER) == PAIR.seed
    with pytest.raises(WrongPassphraseError, match="does not open"):
        open_recovery_slot(slot, new_recovery_code(), officer=OFFICER)


def test_a_recovery_code_is_six_groups_of_five() -> None:
    groups = new_recovery_code().split("-")
    assert [len(group) for group in groups] == [5] * 6
    assert set("".join(groups)) <= set(CODE_LETTERS)


@unhurried
@given(st.binary(min_size=16, max_size=16), st.integers(0, 29), st.sampled_from(CODE_LETTERS))
def test_each_mistyped_letter_of_a_recovery_code_is_noticed(code: bytes, place: int, letter: str) -> None:
    letters = slots._format_code(code).replace("-", "")
    typed = letters[:place] + letter + letters[place + 1 :]
    if typed == letters:
        assert slots._recovery_bytes(typed) == code
    else:
        with pytest.raises(WrongPassphraseError, match="typing error"):
            slots._recovery_bytes(typed)


@pytest.mark.parametrize(
    "typed", ["", "ABCDE", RECOVERY_CODE + "0", RECOVERY_CODE.replace("R", "U"), "٠" * 30]
)
def test_what_is_no_recovery_code_is_refused(typed: str) -> None:
    with pytest.raises(WrongPassphraseError, match="six groups"):
        recovery_slot(PAIR.seed, typed, officer=OFFICER)


def test_a_session_opens_with_its_own_token_only() -> None:
    token, wrapped = session_wrap(PAIR.seed)
    other_token, other = session_wrap(STRANGER.seed)
    assert session_open(token, wrapped) == PAIR.seed
    assert session_open(other_token, other) == STRANGER.seed
    with pytest.raises(CannotOpenError):
        session_open(other_token, wrapped)
    assert bytes(PAIR.seed) not in wrapped + token
