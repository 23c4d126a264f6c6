"""File encryption as a stream: constant memory, and no way to cut, reorder or extend what was stored.

STREAM (Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015) with AES-256-GCM: version 0x01 and a random nonce
prefix (7), then chunks of 64 KiB, each under nonce = prefix, counter (4), last flag (1), with context and
header as associated data. The content is filled to its Padme length with 0x80 and zeros inside the
encryption.
"""

from collections.abc import Iterable, Iterator
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from intake.core.errors import BadKeyError, CannotOpenError
from intake.vault.context import Context
from intake.vault.padding import MARK, padme

CHUNK = 64 * 1024
KEY_SIZE = 32
_TAG = 16
_VERSION = b"\x01"
_HEADER = 8


class _Source:
    """Reads pieces of any size in blocks of a given size."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._held = bytearray()

    def read(self, size: int) -> bytes:
        """Return `size` bytes, fewer only at the end."""
        while len(self._held) < size and (piece := next(self._pieces, None)) is not None:
            self._held += piece
        block = bytes(self._held[:size])
        del self._held[:size]
        return block

    def blocks(self, size: int) -> Iterator[tuple[bytes, bool]]:
        """Yield all blocks, each with whether it is the last; an empty source has one empty block."""
        block = self.read(size)
        while following := self.read(size):
            yield block, False
            block = following
        yield block, True


def encrypt_stream(chunks: Iterable[bytes], key: bytes, context: Context) -> Iterator[bytes]:
    """Encrypt content given in pieces of any size under a key of its own (32 bytes, for one file only)."""
    header = _VERSION + token_bytes(_HEADER - 1)
    cipher = _cipher(key)
    yield header
    bound = Context("stream", header).encode() + context.encode()
    for counter, (block, last) in enumerate(_Source(_padded(chunks)).blocks(CHUNK)):
        yield cipher.encrypt(_nonce(header, counter, last), block, bound)


def decrypt_stream(chunks: Iterable[bytes], key: bytes, context: Context) -> Iterator[bytes]:
    """Decrypt a stored stream given in pieces of any size, holding at most two chunks.

    Every yielded byte is authentic and in its place. A stream that was cut shows it only at its end, by
    CannotOpenError: who needs the whole must wait for the iterator to finish.
    """
    source = _Source(chunks)
    header = source.read(_HEADER)
    if len(header) != _HEADER or header[:1] != _VERSION:
        raise CannotOpenError("this is no stream of a known version")
    yield from _content(_opened(source, header, _cipher(key), context))


def _opened(source: _Source, header: bytes, cipher: AESGCM, context: Context) -> Iterator[bytes]:
    bound = Context("stream", header).encode() + context.encode()
    for counter, (block, last) in enumerate(source.blocks(CHUNK + _TAG)):
        try:
            yield cipher.decrypt(_nonce(header, counter, last), block, bound)
        except InvalidTag as error:
            raise CannotOpenError("the stream is cut, changed or out of place") from error


def _cipher(key: bytes) -> AESGCM:
    if len(key) != KEY_SIZE:
        raise BadKeyError(f"the key of a stream is {KEY_SIZE} bytes long")
    return AESGCM(key)


def _nonce(header: bytes, counter: int, last: bool) -> bytes:
    return header[1:] + counter.to_bytes(4, "big") + bytes([last])


def _zeros(count: int) -> Iterator[bytes]:
    for at in range(0, count, CHUNK):
        yield bytes(min(CHUNK, count - at))


def _padded(chunks: Iterable[bytes]) -> Iterator[bytes]:
    length = 0
    for chunk in chunks:
        length += len(chunk)
        yield chunk
    yield MARK
    yield from _zeros(padme(length + 1) - length - 1)


def _content(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the content without its filling, counting zeros after a mark instead of holding them."""
    total = content = 0
    zeros: int | None = None  # how many zeros followed a mark that is held back
    for block in blocks:
        total += len(block)
        stripped = block.rstrip(b"\0")
        trailing = len(block) - len(stripped)
        if not stripped and zeros is not None:
            zeros += trailing
            continue
        if zeros is not None:  # the mark was content after all
            content += 1 + zeros
            yield MARK
            yield from _zeros(zeros)
        marked = stripped[-1:] == MARK
        zeros = trailing if marked else None
        shown = stripped[:-1] if marked else block
        content += len(shown)
        if shown:
            yield shown
    if zeros is None or total != padme(content + 1):
        raise CannotOpenError("the padding of the stream is malformed")
