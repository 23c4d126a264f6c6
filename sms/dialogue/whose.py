"""Where words go that came after a receipt code: to its complaint, to the one that is told now, or to a new one."""

from intake.interview.fields import Choice
from sms import texts
from sms.dialogue.apart import around, ask_whose, has_letters
from sms.dialogue.menus import go_on, new_one
from sms.dialogue.reading import picked
from sms.dialogue.state import Spot
from sms.dialogue.talk import Handler, Talk
from sms.dialogue.turn import AddWords, Message


def _options(talk: Talk) -> list[Choice]:
    return [
        *([("add", texts.TO_CODE)] if talk.code else []),
        *([("draft", texts.ADD_WORDS)] if talk.state.draft else []),
        ("new", texts.START_NEW),
        *([] if talk.code else [("with_code", texts.HAVE_CODE)]),
    ]


def _show(talk: Talk) -> None:
    talk.menu(f"{texts.WORDS_WAIT} {texts.WHOSE}", _options(talk))


def _take(talk: Talk, message: Message) -> None:
    found = picked(message.text, talk.at, _options(talk), talk.language.locale)
    match found.codes if found else ():
        case ("add",) if talk.code:
            _add(talk)
        case ("draft",):
            go_on(talk)
        case ("new",):
            new_one(talk)
        case ("add" | "with_code",):  # its minutes are over: the code is needed again
            talk.ask(Spot("code", step="add"))
        case _ if has_letters(around(message.text)):
            ask_whose(talk, message)
        case _:
            talk.say(texts.NUMBERS_ONLY)
            talk.show()


def _add(talk: Talk) -> None:
    words = "\n".join(part.text for part in sorted(talk.state.loose))
    talk.set(loose=())
    talk.effects.append(AddWords(talk.code, words))
    talk.go(talk.state.draft.at if talk.state.draft else Spot("done"))


SPOTS = {"whose": Handler(_show, _take)}
