"""After disposal no key that there is opens what a copy of the records holds; a copy of the whole database still opens."""

import shutil
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from intake.core.complaint import Desk
from intake.core.errors import BadKeyError, CannotOpenError
from intake.service import review
from intake.service.documents import detail_of
from intake.service.files import KeptFile, keep_file, read_file
from intake.service.filing import Ticket, file_complaint, new_ticket
from intake.service.site import open_site
from intake.service.worker import Worker
from intake.store.models import Case, CaseRecord, CaseSeal
from intake.vault.case import Seal, open_seed
from intake.vault.parts import Part
from intake.vault.record import SealedRecord, open_record
from intake.vault.site import site_pair
from intake.vault.suite import KeyPair
from tests.conftest import World, settings_for
from tests.service.ended import CARMEN, SUNITA, YEAR, agree, close, propose
from tests.service.made_up import ACCOUNT, NAME, filed, mentions, named

SEALED_TO_THE_CASE = {"account", "identity", "conversation"}


def worked(world: World) -> tuple[Ticket, KeptFile]:
    """File a complaint with a name and a file, answer it, note on it, close it, and let its time pass."""
    kept = keep_file(world.site, b"the photograph", "photo.txt")
    ticket = file_complaint(world.site, named(Desk.CRCL, Desk.DOJ), new_ticket(), files=[kept]).ticket
    review.reply(world.site, world.reader(CARMEN), ticket.case_id, "Hola", language="es-419", translated=True)
    close(world, ticket.case_id)
    filed(world, named(Desk.CRCL))  # another case, whose seals stay
    world.clock.advance(3 * YEAR)
    return ticket, kept


def records(world: World, case_id: UUID) -> list[CaseRecord]:
    """Return a copy of the rows that hold what was written."""
    with world.site.reading() as session:
        wanted = select(CaseRecord).where(CaseRecord.case_id == case_id).order_by(CaseRecord.sequence)
        return list(session.scalars(wanted))


def every_key(world: World, publics: dict[str, bytes | None], case_id: UUID) -> list[KeyPair]:
    """Return the key of every officer, desk and site, and every seed that any seal in the database gives to one."""
    readers = [world.reader(name) for name in world.people]
    pairs = [pair for one in readers for pair in (*one.desk_pairs.values(), one.pair)]
    pairs += [site_pair(world.site.ring, version) for version in world.site.ring.versions]
    with world.site.reading() as session:
        rows = session.execute(select(CaseSeal, Case).join(Case, Case.id == CaseSeal.case_id)).all()
    seeds = []
    for row, case in rows:
        own = publics[row.part] if row.case_id == case_id else getattr(case, f"{row.part}_public")
        for pair in pairs:
            try:
                seal = Seal(Part(row.part), row.desk, row.epoch, row.sealed)
                seeds.append(KeyPair.from_seed(open_seed(pair, seal, case=row.case_id, public=own or b"")))
            except (CannotOpenError, BadKeyError):
                continue
    assert seeds, "the other case's seals open, so the search can find a seed"
    return pairs + seeds


def opened_by(keys: list[KeyPair], rows: list[CaseRecord]) -> set[tuple[str, int]]:
    """Try each record with each key; return part and sequence of those that opened."""
    found = set()
    for part, desk in {(row.part, row.desk) for row in rows}:
        mine = [row for row in rows if (row.part, row.desk) == (part, desk)]
        for row in mine:
            sealed = SealedRecord(Part(part), row.sequence, row.sealed)
            before = [one for one in mine if one.sequence == row.sequence - 1]
            previous = (
                SealedRecord(Part(part), before[0].sequence, before[0].sealed).digest()
                if before
                else bytes(32)
            )
            for key in keys:
                try:
                    open_record(key, sealed, case=row.case_id, previous=previous, epoch=row.epoch)
                except CannotOpenError:
                    continue
                found.add((part, row.sequence))
    return found


@pytest.fixture
def disposed(any_world: World) -> tuple[World, Ticket, list[CaseRecord], Case]:
    ticket, _kept = worked(any_world)
    copy = records(any_world, ticket.case_id)
    with any_world.site.reading() as session:
        case = session.get_one(Case, ticket.case_id)
    publics = publics_of(case)
    readable = opened_by(every_key(any_world, publics, ticket.case_id), copy)
    assert readable == {(row.part, row.sequence) for row in copy}, "before, the same search opens all of it"
    assert {part for part, _sequence in readable} == {*SEALED_TO_THE_CASE, "note"}
    propose(any_world, ticket.case_id)
    agree(any_world, ticket.case_id)
    Worker(any_world.site).run_once()
    return any_world, ticket, copy, case


def publics_of(case: Case) -> dict[str, bytes | None]:
    return {
        "account": case.account_public,
        "conversation": case.conversation_public,
        "identity": case.identity_public,
    }


def test_with_every_key_a_copy_of_the_records_stays_shut_after_disposal(
    disposed: tuple[World, Ticket, list[CaseRecord], Case],
) -> None:
    """Only the desk's notes open: they are sealed to the desk itself, whose key lives on, so a copy of them must expire."""
    world, ticket, copy, case = disposed
    assert mentions(world, ticket.case_id) == {"changes"}
    readable = opened_by(every_key(world, publics_of(case), ticket.case_id), copy)
    assert {part for part, _sequence in readable} == {"note"}


def test_a_copy_of_the_whole_database_opens_as_before(world: World, tmp_path: Path) -> None:
    """This is what the page's sentence says of backups: they hold a copy until they expire."""
    ticket, kept = worked(world)
    shutil.copytree(world.settings.data, tmp_path / "backup")
    propose(world, ticket.case_id)
    agree(world, ticket.case_id)
    Worker(world.site).run_once()
    backup = open_site(settings_for(tmp_path / "backup"), world.clock, with_desk=True)
    file = review.open_case(backup, world.reader(SUNITA), ticket.case_id)
    assert file.account[0].body["text"] == ACCOUNT
    assert file.identity is not None
    assert file.identity["name"] == NAME
    assert b"".join(read_file(backup, kept)) == b"the photograph"
    with backup.reading() as session:
        assert detail_of(backup.guard, session.get_one(Case, ticket.case_id)).status == "closed"
    backup.engine.dispose()
    assert mentions(world, ticket.case_id) == {"changes"}
