"""Cases that have ended, and whose time is over: for the tests of keeping and disposal."""

from datetime import timedelta
from uuid import UUID

from intake.core.complaint import Complaint
from intake.core.statuses import Outcome, Status
from intake.service import disposal, moves
from intake.service.documents import CaseDetail, detail_of, write_detail
from intake.store import cases
from intake.store.models import Case
from tests.conftest import World
from tests.service.made_up import filed

CARMEN, DMITRI, TALA, SUNITA = "carmen.crcl", "dmitri.doj", "tala.triage", "sunita.supervisor"
YEAR = timedelta(days=366)


def revision(world: World, case_id: UUID) -> int:
    """Return at which revision a case is, without a look that would be recorded."""
    with world.site.reading() as session:
        return session.get_one(Case, case_id).revision


def go(world: World, case_id: UUID, *steps: moves.Move, name: str = CARMEN) -> None:
    """Move a case."""
    for step in steps:
        moves.move_case(world.site, world.reader(name), case_id, step, revision=revision(world, case_id))


def closed(
    world: World, what: Complaint | None = None, *, outcome: Outcome = Outcome.no_further_contact
) -> UUID:
    """File a complaint and close it today; of the standard class unless its facts or outcome say another."""
    case_id = filed(world, what).case_id
    close(world, case_id, outcome)
    return case_id


def close(world: World, case_id: UUID, outcome: Outcome = Outcome.no_further_contact) -> None:
    """Close a case as not ours."""
    go(world, case_id, moves.Move(Status.screening), moves.Move(Status.not_ours, "not ours"))
    go(world, case_id, moves.Move(Status.closed, outcome=outcome))


def over(world: World, what: Complaint | None = None) -> UUID:
    """Return a case of the standard class that was closed longer ago than its three years."""
    case_id = closed(world, what)
    world.clock.advance(3 * YEAR)
    return case_id


def propose(world: World, case_id: UUID, name: str = CARMEN, reason: str = "its time is over") -> None:
    """Propose to dispose of a case."""
    disposal.propose_disposal(
        world.site, world.reader(name), case_id, reason, revision=revision(world, case_id)
    )


def agree(world: World, case_id: UUID, name: str = SUNITA) -> None:
    """Agree to what was proposed."""
    disposal.agree_to_disposal(world.site, world.reader(name), case_id, revision=revision(world, case_id))


def rewritten(world: World, case_id: UUID, **changed: object) -> CaseDetail:
    """Write fields of a case's detail as no service would, and return it."""
    site = world.site
    with site.writing() as session:
        case = cases.get_case(session, case_id)
        found = detail_of(site.guard, case)
        for name, value in changed.items():
            setattr(found, name, value)
        write_detail(site.guard, case, found, cases.desks_of(session, case_id))
    return found
