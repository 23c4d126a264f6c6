"""Opening a case with its receipt code: status and conversation, and the account only where the person chose so."""

import hmac
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.core import receipt
from intake.core.errors import NoSuchCaseError
from intake.service import counts
from intake.service.documents import Access, CaseDetail, detail_of, guard_column, open_column
from intake.service.records import Entry, open_all
from intake.service.site import Site
from intake.store import cases
from intake.store.changes import note_change
from intake.store.models import Case
from intake.vault.parts import Part
from intake.vault.receipt import CodeKeys, derive, unwrap_seed, wrap_seed
from intake.vault.suite import Seed, check_pair


@dataclass(frozen=True)
class Opened:
    """What a receipt code opened: the case and the seeds that were wrapped under it.

    `lookup` is the code's look-up value, 32 bytes: once the code was changed, what it opened is shut as well.
    """

    case_id: UUID
    seeds: dict[Part, Seed]
    lookup: bytes = field(repr=False)

    def to_document(self) -> dict[str, Any]:
        """Return what a visit keeps, under the cookie's key, so that the code is typed once."""
        return {
            "case": self.case_id.hex,
            "seeds": {part.value: seed.hex() for part, seed in self.seeds.items()},
            "lookup": self.lookup.hex(),
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "Opened":
        """Read it back."""
        seeds = {Part(part): Seed(bytes.fromhex(seed)) for part, seed in document["seeds"].items()}
        return cls(UUID(document["case"]), seeds, bytes.fromhex(document["lookup"]))


@dataclass(frozen=True)
class View:
    """What a code holder sees: where the case is and at which desks, the conversation, the account where chosen."""

    case_id: UUID
    detail: CaseDetail
    conversation: list[Entry]
    account: list[Entry]
    has_identity: bool
    desks: frozenset[str]


def open_by_code(site: Site, typed: str) -> Opened:
    """Open a case by what was typed; raises ReceiptError, NoSuchCaseError, or NotStoredError when too many ask."""
    with counts.look_up():
        code = receipt.parse(typed)
        with site.looking.place():
            keys = derive(code, site.manifest().salt)
        with site.reading() as session:
            case = cases.find_by_tags(session, site.guard.tags("lookup", keys.lookup))
            if case is None or case.access is None:
                raise NoSuchCaseError("no case fits this code")
            return Opened(case.id, _unwrap(site, case, keys), keys.lookup)


def opens(site: Site, case_id: UUID, code: str) -> bool:
    """Tell whether a code is still the one of a case: False once it was changed, or the case was taken back."""
    lookup = _keys_for(site, code).lookup
    with site.reading() as session:
        case = session.get(Case, case_id)
        return case is not None and case.access is not None and _answers_to(site, case, lookup)


def still_open(site: Site, session: Session, opened: Opened) -> Case:
    """Return the case as long as the code that opened it does; NoSuchCaseError once changed or taken back."""
    case = cases.get_case(session, opened.case_id)
    if case.access is None:
        raise NoSuchCaseError("the case was taken back")
    if not _answers_to(site, case, opened.lookup):
        raise NoSuchCaseError("the code was changed")
    return case


def view(site: Site, opened: Opened) -> View:
    """Return what the code holder may see now; NoSuchCaseError once the code was changed or the case taken back."""
    with site.reading() as session:
        case = still_open(site, session, opened)
        return View(
            case_id=case.id,
            detail=detail_of(site.guard, case),
            conversation=_entries(session, case, opened, Part.conversation),
            account=_entries(session, case, opened, Part.account),
            has_identity=case.has_identity,
            desks=cases.desks_of(session, case.id),
        )


def next_code(opened: Opened, token: str) -> str:
    """Return the code that a visit changes to: the same one for every click, another one after each change.

    Whoever has the case open elsewhere has another token, and can work out nothing of it.
    """
    digest = hmac.digest(token.encode(), b"recourse/new-code/" + opened.lookup, "sha512")
    return receipt.from_bytes(digest)


def change_code(site: Site, opened: Opened, code: str) -> Opened:
    """Wrap the seeds under a new code and return what it opens; whatever the old one opened is shut from then on.

    A case that has that code already is left as it is. NoSuchCaseError where another code was set meanwhile
    or the case was taken back.
    """
    keys = _keys_for(site, code)
    wraps = {
        part.value: wrap_seed(keys, seed, case=opened.case_id, part=part)
        for part, seed in opened.seeds.items()
    }
    fresh = replace(opened, lookup=keys.lookup)
    with site.writing() as session:
        if _answers_to(site, cases.get_case(session, opened.case_id), keys.lookup):
            return fresh
        case = still_open(site, session, opened)
        cases.claim_revision(session, case)
        case.lookup_tag = site.guard.tag("lookup", keys.lookup)
        case.access = guard_column(site.guard, case.id, "access", Access(keys.lookup, wraps).to_bytes())
        note_change(session, case.id, site.clock.now())
    return fresh


def changed_to(site: Site, opened: Opened, code: str) -> Opened:
    """Return what a code opens where the case has it already; NoSuchCaseError where it has another."""
    fresh = replace(opened, lookup=_keys_for(site, code).lookup)
    with site.reading() as session:
        still_open(site, session, fresh)
    return fresh


def _keys_for(site: Site, code: str) -> CodeKeys:
    with site.filing.place():
        return derive(code, site.manifest().salt)


def _answers_to(site: Site, case: Case, lookup: bytes) -> bool:
    return case.lookup_tag in site.guard.tags("lookup", lookup)


def _unwrap(site: Site, case: Case, keys: CodeKeys) -> dict[Part, Seed]:
    access = Access.from_bytes(open_column(site.guard, case.id, "access", case.access or b""))
    return {
        Part(part): unwrap_seed(keys, wrap, case=case.id, part=Part(part))
        for part, wrap in access.wraps.items()
    }


def _entries(session: Session, case: Case, opened: Opened, part: Part) -> list[Entry]:
    seed = opened.seeds.get(part)
    public = case.conversation_public if part is Part.conversation else case.account_public
    if seed is None or public is None:
        return []
    return open_all(cases.records_of(session, case.id, part.value), {0: check_pair(seed, public)})
