"""Tests of the small locked box and of the key derivation under it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.core.errors import CannotOpenError
from intake.vault.box import lock, unlock
from intake.vault.context import Context
from intake.vault.kdf import hkdf

from .makers import CONTEXT, TEXT, unhurried

KEY, OTHER_KEY = b"1" * 32, b"2" * 32


@unhurried
@given(st.binary(max_size=300), st.binary(min_size=32, max_size=32))
def test_what_is_locked_is_unlocked(plain: bytes, key: bytes) -> None:
    assert unlock(key, lock(key, plain, CONTEXT), CONTEXT) == plain


def test_another_key_or_context_does_not_open() -> None:
    blob = lock(KEY, TEXT, CONTEXT)
    with pytest.raises(CannotOpenError):
        unlock(OTHER_KEY, blob, CONTEXT)
    with pytest.raises(CannotOpenError):
        unlock(KEY, blob, Context("test", 8))


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x01" + bytes(12), b"\x02" + bytes(60)])
def test_what_is_no_box_is_refused(blob: bytes) -> None:
    with pytest.raises(CannotOpenError):
        unlock(KEY, blob, CONTEXT)


def test_two_boxes_of_one_value_differ() -> None:
    assert lock(KEY, TEXT, CONTEXT) != lock(KEY, TEXT, CONTEXT)


def test_each_context_derives_a_key_of_its_own_and_of_the_length_asked() -> None:
    assert hkdf(KEY, CONTEXT, 48)[:32] == hkdf(KEY, CONTEXT)
    assert hkdf(KEY, CONTEXT) != hkdf(KEY, Context("other"))
    assert len(hkdf(KEY, CONTEXT, 48)) == 48
