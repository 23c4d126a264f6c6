"""Carrying out what a turn asked for: file, look up, add words, take back, fetch pictures; then the dialogue goes on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from math import ceil
from typing import Any
from uuid import UUID

import structlog

from intake.core.errors import MoveError, NoSuchCaseError, NotStoredError, ReceiptError, RecourseError
from intake.core.lifecycle import Status, public_status
from intake.service import by_code, follow_up, texting
from intake.service.by_code import Opened, View
from intake.service.deadlines import hold_instant
from intake.service.documents import CaseDetail
from intake.service.files import KeptFile, still_there
from intake.service.filing import Ticket, file_complaint
from intake.service.site import Site
from intake.service.taking_back import take_back
from intake.service.texting import Talk, Thought
from sms import effects as slow
from sms import media
from sms.dialogue import (
    Added,
    AddWords,
    File,
    Filed,
    Forget,
    Forgotten,
    Found,
    LookUp,
    MediaKept,
    MediaRefused,
    NotFiled,
    NotForgotten,
    NotFound,
    Outcome,
    State,
    TakeMedia,
    TooManyMisses,
    complaint_of,
    resume,
)
from sms.dialogue.state import Spot
from sms.pace import note_miss, wait_to_try
from sms.turns import copies_of, drafts_of, follow, known, state_of
from sms.voice import able_to_speak

log = structlog.get_logger()
Body = dict[str, Any]


def carry_out(site: Site, body: Body) -> None:
    """Carry out one effect and go on with the conversation; done twice, it does and says everything once.

    Raises NotStoredError or CarrierError where it must be tried again later.
    """
    conversation, work = UUID(body["conversation"]), str(body["work"])
    talk = texting.load(site, conversation)
    if talk is None or work not in talk.work:
        return
    document = talk.work[work]
    effect = slow.from_document(document)
    match effect:
        case File():
            then = _file(site, talk, effect)
        case TakeMedia():
            then = _take_media(site, talk, effect, document["with"])
        case _:
            then = _by_code(site, talk, effect)
    texting.resume(site, conversation, then, work=work)


Then = Callable[[Talk], Thought]


def _going_on(site: Site, talk: Talk, outcome: Outcome) -> Thought:
    """Tell the dialogue what came of it."""
    state = state_of(talk)
    with able_to_speak(site.deployment):
        turn = resume(_unattended(state) if talk.opted_out else state, outcome, known(site))
    return follow(talk, turn)


def _unattended(state: State) -> State:
    """Return the state of somebody who said STOP meanwhile: a code is kept until they come back and ask for it."""
    filing = tuple(replace(draft, silent=True) for draft in state.filing)
    return replace(state, filing=filing, at=Spot("done") if state.at.name == "sending" else state.at)


def _file(site: Site, talk: Talk, effect: File) -> Then:
    draft = str(effect.draft)
    made = talk.tickets[draft]
    ticket = Ticket(UUID(made["case"]), made["code"])
    kept = [KeptFile.from_document(one) for one in talk.media.get(draft, [])]
    outcome: Filed | NotFiled
    reachable = False
    try:
        complaint = complaint_of(effect, known(site))
        filed = file_complaint(site, complaint, ticket, files=still_there(site, kept))
        outcome, reachable = _filed(site, effect, ticket, filed.detail), True
    except NotStoredError:
        raise
    except RecourseError as error:
        log.warning("sms.not_filed", error=type(error).__name__)
        outcome = NotFiled(effect.draft)

    def then(fresh: Talk) -> Thought:
        if reachable:
            fresh.tickets.pop(draft, None)
            fresh.media.pop(draft, None)
            fresh.last_case = ticket.case_id.hex
        return _going_on(site, fresh, outcome)

    return then


def _filed(site: Site, effect: File, ticket: Ticket, detail: CaseDetail) -> Filed:
    ends, now = hold_instant(detail, site.deployment), site.clock.now()
    due = datetime.fromisoformat(detail.due_at) if detail.due_at else now
    state = next((str(one["state"]) for one in detail.incidents if one.get("state")), "")
    return Filed(
        draft=effect.draft,
        code=ticket.code,
        desks=tuple(str(desk) for desk in detail.decision["desks"]),
        next_by=due.astimezone(site.deployment.site.zone).date(),
        hold_ends=datetime.fromisoformat(detail.hold_expires_at) if detail.hold_expires_at else None,
        hold_over=ends is not None and ends <= now,
        legal_help=site.deployment.site.legal_help(state),
    )


def _take_media(site: Site, talk: Talk, effect: TakeMedia, given: Body) -> Then:
    had = [KeptFile.from_document(one) for one in talk.media.get(str(effect.draft), [])]
    kept = media.take(site, str(given["message"]), list(given["media"]), had)
    outcome: Outcome = MediaKept(effect.draft, len(kept)) if kept else MediaRefused(effect.draft)

    def then(fresh: Talk) -> Thought:
        thought = _going_on(site, fresh, outcome)
        known_drafts = {str(one.number) for one in drafts_of(fresh)}
        if str(effect.draft) in known_drafts:
            fresh.media.setdefault(str(effect.draft), []).extend(one.to_document() for one in kept)
        else:
            thought.dropped += [one.blob for one in kept]
        thought.copies += copies_of(str(given["message"]), list(given["media"]))
        return thought

    return then


def _by_code(site: Site, talk: Talk, effect: LookUp | Forget | AddWords) -> Then:
    """Do what a code asks for; in the wait after the day's guesses not even look: a look costs 36 ms and may be a guess.

    What takes a case back is looked at all the same: others who share a phone must not be able to keep anyone from it.
    """
    wait, words = wait_to_try(site, talk), effect.text if isinstance(effect, AddWords) else ""
    refused = TooManyMisses(max(1, ceil(wait.total_seconds() / 60)), words)
    if wait and not isinstance(effect, Forget):
        return lambda fresh: _going_on(site, fresh, refused)
    outcome: Outcome
    case: UUID | None = None
    try:
        found = by_code.open_by_code(site, effect.code)
        case = found.case_id
        outcome = _opened(site, effect, found)
    except (NoSuchCaseError, ReceiptError):
        outcome = refused if wait else NotFound(words)
    except MoveError:
        outcome = NotForgotten()

    def then(fresh: Talk) -> Thought:
        if isinstance(outcome, NotFound):
            note_miss(site, fresh)
        if case is not None and isinstance(outcome, Forgotten):
            fresh.cases.pop(case.hex, None)
            fresh.last_case = None if fresh.last_case == case.hex else fresh.last_case
        return _going_on(site, fresh, outcome)

    return then


def _opened(site: Site, effect: LookUp | Forget | AddWords, found: Opened) -> Outcome:
    """Do what was asked for with a code that fits."""
    match effect:
        case Forget():
            return Forgotten(take_back(site, found).shredded)
        case AddWords(_, text):
            if not _was_added(by_code.view(site, found), text):
                follow_up.add_words(site, found, text)
            return Added()
        case LookUp():
            view = by_code.view(site, found)
            aside = Status(view.detail.return_to) if view.detail.return_to else None
            due = view.detail.due_at
            day = datetime.fromisoformat(due).astimezone(site.deployment.site.zone).date() if due else None
            return Found(public_status(Status(view.detail.status), aside).value, day, _waiting(view))


def _was_added(view: View, text: str) -> bool:
    """Tell whether these words are the last of the conversation: a worker was killed after it had added them."""
    return bool(view.conversation) and view.conversation[-1].body.get("text") == text


def _waiting(view: View) -> int:
    """Return how many messages of the office came since the person last wrote."""
    count = 0
    for entry in reversed(view.conversation):
        if not entry.author.startswith("desk:"):
            break
        count += 1
    return count
