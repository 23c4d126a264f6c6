"""A list of revocations that cannot be the site's newest is refused; one that names nothing of the backup is told aloud."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake.commands.restore import restore as restore_command
from intake.core.errors import BackupError
from intake.service import by_code
from intake.service.filing import Ticket
from intake.service.taking_back import take_back
from intake.service.worker import Worker
from tests.conftest import World
from tests.service.elsewhere import Elsewhere, empty_place, refusal
from tests.service.made_up import filed


@pytest.fixture
def elsewhere(world: World, tmp_path: Path) -> Elsewhere:
    """Return a deployment on SQLite with an empty place: what is refused is the list, whatever the engine."""
    return empty_place(world, tmp_path)


@pytest.fixture
def shredded(elsewhere: Elsewhere) -> Path:
    """Return a backup whose own list names one case, made before a second one was shredded."""
    shred(elsewhere.world, filed(elsewhere.world))
    second = filed(elsewhere.world)
    made = elsewhere.back_up().path
    shred(elsewhere.world, second)
    return made


def shred(world: World, ticket: Ticket) -> None:
    take_back(world.site, by_code.open_by_code(world.site, ticket.code))
    Worker(world.site).run_once()


def foreign(_whole: bytes) -> bytes:
    return b'\n{"case": "00000000000040008000000000000000", "what": "case"}\n' * 2


@pytest.mark.parametrize(
    "change", [lambda _: b"", lambda _: b"\n\n", lambda whole: whole[len(whole) // 2 :], foreign]
)
@pytest.mark.parametrize("by_default", [False, True])
def test_a_list_that_lacks_what_the_backup_knows_is_refused(
    elsewhere: Elsewhere, shredded: Path, change: Callable[[bytes], bytes], *, by_default: bool
) -> None:
    elsewhere.kept_apart.write_bytes(change(elsewhere.kept_apart.read_bytes()))
    if not by_default:
        assert "lacks 1 of the 1 lines" in refusal(elsewhere, shredded, elsewhere.kept_apart)
        return
    shutil.copy(elsewhere.kept_apart, elsewhere.settings.data)
    with pytest.raises(BackupError, match="lacks 1 of the 1 lines"):
        elsewhere.restore(shredded)
    left = sorted(path.name for path in elsewhere.settings.data.iterdir())
    assert left == ["keys", "revocations.jsonl"]


@pytest.mark.parametrize("cut", [1, 2, 20, 60])
def test_a_list_that_ends_in_a_half_line_is_refused(elsewhere: Elsewhere, shredded: Path, cut: int) -> None:
    whole = elsewhere.kept_apart.read_bytes()
    elsewhere.kept_apart.write_bytes(whole[:-cut])
    assert "ends in a half line" in refusal(elsewhere, shredded, elsewhere.kept_apart)
    elsewhere.kept_apart.write_bytes(whole[:-cut] + b"\n" + whole)  # a later line stands after it
    assert elsewhere.restore(shredded, elsewhere.kept_apart).taken_away.cases == 1


def test_two_lists_of_one_site_may_be_joined_in_any_order(elsewhere: Elsewhere, shredded: Path) -> None:
    whole = elsewhere.kept_apart.read_bytes()
    half = len(whole) // 2
    elsewhere.kept_apart.write_bytes(whole[half:] + whole[:half])
    done = elsewhere.restore(shredded, elsewhere.kept_apart)
    assert (done.taken_away.cases, done.listed, done.listed_since) == (1, 2, 1)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (0, b"", "WARNING: the list of revocations is empty, and so is the backup's own copy"),
        (0, foreign(b""), "has 2 lines that are later than the backup, and none names anything in it"),
        (1, b"", "has 0 lines that are later than the backup, and none names anything in it"),
    ],
)
def test_a_list_that_names_nothing_of_the_backup_is_told_aloud(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch, before: int, after: bytes, told: str
) -> None:
    for _ in range(before):
        shred(elsewhere.world, filed(elsewhere.world))
    file = elsewhere.back_up().path
    with elsewhere.kept_apart.open("ab") as listed:
        listed.write(after)
    monkeypatch.setenv("RECOURSE_DATA", str(elsewhere.settings.data))
    monkeypatch.setenv("DATABASE_URL", elsewhere.settings.database_url)
    ran = CliRunner().invoke(restore_command, [str(file), "--revocations", str(elsewhere.kept_apart)])
    assert ran.exit_code == 0, ran.output
    assert told in ran.output
