"""Recognises what must work at any moment: stop, start, help, status, forget, and a receipt code in a text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from intake.core import receipt
from intake.core.errors import ReceiptError
from intake.interview.text import ascii_digits
from sms.words import Words, all_words, plain

_SHORT = 3  # words in which a leading stop word means to stop: "stop it now"
_TOLD = 12  # words from which on a text is a story, in which a phrase of stopping is part of what happened
_NAME = 2  # letters that may as well be a name or an answer
_GAP = r"[\s\-‐-―.·•‧∙⋅_،,\u200e\u200f]*"
_CODE = re.compile(rf"(?<!\d)(?:\d{_GAP}){{{receipt.LENGTH - 1}}}\d(?!\d)")


class Command(StrEnum):
    """What a text asks for, whatever the dialogue is about."""

    stop = "stop"
    start = "start"
    help = "help"
    status = "status"
    forget = "forget"


@dataclass(frozen=True)
class WithCode:
    """A text that holds something in the shape of a receipt code; `code` is "" where a digit of it is wrong."""

    before: str
    code: str
    after: str


def is_stop(text: str, *, telling: bool) -> bool:
    """Tell whether a text asks for no more texts, in any language (47 CFR 64.1200(a)(10)).

    In doubt it does. While a person tells what happened (`telling`) only a whole text counts: "they would not stop
    beating me" must not be lost.
    """
    said = plain(text)
    words = said.split()
    if not words or _whole(words):
        return bool(words)
    if telling or len(words) > _TOLD:
        return False
    return (len(words) <= _SHORT and words[0] in _stops()) or _has_phrase(said)


def command(text: str, locale: str, *, telling: bool) -> Command | None:
    """Return what a text asks for.

    Stop is read in any language, and so is a call for help of more than two letters ("Ed" is help in Haitian Creole, and
    a name in English); other words in English and in the language spoken.
    """
    if is_stop(text, telling=telling):
        return Command.stop
    said = plain(text)
    for words in _of(locale):
        for one in (Command.help, Command.start, Command.status, Command.forget):
            if said in getattr(words, one.value):
                return one
    return _help_in_any(said) if len(said) > _NAME else None


def _help_in_any(said: str) -> Command | None:
    return Command.help if said in _helps() else None


def starts(text: str) -> bool:
    """Tell whether a text takes a stop back, in any language."""
    return any(plain(text) in words.start for words in all_words().values())


def leading(text: str, locale: str) -> Command | None:
    """Return the command that the words before a code make: "FORGET 1234..."."""
    said = plain(text)
    for words in _of(locale):
        for one in (Command.forget, Command.status):
            if said in getattr(words, one.value):
                return one
    return None


def with_code(text: str) -> WithCode | None:
    """Return the first receipt code in a text and what stands around it; None where there is none."""
    found = _CODE.search(ascii_digits(text))
    if found is None:
        return None
    try:
        code = receipt.parse(found[0])
    except ReceiptError:
        code = ""
    return WithCode(text[: found.start()].strip(), code, text[found.end() :].strip())


def _of(locale: str) -> Iterable[Words]:
    known = all_words()
    return [known[one] for one in dict.fromkeys(("en", locale)) if one in known]


def _whole(words: list[str]) -> bool:
    """Tell whether nothing but stop words, stop phrases and courtesy was texted."""
    said = " ".join(words)
    if said in _stops() or all(word in _stops() for word in words):
        return True
    bare = _without_courtesy(words)
    return bare in _stops() or any(
        text.startswith(wish) and _is_courtesy(text.removeprefix(wish), joined=not wish.isascii())
        for text in (said, bare)
        if text.startswith(_wishes())  # nearly no text does, and this looks at all of them at once
        for wish in _wishes()
    )


def _is_courtesy(rest: str, *, joined: bool) -> bool:
    return (joined or rest[:1] in {"", " "}) and not _without_courtesy(rest.split())


def _without_courtesy(words: list[str]) -> str:
    kept = list(words)
    while kept and kept[0] in _polite():
        kept.pop(0)
    while kept and kept[-1] in _polite():
        kept.pop()
    return " ".join(kept)


def _has_phrase(said: str) -> bool:
    return any(phrase in said and _stands_in(phrase, said) for phrase in _phrases())


def _stands_in(phrase: str, said: str) -> bool:
    """Tell whether a phrase stands in a text at word ends, with no "not" before it; without spaces: anywhere."""
    if not phrase.isascii() and " " not in said:
        return phrase in said
    padded = f" {said} "
    at = padded.find(f" {phrase} ")
    before = padded[:at].split() if at >= 0 else []
    return at >= 0 and not (before and before[-1] in _negations())


@cache
def _stops() -> frozenset[str]:
    return frozenset().union(*(words.stop for words in all_words().values()))


@cache
def _helps() -> frozenset[str]:
    return frozenset().union(*(words.help for words in all_words().values()))


@cache
def _phrases() -> tuple[str, ...]:
    return tuple(sorted(frozenset().union(*(words.stop_phrases for words in all_words().values()))))


@cache
def _wishes() -> tuple[str, ...]:
    return (*_stops(), *_phrases())


@cache
def _polite() -> frozenset[str]:
    return frozenset().union(*(words.polite for words in all_words().values()))


@cache
def _negations() -> frozenset[str]:
    return frozenset().union(*(words.not_stop for words in all_words().values()))
