"""The dialogue: (state, text) -> (state, texts, effects). Pure: it reads no clock, no database and no network."""

from dataclasses import replace
from datetime import datetime

from intake.i18n import speaking
from sms import texts
from sms.dialogue import asking, beginning, codes, menus, sending, silence, telling, whose
from sms.dialogue.apart import WHOSE, ask_whose, brings_code
from sms.dialogue.reading import digits, tells
from sms.dialogue.state import Spot, State
from sms.dialogue.talk import AWAY, HANDLERS, OVERLAYS, Talk
from sms.dialogue.turn import (
    Filed,
    Known,
    MediaKept,
    MediaRefused,
    Message,
    NotFiled,
    OptIn,
    OptOut,
    Outcome,
    Turn,
)
from sms.languages import detect
from sms.words.commands import Command, command, starts

HANDLERS.update(
    asking.SPOTS | beginning.SPOTS | telling.SPOTS | sending.SPOTS | menus.SPOTS | codes.SPOTS | whose.SPOTS
)
_BACK, _LANGUAGE, _MENU = "0", "8", "9"
_TYPED = frozenset({"account", "code", "words"})
_AT_CODE = frozenset({"code", "words"})  # there a code means what was chosen before
_NO_LANGUAGE = frozenset({"new", "language"})
_OWN_KEYS = frozenset({"new", "sending"})  # where 0, 8 and 9 lead nowhere


def start() -> State:
    """Return the state of a number that never texted."""
    return State()


def step(state: State, message: Message, known: Known) -> Turn:
    """Take one text and return what it leads to; call it in an app context, for the catalogues."""
    talk = Talk(state, known)
    away = bool(state.heard) and talk.since(state.heard) >= AWAY
    talk.set(heard=talk.now)
    with speaking(talk.language.tag):
        if message.opt_out_type:
            _carrier_said(talk, message.opt_out_type.upper())
        elif not _quieted(talk, message):
            if away:
                _come_back(talk)
            _touch(talk)
            _heard(talk, message)
            _touch(talk)
        return talk.turn()


def resume(state: State, outcome: Outcome, known: Known) -> Turn:
    """Take what came of an effect and return what is to be said of it."""
    talk = Talk(state, known)
    with speaking(talk.language.tag):
        match outcome:
            case Filed():
                sending.filed(talk, outcome)
            case NotFiled():
                sending.not_filed(talk, outcome)
            case MediaKept() | MediaRefused():
                telling.pictures(talk, outcome)
            case _:
                codes.answer(talk, outcome)
        return talk.turn()


def expire(state: State, known: Known) -> Turn:
    """Do what silence does by now; a turn without texts and effects where it does nothing."""
    talk = Talk(state, known)
    with speaking(talk.language.tag):
        if state.draft is not None:
            silence.after_words(talk)
        silence.after_code(talk)
        silence.end_drafts(talk)
        return talk.turn()


def due(state: State) -> datetime | None:
    """Return when `expire` has something to do next; None where it never has."""
    drafts = (*state.shelf, *((state.draft,) if state.draft else ()))
    times = [silence.draft_due(draft) for draft in drafts]
    words = silence.words_due(state.draft) if state.draft and state.at.name == "draft" else None
    if words and not state.quiet:
        times.append(words)
    if code := silence.code_due(state):
        times.append(code)
    return min(times, default=None)


def _carrier_said(talk: Talk, kind: str) -> None:
    """Follow the carrier where it handles STOP, START and HELP by itself, and has answered them."""
    if kind == "STOP":
        talk.set(quiet=True)
        talk.hold("")
        talk.effects.append(OptOut())
    elif kind == "START":
        talk.set(quiet=False)
        talk.effects.append(OptIn())


def _quieted(talk: Talk, message: Message) -> bool:
    """Take STOP, and hold to it; tell whether this text is dealt with. HELP is answered all the same."""
    asked = command(message.text, talk.language.locale, telling=_is_typed(talk))
    if talk.state.quiet:
        if starts(message.text):
            talk.set(quiet=False)
            talk.effects.append(OptIn())
            talk.say(texts.fill(texts.STARTED, name=_name(talk)))
            talk.show()
        elif asked is Command.help:
            _help(talk)
        return True
    if asked is Command.stop:
        talk.set(quiet=True)
        talk.hold("")
        talk.effects.append(OptOut())
        talk.bare(texts.fill(texts.STOPPED, name=_name(talk)))
        return True
    return False


