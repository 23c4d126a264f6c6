"""What a receipt code does by text: see how it is, add words, take it back. Without a code nothing is told."""

from collections.abc import Mapping

from intake.interview.dates import shown
from intake.interview.words import STATUSES
from sms import texts
from sms.dialogue.reading import picked
from sms.dialogue.state import Spot
from sms.dialogue.talk import Handler, Talk
from sms.dialogue.turn import (
    Added,
    AddWords,
    Effect,
    Forget,
    Forgotten,
    Found,
    LookUp,
    Message,
    NotForgotten,
    Outcome,
    TooManyMisses,
)
from sms.words import plain
from sms.words.commands import Command, WithCode, leading, with_code

_WHAT = [("see", texts.SEE), ("add", texts.ADD), ("take_back", texts.TAKE_BACK)]


def effect_of(text: str, locale: str) -> Effect | str | None:
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


def carry_out(talk: Talk, effect: Effect | str) -> None:
    """Have something done by code; a wrong code is answered as one that nothing was filed under."""
    talk.go(talk.state.draft.at if talk.state.draft else Spot("done"))
    if isinstance(effect, str):
        answer(talk, None)
    else:
        talk.effects.append(effect)


def answer(talk: Talk, outcome: Outcome | None) -> None:
    """Say what came of it, in coarse words, and ask again what was asked; None is a code that nothing fits."""
    match outcome:
        case Found(status, due, messages):
            talk.say(STATUSES[status])
            if due:
                talk.say(texts.fill(texts.STATUS_BY, day=shown(due.isoformat())))
            if messages:
                talk.say(texts.messages_wait(messages))
            if messages and talk.known.web_address:
                talk.say(texts.fill(texts.READ_ON_WEB, address=talk.known.web_address))
        case Added():
            talk.say(texts.ADDED)
        case Forgotten(shredded):
            talk.say(texts.ERASED if shredded else texts.WITHDRAWN)
        case NotForgotten():
            talk.say(texts.CANNOT_ERASE)
        case TooManyMisses():
            talk.say(texts.TOO_MANY_MISSES)
            if talk.known.web_address:
                talk.say(texts.fill(texts.OR_ON_WEB, address=talk.known.web_address))
        case _:
            talk.say(texts.NOT_FOUND)
    talk.show()


def _show_what(talk: Talk) -> None:
    talk.menu(str(texts.WITH_CODE), _WHAT)


def _take_what(talk: Talk, message: Message) -> None:
    found = picked(message.text, talk.at, _WHAT, talk.language.locale)
    if found is None or len(found.codes) != 1:
        talk.say(texts.NUMBERS_ONLY)
        talk.show()
    else:
        talk.ask(Spot("code", step=found.codes[0]))


def _show_code(talk: Talk) -> None:
    talk.say(texts.CODE_AND_WORDS if talk.at.step == "add" else texts.CODE_PLEASE)


def _take_code(talk: Talk, message: Message) -> None:
    found = with_code(message.text)
    if found is None or (talk.at.step == "add" and not found.after):
        if found is None:
            talk.say(texts.NOT_FOUND)
        talk.show()
    else:
        carry_out(talk, _asked(found, talk.at.step))


def _asked(found: WithCode, wanted: str) -> Effect | str:
    if not found.code:
        return ""
    effects: Mapping[str, Effect] = {
        "see": LookUp(found.code),
        "add": AddWords(found.code, found.after),
        "take_back": Forget(found.code),
    }
    return effects[wanted]


SPOTS = {
    "with_code": Handler(_show_what, _take_what),
    "code": Handler(_show_code, _take_code),
}
