"""What an officer does with one case: open it, reply, note, claim. Every look is recorded before it is given."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.core.errors import ConflictError, NoKeyError
from intake.core.service_levels import Level
from intake.core.statuses import Role
from intake.service.audit_trail import case_chain, record
from intake.service.deadlines import turn_clocks
from intake.service.documents import CaseDetail, detail_of, write_detail
from intake.service.files import KeptFile
from intake.service.reader import Reader
from intake.service.records import Entry, Writing, append, open_all
from intake.service.site import Site
from intake.store import audit, cases
from intake.store.audit import Act
from intake.store.changes import note_change
from intake.store.models import Case, CaseRecord
from intake.vault.parts import Part
from intake.vault.suite import KeyPair

_TRIES = 5
READERS = (Role.officer, Role.supervisor, Role.triage)


@dataclass(frozen=True)
class CaseFile:
    """A case as one officer may see it; identity is None where their desks hold no seal of it."""

    case_id: UUID
    revision: int
    detail: CaseDetail
    desks: frozenset[str]
    account: list[Entry]
    identity: dict[str, Any] | None
    has_identity: bool
    conversation: list[Entry]
    notes: list[Entry]
    acts: list[tuple[str, str, str, str]]
    desk: str

    @property
    def files(self) -> list[KeptFile]:
        """The attachments of account and conversation."""
        entries = [*self.account, *self.conversation]
        return [KeptFile.from_document(e.body) for e in entries if e.body.get("record") == "file"]


def open_case(site: Site, reader: Reader, case_id: UUID) -> CaseFile:
    """Open a case; raises NoSuchCaseError, NotAllowedError, or NoKeyError where no desk of theirs holds a seal."""
    reader.need(*READERS)
    _record_look(site, reader, case_id)
    with site.reading() as session:
        case = cases.get_case(session, case_id)
        pairs = reader.open_parts(session, case, Part.account, Part.conversation, Part.identity)
        if not {Part.account, Part.conversation} <= pairs.keys():
            raise NoKeyError("none of this officer's desks holds a seal of the case")
        desks = cases.desks_of(session, case_id)
        desk = own_desk(reader, desks)
        records = cases.records_by_part(session, case_id, desk)
        return CaseFile(
            case_id=case.id,
            revision=case.revision,
            detail=detail_of(site.guard, case),
            desks=desks,
            account=_open(records, pairs, Part.account),
            identity=_identity(records, pairs),
            has_identity=case.has_identity,
            conversation=_open(records, pairs, Part.conversation),
            notes=open_all(records.get(Part.note.value, []), reader.pairs_of(desk)),
            acts=[
                (at.isoformat(timespec="seconds"), actor, action, told)
                for at, actor, action, told in audit.told(session, case_chain(case_id))
            ],
            desk=desk,
        )


@dataclass(frozen=True)
class AtStage:
    """Where a case is, without opening anything that was sealed."""

    revision: int
    detail: CaseDetail


def stage_of(site: Site, reader: Reader, case_id: UUID) -> AtStage:
    """Return where a case of one of the reader's desks is, as the queue tells it; raises NoSuchCaseError, NoKeyError."""
    with site.reading() as session:
        case, detail, _desk = _for_change(site, session, reader, case_id, None)
        return AtStage(case.revision, detail)


def reply(
    site: Site,
    reader: Reader,
    case_id: UUID,
    text: str,
    *,
    language: str,
    translated: bool,
    revision: int | None = None,
) -> None:
    """Write to the complainant; a text not in their language is marked so for both sides.

    ConflictError where the case is no longer at `revision`: somebody may have answered, or the person written.
    """
    now = site.clock.now()
    with site.writing() as session:
        case, detail, desk = _for_change(site, session, reader, case_id, revision)
        seed = reader.open_seed(session, case, Part.conversation)
        where = Writing(
            case_id=case.id,
            part=Part.conversation,
            public=KeyPair.from_seed(seed).public,
            author=f"desk:{desk}",
            seed=seed,
        )
        at = now.isoformat(timespec="seconds")
        append(
            session,
            where,
            {"record": "message", "text": text, "at": at, "language": language, "translated": translated},
        )
        detail.unread = [name for name in detail.unread if name != desk]
        if Level.news.value in detail.clocks:
            turn_clocks(detail, site.deployment, stops=(), starts=(Level.news,), now=now)
        finish_change(site, session, case, detail, Act(reader.name, "case.replied"))


