"""What an officer keys in: filed once on either engine, with whose hand it was, and when it came."""

from datetime import date

import pytest

from intake.core.complaint import Channel
from intake.core.errors import NotAllowedError
from intake.service.filing import new_ticket
from intake.service.keyed_in import file_keyed_in
from intake.store import audit
from tests.conftest import World
from tests.service.made_up import complaint, detail, filed, rows

CAME = date(2026, 4, 28)


def test_a_letter_names_the_officer_in_its_chain_once(any_world: World) -> None:
    ticket, reader = new_ticket(), any_world.reader("dmitri.doj")
    for _click in range(2):
        file_keyed_in(any_world.site, reader, complaint(channel=Channel.PAPER), ticket, came_on=CAME)
    with any_world.site.reading() as session:
        acts = [(one.actor, one.action) for one in audit.history(session, f"case:{ticket.case_id}")]
    assert acts == [("dmitri.doj", "case.keyed_in")]
    assert len(rows(any_world)["cases"]) == 1


def test_a_letter_counts_from_the_day_it_came_and_any_other_complaint_from_its_own(world: World) -> None:
    ticket = new_ticket()
    file_keyed_in(world.site, world.reader("carmen.crcl"), complaint(), ticket, came_on=CAME)
    found, other = detail(world, ticket.case_id), detail(world, filed(world).case_id)
    assert (found.arrived_on, found.keyed_in_by) == (CAME, "carmen.crcl")
    assert found.received == other.received == world.clock.now()
    assert found.clocks == other.clocks
    assert (other.arrived_on, other.keyed_in_by) == (world.clock.today(), "")


@pytest.mark.parametrize("name", ["ada.admin", "otto.auditor"])
def test_who_reads_no_cases_files_none(world: World, name: str) -> None:
    with pytest.raises(NotAllowedError):
        file_keyed_in(world.site, world.reader(name), complaint(), new_ticket(), came_on=CAME)
    assert not rows(world)["cases"]
