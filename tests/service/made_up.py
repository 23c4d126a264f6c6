"""Made-up complaints, and a look at every row of a database, for the tests of services."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from intake.core.complaint import Channel, Complaint, Desk, Incident
from intake.core.facts import Facts
from intake.service import by_code
from intake.service.by_code import Opened
from intake.service.documents import CaseDetail, detail_of
from intake.service.filing import Ticket, file_complaint, new_ticket
from intake.store.models import Base, Case
from tests.conftest import World

ACCOUNT = "They kept my brother after his release day. كناري"
NAME = "Rosa Ejemplo"
DETAINED = {
    "actors": ["jail_staff"],
    "place": "local_jail",
    "custody": "detainer_only",
    "allegations": ["over_48h"],
    "release_eligible_at": "2026-05-01T08:00",
    "as_of": "2026-05-04T08:00",
}


def complaint(**changed: Any) -> Complaint:
    """Return a complaint that goes to CRCL and DOJ; `facts` and any field of Complaint can be changed."""
    facts = Facts.from_document(changed.pop("facts", DETAINED))
    fields: dict[str, Any] = {
        "incidents": (Incident(facts, facts, "2026-05"),),
        "account": ACCOUNT,
        "language": "es-419",
        "channel": Channel.WEB,
    }
    return Complaint(**{**fields, **changed})


def named(*desks: Desk, **changed: Any) -> Complaint:
    """Return a complaint whose name some desks may know."""
    return complaint(identity={"name": NAME}, contact={"phone": "+1"}, consent=frozenset(desks), **changed)


def filed(world: World, what: Complaint | None = None) -> Ticket:
    """File a complaint the way every door does."""
    return file_complaint(world.site, what or complaint(), new_ticket()).ticket


def opened(world: World, what: Complaint | None = None) -> Opened:
    """File a complaint and open it with its code."""
    return by_code.open_by_code(world.site, filed(world, what).code)


def detail(world: World, case_id: UUID) -> CaseDetail:
    """Return what the server knows of a case."""
    with world.site.reading() as session:
        return detail_of(world.site.guard, session.get_one(Case, case_id))


def rows(world: World) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table."""
    with world.site.reading() as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table))]
            for table in Base.metadata.sorted_tables
        }


def mentions(world: World, case_id: UUID) -> set[str]:
    """Return the tables in which a case's id stands."""
    return {
        name for name, found in rows(world).items() for row in found if case_id in row or str(case_id) in row
    }
