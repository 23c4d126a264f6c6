"""One's own words, in as many texts as it takes, and pictures."""

from dataclasses import replace
from datetime import timedelta

from intake.interview.flow import BY_KEY
from sms import texts
from sms.dialogue.apart import ask_whose, may_follow
from sms.dialogue.asking import finish, not_understood
from sms.dialogue.reading import digits, picked
from sms.dialogue.talk import Handler, Talk
from sms.dialogue.turn import MediaKept, MediaRefused, Message, TakeMedia

TOGETHER = timedelta(seconds=60)  # texts so close together are confirmed once
DONE = "1"
_HAS = [("yes", texts.YES), ("no", texts.NO)]


def _show_account(talk: Talk) -> None:
    if talk.draft.parts:
        talk.say(texts.TELL_MORE)
    else:
        talk.say(f"{BY_KEY['account'].sms} {texts.TELL}")


def _take_account(talk: Talk, message: Message) -> None:
    typed = digits(message.text)
    if typed == DONE:
        finish(talk, "account")
    elif len(typed) == 1 or not message.text.strip():
        talk.show()
    elif may_follow(talk, message.text):
        ask_whose(talk, message)
    elif not talk.keep_words(message):
        talk.say(texts.TELL_FULL)
    else:
        confirm_words(talk, soon=True)


def confirm_words(talk: Talk, *, soon: bool) -> None:
    """Say that the words were kept; with `soon` not again within a minute: silence confirms the rest."""
    if soon and talk.draft.told_at and talk.since(talk.draft.told_at) < TOGETHER:
        talk.change(told=False)
        return
    talk.change(told=True, told_at=talk.now)
    talk.show()


def _show_files(talk: Talk) -> None:
    if talk.at.page:
        talk.say(texts.PICTURES_NOW)
    else:
        talk.menu(str(BY_KEY["files"].sms), _HAS)


def _take_files(talk: Talk, message: Message) -> None:
    if talk.at.page:
        if digits(message.text) == DONE:
            finish(talk, "files")
        else:
            not_understood(talk, message)
        return
    found = picked(message.text, talk.at, _HAS, talk.language.locale)
    if found is None or len(found.codes) != 1:
        not_understood(talk, message)
    elif found.codes[0] == "yes":
        talk.ask(replace(talk.at, page=1, shown=()))
    else:
        finish(talk, "files")


def take_media(talk: Talk) -> bool:
    """Have the pictures of a message fetched for the draft; False where there is none, or they may be for another."""
    elsewhere = bool(talk.code) and talk.at.name != "files"
    if elsewhere or talk.state.draft is None or talk.state.at.name == "return":
        talk.say(texts.PICTURES_LATER)
        return False
    talk.effects.append(TakeMedia(talk.draft.number))
    return True


def pictures(talk: Talk, outcome: MediaKept | MediaRefused) -> None:
    """Say what came of the pictures, and ask again."""
    draft = talk.state.draft
    if isinstance(outcome, MediaRefused):
        talk.say(texts.PICTURES_REFUSED)
    else:
        talk.say(texts.pictures_kept(outcome.count))
        if draft is not None and draft.number == outcome.draft and draft.at.name == "files":
            talk.change(at=replace(draft.at, page=1, shown=()))
    talk.show()


SPOTS = {
    "account": Handler(_show_account, _take_account),
    "files": Handler(_show_files, _take_files),
}
