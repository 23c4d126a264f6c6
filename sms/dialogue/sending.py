"""The end: review, send, the receipt code, and whether we may text first."""

from collections.abc import Iterable
from dataclasses import replace

from babel.lists import format_list

from intake.core.complaint import Channel, Complaint
from intake.core.receipt import show as shown_code
from intake.core.routing import desks_to_seal
from intake.core.words import Desk
from intake.interview.answers import Answers
from intake.interview.compose import compose, for_its_handlers
from intake.interview.dates import shown
from intake.interview.flow import missing, routable, visible
from intake.interview.help import DANGER_HELP
from intake.interview.words import DESKS
from sms import texts
from sms.dialogue.asking import ask_next, not_understood
from sms.dialogue.questions import ORDER
from sms.dialogue.reading import picked, tells
from sms.dialogue.state import Draft, Spot
from sms.dialogue.talk import Handler, Talk
from sms.dialogue.turn import Dropped, File, Filed, Known, MayText, Message, NotFiled

_MAY = [("yes", texts.MAY_YES), ("no", texts.MAY_NO)]
_SURE = [("yes", texts.YES), ("no", texts.NO)]


def complaint_of(effect: File, known: Known) -> Complaint:
    """Return the complaint that a File effect asks to be filed, with "those who handle it" narrowed to its desks."""
    deployment = known.deployment
    complaint = compose(
        effect.answers,
        directory=deployment.directory,
        clock=known.clock,
        site_zone=deployment.site.zone,
        language=effect.language,
        channel=Channel.SMS,
        incomplete=effect.incomplete,
    )
    return for_its_handlers(complaint, effect.answers, deployment.rules)


def filing(draft: Draft, talk: Talk) -> File:
    """Return the effect that files a draft, complete or not."""
    answers = draft.whole
    incomplete = bool(open_steps(answers, talk))
    return File(draft.number, answers, talk.language.tag, incomplete)


def open_steps(answers: Answers, talk: Talk) -> list[str]:
    """Return the keys of required questions without an answer."""
    return [step.key for step in missing(answers, talk.directory)]


def send(talk: Talk) -> None:
    """Hand the draft over to be filed; say what is missing where nothing in it can be routed."""
    draft = talk.draft
    if not routable(draft.whole):
        talk.say(texts.NOTHING_TO_SEND)
        kept = {key: fields for key, fields in draft.answers.items() if key not in {"what", "account"}}
        talk.change(answers=kept)
        ask_next(talk)
        return
    talk.effects.append(filing(draft, talk))
    talk.set(draft=None, filing=(*talk.state.filing, draft), at=Spot("sending"))


def _show_review(talk: Talk) -> None:
    draft, answers = talk.draft, talk.draft.whole
    asked = {step.key for step in visible(answers, talk.directory)}
    talk.say(texts.answers_kept(sum(bool(answers.of(key)) for key in ORDER if key in asked)))
    if routable(answers):
        complaint = complaint_of(filing(draft, talk), talk.known)
        facts = [incident.derived for incident in complaint.incidents]
        talk.say(
            texts.fill(texts.GOES_TO, desks=_desks(desks_to_seal(facts, talk.known.deployment.rules), talk))
        )
    unanswered = open_steps(answers, talk)
    if unanswered:
        talk.say(texts.answers_open(len(unanswered)))
    talk.menu(str(texts.MENU), _review_options(talk))


def _review_options(talk: Talk) -> list[tuple[str, str]]:
    return [
        ("send", texts.SEND_NOW),
        ("words", texts.ADD_WORDS),
        *([("open", texts.ANSWER_OPEN)] if open_steps(talk.draft.whole, talk) else []),
        ("delete", texts.DELETE_DRAFT),
    ]


def _take_review(talk: Talk, message: Message) -> None:
    found = picked(message.text, talk.at, _review_options(talk), talk.language.locale)
    match found.codes if found else ():
        case ("send",):
            send(talk)
        case ("words",):
            talk.ask(Spot("account", step="account"))
        case ("open",):
            unanswered = open_steps(talk.draft.whole, talk)
            talk.change(answers={k: v for k, v in talk.draft.answers.items() if k not in unanswered})
            ask_next(talk)
        case ("delete",):
            talk.ask(Spot("delete"))
        case _:
            not_understood(talk, message)


