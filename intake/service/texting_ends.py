"""What ends by itself: conversations whose time is over, answers nobody repeats, links to cases that are closed."""

from uuid import UUID

from intake.service.files import KeptFile, renew_files
from intake.service.site import Site
from intake.service.tasks import put_task
from intake.service.texting import Talk
from intake.service.texting_contact import standing
from intake.service.texting_rows import opened, rewrite
from intake.store import texts
from intake.store.texts import Conversation


def tidy(site: Site) -> None:
    """Delete what is over, keep the pictures of drafts that are not, and forget closed cases' numbers."""
    _end(site)
    for conversation in conversations(site):
        with site.reading() as session:
            row = session.get(Conversation, conversation)
            talk = Talk(**opened(site, row)) if row is not None else None
        if talk is None:
            continue
        renew_files(site, [KeptFile.from_document(one) for kept in talk.media.values() for one in kept])
        closed = [
            case for case in (*talk.cases, talk.last_case) if case and standing(site, UUID(case)) is None
        ]
        if closed:
            _unlink(site, conversation, closed)


def conversations(site: Site) -> list[UUID]:
    """Return the ids of all conversations."""
    with site.reading() as session:
        return list(texts.conversations(session))


def waking(site: Site, most: int = 100) -> list[UUID]:
    """Return conversations that have something to do by themselves, the longest waiting first."""
    with site.reading() as session:
        return list(texts.waking(session, site.clock.now(), most))


def _end(site: Site) -> None:
    with site.writing() as session:
        over = texts.ended(session, site.clock.now())
        for row in over:
            talk = Talk(**opened(site, row))
            for kept in (one for files in talk.media.values() for one in files):
                put_task(site, session, "blob.delete", {"blob": KeptFile.from_document(kept).blob.hex})
            session.delete(row)
        texts.forget_before(session, site.clock.today())
        if over:
            put_task(site, session, "traces.forget", {})


def _unlink(site: Site, conversation: UUID, closed: list[str]) -> None:
    with site.writing() as session:
        row = texts.by_id(session, Conversation, conversation)
        if row is None:
            return
        talk = Talk(**opened(site, row))
        talk.cases = {case: seen for case, seen in talk.cases.items() if case not in closed}
        talk.last_case = None if talk.last_case in closed else talk.last_case
        rewrite(site, row, talk.to_document())
