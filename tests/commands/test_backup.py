"""`recourse backup` and `recourse restore`, as an operator runs them."""

import shutil
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from intake.commands import progress
from intake.service import by_code
from intake.service.files import keep_file
from intake.service.filing import file_complaint, new_ticket
from intake.service.taking_back import take_back
from intake.service.worker import Worker
from intake.store.models import AuditEntry
from tests.commands.conftest import Run
from tests.conftest import World
from tests.service.made_up import complaint, filed


@pytest.fixture
def made(shell: World, run: Run, tmp_path: Path) -> Path:
    """Return a backup of two cases, one of which was shredded afterwards."""
    ticket = filed(shell)
    page = keep_file(shell.site, b"a page", "page.txt")
    file_complaint(shell.site, complaint(), new_ticket(), files=[page])
    told = run("backup", str(tmp_path / "backup.tar"))
    assert told.code == 0, told.err
    assert "2 cases, " in told.out
    assert " UTC is in it." in told.out
    assert "No keys are in it." in told.out
    take_back(shell.site, by_code.open_by_code(shell.site, ticket.code))
    with capture_logs():
        Worker(shell.site).run_once()
    return tmp_path / "backup.tar"


@pytest.fixture
def empty(shell: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty place with the keys, which the shell knows from now on."""
    data = tmp_path / "new"
    shutil.copytree(shell.settings.data / "keys", data / "keys")
    return data


def move_to(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOURSE_DATA", str(data))
    monkeypatch.setenv("DATABASE_URL", "")


def test_the_recovery_point_is_printed_and_what_was_shredded_is_gone(
    shell: World, made: Path, empty: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    move_to(empty, monkeypatch)
    told = run("restore", str(made), "--revocations", str(shell.settings.data / "revocations.jsonl"))
    assert told.code == 0, told.err
    first = told.out.splitlines()[0]
    assert first.startswith("Everything acknowledged until 20")
    assert first.endswith(" UTC is here; what came later is not.")
    assert "Taken away again, as it was after the backup: 1 cases, 0 consents" in told.out
    assert "all fit." in told.out
    assert "WARNING" not in told.out
    assert run("audit", "verify").code == 0


def test_a_restore_without_the_list_warns(
    made: Path, empty: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    move_to(empty, monkeypatch)
    told = run("restore", str(made))
    assert told.code == 0
    assert "WARNING: no list of revocations was here." in told.out


def test_a_restore_without_keys_says_that_nothing_can_be_opened(
    made: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    move_to(tmp_path / "bare", monkeypatch)
    refused = run("restore", str(made))
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert "nothing in a backup can be opened until the keys are put back" in refused.err
    told = run("restore", str(made), "--without-keys")
    assert told.code == 0
    assert "nothing can be opened until they are put back" in told.out
    assert "Audit log" not in told.out


def test_a_tampered_backup_is_one_line_and_2(
    made: Path, empty: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = bytearray(made.read_bytes())
    content[2000] ^= 1
    made.write_bytes(content)
    move_to(empty, monkeypatch)
    told = run("restore", str(made))
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert told.err.startswith("recourse: this backup was changed")


def test_files_that_are_missing_and_another_configuration_are_told(
    shell: World, run: Run, tmp_path: Path, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = keep_file(shell.site, b"a page", "page.txt")
    file_complaint(shell.site, complaint(), new_ticket(), files=[page])
    shell.site.blobs.delete(page.blob)
    told = run("backup", str(tmp_path))
    assert "1 files were deleted while it was made" in told.out
    (file,) = tmp_path.glob("recourse-*.tar")
    config = shutil.copytree(shell.settings.config, tmp_path / "config")
    with (config / "routing.toml").open("a") as rules:
        rules.write("\n# changed\n")
    monkeypatch.setenv("RECOURSE_CONFIG", str(config))
    move_to(empty, monkeypatch)
    told = run("restore", str(file))
    assert told.code == 1
    assert "WARNING: 1 files of cases are not in the backup." in told.out
    assert "The configuration folder differs" in told.out


def test_an_audit_log_that_does_not_fit_is_named_and_ends_with_1(
    shell: World, run: Run, tmp_path: Path, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shell.site.writing() as session:
        session.query(AuditEntry).filter_by(chain="account:carmen.crcl").update({"actor": "somebody"})
    run("backup", str(tmp_path / "backup.tar"))
    move_to(empty, monkeypatch)
    told = run("restore", str(tmp_path / "backup.tar"))
    assert told.code == 1
    assert "account:carmen.crcl entry 0: it was changed after it was written" in told.out
    assert "NOT ALL FIT" in told.out


def test_a_backup_where_nothing_is_set_up_says_what_to_do(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    move_to(tmp_path / "empty", monkeypatch)
    told = run("backup", str(tmp_path))
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert "recourse init" in told.err


def test_no_bar_is_drawn_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.bars() as told:
        told("copying", 0, 0)
        told("copying", 3, 10)
        told("packing", 1, 1)
    assert capsys.readouterr().err.strip() == ""
