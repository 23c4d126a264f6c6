"""Folders that are made stay closed to other users, those above them too."""

from pathlib import Path

from intake.store.folders import private_folder


def test_what_is_missing_above_is_made_closed_and_what_is_there_stays(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    made = private_folder(tmp_path / "var" / "demo" / "keys")
    assert [path.stat().st_mode & 0o777 for path in (made, made.parent, made.parent.parent)] == [0o700] * 3
    assert tmp_path.stat().st_mode & 0o777 == 0o755
    made.chmod(0o750)
    assert private_folder(made).stat().st_mode & 0o777 == 0o750
