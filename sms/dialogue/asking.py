"""Asks the interview's questions by text and takes the answers, field by field, through the interview's own forms."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from intake.core.complaint import Channel
from intake.interview.answers import Answers
from intake.interview.dates import HourField, MonthOrDayField, shown
from intake.interview.fields import Choice, ManyField, PickField, TickField
from intake.interview.flow import BY_KEY
from intake.interview.help import DANGER_HELP
from intake.interview.said import SECOND
from intake.interview.step import Step
from sms import texts
from sms.dialogue.answering import ENOUGH, TICKED, UNANSWERED, grouped, read_day, read_typed
from sms.dialogue.apart import ask_whose, may_follow
from sms.dialogue.questions import (
    fields_asked,
    is_grouped,
    next_field,
    next_step,
    question_of,
    spot_of,
    step_before,
)
from sms.dialogue.reading import begins_with_yes, picked, tells
from sms.dialogue.state import Spot
from sms.dialogue.talk import Handler, Talk
from sms.dialogue.turn import Message


def ask_next(talk: Talk) -> None:
    """Ask the next question; the review comes after the last."""
    step = next_step(talk.draft, talk.directory, talk.language.locale)
    if step is None:
        talk.ask(Spot("review"))
        return
    if step.key == f"{SECOND}what":
        talk.say(texts.OTHER_EVENT)
    talk.change(given={})
    talk.ask(spot_of(step))


def back(talk: Talk) -> None:
    """Go one page, one menu, or one question back."""
    at = talk.at
    if at.page:
        talk.ask(replace(at, page=at.page - 1))
    elif at.group >= 0:
        talk.change(given={})
        talk.ask(spot_of(BY_KEY[at.step]))
    elif at.name == "ask" and (before := fields_asked(BY_KEY[at.step], talk.draft.given, until=at.field)):
        _field_back(talk, BY_KEY[at.step], before)
    else:
        _step_back(talk, at)


def skip(talk: Talk) -> None:
    """Leave a question unanswered."""
    at = talk.at
    if at.name == "ask":
        _accept(talk, UNANSWERED)
    elif at.name in {"account", "files"}:
        finish(talk, at.step)
    else:
        talk.say(texts.CANNOT_SKIP)
        talk.show()


def finish(talk: Talk, key: str) -> None:
    """Count a step that is not one of fields as shown, and go on."""
    talk.hold("")
    talk.change(answers={**talk.draft.answers, key: talk.draft.answers.get(key, {})})
    ask_next(talk)


def _step_back(talk: Talk, at: Spot) -> None:
    before = None if at.name == "keep" else step_before(talk.draft, at.step, talk.directory)
    if before is None:
        talk.say(texts.NOTHING_BEFORE)
        talk.show()
        return
    fields = talk.draft.answers.get(before.key, {})
    given = {name: TICKED if value is True else value for name, value in fields.items() if value is not False}
    talk.change(given=given)
    _field_back(talk, before, fields_asked(before, given))


def _field_back(talk: Talk, step: Step, asked: Sequence[str]) -> None:
    """Ask the last of these fields again; what was answered before it stays."""
    at = spot_of(step)
    given = {name: value for name, value in talk.draft.given.items() if name in asked[:-1]}
    talk.change(given=given)
    talk.ask(replace(at, field=asked[-1]) if at.name == "ask" else at)


def _show(talk: Talk) -> None:
    step, field = _field(talk)
    question = question_of(step, field)
    if is_grouped(field):
        _show_groups(talk, field, question)
    elif options := _options(talk, field):
        talk.menu("\n".join([question, *_hints(talk, field)]), options)
    else:
        talk.menu("\n".join([question, *_hints(talk, field)]), [(UNANSWERED, _skip_word(step, field))])


def _show_groups(talk: Talk, field: Any, question: str) -> None:
    several = texts.fill(texts.SEVERAL, example=talk.numbers("1 3"))
    if talk.at.group < 0:
        talk.menu(f"{question} {several}", [(str(n), each.title) for n, each in enumerate(field.groups)])
        return
    options = list(field.groups[talk.at.group].options)
    if talk.at.page:
        options.append((ENOUGH, texts.NOTHING_ELSE))
    talk.menu(f"{field.groups[talk.at.group].title}. {texts.WHICH_GROUP} {several}", options)


def _options(talk: Talk, field: Any) -> list[Choice]:
    """Return the numbered options of a field; empty where it is answered by typing."""
    if isinstance(field, MonthOrDayField):
        days = [("today", texts.TODAY), ("yesterday", texts.YESTERDAY)] if field.day_needed else []
        return [*days, (UNANSWERED, texts.DONT_KNOW)]
    if isinstance(field, PickField):
        return []
    if isinstance(field, TickField):
        return [(TICKED, texts.YES), (UNANSWERED, texts.NO)]
    listed = [(choice.value, str(choice.label)) for choice in getattr(field, "choices", ())]
    if isinstance(field, ManyField) and talk.at.page:
        listed.append((ENOUGH, texts.NOTHING_ELSE))
    return listed


def _hints(talk: Talk, field: Any) -> list[str]:
    day = talk.numbers("11 23")
    if isinstance(field, MonthOrDayField):
        month = talk.numbers(f"11 {talk.known.today.year}")
        text = texts.DAY_HINT if field.day_needed else texts.MONTH_HINT
        return [texts.fill(text, example=day, month=month)]
    if isinstance(field, HourField):
        return [str(field.description)]
    if isinstance(field, PickField):
        return [str(texts.STATE_HINT)]
    return [texts.fill(texts.SEVERAL, example=talk.numbers("1 3"))] if isinstance(field, ManyField) else []


def _skip_word(step: Step, field: Any) -> str:
    own = step.key in {"name", "contact"} or field.short_name in {"names", "number"}
    return str(texts.SKIP if own else texts.DONT_KNOW)


def _take(talk: Talk, message: Message) -> None:
    step, field = _field(talk)
    locale = talk.language.locale
    options = grouped(talk.at, field) if is_grouped(field) else _options(talk, field)
    found = picked(message.text, talk.at, options, locale) if options else None
    if found is not None:
        _take_numbers(talk, field, found.codes, more=found.more)
        return
    if tells(message.text) and may_follow(talk, message.text):
        value = None
    elif options:
        if isinstance(field, MonthOrDayField):
            value = read_day(message.text, talk.known.today, field)
        elif step.key == "danger" and begins_with_yes(message.text, locale):
            talk.keep_words(message)  # "yes, they are beating him": both an answer and a story
            value = "yes"
        else:
            value = None
    else:
        value = read_typed(message.text, field)
    if value is None:
        not_understood(talk, message)
    else:
        _accept(talk, value)


def not_understood(talk: Talk, message: Message) -> None:
    """Ask again; a text that tells something is kept among the person's own words, or asked where it goes."""
    if may_follow(talk, message.text) or (tells(message.text) and talk.state.draft is None):
        ask_whose(talk, message)
        return
    if tells(message.text) and talk.keep_words(message):
        talk.say(texts.WORDS_KEPT)
    else:
        talk.say(texts.NUMBERS_ONLY)
    talk.show()


