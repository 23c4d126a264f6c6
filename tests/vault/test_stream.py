"""Tests of file encryption as a stream."""

import hashlib
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from intake.core.errors import BadKeyError, CannotOpenError
from intake.vault import stream
from intake.vault.context import Context
from intake.vault.padding import padme
from intake.vault.stream import CHUNK, decrypt_stream, encrypt_stream

from .makers import CONTEXT, TEXT, unhurried

KEY = b"k" * 32
HEADER, BLOCK = 8, CHUNK + 16
LONG = hashlib.shake_256(b"a photograph").digest(3 * CHUNK + 1000)


def stored(content: bytes = LONG) -> bytes:
    """Encrypt the content as it lies on disk."""
    return b"".join(encrypt_stream([content], KEY, CONTEXT))


def opened(blob: bytes, key: bytes = KEY, context: Context = CONTEXT) -> bytes:
    """Read the content back."""
    return b"".join(decrypt_stream([blob], key, context))


def sealed_as_is(padded: bytes) -> bytes:
    """One chunk, authentic, whose filling was made by somebody else."""
    header = b"\x01" + bytes(7)
    bound = Context("stream", header).encode() + CONTEXT.encode()
    return header + AESGCM(KEY).encrypt(bytes(7) + bytes(4) + b"\x01", padded, bound)


def pieces(blob: bytes, size: int) -> Iterator[bytes]:
    """Hand the blob over as a network or a disk would."""
    for at in range(0, len(blob), size):
        yield blob[at : at + size]


zeros_after_mark = st.integers(0, 2 * CHUNK).map(lambda zeros: b"\x80" + bytes(zeros))
contents = (
    st.binary(max_size=3000)
    | st.lists(st.binary(max_size=50) | zeros_after_mark | st.just(bytes(CHUNK)), max_size=4).map(b"".join)
    | st.integers(-20, 20).map(lambda around: b"\x80" * (CHUNK + around))
)


@unhurried
@given(contents, st.integers(500, 2 * BLOCK), st.integers(500, 2 * BLOCK))
def test_content_comes_back_however_it_was_cut_into_pieces(content: bytes, cut: int, cut_again: int) -> None:
    blob = b"".join(encrypt_stream(pieces(content, cut), KEY, CONTEXT))
    assert b"".join(decrypt_stream(pieces(blob, cut_again), KEY, CONTEXT)) == content


@pytest.mark.parametrize(
    "content",
    [
        b"\x80" + bytes(3 * CHUNK),
        b"\x80" + bytes(3 * CHUNK) + b"x",
        b"x\x80" + bytes(CHUNK - 2) + b"\x80" + bytes(2 * CHUNK),
        bytes(3 * CHUNK),
        bytes(CHUNK) + b"\x80",
        b"x" * ((8 << 20) + 1),
    ],
    ids=[
        "like filling",
        "filling and more",
        "two marks",
        "zeros",
        "ends in a mark",
        "filled with whole chunks",
    ],
)
def test_content_that_looks_like_filling_comes_back(content: bytes) -> None:
    assert opened(stored(content)) == content


