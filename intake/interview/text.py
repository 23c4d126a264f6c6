"""Cleans what people type: one Unicode form, no control characters, any script's digits read as digits."""

import unicodedata

# Direction marks and joiners are ordinary letters of Arabic, Persian or Hindi text and stay; these can turn
# the text around them on an officer's screen (Unicode TR 36, "bidirectional text spoofing") and go.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def _kept(letter: str) -> bool:
    return letter == "\n" or (unicodedata.category(letter) not in {"Cc", "Cs"} and letter not in _TURNING)


def clean_text(value: str) -> str:
    """Return a text of several lines: trimmed, NFC, plain newlines, no control characters or surrogates."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return unicodedata.normalize("NFC", "".join(filter(_kept, lines))).strip()


def clean_line(value: str) -> str:
    """Return a text of one line, with every run of white space as one space."""
    return " ".join(clean_text(value).split())


def ascii_digits(value: str) -> str:
    """Return the text with the decimal digits of every script as 0 to 9."""
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in value)


def comparable_word(value: str) -> str:
    """Return a word as it is compared: only letters and digits, without case, accents, spaces or punctuation.

    What one keyboard adds and another leaves out must not tell two words apart. Changing this orphans every word
    that was given before.
    """
    letters = ascii_digits(folded(value)).casefold()
    return "".join(letter for letter in letters if unicodedata.category(letter)[0] in "LMN")


def folded(value: str) -> str:
    """Return the text for comparing: no case, no accents, single spaces."""
    apart = unicodedata.normalize("NFKD", clean_line(value).casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
