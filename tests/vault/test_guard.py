"""Tests of guarded fields and keyed look-ups."""

import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from intake.core.errors import CannotOpenError
from intake.vault.context import Context
from intake.vault.guard import Guard
from intake.vault.keyring import KeyRing

from .makers import CASE, OTHER_CASE, RING, TEXT, unhurried

ROW = CASE.bytes
GUARD = Guard(RING)
OLD_GUARD = Guard(KeyRing.parse(f"1:{'11' * 32}"))


@unhurried
@given(st.binary(max_size=400), st.text(max_size=9), st.text(max_size=9), st.binary(max_size=20))
def test_what_is_guarded_is_read_in_its_place(plain: bytes, table: str, column: str, row: bytes) -> None:
    blob = GUARD.encrypt(plain, table=table, column=column, row=row)
    assert Guard(RING).decrypt(blob, table=table, column=column, row=row) == plain


@pytest.mark.parametrize(
    ("table", "column", "row"),
    [
        ("notes", "facts", ROW),
        ("cases", "status", ROW),
        ("cases", "facts", OTHER_CASE.bytes),
        ("cases", "facts", b""),
    ],
)
def test_a_field_moved_to_another_place_does_not_open(table: str, column: str, row: bytes) -> None:
    blob = GUARD.encrypt(TEXT, table="cases", column="facts", row=ROW)
    with pytest.raises(CannotOpenError):
        GUARD.decrypt(blob, table=table, column=column, row=row)


def test_the_format_is_the_documented_one() -> None:
    blob = GUARD.encrypt(TEXT, table="cases", column="facts", row=ROW)
    bound = Context("guard", "cases", "facts", 2, ROW).encode()
    opened = AESGCM(RING.subkey(2, "guard/cases/facts")).decrypt(blob[3:15], blob[15:], bound)
    assert (blob[:3], opened) == (b"\x01\x00\x02", TEXT)


def test_a_value_of_an_old_key_opens_after_rotation_and_shows_its_version() -> None:
    blob = OLD_GUARD.encrypt(TEXT, table="cases", column="facts", row=ROW)
    assert GUARD.decrypt(blob, table="cases", column="facts", row=ROW) == TEXT
    assert GUARD.version_of(blob) == 1
    assert (OLD_GUARD.current, GUARD.current) == (1, 2)
    assert GUARD.version_of(GUARD.encrypt(TEXT, table="cases", column="facts", row=ROW)) == 2


def test_a_value_of_a_key_that_is_gone_names_the_version() -> None:
    blob = GUARD.encrypt(TEXT, table="cases", column="facts", row=ROW)
    with pytest.raises(CannotOpenError, match="no version 2"):
        OLD_GUARD.decrypt(blob, table="cases", column="facts", row=ROW)


def test_the_version_of_a_value_cannot_be_changed() -> None:
    blob = OLD_GUARD.encrypt(TEXT, table="cases", column="facts", row=ROW)
    with pytest.raises(CannotOpenError):
        GUARD.decrypt(blob[:2] + b"\x02" + blob[3:], table="cases", column="facts", row=ROW)


@pytest.mark.parametrize("blob", [b"", b"\x01\x00\x02" + bytes(27), b"\x02\x00\x02" + bytes(60)])
def test_what_is_no_guarded_field_is_refused(blob: bytes) -> None:
    with pytest.raises(CannotOpenError):
        GUARD.decrypt(blob, table="cases", column="facts", row=ROW)


def test_the_same_value_is_guarded_differently_each_time() -> None:
    blobs = {GUARD.encrypt(TEXT, table="cases", column="facts", row=ROW) for _ in range(3)}
    assert len(blobs) == 3


def test_tags_are_keyed_by_version_and_purpose_and_the_newest_comes_first() -> None:
    newest, oldest = GUARD.tags("phone", b"+15550100")
    assert GUARD.tag("phone", b"+15550100") == newest
    assert OLD_GUARD.tag("phone", b"+15550100") == oldest
    assert newest == hmac.new(RING.subkey(2, "tag/phone"), b"+15550100", hashlib.sha256).digest()
    assert len({newest, oldest, GUARD.tag("receipt", b"+15550100"), GUARD.tag("phone", b"+15550101")}) == 4