def _take_numbers(talk: Talk, field: Any, codes: Sequence[str], *, more: bool) -> None:
    at = talk.at
    if not isinstance(field, ManyField):
        if more or len(codes) != 1:
            _turn_page(talk, more=more and not codes)
        else:
            _accept(talk, read_day(codes[0], talk.known.today, field) or codes[0])
        return
    if is_grouped(field) and at.group < 0:
        if more or not codes:
            _turn_page(talk, more=more)
        else:
            queue = tuple(int(code) for code in codes)
            talk.ask(replace(at, group=queue[0], queue=queue[1:], page=0))
        return
    chosen = [*_chosen(talk, field), *(code for code in codes if code != ENOUGH)]
    talk.change(given={**talk.draft.given, field.short_name: list(dict.fromkeys(chosen))})
    if more:
        _turn_page(talk, more=True)
    elif at.queue:
        talk.ask(replace(at, group=at.queue[0], queue=at.queue[1:], page=0))
    elif not chosen:
        talk.ask(spot_of(BY_KEY[at.step]))
    else:
        _accept(talk, chosen)


def _turn_page(talk: Talk, *, more: bool) -> None:
    if not more:
        talk.say(texts.NUMBERS_ONLY)
    talk.ask(replace(talk.at, page=talk.at.page + more))


def _chosen(talk: Talk, field: Any) -> list[str]:
    chosen = talk.draft.given.get(field.short_name, [])
    return chosen if isinstance(chosen, list) else [chosen]


def _accept(talk: Talk, value: str | list[str]) -> None:
    """Put a value in and go on to the next field or step; say what is wrong where the form refuses it."""
    step, field = _field(talk)
    talk.hold("")  # the interview goes on: what is told from here on is its own
    given = {**talk.draft.given, field.short_name: value}
    form = step.check(talk.draft.whole, talk.directory, given)
    valid = form.validate()
    wrong = list(form[field.short_name].errors)
    if value and wrong:
        talk.say(wrong[0])
        talk.show()
        return
    answers = Answers.from_document(talk.draft.answers)
    if valid:
        step.keep(answers, form)  # at once: it may be sent before the step's last field is asked
    elif step.key not in answers:
        answers.put(step.key, {})
    talk.change(given=given, answers=answers.to_document())
    if value and isinstance(field, MonthOrDayField):
        talk.say(texts.fill(texts.DAY_KEPT, day=shown(str(value))))
    following = next_field(step, field.short_name, given)
    if following:
        talk.ask(Spot("ask", step=step.key, field=following))
        return
    if step.key == "danger" and value == "yes":
        _help_in_danger(talk)
    ask_next(talk)


def _help_in_danger(talk: Talk) -> None:
    for text in DANGER_HELP[Channel.SMS]:
        talk.say(text)
    talk.say(texts.HURRY)


def _field(talk: Talk) -> tuple[Step, Any]:
    step = BY_KEY[talk.at.step]
    return step, step.bind(talk.draft.whole, talk.directory)[talk.at.field]


SPOTS = {
    "ask": Handler(_show, _take),
}
