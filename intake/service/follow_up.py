"""What a person does with their code: add words or a file, change who may know their name."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.core.errors import MoveError, NoSuchCaseError
from intake.service.by_code import Opened, still_open
from intake.service.documents import CaseDetail, detail_of, write_detail
from intake.service.files import KeptFile, check_total, take_files
from intake.service.records import Writing, append
from intake.service.revocations import revoke
from intake.service.site import Site
from intake.service.tasks import put_task
from intake.store import cases
from intake.store.changes import note_change
from intake.store.models import Case, CaseRecord, CaseSeal
from intake.vault.case import seal_seed
from intake.vault.parts import Part
from intake.vault.record import GENESIS, seal_record
from intake.vault.sealing import COMPLAINANT
from intake.vault.suite import KeyPair

Change = Callable[[Session, Case, CaseDetail], None]


def add_words(site: Site, opened: Opened, text: str) -> None:
    """Add a message from the complainant to the conversation."""
    now = site.clock.now()

    def write(session: Session, case: Case, detail: CaseDetail) -> None:
        body = {"record": "message", "text": text, "at": now.isoformat(timespec="seconds")}
        append(session, _as_complainant(case, opened), body)
        detail.unread = sorted(cases.desks_of(session, case.id))

    change_case(site, opened, write)


def add_file(site: Site, opened: Opened, kept: KeptFile) -> None:
    """Add a stored file to the conversation; its key travels in the sealed record.

    Raises UnsafeFileError where the case has its 10 files or 50 MB, NotStoredError where the file is gone.
    """
    now = site.clock.now()

    def write(session: Session, case: Case, detail: CaseDetail) -> None:
        check_total((), kept.size, had=(detail.files, detail.file_bytes))
        detail.files, detail.file_bytes = detail.files + 1, detail.file_bytes + kept.size
        body = {**kept.to_document(), "at": now.isoformat(timespec="seconds")}
        append(session, _as_complainant(case, opened), body)
        take_files(session, case.id, [kept.blob])
        detail.unread = sorted(cases.desks_of(session, case.id))

    change_case(site, opened, write)


def set_consent(site: Site, opened: Opened, desks: frozenset[str], identity: dict[str, Any] | None) -> None:
    """Say anew which desks may know the name. Each change starts a new identity pair; withdrawn seals are gone.

    Desks without consent hold no bytes that open the name; what was read before cannot be unread.
    """
    manifest = site.manifest()

    def write(session: Session, case: Case, detail: CaseDetail) -> None:
        if detail.legal_hold:
            raise MoveError("a legal hold keeps this name")
        cases.drop_part(session, case.id, Part.identity.value)
        before, detail.consent = set(detail.consent), []
        detail.consent_changed = True
        case.identity_public, case.has_identity = None, False
        if identity and desks:
            pair = KeyPair.generate()
            case.identity_public, case.has_identity = pair.public, True
            detail.consent = sorted(desks)
            detail.no_contact = not identity.get("contact")
            for desk in detail.consent:
                key = manifest.desk(desk)
                sealed = seal_seed(
                    pair.seed, key.public, case=case.id, part=Part.identity, desk=desk, epoch=key.epoch
                )
                session.add(
                    CaseSeal(case_id=case.id, part="identity", desk=desk, epoch=key.epoch, sealed=sealed)
                )
            session.add(_identity_record(case.id, pair, {"record": "identity", **identity}))
        for desk in sorted(before.difference(detail.consent)):
            revoke(site, session, case.id, desk)
        put_task(site, session, "traces.forget", {})

    change_case(site, opened, write)


def change_case(site: Site, opened: Opened, change: Change) -> None:
    """Read a case's detail, change it and write it back in one transaction.

    ConflictError on a race; NoSuchCaseError once the code was changed or the case taken back.
    """
    with site.writing() as session:
        case = still_open(site, session, opened)
        cases.claim_revision(session, case)
        detail = detail_of(site.guard, case)
        change(session, case, detail)
        write_detail(site.guard, case, detail, cases.desks_of(session, case.id))
        note_change(session, case.id, site.clock.now())


def _as_complainant(case: Case, opened: Opened) -> Writing:
    if case.conversation_public is None:
        raise NoSuchCaseError("the conversation is closed")
    return Writing(
        case_id=case.id,
        part=Part.conversation,
        public=case.conversation_public,
        author=COMPLAINANT,
        seed=opened.seeds[Part.conversation],
    )


def _identity_record(case_id: UUID, pair: KeyPair, body: dict[str, Any]) -> CaseRecord:
    record = seal_record(
        pair.public,
        json.dumps(body, ensure_ascii=False).encode(),
        case=case_id,
        part=Part.identity,
        sequence=0,
        author=COMPLAINANT,
        previous=GENESIS,
        seed=pair.seed,
    )
    return CaseRecord(case_id=case_id, part="identity", desk="", sequence=0, epoch=0, sealed=record.sealed)
