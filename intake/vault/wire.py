"""Length-prefixed blocks: the framing of every compound format here, parsed strictly: input is hostile."""

from intake.core.errors import CannotOpenError

_LENGTH = 4
MOST_BLOCKS = 256


def pack(*blocks: bytes) -> bytes:
    """Join blocks, each after its length in 4 bytes big-endian."""
    return b"".join(len(block).to_bytes(_LENGTH, "big") + block for block in blocks)


def unpack(data: bytes, count: int | None = None) -> tuple[bytes, ...]:
    """Split what `pack` joined; CannotOpenError on a short block, trailing bytes, or an unexpected count."""
    blocks: list[bytes] = []
    at = 0
    while at < len(data) and len(blocks) < MOST_BLOCKS:
        start = at + _LENGTH
        at = start + int.from_bytes(data[at:start], "big")
        blocks.append(data[start:at])
    if at != len(data) or (count is not None and len(blocks) != count):
        raise CannotOpenError("the blocks of this value do not fit together")
    return tuple(blocks)
