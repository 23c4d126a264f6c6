"""What can be chosen at any moment: go on, skip, send as it is, another draft; and what follows a silence."""

from collections.abc import Callable, Mapping, Sequence

from intake.interview.dates import shown
from intake.interview.fields import Choice
from intake.interview.flow import routable
from sms import texts
from sms.dialogue.asking import not_understood, skip
from sms.dialogue.beginning import begin, notice
from sms.dialogue.reading import picked
from sms.dialogue.sending import send, tell_code
from sms.dialogue.state import Draft, Spot
from sms.dialogue.talk import Handler, Talk
from sms.dialogue.turn import Dropped, Message

SHELF = 3  # drafts that may wait beside the one that is told


def _menu_options(talk: Talk) -> list[Choice]:
    draft = talk.state.draft
    telling = draft is not None and draft.keeps is not None
    options: list[Choice] = [("go_on", texts.GO_ON)] if draft else []
    if draft and draft.at.name in {"ask", "account", "files"}:
        options.append(("skip", texts.SKIP_THIS))
    if draft and telling and routable(draft.whole):
        options.append(("send", texts.SEND_AS_IS))
    return [*options, *_elsewhere(talk), *([("delete", texts.DELETE_DRAFT)] if draft else [])]


def _elsewhere(talk: Talk) -> list[Choice]:
    """Return what does not touch the draft: it may be another person who holds the phone."""
    return [
        ("new", texts.START_NEW),
        *([("older", texts.OLDER)] if talk.state.shelf else []),
        *([("codes", texts.GET_CODE)] if talk.state.codes else []),
        ("with_code", texts.HAVE_CODE),
    ]


def _return_options(talk: Talk) -> list[Choice]:
    return [*([("go_on", texts.GO_ON)] if talk.state.draft else []), *_elsewhere(talk)]


def _show_menu(talk: Talk) -> None:
    talk.menu(str(texts.MENU), _menu_options(talk))


def _show_return(talk: Talk) -> None:
    talk.menu(str(texts.WELCOME_BACK), _return_options(talk))


def _show_done(talk: Talk) -> None:
    if talk.state.codes:
        talk.say(texts.CODES_WAIT)
    talk.menu(str(texts.MENU), _return_options(talk))


def _take_from(options: Callable[[Talk], Sequence[Choice]]) -> Callable[[Talk, Message], None]:
    def take(talk: Talk, message: Message) -> None:
        found = picked(message.text, talk.at, options(talk), talk.language.locale)
        if found and found.more and not found.codes:
            talk.ask(_next_page(talk.at))
        elif found is None or len(found.codes) != 1:
            not_understood(talk, message)
        else:
            _ACTS[found.codes[0]](talk)

    return take


def _next_page(at: Spot) -> Spot:
    return Spot(at.name, step=at.step, page=at.page + 1)


def go_on(talk: Talk) -> None:
    """Go on with the draft; words that waited are its own now, and those that do not fit are said to wait still."""
    talk.hold("")
    loose = talk.state.loose
    talk.set(loose=())
    for part in loose:
        longer = talk.draft.with_part(part)
        if longer is None:
            talk.set(loose=(*talk.state.loose, part))
        else:
            talk.set(draft=longer)
    if talk.state.loose:
        talk.say(texts.TELL_FULL)
    notice(talk)
    talk.home()


def _skip(talk: Talk) -> None:
    talk.set(at=Spot("draft"))
    skip(talk)


def new_one(talk: Talk) -> None:
    """Start another draft: an untouched one is dropped, another put on the shelf while there is room."""
    draft = talk.state.draft
    if draft is None or (draft.keeps is None and not draft.parts):
        if draft is not None:
            talk.effects.append(Dropped(draft.number))
        begin(talk)
    elif len(talk.state.shelf) >= SHELF:
        talk.say(texts.TOO_MANY)
        talk.ask(Spot("older"))
    else:
        talk.set(shelf=(*talk.state.shelf, draft), draft=None)
        begin(talk)


def _older_options(talk: Talk) -> list[Choice]:
    return [(str(draft.number), _from_day(talk, draft)) for draft in talk.state.shelf]


def _from_day(talk: Talk, draft: Draft) -> str:
    """Return by what a draft is told from others: its day, and nothing that was said in it."""
    began = talk.local(draft.began)
    return texts.fill(
        texts.FROM_DAY, day=f"{shown(began.date().isoformat())} {talk.numbers(f'{began:%H:%M}')}"
    )


def _show_older(talk: Talk) -> None:
    talk.menu(str(texts.WHICH_OLDER), _older_options(talk))


def _take_older(talk: Talk, message: Message) -> None:
    found = picked(message.text, talk.at, _older_options(talk), talk.language.locale)
    if found is None or len(found.codes) != 1:
        talk.say(texts.NUMBERS_ONLY)
        talk.show()
        return
    wanted = int(found.codes[0])
    chosen = next(draft for draft in talk.state.shelf if draft.number == wanted)
    others = tuple(draft for draft in talk.state.shelf if draft.number != wanted)
    talk.set(shelf=(*others, talk.state.draft) if talk.state.draft else others, draft=chosen)
    go_on(talk)


def _codes(talk: Talk) -> None:
    codes = talk.state.codes
    talk.set(codes=())
    for code in codes:
        tell_code(talk, code)
        talk.close()
    talk.home()


_ACTS: Mapping[str, Callable[[Talk], None]] = {
    "go_on": go_on,
    "skip": _skip,
    "send": send,
    "new": new_one,
    "older": lambda talk: talk.ask(Spot("older")),
    "codes": _codes,
    "with_code": lambda talk: talk.ask(Spot("with_code")),
    "delete": lambda talk: talk.ask(Spot("delete")),
}


SPOTS = {
    "menu": Handler(_show_menu, _take_from(_menu_options)),
    "return": Handler(_show_return, _take_from(_return_options)),
    "done": Handler(_show_done, _take_from(_return_options)),
    "older": Handler(_show_older, _take_older),
}
