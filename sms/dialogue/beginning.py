"""The beginning: which language, what is private and what is not, and whether an unfinished draft may be sent."""

from dataclasses import replace

from intake.i18n import speaking
from intake.interview.answers import Answers
from sms import texts
from sms.dialogue.asking import ask_next, not_understood
from sms.dialogue.reading import picked, tells
from sms.dialogue.state import Draft, Spot
from sms.dialogue.talk import Handler, Talk
from sms.dialogue.turn import KeepDraft, Message
from sms.languages import detect, is_keyword

_KEEP = [("yes", texts.KEEP_YES), ("no", texts.KEEP_NO)]


def begin(talk: Talk) -> None:
    """Start a draft: say what is private before the first question."""
    number = talk.state.drafts + 1
    draft = Draft(
        number=number,
        began=talk.now,
        touched=talk.now,
        answers=Answers.at_the_door(talk.known.today).to_document(),
        at=Spot("keep"),
        parts=talk.state.loose,
    )
    talk.set(draft=draft, drafts=number, loose=())
    talk.hold("")
    notice(talk)
    if draft.parts:
        talk.say(texts.WORDS_KEPT)
    talk.ask(Spot("keep"))


def notice(talk: Talk) -> None:
    """Say what is private, who reads, and what the law makes us tell: once for a draft in each language spoken."""
    if talk.language.tag in talk.draft.noticed:
        return
    talk.change(noticed=(*talk.draft.noticed, talk.language.tag))
    site = talk.known.deployment.site
    for text in (texts.PRIVATE, texts.HOW_TO_DELETE, texts.WHO_READS, texts.LAW):
        talk.say(text)
    if talk.known.web_address:
        talk.say(texts.fill(texts.MORE_PRIVATE, address=talk.known.web_address))
    if site.omb_number:
        talk.say(texts.fill(texts.COLLECTION, number=site.omb_number))


def speak(talk: Talk, tag: str) -> None:
    """Go on in another language: begin, or ask again what was asked."""
    talk.close()
    talk.set(language=tag)
    with speaking(tag):
        if talk.state.draft is None and not talk.state.drafts:
            begin(talk)
        else:
            if talk.state.draft is not None:
                notice(talk)
            talk.home()
        talk.close()


def _show_languages(talk: Talk) -> None:
    talk.menu("", [(language.tag, language.own_name) for language in talk.languages], bare=True)


def _take_first(talk: Talk, message: Message) -> None:
    language = detect(message.text, talk.languages)
    if tells(message.text) and not (language and is_keyword(message.text, language)):
        talk.keep_words(message)
    if language is None:
        talk.ask(Spot("language"))
    else:
        speak(talk, language.tag)


def _take_language(talk: Talk, message: Message) -> None:
    names = [(language.tag, language.own_name) for language in talk.languages]
    found = picked(message.text, talk.at, names, talk.language.locale)
    guessed = None if found else detect(message.text, talk.languages)
    if found and len(found.codes) == 1:
        speak(talk, found.codes[0])
    elif guessed is not None:
        if tells(message.text):
            talk.keep_words(message)
        speak(talk, guessed.tag)
    else:
        if found is None and tells(message.text):
            talk.keep_words(message)
        talk.ask(replace(talk.at, page=talk.at.page + 1 if found and found.more else 0))


def _show_keep(talk: Talk) -> None:
    talk.menu(str(texts.KEEP), _KEEP)


def _take_keep(talk: Talk, message: Message) -> None:
    found = picked(message.text, talk.at, _KEEP, talk.language.locale)
    if found is None or len(found.codes) != 1:
        not_understood(talk, message)
        return
    agreed = found.codes[0] == "yes"
    talk.change(keeps=agreed)
    talk.effects.append(KeepDraft(talk.draft.number, agreed))
    ask_next(talk)


SPOTS = {
    "new": Handler(_show_languages, _take_first),
    "language": Handler(_show_languages, _take_language),
    "keep": Handler(_show_keep, _take_keep),
}
