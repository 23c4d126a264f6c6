"""How tests read a case's page, and make a case of other facts."""

from dataclasses import replace
from typing import Any

from intake.core.complaint import Incident
from intake.core.facts import Facts
from intake.service.filing import Ticket
from tests.desk.conftest import DeskRoom
from tests.service.made_up import complaint

CARMEN, DMITRI = "carmen.crcl", "dmitri.doj"
CRCL_ONLY = {
    "actors": ["dhs_contractor"],
    "place": "private_ice",
    "custody": "ice",
    "allegations": ["conditions"],
    "as_of": "2026-05-04T08:00",
}


def page(room: DeskRoom, ticket: Ticket, name: str = CARMEN) -> str:
    answer = room.window(name).get(f"/desk/case/{ticket.case_id}")
    assert answer.status_code == 200
    return answer.text


def with_incident(
    facts: dict[str, Any] | None = None, said: dict[str, Any] | None = None, **where: Any
) -> Any:
    used = Facts.from_document(facts or CRCL_ONLY)
    return replace(
        complaint(), incidents=(Incident(Facts.from_document(said) if said else used, used, **where),)
    )
