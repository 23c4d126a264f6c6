"""Opening a case with its receipt code: status and conversation, and the account only where the person chose so."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.core import receipt
from intake.core.errors import NoSuchCaseError
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
    """What a receipt code opened: the case and the seeds that were wrapped under it."""

    case_id: UUID
    seeds: dict[Part, Seed]

    def to_document(self) -> dict[str, Any]:
        """Return what a visit keeps, under the cookie's key, so that the code is typed once."""
        return {
            "case": self.case_id.hex,
            "seeds": {part.value: seed.hex() for part, seed in self.seeds.items()},
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "Opened":
        """Read it back."""
        seeds = {Part(part): Seed(bytes.fromhex(seed)) for part, seed in document["seeds"].items()}
        return cls(UUID(document["case"]), seeds)


@dataclass(frozen=True)
class View:
    """What a code holder sees: where the case is, the conversation, and the account where that was chosen."""

    case_id: UUID
    detail: CaseDetail
    conversation: list[Entry]
    account: list[Entry]
    has_identity: bool


def open_by_code(site: Site, typed: str) -> Opened:
    """Open a case by what was typed; raises ReceiptError, NoSuchCaseError, or NotStoredError when too many ask."""
    code = receipt.parse(typed)
    with site.looking.place():
        keys = derive(code, site.manifest().salt)
    with site.reading() as session:
        case = cases.find_by_tags(session, site.guard.tags("lookup", keys.lookup))
        if case is None or case.access is None:
            raise NoSuchCaseError("no case fits this code")
        return Opened(case.id, _unwrap(site, case, keys))


def view(site: Site, opened: Opened) -> View:
    """Return what the code holder may see now; raises NoSuchCaseError once the case was taken back."""
    with site.reading() as session:
        case = cases.get_case(session, opened.case_id)
        if case.access is None:
            raise NoSuchCaseError("the case was taken back")
        return View(
            case_id=case.id,
            detail=detail_of(site.guard, case),
            conversation=_entries(session, case, opened, Part.conversation),
            account=_entries(session, case, opened, Part.account),
            has_identity=case.has_identity,
        )


def change_code(site: Site, opened: Opened, code: str = "") -> str:
    """Wrap the seeds under a new code and return it; the old one opens nothing from then on.

    A caller that must not lose the code to a broken line makes it beforehand and hands it in.
    """
    code = code or receipt.new_code()
    with site.filing.place():
        keys = derive(code, site.manifest().salt)
    wraps = {
        part.value: wrap_seed(keys, seed, case=opened.case_id, part=part)
        for part, seed in opened.seeds.items()
    }
    with site.writing() as session:
        case = cases.get_case(session, opened.case_id)
        if case.access is None:
            raise NoSuchCaseError("the case was taken back")
        cases.claim_revision(session, case)
        case.lookup_tag = site.guard.tag("lookup", keys.lookup)
        case.access = guard_column(site.guard, case.id, "access", Access(keys.lookup, wraps).to_bytes())
        note_change(session, case.id, site.clock.now())
    return code


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
