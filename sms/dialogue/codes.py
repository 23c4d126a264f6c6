"""What a receipt code does by text: see how it is, add words, take it back. Without a code nothing is told."""

from typing import TypeAlias

from intake.interview.dates import shown
from intake.interview.words import STATUSES
from sms import texts
from sms.dialogue.apart import WHOSE, around, ask_whose, brings_code, has_letters, let_wait, may_follow
from sms.dialogue.reading import picked, tells
from sms.dialogue.state import Spot
from sms.dialogue.talk import Handler, Talk
from sms.dialogue.turn import (
    Added,
    AddWords,
    Forget,
    Forgotten,
    Found,
    LookUp,
    Message,
    NotForgotten,
    NotFound,
    Outcome,
    TooManyMisses,
)
from sms.words import plain
from sms.words.commands import Command, WithCode, leading, with_code

ByCode: TypeAlias = LookUp | Forget | AddWords
_WHAT = [("see", texts.SEE), ("add", texts.ADD), ("take_back", texts.TAKE_BACK)]


def effect_of(text: str, locale: str) -> ByCode | str | None:
    """Return what a text with a code asks for; "" where its code is wrong, None where it asks for nothing.

    A code alone asks how it is; "FORGET" before it takes it back.
    """
    found = with_code(text)
    if found is None:
        return "" if _misses(text, locale) else None
    wanted = leading(found.before, locale)
    if found.after or (found.before and wanted is None):
        return None
    if not found.code:
        return ""
    return Forget(found.code) if wanted is Command.forget else LookUp(found.code)


def _misses(text: str, locale: str) -> bool:
    """Tell whether a text is a command and digits that are no code: "STATUS 1234"."""
    words = plain(text).split()
    spoken = [word for word in words if not word.isdecimal()]
    return len(spoken) < len(words) and leading(" ".join(spoken), locale) is not None


def carry_out(talk: Talk, effect: ByCode | str) -> None:
    """Have something done by code; a mistyped code is told from one that nothing fits: its check digit is no secret."""
    talk.go(talk.state.draft.at if talk.state.draft else Spot("done"))
    if isinstance(effect, str):
        talk.say(texts.NOT_A_CODE)
        talk.show()
    else:
        talk.hold("" if isinstance(effect, Forget) else effect.code)
        talk.effects.append(effect)


def answer(talk: Talk, outcome: Outcome) -> None:
    """Say what came of it, in coarse words, and ask again what was asked, or where words go that wait."""
    adding = talk.at.name == "words"
    if isinstance(outcome, Found):
        if not adding:  # there nobody asked how it is
            _say_status(talk, outcome)
    else:
        _say(talk, outcome)
    if isinstance(outcome, NotFound | TooManyMisses):
        words = outcome.words
        if words:
            talk.keep_loose(talk.now, words)
        if isinstance(outcome, NotFound):
            talk.hold("")
        if adding:
            talk.go(Spot("code", step="add"))
        elif words:
            talk.go(WHOSE)
    if talk.state.loose and (adding or talk.state.at.name in {"done", "draft"}) and talk.at.name != "code":
        talk.go(WHOSE)
    talk.show()


def _say_status(talk: Talk, found: Found) -> None:
    talk.say(STATUSES[found.status])
    if found.due:
        talk.say(texts.fill(texts.STATUS_BY, day=shown(found.due.isoformat())))
    if found.messages:
        talk.say(texts.messages_wait(found.messages))
    if found.messages and talk.known.web_address:
        talk.say(texts.fill(texts.READ_ON_WEB, address=talk.known.web_address))


def _say(talk: Talk, outcome: Outcome) -> None:
    match outcome:
        case Added():
            talk.say(texts.ADDED)
        case Forgotten(shredded):
            talk.say(texts.ERASED if shredded else texts.WITHDRAWN)
        case NotForgotten():
            talk.say(texts.CANNOT_ERASE)
        case TooManyMisses(minutes):
            talk.say(texts.too_many_misses(minutes))
            if talk.known.web_address:
                talk.say(texts.fill(texts.OR_ON_WEB, address=talk.known.web_address))
        case _:
            talk.say(texts.NOT_FOUND)


def _show_what(talk: Talk) -> None:
    talk.menu(str(texts.WITH_CODE), _WHAT)


def _take_what(talk: Talk, message: Message) -> None:
    found = picked(message.text, talk.at, _WHAT, talk.language.locale)
    if found is None and (tells(message.text) or may_follow(talk, message.text)):
        ask_whose(talk, message)
    elif found is None or len(found.codes) != 1:
        talk.say(texts.NUMBERS_ONLY)
        talk.show()
    elif talk.code and found.codes[0] == "add":
        talk.ask(WHOSE if talk.state.loose else Spot("words"))
    else:
        talk.ask(Spot("code", step=found.codes[0]))


def _show_code(talk: Talk) -> None:
    if talk.state.loose and talk.at.step == "add":
        talk.say(f"{texts.WORDS_WAIT} {texts.CODE_PLEASE}")
    else:
        talk.say(texts.CODE_AND_WORDS if talk.at.step == "add" else texts.CODE_PLEASE)


def _take_code(talk: Talk, message: Message) -> None:
    found = with_code(message.text)
    if talk.at.step == "add":
        _take_addition(talk, message, found)
    elif found is not None and found.code:
        taking_back = talk.at.step == "take_back"
        if (
            not taking_back
            and brings_code(message.text)
            and leading(around(message.text), talk.language.locale) is None
        ):
            let_wait(talk, message)
        carry_out(talk, Forget(found.code) if taking_back else LookUp(found.code))
    elif found is None and tells(message.text):
        ask_whose(talk, message)
    else:
        talk.say(texts.NOT_A_CODE)
        talk.show()


def _take_addition(talk: Talk, message: Message, found: WithCode | None) -> None:
    """Add words to the case of the code beside them; words without a code wait for it, and a code for its words."""
    words = around(message.text)
    if found is not None and found.code:
        if has_letters(words):
            carry_out(talk, AddWords(found.code, words))
        else:
            talk.hold(found.code)
            talk.effects.append(LookUp(found.code))
            talk.go(Spot("words"))
        return
    if found is not None or not has_letters(words):
        talk.say(texts.NOT_A_CODE)
    if has_letters(words):
        let_wait(talk, message)
    talk.show()


def _show_words(talk: Talk) -> None:
    talk.say(texts.CODE_TAKEN)


def _take_words(talk: Talk, message: Message) -> None:
    """Take the words that follow their code, to its case."""
    found = with_code(message.text)
    if found is None and talk.code:
        if has_letters(message.text):
            carry_out(talk, AddWords(talk.code, message.text.strip()))
        else:
            talk.show()
    else:
        talk.go(Spot("code", step="add"))
        _take_addition(talk, message, found)


SPOTS = {
    "with_code": Handler(_show_what, _take_what),
    "code": Handler(_show_code, _take_code),
    "words": Handler(_show_words, _take_words),
}
