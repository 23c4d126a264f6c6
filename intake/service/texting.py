"""Conversations by text: one transaction for a message, what it changed, what it was answered, and what follows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from intake.core.errors import ConflictError
from intake.service import texting_contact, texting_copies, texting_out
from intake.service.site import Site
from intake.service.tasks import put_task
from intake.service.texting_copies import Copy
from intake.service.texting_rows import PHONE, SID, Document, find, opened, rewrite, sealed, tag_of
from intake.store import texts
from intake.store.texts import Conversation, Inbound

SEEN_FOR = timedelta(days=30)  # twice as long as the sweep looks back: a text is never taken for a new one
WORK = "sms.work"
_TRIES = 3


@dataclass
class Talk:
    """What is remembered of one number: the dialogue's state as it wrote it, and what it has under way.

    `work` holds effects being carried out, by their id; `tickets` and `media` belong to a draft, by its number;
    `cases` are those that the person may be texted about, `last_case` the one just filed; `pace` counts answers.
    """

    number: str
    state: Document | None = None
    opted_out: bool = False
    work: dict[str, Document] = field(default_factory=dict)
    tickets: dict[str, Document] = field(default_factory=dict)
    media: dict[str, list[Document]] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    last_case: str | None = None
    pace: Document = field(default_factory=dict)

    def to_document(self) -> Document:
        """Return it as it is written down: its fields are plain JSON values already, so that nothing is copied."""
        return dict(vars(self))


@dataclass
class Thought:
    """What a turn leads to: bytes answered at once, texts to send, effects to carry out, copies to erase.

    `contact` says of cases whether the person may be reached from now on, `dropped` names blobs that go.
    """

    reply: bytes = b""
    sends: list[str] = field(default_factory=list)
    work: list[Document] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    contact: dict[str, bool] = field(default_factory=dict)
    dropped: list[UUID] = field(default_factory=list)
    wakes_at: datetime | None = None
    kept_for: timedelta = timedelta(days=1)


Think = Callable[[Talk], Thought]


def receive(site: Site, sid: str, number: str, think: Think) -> bytes:
    """Take a text once: a repeat of its SID gets the same bytes, whatever came in between.

    Raises NotStoredError where nothing could be stored; then nothing was taken.
    """
    for _ in range(_TRIES):
        try:
            return _receive(site, sid, number, think)
        except ConflictError:  # the same text, or the first of the same number, in another process
            continue
    raise ConflictError("others wrote to the same conversation again and again")


def _receive(site: Site, sid: str, number: str, think: Think) -> bytes:
    with site.writing() as session:
        seen = find(site, session, Inbound, sid)
        if seen is not None:
            return bytes.fromhex(opened(site, seen)["reply"])
        row, talk = _conversation(site, session, number)
        thought = think(talk)
        _follow(site, session, row, talk, thought)
        _remember(site, session, sid, thought.reply)
    return thought.reply


def is_known(site: Site, sid: str) -> bool:
    """Tell whether a text was taken before."""
    with site.reading() as session:
        return texts.has_tag(session, Inbound, site.guard.tags(SID, sid.encode()))


def resume(site: Site, conversation: UUID, think: Think, *, work: str | None = None) -> None:
    """Go on with a conversation; with `work` only if that effect is still open, and it is open no longer then."""
    with site.writing() as session:
        row = texts.by_id(session, Conversation, conversation)
        if row is None:
            return
        talk = Talk(**opened(site, row))
        if work is not None and talk.work.pop(work, None) is None:
            return
        _follow(site, session, row, talk, think(talk))


def load(site: Site, conversation: UUID) -> Talk | None:
    """Return a conversation as it is now; None where it ended."""
    with site.reading() as session:
        row = session.get(Conversation, conversation)
        return Talk(**opened(site, row)) if row is not None else None


def opt_out(site: Site, number: str) -> None:
    """Hold a number for opted out because the carrier says so (21610)."""
    with site.writing() as session:
        row = find(site, session, Conversation, number, PHONE)
        if row is not None:
            talk = Talk(**opened(site, row))
            talk.opted_out = True
            rewrite(site, row, talk.to_document())


def _conversation(site: Site, session: Session, number: str) -> tuple[Conversation, Talk]:
    row = find(site, session, Conversation, number, PHONE)
    if row is not None:
        return row, Talk(**opened(site, row))
    now = site.clock.now()
    row = Conversation(id=uuid4(), tag=tag_of(site, number, PHONE), body=b"", expires_at=now)
    session.add(row)
    return row, Talk(number)


def _follow(site: Site, session: Session, row: Conversation, talk: Talk, thought: Thought) -> None:
    """Write what a turn changed, and put what follows into the outbox."""
    for document in thought.work:
        effect = uuid4().hex
        talk.work[effect] = document
        put_task(site, session, WORK, {"conversation": row.id.hex, "work": effect})
    for place, text in enumerate(thought.sends):
        texting_out.put(site, session, talk.number, text, place=place)
    for copy in thought.copies:
        texting_copies.note(site, session, copy)
    for case, reachable in thought.contact.items():
        texting_contact.set_contact(site, session, UUID(case), reachable=reachable)
    for blob in thought.dropped:
        put_task(site, session, "blob.delete", {"blob": blob.hex})
    row.wakes_at = thought.wakes_at
    row.expires_at = site.clock.now() + thought.kept_for
    rewrite(site, row, talk.to_document())


def _remember(site: Site, session: Session, sid: str, reply: bytes) -> None:
    row = uuid4()
    document: dict[str, Any] = {"sid": sid, "reply": reply.hex()}
    session.add(
        Inbound(
            id=row,
            tag=tag_of(site, sid),
            body=sealed(site, Inbound, row, document),
            kept_until=site.clock.today() + SEEN_FOR,
        )
    )
    session.flush()
