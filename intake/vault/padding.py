"""Padme: lengths are rounded so that a ciphertext tells little of how much somebody wrote.

Above a floor of 4096 bytes a length keeps only its leading bits: at most 12 % is added and O(log log n) bits
are shown (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs",
PoPETs 2019). The filling is that of ISO/IEC 7816-4: one byte 0x80, then zeros.
"""

from intake.core.errors import CannotOpenError

FLOOR = 4096
MARK = b"\x80"


def padme(length: int) -> int:
    """Return the padded length in bytes for a length in bytes, never below 4096."""
    length = max(length, FLOOR)
    exponent = length.bit_length() - 1
    dropped = exponent - exponent.bit_length()
    mask = (1 << dropped) - 1
    return (length + mask) & ~mask


def pad(plain: bytes) -> bytes:
    """Fill up to the Padme length of the content and its mark."""
    return (plain + MARK).ljust(padme(len(plain) + 1), b"\0")


def unpad(padded: bytes) -> bytes:
    """Return the content; CannotOpenError if the filling is not exactly what `pad` makes."""
    content = padded.rstrip(b"\0")
    if content[-1:] != MARK or len(padded) != padme(len(content)):
        raise CannotOpenError("the padding is malformed")
    return content[:-1]