def _show_delete(talk: Talk) -> None:
    talk.menu(str(texts.SURE_DELETE), _SURE)


def _take_delete(talk: Talk, message: Message) -> None:
    found = picked(message.text, talk.at, _SURE, talk.language.locale)
    match found.codes if found else ():
        case ("yes",):
            talk.effects.append(Dropped(talk.draft.number))
            talk.set(draft=None)
            talk.say(texts.DELETED)
            talk.home()
        case ("no",):
            talk.home()
        case _:
            talk.say(texts.NUMBERS_ONLY)
            talk.show()


def _show_sending(talk: Talk) -> None:
    talk.say(texts.SENDING)


def _take_sending(talk: Talk, message: Message) -> None:
    if tells(message.text):
        talk.keep_words(message)
    talk.show()


def filed(talk: Talk, outcome: Filed) -> None:
    """Tell the code once; where nobody is there to be told, keep it until somebody asks."""
    draft = _handed_over(talk, outcome.draft)
    if draft is None:
        return
    if draft.silent:
        talk.set(codes=(*talk.state.codes, outcome.code))
        return
    if draft.whole.word("danger", "danger") == "yes":
        for text in DANGER_HELP[Channel.SMS]:
            talk.say(text)
    tell_code(talk, outcome.code)
    talk.close()  # whoever copies the code finds nothing below it
    day = shown(outcome.next_by.isoformat())
    talk.say(texts.fill(texts.NEXT_BY, day=day))
    talk.say(texts.fill(texts.GOES_TO, desks=_desks(map(Desk, outcome.desks), talk)))
    if outcome.hold_ends:
        ends = outcome.hold_ends
        when = texts.fill(texts.WHEN, day=shown(ends.date().isoformat()), hour=talk.numbers(f"{ends:%H:%M}"))
        talk.say(texts.fill(texts.HOLD_ENDED if outcome.hold_over else texts.HOLD_ENDS, when=when))
    if outcome.legal_help:
        talk.say(texts.fill(texts.LEGAL_HELP, where=outcome.legal_help))
    talk.ask(Spot("may_text"))


def tell_code(talk: Talk, code: str) -> None:
    """Say a receipt code in five groups, on a line of its own."""
    talk.say(f"{texts.SENT}\n{talk.numbers(shown_code(code))}\n{texts.KEEP_CODE}")


def not_filed(talk: Talk, outcome: NotFiled) -> None:
    """Take the draft back; try again when asked to or, where nobody is there, an hour later."""
    draft = _handed_over(talk, outcome.draft)
    if draft is None:
        return
    draft = replace(draft, retry=talk.now, silent=False)
    if talk.state.at.name != "sending" or talk.state.draft is not None:
        talk.set(shelf=(*talk.state.shelf, draft))
        return
    talk.set(draft=draft)
    talk.go(Spot("review"))
    talk.say(texts.NOT_SENT)
    talk.show()


def _handed_over(talk: Talk, number: int) -> Draft | None:
    """Take a draft out of those that are being filed; None where its outcome was told before."""
    draft = next((one for one in talk.state.filing if one.number == number), None)
    talk.set(filing=tuple(one for one in talk.state.filing if one.number != number))
    return draft


def _show_may_text(talk: Talk) -> None:
    talk.menu(str(texts.MAY_TEXT), _MAY)


def _take_may_text(talk: Talk, message: Message) -> None:
    found = picked(message.text, talk.at, _MAY, talk.language.locale)
    if found is None or len(found.codes) != 1:
        not_understood(talk, message)
        return
    agreed = found.codes[0] == "yes"
    talk.effects.append(MayText(agreed=agreed))
    talk.say(texts.WILL_TEXT if agreed else texts.WILL_NOT_TEXT)
    talk.home()


def _desks(desks: Iterable[Desk], talk: Talk) -> str:
    """Return offices as a list in the language spoken, in the order of the rules."""
    wanted = set(desks)
    return format_list([str(DESKS[desk]) for desk in Desk if desk in wanted], locale=talk.language.locale)


SPOTS = {
    "review": Handler(_show_review, _take_review),
    "delete": Handler(_show_delete, _take_delete),
    "sending": Handler(_show_sending, _take_sending),
    "may_text": Handler(_show_may_text, _take_may_text),
}
