"""Filing a complaint: route it, seal it, accept it; the same for every door."""

import hmac
import json
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from intake.core import receipt
from intake.core.complaint import Complaint, Incident
from intake.core.errors import ConflictError, NoSuchCaseError
from intake.core.facts import Facts
from intake.core.routing import Decision, desks_to_seal, route_all
from intake.core.service_levels import Level
from intake.service import counts, revocations, tasks
from intake.service.audit_trail import case_chain, record
from intake.service.certificates import fingerprint
from intake.service.deadlines import first_look_due, hold_instant
from intake.service.documents import Access, CaseDetail, detail_of, guard_column, write_detail
from intake.service.files import KeptFile, take_files
from intake.service.site import Site
from intake.store.audit import Act
from intake.store.changes import note_change
from intake.store.models import Case, CaseRecord, CaseSeal
from intake.vault.sealing import SealedComplaint, seal_complaint
from intake.vault.word import word_value


@dataclass(frozen=True)
class Ticket:
    """Case id and receipt code, made before filing, so that a second click files nothing twice."""

    case_id: UUID
    code: str


@dataclass(frozen=True)
class KeyedIn:
    """Whose hand typed a letter or a call: the officer's account, and the day on which it came (`YYYY-MM-DD`)."""

    by: str
    came_on: str


@dataclass(frozen=True)
class Filed:
    """An accepted complaint: its ticket and what the server recorded."""

    ticket: Ticket
    detail: CaseDetail


def new_ticket() -> Ticket:
    """Return a fresh random ticket."""
    return Ticket(uuid4(), receipt.new_code())


def ticket_for_key(site: Site, key: str) -> Ticket:
    """Return the ticket that an Idempotency-Key stands for: the case's own where it was used before, else new.

    Raises NoSuchCaseError where that case was shredded: what was taken back is not filed anew by a repeat.
    """
    made = [_derived_ticket(site.ring.subkey(version, "idempotency"), key) for version in site.ring.versions]
    with site.reading() as session:
        for ticket in made:
            if session.get(Case, ticket.case_id) is not None:
                return ticket
        if any(revocations.is_entombed(site, session, ticket.case_id) for ticket in made):
            raise NoSuchCaseError("the case of this key was taken back")
    return made[0]


def file_complaint(
    site: Site,
    complaint: Complaint,
    ticket: Ticket,
    *,
    files: Sequence[KeptFile] = (),
    body_tag: str | None = None,
    burst: str = "",
    keyed_in: KeyedIn | None = None,
) -> Filed:
    """Route, seal and accept a complaint; returns only after commit.

    Raises NotStoredError where it could not be stored safely, and ConflictError where the ticket was used
    with another body.
    """
    known = _already_accepted(site, ticket.case_id, body_tag)
    if known:
        return Filed(ticket, known)
    with counts.filing(complaint.channel.value):
        with site.filing.place():
            sealed = seal(site, complaint, ticket, files=files, body_tag=body_tag)
        blobs = [kept.blob for kept in files]
        return Filed(ticket, accept(site, sealed, blobs=blobs, burst=burst, keyed_in=keyed_in))


def seal(
    site: Site,
    complaint: Complaint,
    ticket: Ticket,
    *,
    files: Sequence[KeptFile] = (),
    body_tag: str | None = None,
) -> SealedComplaint:
    """Route a complaint and seal it to the desks of its Decision."""
    incidents = [incident.derived for incident in complaint.incidents]
    decision = route_all(incidents, site.deployment.rules)
    identity = (
        {"record": "identity", **complaint.identity, "contact": dict(complaint.contact)}
        if _is_known(complaint)
        else None
    )
    manifest = site.manifest()
    return seal_complaint(
        case=ticket.case_id,
        code=ticket.code,
        document=_document(complaint, decision, body_tag, manifest.salt, files),
        account=json.dumps(_account(complaint), ensure_ascii=False).encode(),
        identity=json.dumps(identity, ensure_ascii=False).encode() if identity else None,
        conversation=None,
        files=tuple(json.dumps(kept.to_document(), ensure_ascii=False).encode() for kept in files),
        desks=desks_to_seal(incidents, site.deployment.rules),
        consent=sorted(desk.value for desk in complaint.consent),
        code_opens_account=complaint.code_opens_account,
        manifest=manifest,
    )


def accept(
    site: Site,
    sealed: SealedComplaint,
    *,
    blobs: Iterable[UUID] = (),
    burst: str = "",
    keyed_in: KeyedIn | None = None,
) -> CaseDetail:
    """Store a sealed complaint once; a repeat returns what was stored. Answers only after commit."""
    now = site.clock.now()
    detail = _detail(site, sealed, now, burst)
    if keyed_in:
        detail.keyed_in_by, detail.came_on = keyed_in.by, keyed_in.came_on
    try:
        with site.writing() as session:
            existing = session.get(Case, sealed.case_id)
            if existing is not None:
                return _same(detail_of(site.guard, existing), detail.body_tag)
            _store(site, session, sealed, detail)
            take_files(session, sealed.case_id, list(blobs))
            note_change(session, sealed.case_id, now)
            if keyed_in:
                record(site, session, case_chain(sealed.case_id), Act(keyed_in.by, "case.keyed_in"))
            tasks.on_accept(site, session, sealed.case_id, detail)
    except ConflictError:
        known = _already_accepted(site, sealed.case_id, detail.body_tag)
        if known is None:
            raise
        return known
    return detail


