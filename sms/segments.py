"""How many segments a text takes: GSM-7 septets or UTF-16 units, counted as a carrier counts them."""

from collections.abc import Iterator

MOST = 3
"""Segments that any of our texts may take."""

# 3GPP TS 23.038, 6.2.1: the GSM 7 bit default alphabet and its extension table (each of whose letters takes two septets).
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
_GSM = _BASIC | _EXTENDED
# 3GPP TS 23.040, 9.2.3.24.1: alone 140 octets; joined, 6 of them hold the header that says which part it is.
_GSM_ALONE, _GSM_JOINED = 160, 153
_UCS_ALONE, _UCS_JOINED = 70, 67
_LAST_OF_BMP = "\uffff"


def is_gsm(text: str) -> bool:
    """Tell whether every letter is in the GSM-7 alphabet or its extension."""
    return _GSM.issuperset(text)


def segments(text: str) -> int:
    """Return the number of segments; 1 for an empty text. No letter of two units is cut in half."""
    gsm = is_gsm(text)
    alone, joined = (_GSM_ALONE, _GSM_JOINED) if gsm else (_UCS_ALONE, _UCS_JOINED)
    if (
        _EXTENDED.isdisjoint(text) if gsm else max(text) <= _LAST_OF_BMP
    ):  # all letters of one unit: nearly every text
        return 1 if len(text) <= alone else -(-len(text) // joined)
    doubled = (letter in _EXTENDED if gsm else letter > _LAST_OF_BMP for letter in text)
    return _count((1 + double for double in doubled), alone, joined)


def fits(text: str) -> bool:
    """Tell whether a text takes no more segments than any of ours may."""
    return segments(text) <= MOST


def split(text: str, head: str = "") -> list[str]:
    """Return the text in pieces that fit with `head` before each: cut at line ends, else spaces, else anywhere."""
    pieces = []
    rest = text
    while not fits(head + rest):
        room = _room(rest, head)
        cut = max(rest.rfind("\n", 0, room + 1), 0) or max(rest.rfind(" ", 0, room + 1), 0) or room
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pieces, rest]


def _room(text: str, head: str) -> int:
    """Return how many letters of the text fit after the head: at least one, so that a cut always gets on."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(head + text[:middle]) else (low, middle - 1)
    return low


def _count(units: Iterator[int], alone: int, joined: int) -> int:
    sizes = list(units)
    if sum(sizes) <= alone:
        return 1
    count, free = 1, joined
    for size in sizes:
        if size > free:
            count, free = count + 1, joined
        free -= size
    return count
