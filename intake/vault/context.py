"""What a sealed value is bound to: purpose and fields, encoded in one way only."""

from uuid import UUID

DOMAIN = "recourse/1"

Field = str | int | bytes | UUID


def encode_field(value: Field) -> bytes:
    """Encode one field as a type letter, a length of 4 bytes big-endian, and the value.

    Whole numbers are 8 bytes big-endian; a negative or larger one raises OverflowError.
    """
    match value:
        case str():
            letter, data = b"s", value.encode()
        case int():
            letter, data = b"i", value.to_bytes(8, "big")
        case UUID():
            letter, data = b"u", value.bytes
        case _:
            letter, data = b"b", value
    return letter + len(data).to_bytes(4, "big") + data


class Context:
    """A purpose and its fields; two encode alike only if purpose, types, order and values are the same."""

    __slots__ = ("fields", "purpose")

    def __init__(self, purpose: str, *fields: Field) -> None:
        self.purpose = purpose
        self.fields = fields

    def encode(self) -> bytes:
        """Return the canonical bytes, used as HPKE `info`, as AEAD associated data and as HKDF `info`."""
        return b"".join(encode_field(value) for value in (DOMAIN, self.purpose, *self.fields))