def _come_back(talk: Talk) -> None:
    """After a day of silence, ask how to go on and repeat nothing: another person may hold the phone."""
    if talk.state.draft is not None:
        talk.go(Spot("return"))
    elif talk.state.at.name not in {"new", "language", "sending"}:
        talk.go(Spot("done"))
    else:
        return
    talk.set(at=replace(talk.state.at, step="fresh"))


def _touch(talk: Talk) -> None:
    if talk.state.draft is not None and talk.state.at.name != "return":
        talk.change(touched=talk.now, retry="")


def _heard(talk: Talk, message: Message) -> None:
    fetching = message.media > 0 and talk.state.at.name != "new" and telling.take_media(talk)
    if fetching and not message.text.strip():
        return
    asked = command(message.text, talk.language.locale, telling=_is_typed(talk))
    if asked is Command.help and _chooses_language(talk, message):
        asked = None
    if asked is Command.help:
        _help(talk)
    effect = None if talk.at.name in _AT_CODE else codes.effect_of(message.text, talk.language.locale)
    if effect is not None and (effect or not _is_typed(talk)):
        talk.set(language=talk.language.tag)
        codes.carry_out(talk, effect)
    elif talk.at.name not in _AT_CODE and brings_code(message.text):
        ask_whose(talk, message)
    elif talk.state.at.step == "fresh":
        _first_after_silence(talk, message)
    elif asked in {Command.status, Command.forget} and talk.state.language:
        talk.ask(Spot("code", step="see" if asked is Command.status else "take_back"))
    elif asked in {Command.help, Command.start} and talk.state.at.name != "new":
        talk.show()
    elif not _key(talk, message):
        HANDLERS[talk.at.name].take(talk, message)


def _chooses_language(talk: Talk, message: Message) -> bool:
    """Tell whether a call for help in another language says which language is wanted."""
    wanted = detect(message.text, talk.languages) if talk.at.name in _NO_LANGUAGE else None
    return wanted is not None and wanted.tag != talk.language.tag


def _first_after_silence(talk: Talk, message: Message) -> None:
    """Show what can be done; an answer to a question of yesterday is none, a story is kept."""
    talk.set(at=replace(talk.state.at, step=""))
    if tells(message.text) and talk.keep_words(message) and talk.state.draft is None:
        talk.ask(WHOSE)
    else:
        talk.show()


def _key(talk: Talk, message: Message) -> bool:
    """Take 0, 8 and 9, which lead out of every question; tell whether it was one of them."""
    key = digits(message.text)
    if talk.at.name in _OWN_KEYS or key not in {_BACK, _LANGUAGE, _MENU}:
        return False
    if key == _LANGUAGE:
        talk.ask(Spot("language"))
    elif talk.at.name == "language" and not talk.state.language:
        talk.show()
    elif key == _MENU:
        talk.ask(Spot("menu"))
    elif talk.state.at.name in OVERLAYS:
        _leave(talk)
    else:
        asking.back(talk)
    return True


def _leave(talk: Talk) -> None:
    """Go back from a menu: a page, or to where the draft stands."""
    if talk.state.at.page:
        talk.ask(replace(talk.state.at, page=talk.state.at.page - 1))
    elif talk.state.at.name in {"may_text", "return"}:
        talk.show()
    else:
        talk.home()


def _help(talk: Talk) -> None:
    talk.say(texts.fill(texts.HELP, name=_name(talk)))
    if talk.known.web_address and talk.state.at.name != "new":
        talk.say(texts.fill(texts.MORE_PRIVATE, address=talk.known.web_address))


def _is_typed(talk: Talk) -> bool:
    """Tell whether the answer is typed here, so that only a whole text can be a command."""
    at = talk.at
    return at.name in _TYPED or (at.name == "ask" and talk.state.at.name == "draft" and at.shown == ("",))


def _name(talk: Talk) -> str:
    return talk.known.deployment.site.name
