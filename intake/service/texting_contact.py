"""Whether the person of a case may be texted, and whether there is anything to text about."""

from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from intake.service.documents import CaseDetail, detail_of, write_detail
from intake.service.site import Site
from intake.store import cases
from intake.store.changes import note_change
from intake.store.models import Case
from intake.vault.parts import Part


@dataclass(frozen=True)
class Standing:
    """How a case stands, as one word to compare by, and the time zone of its place where that is known."""

    word: str
    zone: ZoneInfo | None


def set_contact(site: Site, session: Session, case_id: UUID, *, reachable: bool) -> None:
    """Write on a case whether the person may be reached; one that is gone needs no such word. ConflictError on a race."""
    case = session.get(Case, case_id)
    if case is None:
        return
    cases.claim_revision(session, case)
    detail = detail_of(site.guard, case)
    detail.no_contact = not reachable
    write_detail(site.guard, case, detail, cases.desks_of(session, case_id))
    note_change(session, case_id, site.clock.now())


def standing(site: Site, case_id: UUID) -> Standing | None:
    """Return how a case stands now; None where it is closed, taken back or gone: then nothing more is texted."""
    with site.reading() as session:
        case = session.get(Case, case_id)
        if case is None or not case.is_open or case.access is None:
            return None
        detail = detail_of(site.guard, case)
        records = len(cases.records_of(session, case_id, Part.conversation.value))
    return Standing(f"{detail.status}/{_steps_of_office(detail)}/{records}", _zone(site, detail))


def _steps_of_office(detail: CaseDetail) -> int:
    return sum(step.get("by") != "complainant" for step in detail.history)


def _zone(site: Site, detail: CaseDetail) -> ZoneInfo | None:
    found = (
        site.deployment.zone(incident.get("facility"), incident.get("state")) for incident in detail.incidents
    )
    return next((zone for zone in found if zone is not None), None)