def stored(site: Site, ticket: Ticket) -> Filed | None:
    """Return what was filed with a ticket, whatever its body; None where nothing was."""
    with site.reading() as session:
        case = session.get(Case, ticket.case_id)
        return Filed(ticket, detail_of(site.guard, case)) if case is not None else None


def _already_accepted(site: Site, case_id: UUID, body_tag: str | None) -> CaseDetail | None:
    with site.reading() as session:
        case = session.get(Case, case_id)
        return _same(detail_of(site.guard, case), body_tag) if case is not None else None


def _same(stored: CaseDetail, body_tag: str | None) -> CaseDetail:
    if stored.body_tag != body_tag:
        raise ConflictError("this key was used before with another body")
    return stored


def _store(site: Site, session: Session, sealed: SealedComplaint, detail: CaseDetail) -> None:
    """Write the rows of a sealed complaint."""
    publics = {part.value: public for part, public in sealed.publics.items()}
    desks = frozenset(seal.desk for seal in sealed.seals if seal.part.value == "account")
    access = Access(sealed.lookup, {part.value: wrap for part, wrap in sealed.wraps.items()})
    case = Case(
        id=sealed.case_id,
        received_on=detail.received.date(),
        is_open=True,
        has_identity="identity" in publics,
        revision=0,
        lookup_tag=site.guard.tag("lookup", sealed.lookup),
        access=guard_column(site.guard, sealed.case_id, "access", access.to_bytes()),
        account_public=publics["account"],
        conversation_public=publics["conversation"],
        identity_public=publics.get("identity"),
    )
    write_detail(site.guard, case, detail, desks)
    session.add(case)
    session.flush()
    session.add_all(
        CaseSeal(case_id=case.id, part=s.part.value, desk=s.desk, epoch=s.epoch, sealed=s.sealed)
        for s in sealed.seals
    )
    session.add_all(
        CaseRecord(case_id=case.id, part=r.part.value, desk="", sequence=r.sequence, epoch=0, sealed=r.sealed)
        for r in sealed.records
    )


def _detail(site: Site, sealed: SealedComplaint, now: datetime, burst: str) -> CaseDetail:
    """Read the sealed complaint's document, and check its recipients against this server's own rules."""
    document = json.loads(sealed.facts_document)
    incidents = document["incidents"]
    own = desks_to_seal([Facts.from_document(one["derived"]) for one in incidents], site.deployment.rules)
    sealed_to = {seal.desk for seal in sealed.seals if seal.part.value == "account"}
    detail = CaseDetail(received_at=now.isoformat(timespec="seconds"), burst=burst, **document)
    detail.since = now.date().isoformat()
    detail.mismatch = sealed_to != set(own)
    hold = hold_instant(detail, site.deployment)
    detail.decision["hold_at"] = hold.isoformat() if hold else None
    detail.clocks = {Level.first_look.value: first_look_due(detail, site.deployment).isoformat()}
    return detail


def _document(
    complaint: Complaint, decision: Decision, body_tag: str | None, salt: bytes, files: Sequence[KeptFile]
) -> bytes:
    """Return what will be guarded: facts, decision, language, channel; no name, no words of the person."""
    document = {
        "language": complaint.language,
        "channel": complaint.channel.value,
        "incidents": [_incident(incident) for incident in complaint.incidents],
        "decision": {**decision.to_document(), "version": decision.version},
        "consent": sorted(desk.value for desk in complaint.consent) if _is_known(complaint) else [],
        "demographics": list(complaint.demographics),
        "filed_from": complaint.filed_from,
        "incomplete": complaint.incomplete,
        "no_contact": not complaint.contact or complaint.contact.get("way") == "none",
        "code_opens_account": complaint.code_opens_account,
        "translation": _wants_interpreter(complaint),
        "body_tag": body_tag,
        "words_hash": fingerprint(complaint.account),
        "files": len(files),
        "file_bytes": sum(kept.size for kept in files),
        "word": _word(complaint.word, salt),
        "earlier_word": _word(complaint.earlier_word, salt),
    }
    return json.dumps(document, ensure_ascii=False).encode()


def _word(word: str, salt: bytes) -> str:
    """Return what is kept of a word that only the person knows: a value that it can be compared by."""
    return b64encode(word_value(word, salt)).decode() if word else ""


def _wants_interpreter(complaint: Complaint) -> bool:
    answer = complaint.answers.get("interpreter")
    return isinstance(answer, dict) and answer.get("wanted") is True


def _is_known(complaint: Complaint) -> bool:
    """Tell whether there is anything to seal apart: a name, or only a way to reach the person."""
    return bool(complaint.identity or complaint.contact)


def _incident(incident: Incident) -> dict[str, object]:
    return {
        "said": incident.facts.to_document(),
        "derived": incident.derived.to_document(),
        "happened_on": incident.happened_on,
        "facility": incident.facility,
        "agency": incident.agency,
        "state": incident.state,
    }


def _account(complaint: Complaint) -> dict[str, object]:
    """Return what is sealed: the person's words, the names they gave to places, and their other answers."""
    return {
        "record": "account",
        "text": complaint.account,
        "answers": dict(complaint.answers),
        "places": [
            {"facility": one.facility_name, "agency": one.agency_name, "county": one.county}
            for one in complaint.incidents
        ],
    }


def _derived_ticket(subkey: bytes, key: str) -> Ticket:
    seed = hmac.digest(subkey, key.encode(), "sha512")
    return Ticket(UUID(bytes=seed[:16], version=4), receipt.from_bytes(seed[16:]))
