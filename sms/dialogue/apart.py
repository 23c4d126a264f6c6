"""Words that may belong to a complaint that was sent: they wait, and go nowhere, until the person said where."""

from intake.i18n import speaking
from sms.dialogue.state import Spot
from sms.dialogue.talk import Talk
from sms.dialogue.turn import Message
from sms.languages import detect
from sms.words.commands import with_code

WHOSE = Spot("whose")


def may_follow(talk: Talk, text: str) -> bool:
    """Tell whether words come so soon after a receipt code that they may be meant for its complaint."""
    return bool(talk.code) and has_letters(text)


def brings_code(text: str) -> bool:
    """Tell whether a text holds a receipt code and words beside it."""
    found = with_code(text)
    return found is not None and bool(found.code) and has_letters(around(text))


def has_letters(text: str) -> bool:
    """Tell whether a text says anything but numbers and signs."""
    return any(letter.isalpha() for letter in text)


def ask_whose(talk: Talk, message: Message) -> None:
    """Let words wait, without the code that stands among them, and ask where they go."""
    found = with_code(message.text)
    if found is not None and found.code:
        talk.hold(found.code)
    if not talk.state.language:
        talk.set(language=(detect(message.text, talk.languages) or talk.language).tag)
    let_wait(talk, message)
    with speaking(talk.language.tag):
        talk.ask(WHOSE)
        talk.close()


def let_wait(talk: Talk, message: Message) -> None:
    """Let the words of a text wait; say so where they are more than can wait."""
    talk.keep_loose(message.at.isoformat(), around(message.text), index=message.index)


def around(text: str) -> str:
    """Return what stands before and after a receipt code; the whole text where there is none."""
    found = with_code(text)
    return text.strip() if found is None else " ".join(filter(None, (found.before, found.after)))
