"""The search for planted words would find them."""

from base64 import b64encode, urlsafe_b64encode
from pathlib import Path

import pytest

from tests.canaries import search

WORD = "kanarie-vogel-77"


@pytest.mark.parametrize(
    "hidden",
    [
        WORD.encode(),
        WORD.encode("utf-16-le"),
        WORD.encode("utf-16-be"),
        WORD.encode().hex().encode(),
        WORD.encode().hex().upper().encode(),
        b64encode(WORD.encode()),
        b64encode(b"x" + WORD.encode() + b"yz"),
        b64encode(b"xy" + WORD.encode() + b"z"),
        b64encode(b"xyz" + WORD.encode()),
        urlsafe_b64encode(b"??>" + WORD.encode()),
    ],
)
def test_a_planted_word_is_found_in_each_form(tmp_path: Path, hidden: bytes) -> None:
    (tmp_path / "file").write_bytes(b"before " + hidden + b" after")
    assert search([WORD], [tmp_path])


def test_a_planted_word_is_found_in_a_file_name(tmp_path: Path) -> None:
    (tmp_path / f"{WORD}.txt").write_bytes(b"")
    assert search([WORD], [tmp_path])


def test_nothing_is_found_where_nothing_was_planted(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"before and after")
    assert not search([WORD], [tmp_path])
