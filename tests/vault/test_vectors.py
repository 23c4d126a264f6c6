"""Known answers: blobs that were stored once must open for ever, and exact values must never change."""

import json
from pathlib import Path
from typing import Any

import pytest

from intake.vault.desk import join_desk

from .formats import EXACT, FORMATS
from .makers import PAIR

VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))


def test_every_format_has_a_known_answer() -> None:
    assert set(VECTORS["opens"]) == set(FORMATS)
    assert set(VECTORS["exact"]) == set(EXACT)


@pytest.mark.parametrize("name", FORMATS)
def test_a_stored_blob_opens_to_what_was_put_in(name: str) -> None:
    vector = VECTORS["opens"][name]
    assert FORMATS[name].open(bytes.fromhex(vector["blob"])).hex() == vector["opens_to"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_new_blob_has_the_length_and_the_version_of_the_stored_one(name: str) -> None:
    stored, made = bytes.fromhex(VECTORS["opens"][name]["blob"]), FORMATS[name].make()
    assert len(made) == len(stored)
    assert made[:1] == stored[:1] or name == "session"  # it begins with its random token


@pytest.mark.parametrize("name", FORMATS)
def test_a_new_blob_opens_to_the_same(name: str) -> None:
    entry = FORMATS[name]
    assert entry.open(entry.make()).hex() == VECTORS["opens"][name]["opens_to"]


@pytest.mark.parametrize("name", EXACT)
def test_an_exact_value_is_the_stored_one(name: str) -> None:
    assert EXACT[name]().hex() == VECTORS["exact"][name]


def test_stored_shares_still_join() -> None:
    assert join_desk(VECTORS["shares"][1:]) == PAIR.seed
