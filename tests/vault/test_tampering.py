"""Every stored format refuses every changed byte: each position of its head and tail, and a sample between."""

import json
from pathlib import Path

import pytest

from .formats import FORMATS
from .makers import PAIR

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))["opens"]
EDGE, SAMPLES = 40, 60


def positions(name: str, length: int) -> list[int]:
    """Head, tail and an even sample; fewer where each trial costs an Argon2id."""
    if FORMATS[name].slow:
        return [0, 1, 5, 6, 8, 23, 24, 25, 40, length - 1]
    sample = range(0, length, max(1, length // SAMPLES))
    return sorted({*range(min(EDGE, length)), *sample, *range(max(0, length - EDGE), length)})


@pytest.mark.parametrize("name", FORMATS)
def test_a_changed_byte_is_refused(name: str) -> None:
    blob, entry = bytes.fromhex(VECTORS[name]["blob"]), FORMATS[name]
    for place in positions(name, len(blob)):
        changed = blob[:place] + bytes([blob[place] ^ 1]) + blob[place + 1 :]
        with pytest.raises(entry.refusals):
            entry.open(changed)


@pytest.mark.parametrize("name", FORMATS)
def test_a_cut_or_longer_blob_is_refused(name: str) -> None:
    blob, entry = bytes.fromhex(VECTORS[name]["blob"]), FORMATS[name]
    for changed in (b"", blob[:1], blob[:-1], blob[: len(blob) // 2], blob + b"\0"):
        with pytest.raises(entry.refusals):
            entry.open(changed)


def test_a_blob_of_one_format_opens_as_no_other() -> None:
    for name, entry in FORMATS.items():
        for other, vector in VECTORS.items():
            if {name, other} == {"record", "unmarked record"} or other == name or entry.slow:
                continue
            with pytest.raises(entry.refusals):
                entry.open(bytes.fromhex(vector["blob"]))


def test_no_stored_blob_holds_the_seed_that_it_hides() -> None:
    for name, vector in VECTORS.items():
        assert PAIR.seed.hex() not in vector["blob"], name
