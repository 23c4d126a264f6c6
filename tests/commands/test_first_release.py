"""A data folder of the first release, kept as it was: `recourse upgrade` brings a copy up to date, and everything opens."""

import json
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from alembic.runtime.migration import MigrationContext

from intake.core.clock import FixedClock
from intake.core.errors import NoSuchCaseError
from intake.service import audit_trail, by_code, review
from intake.service.desk_sessions import resume_session, start_session
from intake.service.files import read_file
from intake.service.filing import file_complaint, new_ticket
from intake.service.officers import authenticate
from intake.service.reader import Reader
from intake.service.site import Site, open_site
from intake.store.engine import open_engine
from intake.store.migrate import is_current
from scripts.first_release import FILE_TEXT, NOTE, REPLY, WORDS
from tests.commands.conftest import Run
from tests.conftest import settings_for
from tests.service.made_up import complaint

KEPT = Path(__file__).parent.parent / "data" / "first_release" / "data.tar.xz"


@dataclass
class Old:
    """A copy of the folder, and what its people know."""

    data: Path
    told: dict[str, Any]
    clock: FixedClock

    def case(self, state: str) -> dict[str, str]:
        """Return what the complainant of one case knows."""
        found: dict[str, str] = next(one for one in self.told["cases"] if one["state"] == state)
        return found

    def reader(self, site: Site, name: str) -> Reader:
        """Sign an officer in."""
        known = next(one for one in self.told["officers"] if one["name"] == name)
        code = pyotp.TOTP(known["totp"]).at(self.clock.now())
        officer, seed = authenticate(site, name, known["passphrase"], code)
        reader = resume_session(site, start_session(site, officer, seed))
        assert reader is not None
        return reader


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Old:
    with tarfile.open(KEPT) as archive:
        archive.extractall(tmp_path, filter="data")
    told = json.loads((tmp_path / "told.json").read_text(encoding="utf-8"))
    monkeypatch.setenv("RECOURSE_DATA", str(tmp_path / "data"))
    later = datetime.fromisoformat(told["when"]) + timedelta(days=1)
    return Old(tmp_path / "data", told, FixedClock(later))


@pytest.fixture
def upgraded(old: Old, run: Run) -> Iterator[Site]:
    assert run("upgrade").code == 0
    site = open_site(settings_for(old.data), old.clock, with_desk=True)
    yield site
    site.engine.dispose()


def test_the_folder_is_of_the_first_schema(old: Old) -> None:
    engine = open_engine(settings_for(old.data).database_url)
    with engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == "0001"
    engine.dispose()


def test_an_upgrade_brings_it_to_the_newest(upgraded: Site) -> None:
    assert is_current(upgraded.settings.database_url)


def test_a_code_of_that_time_opens_its_case(upgraded: Site, old: Old) -> None:
    shown = by_code.view(upgraded, by_code.open_by_code(upgraded, old.case("worked")["code"]))
    assert [entry.body["text"] for entry in shown.conversation] == [WORDS, REPLY]
    assert shown.has_identity
    waiting = by_code.open_by_code(upgraded, old.case("waiting")["code"])
    assert by_code.view(upgraded, waiting).detail.status == "received"
    with pytest.raises(NoSuchCaseError):
        by_code.open_by_code(upgraded, old.case("taken back")["code"])


def test_an_officer_of_that_time_signs_in_and_reads_everything(upgraded: Site, old: Old) -> None:
    known = old.case("worked")
    reader = old.reader(upgraded, "carmen.crcl")
    shown = review.open_case(upgraded, reader, by_code.open_by_code(upgraded, known["code"]).case_id)
    assert shown.account[0].body["text"] == known["account"]
    assert shown.identity
    assert shown.identity["name"] == known["name"]
    assert [entry.body["text"] for entry in shown.conversation] == [WORDS, REPLY]
    assert [entry.body["text"] for entry in shown.notes] == [NOTE]
    assert b"".join(read_file(upgraded, shown.files[0])) == FILE_TEXT


def test_its_audit_log_still_fits(upgraded: Site) -> None:
    verdict = audit_trail.verify(upgraded)
    assert verdict.sound, verdict.breaks
    assert verdict.checkpoints == 2


def test_a_new_complaint_can_be_filed_there(upgraded: Site) -> None:
    ticket = file_complaint(upgraded, complaint(), new_ticket()).ticket
    assert by_code.open_by_code(upgraded, ticket.code).case_id == ticket.case_id


def test_a_backup_of_that_schema_is_restored_at_the_newest(
    old: Old, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("backup", str(tmp_path / "backup.tar")).code == 0
    shutil.copytree(old.data / "keys", tmp_path / "new" / "keys")
    monkeypatch.setenv("RECOURSE_DATA", str(tmp_path / "new"))
    told = run("restore", str(tmp_path / "backup.tar"), "--revocations", str(old.data / "revocations.jsonl"))
    assert told.code == 0, told.err
    site = open_site(settings_for(tmp_path / "new"), old.clock)
    assert is_current(site.settings.database_url)
    by_code.open_by_code(site, old.case("worked")["code"])
    site.engine.dispose()
