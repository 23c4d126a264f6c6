"""Phone numbers and the carrier's ids: what one looks like, and nothing of them in any other form."""

import re
from urllib.parse import urlsplit

_NUMBER = re.compile(
    r"\+[1-9][0-9]{6,14}", re.ASCII
)  # E.164, and no shorter than the shortest national number
_SHORT = re.compile(r"[0-9]{3,8}", re.ASCII)  # short codes write to us, too
_LONGEST = (
    9  # digits of any count or code: int() refuses thousands of them, and what follows has no use for them
)
_MESSAGE = re.compile(r"(?:SM|MM)[0-9a-f]{32}", re.ASCII)
_MEDIA = re.compile(r"ME[0-9a-f]{32}", re.ASCII)


def is_sender(text: str) -> bool:
    """Tell whether a text came from something that could be answered: a number, or a short code."""
    return bool(_NUMBER.fullmatch(text) or _SHORT.fullmatch(text))


def is_message(sid: str) -> bool:
    """Tell whether this is the id of a message."""
    return bool(_MESSAGE.fullmatch(sid))


def is_media(sid: str) -> bool:
    """Tell whether this is the id of a file."""
    return bool(_MEDIA.fullmatch(sid))


def media_sid(url: str) -> str:
    """Return the id of the file that an address of the carrier ends with; "" where it ends with none.

    Of an address from outside nothing else is used: the one that is fetched is built from our own settings.
    """
    try:
        last = urlsplit(url).path.rstrip("/").rsplit("/", 1)[-1]
    except ValueError:
        return ""
    return last if is_media(last) else ""


def small_number(text: object) -> int:
    """Return the number that a field from outside holds; 0 where it holds none, or one of absurd length."""
    digits = str(text if text is not None else "")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST else 0
