"""What silence does: it confirms words, ends them, and in the end sends or deletes what nobody went on with."""

from dataclasses import replace
from datetime import datetime, timedelta

from intake.core.words import Allegation
from intake.interview.answers import Answers
from intake.interview.flow import routable
from sms import texts
from sms.dialogue.asking import finish
from sms.dialogue.sending import filing
from sms.dialogue.state import Draft, Spot, State, moment
from sms.dialogue.talk import HELD, Talk
from sms.dialogue.telling import TOGETHER, confirm_words
from sms.dialogue.turn import Dropped

KEPT = timedelta(days=7)
IN_DANGER = timedelta(hours=1)  # to the first look within the same hour of work (U0)
ON_THE_CLOCK = timedelta(hours=24)  # a hold of 48 hours must be at both desks before it ends
AGAIN = timedelta(hours=1)
ENOUGH = timedelta(minutes=10)  # after which one's own words are taken to be told
_ON_THE_CLOCK = frozenset({Allegation.OVER_48H, Allegation.BAIL_REFUSED})


def words_due(draft: Draft) -> datetime | None:
    """Return when silence says something about words: it confirms them, then goes on to the next question."""
    if draft.at.name != "account" or not draft.parts:
        return None
    return moment(draft.touched) + (ENOUGH if draft.told else TOGETHER)


def draft_due(draft: Draft) -> datetime:
    """Return when an unfinished draft is sent or deleted."""
    if draft.retry:
        return moment(draft.retry) + AGAIN
    return moment(draft.touched) + (_patience(draft) if draft.keeps else KEPT)


def _patience(draft: Draft) -> timedelta:
    answers = Answers.from_document(draft.answers)
    if answers.word("danger", "danger") == "yes":
        return IN_DANGER
    on_the_clock = not _ON_THE_CLOCK.isdisjoint(answers.words("what", "kinds"))
    return ON_THE_CLOCK if on_the_clock else KEPT


def code_due(state: State) -> datetime | None:
    """Return when the code that was sent last is forgotten."""
    return moment(state.held_at) + HELD if state.held else None


def after_code(talk: Talk) -> None:
    """Forget the code that was sent last, when its minutes are over."""
    due = code_due(talk.state)
    if due is not None and due <= talk.known.now:
        talk.hold("")


def after_words(talk: Talk) -> None:
    """Confirm words that came close together, or take them to be told and ask the next question."""
    due = words_due(talk.draft)
    if due is None or due > talk.known.now or talk.state.at.name != "draft" or talk.state.quiet:
        return
    if not talk.draft.told:
        confirm_words(talk, soon=False)
    else:
        talk.say(texts.WORDS_KEPT)
        finish(talk, "account")


def end_drafts(talk: Talk) -> None:
    """Send or delete each draft that nobody went on with: silently, for who knows who holds the phone now."""
    waiting = (*talk.state.shelf, *((talk.state.draft,) if talk.state.draft else ()))
    for draft in waiting:
        if draft_due(draft) <= talk.known.now:
            _end(talk, draft)
    if talk.state.loose and talk.since(talk.state.heard) >= KEPT:
        talk.set(loose=())


def _end(talk: Talk, draft: Draft) -> None:
    talk.set(shelf=tuple(one for one in talk.state.shelf if one.number != draft.number))
    if talk.state.draft is not None and talk.state.draft.number == draft.number:
        talk.set(draft=None, at=Spot("done"))
    if (draft.keeps or draft.retry) and routable(draft.whole):
        sent = replace(draft, silent=True)
        talk.effects.append(replace(filing(sent, talk), incomplete=True))
        talk.set(filing=(*talk.state.filing, sent))
    else:
        talk.effects.append(Dropped(draft.number))
