"""What cannot be backed up or restored is refused with a clear line, and nothing that was there is touched."""

import hashlib
import json
import shutil
import tarfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from intake.core.errors import BackupError, NotStoredError
from intake.service import replaying
from intake.service.backup_pack import Contents, Part
from intake.service.key_files import save_ring
from intake.service.restore import Asked, restore
from intake.vault.keyring import KeyRing
from tests.conftest import World
from tests.service.elsewhere import (
    Elsewhere,
    Member,
    case_backed_up,
    empty_place,
    members_of,
    pack_again,
    refusal,
)


@pytest.fixture
def elsewhere(world: World, tmp_path: Path) -> Elsewhere:
    """Return a deployment on SQLite with an empty place: what is refused is the file, whatever the engine."""
    return empty_place(world, tmp_path)


@pytest.fixture
def made(elsewhere: Elsewhere) -> Path:
    """Return a backup that holds a case with a file."""
    return case_backed_up(elsewhere)


def write(file: Path, members: list[Member]) -> None:
    with tarfile.open(file, "w") as tar:
        for member, content in members:
            member.size = len(content) if member.isreg() else 0
            tar.addfile(member, BytesIO(content))


def repacked(elsewhere: Elsewhere, file: Path, change: Callable[[list[Member]], list[Member]]) -> None:
    """Change the members of a backup, and seal it with a manifest that fits them."""
    members = change(members_of(file))
    write(file, members)
    parts = {
        one.name: Part(len(raw), hashlib.sha256(raw).hexdigest())
        for one, raw in members
        if one.name not in {"manifest.json", "manifest.seal"}
    }
    pack_again(elsewhere, file, parts=parts)


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("database", "changed: database is not what"),
        ("blobs/", "changed: blobs/"),
        ("root.pin", "changed: root.pin is not what"),
        ("manifest.json", "its seal does not fit"),
        ("manifest.seal", "its seal does not fit"),
    ],
)
def test_a_backup_of_which_one_bit_was_changed_is_refused(
    elsewhere: Elsewhere, made: Path, name: str, told: str
) -> None:
    changed = [(one, flipped(raw) if one.name.startswith(name) else raw) for one, raw in members_of(made)]
    if name == "manifest.json":  # a bit that leaves it readable
        old, new = b'"release":"0', b'"release":"1'
        changed = [(one, raw.replace(old, new)) for one, raw in members_of(made)]
    write(made, changed)
    assert told in refusal(elsewhere, made)


def test_a_backup_with_a_part_left_out_put_in_or_twice_is_refused(elsewhere: Elsewhere, made: Path) -> None:
    whole = members_of(made)
    write(made, [found for found in whole if not found[0].name.startswith("blobs/")])
    assert "was changed: blobs/" in refusal(elsewhere, made)
    write(made, [(tarfile.TarInfo("checkpoints/00000009.json"), b"{}"), *whole])
    assert "was changed: checkpoints/00000009.json" in refusal(elsewhere, made)
    write(made, [whole[0], *whole])
    assert "'database' is in it twice" in refusal(elsewhere, made)


@pytest.mark.parametrize("name", ["manifest.json", "manifest.seal"])
def test_a_second_manifest_or_seal_is_refused(elsewhere: Elsewhere, made: Path, name: str) -> None:
    whole = members_of(made)
    write(made, [*(found for found in whole if found[0].name == name), *whole])
    assert f"{name!r} is in it twice" in refusal(elsewhere, made)


@pytest.mark.parametrize("name", ["database", "revocations.jsonl", "root.pin", "manifest.seen"])
@pytest.mark.parametrize("without_keys", [False, True])
def test_a_backup_whose_manifest_leaves_out_what_each_must_have_is_refused(
    elsewhere: Elsewhere, made: Path, name: str, *, without_keys: bool
) -> None:
    repacked(elsewhere, made, lambda members: [found for found in members if found[0].name != name])
    if without_keys:
        shutil.rmtree(elsewhere.settings.data)
    with pytest.raises(BackupError, match=f"it holds no {name}"):
        elsewhere.restore(made, without_keys=without_keys)
    assert not list(elsewhere.settings.data.parent.rglob("*restoring*"))


@pytest.mark.parametrize("junk", [b"this is no database " * 1000, b"SQLite format 3\0" + bytes(5000)])
def test_a_database_that_cannot_be_read_is_refused_and_leaves_nothing_behind(
    elsewhere: Elsewhere, made: Path, junk: bytes
) -> None:
    repacked(
        elsewhere,
        made,
        lambda members: [(one, junk if one.name == "database" else raw) for one, raw in members],
    )
    assert "database of this backup cannot be read" in refusal(elsewhere, made)


def test_a_restore_that_fails_while_files_are_placed_leaves_no_database_aside(
    elsewhere: Elsewhere, made: Path
) -> None:
    def full(stage: str, _done: int, _total: int) -> None:
        if stage == "restoring files":
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        restore(elsewhere.settings, Asked(made), full, elsewhere.world.clock)
    assert not list(elsewhere.settings.data.glob("*recourse.db*"))
    assert not list(elsewhere.settings.data.glob(".*"))


