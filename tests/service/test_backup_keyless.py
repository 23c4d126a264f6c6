"""A backup without keys opens nothing: no planted word stands in it, and nothing in it opens with keys made up for it."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from intake.core.complaint import Desk
from intake.core.errors import BackupError, CannotOpenError, NoSuchCaseError, SettingsError, SignInError
from intake.service import by_code, review
from intake.service.files import keep_file
from intake.service.filing import Ticket, file_complaint, new_ticket
from intake.service.officers import authenticate
from intake.service.restore import Restored
from intake.service.site import Site, open_site
from intake.store.models import Case, CaseSeal, Membership, OfficerSlot, Outbox
from intake.vault.case import Seal, open_seed
from intake.vault.keyring import KeyRing
from intake.vault.parts import Part
from intake.vault.suite import KeyPair
from tests.canaries import search
from tests.conftest import World
from tests.service.elsewhere import Elsewhere
from tests.service.elsewhere import elsewhere as elsewhere  # noqa: PLC0414 -- a fixture is found by its name here
from tests.service.made_up import ACCOUNT, NAME, named

WORDS = (
    ACCOUNT[:30],
    NAME,
    "canary file wren",
    "canary-file-dunlin",
    "canary note pipit",
    "over_48h",
    "detainer_only",
)


def worked(world: World) -> Ticket:
    """File a complaint with a name and a file, and have an officer write a note on it."""
    page = keep_file(world.site, b"canary file wren", "canary-file-dunlin.txt")
    ticket = file_complaint(world.site, named(Desk.CRCL, Desk.DOJ), new_ticket(), files=[page]).ticket
    review.open_case(world.site, world.reader("carmen.crcl"), ticket.case_id)
    review.note(world.site, world.reader("carmen.crcl"), ticket.case_id, "canary note pipit")
    return ticket


def restored_without_keys(elsewhere: Elsewhere, file: Path) -> Restored:
    """Restore where no key is, as somebody who found the backup would."""
    shutil.rmtree(elsewhere.settings.data)
    return elsewhere.restore(file, without_keys=True)


def with_made_up_keys(elsewhere: Elsewhere) -> Site:
    """Open what was restored under keys that somebody made up."""
    site_key, desk_key = (KeyRing.generate().format() for _ in range(2))
    settings = replace(elsewhere.settings, site_key=site_key, desk_key=desk_key)
    return open_site(settings, elsewhere.world.clock, with_desk=True)


def test_no_key_and_no_planted_word_is_in_a_backup(elsewhere: Elsewhere, tmp_path: Path) -> None:
    world = elsewhere.world
    ticket = worked(world)
    (tmp_path / "found").mkdir()
    made = elsewhere.back_up("../found/backup.tar")
    secrets = [path.read_text().strip() for path in (world.settings.data / "keys").iterdir()]
    raw = [text.rpartition(":")[2] for text in secrets]
    assert len(raw) == 3
    words = [
        *WORDS,
        ticket.code,
        *raw,
        world.passphrase("carmen.crcl"),
        world.people["carmen.crcl"][1].totp_secret,
    ]
    assert search(words, [tmp_path / "found"]) == []
    content = made.path.read_bytes()
    assert not [key for key in raw if bytes.fromhex(key) in content]
    assert search(["carmen.crcl", "recovery_point"], [tmp_path / "found"]), (
        "the search would find what is clear"
    )


def test_nothing_opens_with_keys_that_somebody_made_up(elsewhere: Elsewhere) -> None:
    world = elsewhere.world
    ticket = worked(world)
    made = elsewhere.back_up()
    assert restored_without_keys(elsewhere, made.path).verdict is None
    with pytest.raises(SettingsError, match="holds no keys"):
        open_site(elsewhere.settings, world.clock)
    site = with_made_up_keys(elsewhere)
    with pytest.raises(NoSuchCaseError):
        by_code.open_by_code(site, ticket.code)
    with pytest.raises((SignInError, CannotOpenError)):
        authenticate(site, "carmen.crcl", world.passphrase("carmen.crcl"), world.totp("carmen.crcl"))
    assert opened_fields(site) == 0
    assert opened_seals(site) == 0
    site.engine.dispose()


def opened_fields(site: Site) -> int:
    """Return how many guarded columns open, of at least one row of each kind."""
    assert site.desk
    opened = 0
    with site.reading() as session:
        case = session.scalars(select(Case)).one()
        tried = [
            (site.guard, getattr(case, column), "cases", column, case.id.bytes)
            for column in ("listing", "detail", "access")
        ]
        slots, members = session.scalars(select(OfficerSlot)).all(), session.scalars(select(Membership)).all()
        tried += [(site.desk, row.sealed, "officer_slots", "sealed", row.officer_id.bytes) for row in slots]
        tried += [(site.desk, row.sealed, "memberships", "sealed", row.officer_id.bytes) for row in members]
        tried += [
            (site.guard, row.body, "outbox", "body", row.id.bytes) for row in session.scalars(select(Outbox))
        ]
        assert slots
        assert members
    for guard, blob, table, column, row in tried:
        try:
            guard.decrypt(blob, table=table, column=column, row=row)
        except CannotOpenError:
            continue
        opened += 1
    return opened


def opened_seals(site: Site) -> int:
    """Return how many seals open with a key pair that was made up, and that there were some of each part."""
    opened, pair = 0, KeyPair.generate()
    with site.reading() as session:
        seals = session.scalars(select(CaseSeal)).all()
        case = session.scalars(select(Case)).one()
    assert {row.part for row in seals} == {"account", "conversation", "identity"}
    for row in seals:
        seal = Seal(Part(row.part), row.desk, row.epoch, row.sealed)
        public = getattr(case, f"{row.part}_public")
        try:
            open_seed(pair, seal, case=row.case_id, public=public)
        except CannotOpenError:
            continue
        opened += 1
    return opened


def test_once_the_keys_are_put_back_everything_opens(elsewhere: Elsewhere) -> None:
    world = elsewhere.world
    ticket = worked(world)
    keys = shutil.copytree(elsewhere.settings.data / "keys", elsewhere.settings.data.parent / "safe")
    restored_without_keys(elsewhere, elsewhere.back_up().path)
    shutil.copytree(keys, elsewhere.settings.data / "keys")
    with elsewhere.opened() as there:
        by_code.open_by_code(there.site, ticket.code)
        case = review.open_case(there.site, there.reader("carmen.crcl"), ticket.case_id)
        assert case.account[0].body["text"] == ACCOUNT


def test_without_keys_nothing_is_restored_unless_that_is_asked_for(elsewhere: Elsewhere) -> None:
    made = elsewhere.back_up()
    shutil.rmtree(elsewhere.settings.data)
    with pytest.raises(BackupError, match="nothing in a backup can be opened until the keys are put back"):
        elsewhere.restore(made.path)
    assert not elsewhere.settings.data.exists()


def test_without_keys_a_shredded_case_stays_away_all_the_same(elsewhere: Elsewhere) -> None:
    world = elsewhere.world
    ticket = worked(world)
    made = elsewhere.back_up()
    shutil.rmtree(elsewhere.settings.data)
    line = f'{{"case": "{ticket.case_id.hex}", "what": "case"}}\n'
    (elsewhere.settings.data.parent / "list").write_text(line)
    done = elsewhere.restore(made.path, elsewhere.settings.data.parent / "list", without_keys=True)
    assert done.taken_away.cases == 1
