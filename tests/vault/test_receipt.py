"""Tests of what a receipt code derives and opens."""

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given
from hypothesis import strategies as st

from intake.core.errors import BadKeyError, CannotOpenError, ManifestError, ReceiptError
from intake.vault.box import lock
from intake.vault.context import Context
from intake.vault.parts import Part
from intake.vault.receipt import CodeKeys, derive, unwrap_seed, wrap_seed
from intake.vault.suite import Seed

from .makers import CASE, CODE, OTHER_CASE, PAIR, SALT, unhurried

KEYS = CodeKeys(bytes(32), b"w" * 32)


def test_the_two_halves_are_the_documented_argon2id_output() -> None:
    expected = Argon2id(salt=SALT, length=64, iterations=2, lanes=1, memory_cost=19 * 1024).derive(
        CODE.encode()
    )
    keys = derive(CODE, SALT)
    assert keys.lookup + keys.wrap == expected


def test_another_salt_or_code_gives_other_halves() -> None:
    keys, salted, other = derive(CODE, SALT), derive(CODE, SALT[::-1]), derive(CODE[::-1], SALT)
    assert len({half for each in (keys, salted, other) for half in (each.lookup, each.wrap)}) == 6


@pytest.mark.parametrize(
    "code", ["", CODE[:-1], CODE + "0", f"{CODE[:4]} {CODE[4:]}", "٤" * 20, CODE[:-1] + "\n"]
)
def test_only_bare_digits_are_derived_from(code: str) -> None:
    with pytest.raises(ReceiptError):
        derive(code, SALT)


def test_unknown_parameters_are_refused() -> None:
    with pytest.raises(ManifestError):
        derive(CODE, SALT, version=2)


@unhurried
@given(st.binary(min_size=32, max_size=32), st.sampled_from(Part))
def test_a_wrapped_seed_is_unwrapped(seed: bytes, part: Part) -> None:
    wrapped = wrap_seed(KEYS, Seed(seed), case=CASE, part=part)
    assert unwrap_seed(KEYS, wrapped, case=CASE, part=part) == seed


def test_a_wrap_opens_for_its_case_part_and_code_only() -> None:
    wrapped = wrap_seed(KEYS, PAIR.seed, case=CASE, part=Part.conversation)
    for keys, case, part in (
        (KEYS, OTHER_CASE, Part.conversation),
        (KEYS, CASE, Part.account),
        (CodeKeys(KEYS.lookup, b"v" * 32), CASE, Part.conversation),
    ):
        with pytest.raises(CannotOpenError):
            unwrap_seed(keys, wrapped, case=case, part=part)


def test_a_wrap_of_something_that_is_no_seed_is_refused() -> None:
    wrapped = lock(KEYS.wrap, b"short", Context("receipt wrap", CASE, Part.account))
    with pytest.raises(BadKeyError):
        unwrap_seed(KEYS, wrapped, case=CASE, part=Part.account)


def test_the_keys_of_a_code_are_not_shown_when_printed() -> None:
    assert repr(KEYS) == "CodeKeys()"