@pytest.mark.parametrize(
    "name", ["keys/site.ring", "../../etc/passwd", "/etc/passwd", "blobs/../x", "blobs/ABC"]
)
def test_a_name_that_does_not_belong_in_a_backup_is_refused(
    elsewhere: Elsewhere, made: Path, name: str
) -> None:
    write(made, [(tarfile.TarInfo(name), b"x"), *members_of(made)])
    assert "does not belong in one" in refusal(elsewhere, made)


def test_a_link_is_refused(elsewhere: Elsewhere, made: Path) -> None:
    link = tarfile.TarInfo("database")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    write(made, [(link, b""), *members_of(made)])
    assert "'database' is no plain file" in refusal(elsewhere, made)


@pytest.mark.parametrize("kept", [0, 100, 600, 0.3, 0.9])
def test_a_backup_that_is_cut_off_is_refused(elsewhere: Elsewhere, made: Path, kept: float) -> None:
    whole = made.read_bytes()
    made.write_bytes(whole[: int(kept if kept > 1 else kept * len(whole))])
    assert "ends too early" in refusal(elsewhere, made)


@pytest.mark.parametrize("content", [b"hello", bytes(20_000), b"PK\x03\x04" + bytes(2000)])
def test_what_is_no_backup_is_refused(elsewhere: Elsewhere, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other").write_bytes(content)
    assert "no backup" in refusal(elsewhere, tmp_path / "other") or content == bytes(20_000)


def test_a_backup_of_another_site_is_refused(elsewhere: Elsewhere, made: Path) -> None:
    save_ring(elsewhere.settings, "site", KeyRing.generate())
    assert "another site made it" in refusal(elsewhere, made)


def test_a_backup_from_before_a_rotation_is_taken_while_the_ring_holds_its_key(
    elsewhere: Elsewhere, made: Path
) -> None:
    save_ring(elsewhere.settings, "site", elsewhere.world.site.ring.add())
    assert elsewhere.restore(made).contents.rows["cases"] == 1


def test_another_root_than_the_pinned_one_is_refused(elsewhere: Elsewhere, made: Path) -> None:
    elsewhere.settings = replace(elsewhere.settings, root="ab" * 32)
    assert "RECOURSE_ROOT pins another root" in refusal(elsewhere, made)


def test_a_backup_of_a_newer_release_is_refused(elsewhere: Elsewhere, made: Path) -> None:
    pack_again(elsewhere, made, schema="9999", release="7.0")
    assert "release 7.0, which is newer" in refusal(elsewhere, made)


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said.pop("parts"),
        lambda said: said.update(parts=[]),
        lambda said: said.update(parts={"database": [1]}),
        lambda said: said.update(recovery_point="noon"),
        lambda said: said.update(more=1),
        lambda said: said.update(format="recourse-backup/2"),
    ],
)
def test_a_manifest_that_does_not_read_is_refused(change: Callable[[dict[str, object]], object]) -> None:
    contents = Contents("2026-05-04T12:00:00+00:00", "0", "sqlite", "0001", "", "", 1, 1, {}, [])
    assert Contents.from_bytes(contents.to_bytes()) == contents
    said = json.loads(contents.to_bytes())
    change(said)
    with pytest.raises(BackupError, match=r"malformed|does not know"):
        Contents.from_bytes(json.dumps(said).encode())


def test_a_database_that_does_not_answer_is_told(elsewhere: Elsewhere, made: Path) -> None:
    url = "postgresql+psycopg://nobody@/none?host=/nowhere"
    away = Elsewhere(elsewhere.world, replace(elsewhere.settings, database_url=url))
    with pytest.raises(NotStoredError, match="does not answer"):
        away.restore(made)


def test_a_file_or_a_list_that_is_not_there_is_told(elsewhere: Elsewhere, made: Path, tmp_path: Path) -> None:
    assert "cannot be read" in refusal(elsewhere, tmp_path / "none.tar")
    told = refusal(elsewhere, made, tmp_path / "none.jsonl")
    assert "no such file" in told
    assert "where nothing was revoked yet there is no list: leave --revocations out" in told


@pytest.mark.parametrize(
    "line",
    [
        '{"what": "comet"}',
        "{}",
        "[]",
        "7",
        '{"what": "case", "case": "x"}',
        '{"what": "case"}',
        '{"what": "identity", "case": "00000000000040008000000000000000"}',
    ],
)
def test_a_line_of_the_list_that_is_not_known_stops_the_restore(line: str) -> None:
    with pytest.raises(BackupError, match="does not know"):
        replaying.lines_of(line.encode())


def test_a_half_line_of_the_list_is_passed_over() -> None:
    whole = b'{"what": "case", "case": "00000000000040008000000000000000"}'
    assert len(replaying.lines_of(b'\n{"what": "ca\n' + whole + b"\n")) == 1