@pytest.mark.parametrize("length", [0, 1, 4095, 4096, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 40 * CHUNK])
def test_the_stored_length_shows_the_padme_length_only(length: int) -> None:
    padded = padme(length + 1)
    chunks = -(-padded // CHUNK)
    assert len(stored(b"x" * length)) == HEADER + padded + 16 * chunks
    assert opened(stored(b"x" * length)) == b"x" * length


def test_the_format_is_the_documented_one() -> None:
    blob = stored()
    header, chunks = blob[:HEADER], list(pieces(blob[HEADER:], BLOCK))
    bound = Context("stream", header).encode() + CONTEXT.encode()
    plain = b"".join(
        AESGCM(KEY).decrypt(
            header[1:] + number.to_bytes(4, "big") + bytes([number == len(chunks) - 1]), chunk, bound
        )
        for number, chunk in enumerate(chunks)
    )
    assert header[0] == 1
    assert plain == (LONG + b"\x80").ljust(padme(len(LONG) + 1), b"\0")


@pytest.mark.parametrize(
    "size", [0, 1, HEADER - 1, HEADER, HEADER + 1, HEADER + 16, HEADER + BLOCK, HEADER + 2 * BLOCK, -1]
)
def test_a_truncated_stream_is_refused(size: int) -> None:
    with pytest.raises(CannotOpenError):
        opened(stored()[:size])


@pytest.mark.parametrize("extra", [b"\0", bytes(BLOCK), stored()[HEADER:]])
def test_trailing_bytes_are_refused(extra: bytes) -> None:
    with pytest.raises(CannotOpenError):
        opened(stored() + extra)


@pytest.mark.parametrize("order", [[1, 0, 2, 3], [0, 2, 1, 3], [0, 1, 3], [0, 0, 1, 2, 3], [3]])
def test_reordered_dropped_and_repeated_chunks_are_refused(order: list[int]) -> None:
    blob = stored()
    chunks = list(pieces(blob[HEADER:], BLOCK))
    with pytest.raises(CannotOpenError):
        opened(blob[:HEADER] + b"".join(chunks[number] for number in order))


def test_a_chunk_of_another_stream_under_the_same_key_is_refused() -> None:
    one, other = stored(), stored()
    with pytest.raises(CannotOpenError):
        opened(one[: HEADER + BLOCK] + other[HEADER + BLOCK :])


def test_another_key_or_context_does_not_open() -> None:
    with pytest.raises(CannotOpenError):
        opened(stored(), key=b"l" * 32)
    with pytest.raises(CannotOpenError):
        opened(stored(), context=Context("test"))


def test_an_unknown_version_is_refused() -> None:
    with pytest.raises(CannotOpenError, match="known version"):
        opened(b"\x02" + stored()[1:])


@pytest.mark.parametrize("position", range(0, HEADER + 3 * BLOCK, 9973))
def test_only_authentic_bytes_come_out_before_a_change_is_refused(position: int) -> None:
    blob = bytearray(stored())
    blob[position] ^= 1
    shown = bytearray()
    blocks = map(shown.extend, decrypt_stream([bytes(blob)], KEY, CONTEXT))
    with pytest.raises(CannotOpenError):
        list(blocks)
    assert LONG.startswith(shown)
    assert len(shown) == max(0, (position - HEADER) // BLOCK) * CHUNK


@pytest.mark.parametrize(
    "padded",
    [bytes(4096), b"x" * 4096, b"x\x80", b"x\x80".ljust(4352, b"\0"), b"x\x80y".ljust(4096, b"\0")],
    ids=["no mark", "no filling", "below the floor", "too generous", "zeros after no mark"],
)
def test_malformed_padding_is_refused(padded: bytes) -> None:
    with pytest.raises(CannotOpenError, match="padding"):
        opened(sealed_as_is(padded))


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused_both_ways(size: int) -> None:
    with pytest.raises(BadKeyError):
        next(encrypt_stream([TEXT], bytes(size), CONTEXT))
    with pytest.raises(BadKeyError):
        opened(stored(), key=bytes(size))


def test_a_stream_is_read_no_further_than_two_chunks_ahead_of_what_it_yields() -> None:
    taken = 0

    def counted() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(50):
            taken += CHUNK
            yield b"x" * CHUNK

    sealed = encrypt_stream(counted(), KEY, CONTEXT)
    next(sealed)  # the header
    for number, _ in zip(range(1, 40), sealed, strict=False):
        assert taken <= (number + 2) * CHUNK


def test_the_filling_of_a_long_stream_is_never_held_whole() -> None:
    filling = list(stream._padded([b"x" * ((8 << 20) + 1)]))[1:]
    assert sum(map(len, filling)) > 2 * CHUNK
    assert max(map(len, filling)) <= CHUNK
    assert [len(piece) for piece in stream._zeros(2 * CHUNK + 5)] == [CHUNK, CHUNK, 5]


def test_two_streams_of_one_content_differ() -> None:
    assert stored() != stored()
