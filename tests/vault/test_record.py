"""Tests of sealed records and of the marks their writers leave."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.core.errors import BadKeyError, CannotOpenError
from intake.vault.context import Context
from intake.vault.padding import pad
from intake.vault.parts import Part
from intake.vault.record import GENESIS, SealedRecord, open_record, seal_record
from intake.vault.suite import Seed, seal
from intake.vault.wire import pack

from .makers import CASE, LOW_ORDER, OTHER_CASE, PAIR, STRANGER, TEXT, unhurried


def record(body: bytes = TEXT, seed: Seed | None = PAIR.seed, **changes: Any) -> SealedRecord:
    """Seal a message of the conversation, changed as asked."""
    place: dict[str, Any] = {
        "case": CASE,
        "part": Part.conversation,
        "sequence": 0,
        "author": "complainant",
        "previous": GENESIS,
    }
    return seal_record(PAIR.public, body, seed=seed, **{**place, **changes})


def foreign(inside: bytes) -> SealedRecord:
    """Seal in the place of a record what a stranger, who knows only the public key, may seal."""
    context = Context("record", CASE, Part.conversation, 0, 0)
    return SealedRecord(Part.conversation, 0, seal(PAIR.public, inside, context))


@unhurried
@given(
    st.binary(max_size=5000), st.text(max_size=20), st.binary(min_size=32, max_size=32), st.integers(0, 2**32)
)
def test_a_record_of_a_holder_opens_verified(
    body: bytes, author: str, previous: bytes, sequence: int
) -> None:
    sealed = record(body, author=author, previous=previous, sequence=sequence)
    opened = open_record(PAIR, sealed, case=CASE, previous=previous)
    assert (opened.body, opened.author, opened.verified) == (body, author, True)


def test_a_record_without_a_mark_is_readable_and_unverified() -> None:
    opened = open_record(PAIR, record(seed=None), case=CASE, previous=GENESIS)
    assert (opened.body, opened.author, opened.verified) == (TEXT, "complainant", False)


def test_a_record_marked_with_another_seed_is_unverified() -> None:
    assert not open_record(PAIR, record(seed=STRANGER.seed), case=CASE, previous=GENESIS).verified


def test_a_mark_copied_to_another_author_is_unverified() -> None:
    forged = foreign(pad(pack(b"desk:crcl", b"m" * 32, TEXT)))
    opened = open_record(PAIR, forged, case=CASE, previous=GENESIS)
    assert (opened.author, opened.verified) == ("desk:crcl", False)


def test_a_record_after_another_than_the_one_it_followed_is_unverified() -> None:
    first, other = record(b"first"), record(b"other")
    second = record(b"second", sequence=1, previous=first.digest())
    assert open_record(PAIR, second, case=CASE, previous=first.digest()).verified
    assert not open_record(PAIR, second, case=CASE, previous=other.digest()).verified


def test_swapped_records_are_refused() -> None:
    first, second = record(b"first"), record(b"second", sequence=1)
    for swapped in (replace(first, sealed=second.sealed), replace(second, sealed=first.sealed)):
        with pytest.raises(CannotOpenError):
            open_record(PAIR, swapped, case=CASE, previous=GENESIS)


def test_a_record_moved_to_another_case_part_sequence_or_epoch_is_refused() -> None:
    sealed = record()
    for moved, case, epoch in (
        (sealed, OTHER_CASE, 0),
        (replace(sealed, part=Part.account), CASE, 0),
        (replace(sealed, sequence=1), CASE, 0),
        (sealed, CASE, 1),
    ):
        with pytest.raises(CannotOpenError):
            open_record(PAIR, moved, case=case, previous=GENESIS, epoch=epoch)


def test_a_note_of_an_epoch_opens_in_that_epoch() -> None:
    note = record(part=Part.note, epoch=5, author="desk:doj")
    assert open_record(PAIR, note, case=CASE, previous=GENESIS, epoch=5).verified


def test_only_the_holder_of_the_seed_opens_a_record() -> None:
    with pytest.raises(CannotOpenError):
        open_record(STRANGER, record(), case=CASE, previous=GENESIS)


@pytest.mark.parametrize(
    "inside",
    [
        b"",
        TEXT,
        pad(TEXT),
        pack(b"complainant", b"", TEXT),
        pad(pack(b"complainant", TEXT)),
        pad(pack(b"\xff\xfe", b"", TEXT)),
    ],
    ids=[
        "nothing",
        "no padding",
        "no blocks",
        "blocks without padding",
        "a block short",
        "author is no text",
    ],
)
def test_what_a_stranger_sealed_and_is_no_record_is_refused(inside: bytes) -> None:
    with pytest.raises(CannotOpenError):
        open_record(PAIR, foreign(inside), case=CASE, previous=GENESIS)


def test_texts_of_like_length_are_sealed_to_the_same_size() -> None:
    sizes = {len(record(b"x" * length).sealed) for length in (0, 1, 500, 4000)}
    assert sizes == {1137 + 4096}


def test_the_digest_covers_part_place_and_bytes() -> None:
    sealed = SealedRecord(Part.account, 1, b"bytes")
    changed = [replace(sealed, part=Part.note), replace(sealed, sequence=2), replace(sealed, sealed=b"bytez")]
    assert len({entry.digest() for entry in [sealed, *changed]}) == 4
    assert sealed.digest() != GENESIS


def test_a_record_is_not_sealed_to_a_low_order_key() -> None:
    with pytest.raises(BadKeyError):
        seal_record(
            LOW_ORDER,
            TEXT,
            case=CASE,
            part=Part.account,
            sequence=0,
            author="complainant",
            previous=GENESIS,
            seed=None,
        )