def note(site: Site, reader: Reader, case_id: UUID, text: str) -> None:
    """Write a note that only this officer's desk can read."""
    with site.writing() as session:
        case, detail, desk = _for_change(site, session, reader, case_id, None)
        write_note(site, session, reader, case, desk, text)
        finish_change(site, session, case, detail, Act(reader.name, "case.noted"))


def claim(
    site: Site, reader: Reader, case_id: UUID, *, release: bool = False, revision: int | None = None
) -> None:
    """Take a case, or give it back; ConflictError where it is no longer at `revision`."""
    with site.writing() as session:
        case, detail, _ = _for_change(site, session, reader, case_id, revision)
        detail.owner = None if release else reader.name
        finish_change(
            site, session, case, detail, Act(reader.name, "case.released" if release else "case.claimed")
        )


def write_note(site: Site, session: Session, reader: Reader, case: Case, desk: str, text: str) -> int:
    """Append a note sealed to a desk's newest key, in the caller's transaction; returns its sequence number."""
    epoch, pair = reader.newest_pair(desk)
    where = Writing(
        case_id=case.id,
        part=Part.note,
        public=pair.public,
        author=f"desk:{desk}/{reader.name}",
        seed=pair.seed,
        desk=desk,
        epoch=epoch,
    )
    at = site.clock.now().isoformat(timespec="seconds")
    return append(session, where, {"record": "note", "text": text, "at": at, "by": reader.name})


def own_desk(reader: Reader, desks: frozenset[str]) -> str:
    """Return the desk as which an officer works a case; raises NoKeyError where it is at none of theirs."""
    mine = sorted(reader.desks & desks)
    if not mine:
        raise NoKeyError("the case is at none of this officer's desks")
    return mine[0]


def finish_change(site: Site, session: Session, case: Case, detail: CaseDetail, act: Act) -> None:
    """Write the detail back, tell the index, and record the act."""
    cases.claim_revision(session, case)
    write_detail(site.guard, case, detail, cases.desks_of(session, case.id))
    note_change(session, case.id, site.clock.now())
    record(site, session, case_chain(case.id), act)


def _for_change(
    site: Site, session: Session, reader: Reader, case_id: UUID, revision: int | None
) -> tuple[Case, CaseDetail, str]:
    reader.need(*READERS)
    case = cases.get_case(session, case_id)
    if revision is not None:
        cases.check_revision(case, revision)
    return case, detail_of(site.guard, case), own_desk(reader, cases.desks_of(session, case_id))


def _record_look(site: Site, reader: Reader, case_id: UUID) -> None:
    """Record the look, or the refused try; the first look also stops FORGET from shredding.

    Two who open a case in the same instant write the same place of its chain: the second begins anew.
    """
    for tries_left in reversed(range(_TRIES)):
        try:
            with site.writing() as session:
                _look(site, session, reader, cases.get_case(session, case_id))
        except ConflictError:
            if not tries_left:
                raise
        else:
            return


def _look(site: Site, session: Session, reader: Reader, case: Case) -> None:
    detail, desks = detail_of(site.guard, case), cases.desks_of(session, case.id)
    if not reader.desks & desks:
        record(site, session, case_chain(case.id), Act(reader.name, "case.refused", "no key"))
        return
    first, unread = not detail.looked, _still_unread(detail, reader)
    if not first and unread == detail.unread:
        record(site, session, case_chain(case.id), Act(reader.name, "case.read"))
        return
    detail.looked, detail.unread = True, unread
    if first:
        turn_clocks(
            detail,
            site.deployment,
            stops=(Level.first_look,),
            starts=(Level.acceptance,),
            now=site.clock.now(),
        )
    finish_change(site, session, case, detail, Act(reader.name, "case.read"))


def _still_unread(detail: CaseDetail, reader: Reader) -> list[str]:
    """Return the desks that a new message still waits for: who works the case has now seen it, an onlooker has not."""
    if detail.owner in {None, reader.name}:
        return [desk for desk in detail.unread if desk not in reader.desks]
    return detail.unread


Records = dict[str, list[CaseRecord]]


def _open(records: Records, pairs: dict[Part, KeyPair], part: Part) -> list[Entry]:
    return open_all(records.get(part.value, []), {0: pairs[part]})


def _identity(records: Records, pairs: dict[Part, KeyPair]) -> dict[str, Any] | None:
    entries = _open(records, pairs, Part.identity) if Part.identity in pairs else []
    return entries[-1].body if entries else None
