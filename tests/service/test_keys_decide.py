"""What a reader may not open stays shut with every byte of the database at hand: for want of a key, not by an `if`."""

from uuid import UUID

import pytest
from sqlalchemy import select

from intake.core.complaint import Channel, Complaint, Desk, Incident
from intake.core.errors import BadKeyError, CannotOpenError, NoKeyError
from intake.core.facts import Facts
from intake.service import by_code, review
from intake.service.documents import Access, open_column
from intake.service.filing import Ticket, file_complaint, new_ticket
from intake.service.reader import Reader
from intake.store.models import Case, CaseRecord, CaseSeal
from intake.vault.case import Seal, open_seed
from intake.vault.parts import Part
from intake.vault.receipt import derive, unwrap_seed
from intake.vault.record import GENESIS, SealedRecord, open_record
from intake.vault.suite import KeyPair
from tests.conftest import World

CRCL_ONLY = Facts.from_document(
    {
        "actors": ["dhs_contractor"],
        "place": "private_ice",
        "custody": "ice",
        "allegations": ["conditions"],
        "as_of": "2026-05-04T08:00",
    }
)
BOTH = Facts.from_document(
    {
        "actors": ["jail_staff"],
        "place": "local_jail",
        "custody": "detainer_only",
        "allegations": ["over_48h"],
        "release_eligible_at": "2026-04-20T08:00",
        "as_of": "2026-05-04T08:00",
    }
)


def filed(world: World, facts: Facts, consent: frozenset[Desk] = frozenset()) -> Ticket:
    complaint = Complaint(
        incidents=(Incident(facts, facts, "2026-05"),),
        account="what happened",
        language="en",
        channel=Channel.WEB,
        identity={"name": "Nadia Nobody"} if consent else {},
        consent=consent,
    )
    return file_complaint(world.site, complaint, new_ticket()).ticket


def pairs_of(reader: Reader) -> list[KeyPair]:
    return [*reader.desk_pairs.values(), reader.pair]


def seals(world: World, case_id: UUID) -> list[CaseSeal]:
    with world.site.reading() as session:
        return list(session.scalars(select(CaseSeal).where(CaseSeal.case_id == case_id)))


def opened_parts(world: World, case_id: UUID, pairs: list[KeyPair]) -> set[str]:
    """Try every seal with every key, and every record with every key; return the parts that opened."""
    with world.site.reading() as session:
        case = session.get_one(Case, case_id)
        records = session.scalars(select(CaseRecord).where(CaseRecord.case_id == case_id)).all()
    publics = {
        "account": case.account_public,
        "conversation": case.conversation_public,
        "identity": case.identity_public,
    }
    opened = set()
    for row in seals(world, case_id):
        for pair in pairs:
            seal = Seal(Part(row.part), row.desk, row.epoch, row.sealed)
            try:
                open_seed(pair, seal, case=case_id, public=publics[row.part] or b"")
            except (CannotOpenError, BadKeyError):
                continue
            opened.add(row.part)
    for record in records:
        for pair in pairs:
            try:
                sealed = SealedRecord(Part(record.part), record.sequence, record.sealed)
                open_record(pair, sealed, case=case_id, previous=GENESIS, epoch=record.epoch)
            except CannotOpenError:
                continue
            opened.add(record.part)
    return opened


def test_a_desk_that_the_case_was_not_sent_to_opens_nothing(world: World) -> None:
    ticket = filed(world, CRCL_ONLY, frozenset({Desk.CRCL}))
    for name in ("dmitri.doj", "tala.triage"):
        assert opened_parts(world, ticket.case_id, pairs_of(world.reader(name))) == set()
        with pytest.raises(NoKeyError):
            review.open_case(world.site, world.reader(name), ticket.case_id)


def test_the_desk_that_it_was_sent_to_opens_it_so_the_search_can_fail(world: World) -> None:
    ticket = filed(world, CRCL_ONLY, frozenset({Desk.CRCL}))
    parts = opened_parts(world, ticket.case_id, pairs_of(world.reader("carmen.crcl")))
    assert parts == {"account", "conversation", "identity"}


@pytest.mark.parametrize("name", ["ada.admin", "otto.auditor"])
def test_an_administrator_and_an_auditor_hold_no_key(world: World, name: str) -> None:
    ticket = filed(world, BOTH, frozenset({Desk.CRCL}))
    assert opened_parts(world, ticket.case_id, pairs_of(world.reader(name))) == set()


def test_a_desk_without_consent_opens_the_account_but_not_the_name(world: World) -> None:
    ticket = filed(world, BOTH, frozenset({Desk.CRCL}))
    parts = opened_parts(world, ticket.case_id, pairs_of(world.reader("dmitri.doj")))
    assert parts == {"account", "conversation"}


def test_the_code_opens_the_conversation_and_neither_account_name_nor_notes(world: World) -> None:
    ticket = filed(world, BOTH, frozenset({Desk.CRCL}))
    review.note(world.site, world.reader("carmen.crcl"), ticket.case_id, "a note")
    keys = derive(ticket.code, world.site.manifest().salt)
    with world.site.reading() as session:
        case = session.get_one(Case, ticket.case_id)
    access = Access.from_bytes(open_column(world.site.guard, case.id, "access", case.access or b""))
    assert set(access.wraps) == {"conversation"}
    seed = unwrap_seed(keys, access.wraps["conversation"], case=case.id, part=Part.conversation)
    for other in (Part.account, Part.identity, Part.note):
        with pytest.raises(CannotOpenError):
            unwrap_seed(keys, access.wraps["conversation"], case=case.id, part=other)
    assert opened_parts(world, ticket.case_id, [KeyPair.from_seed(seed)]) == set()
    assert by_code.view(world.site, by_code.open_by_code(world.site, ticket.code)).account == []


def test_the_code_opens_the_account_where_the_person_chose_so(world: World) -> None:
    complaint = Complaint(
        incidents=(Incident(BOTH, BOTH),),
        account="my own words",
        language="en",
        channel=Channel.WEB,
        code_opens_account=True,
    )
    ticket = file_complaint(world.site, complaint, new_ticket()).ticket
    view = by_code.view(world.site, by_code.open_by_code(world.site, ticket.code))
    assert view.account[0].body["text"] == "my own words"


def test_another_desks_notes_do_not_open(world: World) -> None:
    ticket = filed(world, BOTH)
    review.note(world.site, world.reader("carmen.crcl"), ticket.case_id, "for our desk alone")
    assert "note" not in opened_parts(world, ticket.case_id, pairs_of(world.reader("dmitri.doj")))
    assert review.open_case(world.site, world.reader("dmitri.doj"), ticket.case_id).notes == []
