"""One turn of a conversation: the dialogue's next state, what is answered, and what has to be done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from twilio.twiml.messaging_response import MessagingResponse

from intake.i18n import speaking
from intake.service import texting
from intake.service.files import KeptFile
from intake.service.filing import new_ticket
from intake.service.site import Site
from intake.service.texting import Talk, Thought
from intake.service.texting_copies import Copy
from sms import effects as slow
from sms import notices
from sms.dialogue import (
    Dropped,
    Effect,
    File,
    Known,
    MayText,
    Message,
    OptIn,
    OptOut,
    State,
    TakeMedia,
    Turn,
    due,
    start,
    step,
)
from sms.dialogue.state import Draft
from sms.pace import note_answer
from sms.voice import able_to_speak

_IDLE = timedelta(
    days=2
)  # to the dialogue, a day of silence is the end; its language is remembered a little longer
_BUSY = timedelta(days=30)
_OPTED_OUT = timedelta(days=365)


@dataclass(frozen=True)
class Arrived:
    """A text as it came from the carrier; `media` are the SIDs of its files."""

    sid: str
    number: str
    text: str
    at: datetime
    media: tuple[str, ...] = ()
    opt_out_type: str = ""


def answer(site: Site, arrived: Arrived, *, at_once: bool = True) -> bytes:
    """Take a text, and return the TwiML that answers it: the same bytes for every repeat.

    With `at_once` false nobody waits for an answer (the sweep found the text), so it is sent like any other.
    """

    def think(talk: Talk) -> Thought:
        thought, replies = _think(site, talk, arrived)
        if at_once:
            thought.reply = twiml(site, replies)
        else:
            thought.reply, thought.sends = twiml(site, ()), list(replies)
        return thought

    return texting.receive(site, arrived.sid, arrived.number, think)


def follow(talk: Talk, turn: Turn) -> Thought:
    """Write a turn that no text asked for into the conversation: what it says is sent, unless the person said STOP."""
    thought = Thought()
    _take_effects(talk, turn.effects, thought)
    if not talk.opted_out:
        thought.sends = list(turn.replies)
    _settle(talk, turn.state, thought)
    return thought


def known(site: Site) -> Known:
    """Return what the dialogue may know of the world."""
    return Known(site.deployment, site.clock.now(), site.settings.public_url or "")


def state_of(talk: Talk) -> State:
    """Return the dialogue's state; a fresh one for a number that never wrote."""
    return State.from_document(talk.state) if talk.state is not None else start()


def drafts_of(talk: Talk) -> list[Draft]:
    """Return every draft that the conversation still has, those being filed included."""
    state = state_of(talk)
    return [*([state.draft] if state.draft else []), *state.shelf, *state.filing]


def twiml(site: Site, texts: Iterable[str]) -> bytes:
    """Return the answer that the carrier sends on; it reports on each text to our own address."""
    response = MessagingResponse()
    for text in texts:
        response.message(body=text, action=f"{site.settings.public_url}/sms/status", method="POST")
    return str(response.to_xml()).encode()


def _think(site: Site, talk: Talk, arrived: Arrived) -> tuple[Thought, tuple[str, ...]]:
    message = Message(arrived.text, arrived.at, len(arrived.media), arrived.opt_out_type)
    with able_to_speak(site.deployment):
        turn = step(state_of(talk), message, known(site))
        replies = _paced(site, talk, turn)
    thought = Thought(copies=_copies(arrived, turn))
    _take_effects(talk, turn.effects, thought, arrived)
    _settle(talk, turn.state, thought)
    return thought, () if arrived.opt_out_type else replies


def _copies(arrived: Arrived, turn: Turn) -> list[Copy]:
    """Return what the carrier is to erase now: all of a text, unless its pictures are still to be fetched."""
    if arrived.media and any(isinstance(effect, TakeMedia) for effect in turn.effects):
        return []
    return copies_of(arrived.sid, arrived.media)


def copies_of(message: str, media: Iterable[str]) -> list[Copy]:
    """Return a text that came and its files, files first: without its message, a file is not found any more."""
    files = [Copy("media", "inbound", one, message) for one in media]
    return [*files, Copy("message", "inbound", message)]


def _take_effects(
    talk: Talk, effects: Iterable[Effect], thought: Thought, arrived: Arrived | None = None
) -> None:
    for effect in effects:
        match effect:
            case OptOut():
                talk.opted_out = True
                thought.contact |= dict.fromkeys(talk.cases, False)
                talk.cases, talk.last_case = {}, None
            case OptIn():
                talk.opted_out = False
            case MayText(agreed):
                if agreed and talk.last_case:
                    talk.cases[talk.last_case] = ""
                    thought.contact[talk.last_case] = True
                talk.last_case = None
            case Dropped(draft):
                talk.tickets.pop(str(draft), None)
                kept = talk.media.pop(str(draft), [])
                thought.dropped += [KeptFile.from_document(one).blob for one in kept]
            case File(draft):
                ticket = new_ticket()
                made = {"case": ticket.case_id.hex, "code": ticket.code}
                talk.tickets.setdefault(str(draft), made)
                thought.work.append(slow.to_document(effect))
            case TakeMedia():
                given = {"message": arrived.sid, "media": list(arrived.media)} if arrived else {}
                thought.work.append({**slow.to_document(effect), "with": given})
            case _ if isinstance(effect, slow.SLOW):
                thought.work.append(slow.to_document(effect))


def _settle(talk: Talk, state: State, thought: Thought) -> None:
    """Keep the state, when it wakes by itself, and how long it is kept at all."""
    talk.state = state.to_document()
    thought.wakes_at = due(state)
    busy = (
        state.draft or state.shelf or state.filing or state.codes or talk.work or thought.work or talk.cases
    )
    thought.kept_for = _BUSY if busy else _IDLE
    if talk.opted_out:
        thought.kept_for = _OPTED_OUT


def _paced(site: Site, talk: Talk, turn: Turn) -> tuple[str, ...]:
    """Return the replies; beyond the hour's number one word about that, and then none. What came is kept all the same."""
    if note_answer(site, talk):
        talk.pace.pop("told", None)
        return turn.replies
    if talk.pace.get("told"):
        return ()
    talk.pace["told"] = True
    with speaking(turn.state.language):
        return (str(notices.ENOUGH),)
