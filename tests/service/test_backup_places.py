"""Where a backup may be restored: an empty place of the same engine, and never half."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from intake.core.errors import BackupError
from intake.service import replaying
from intake.store.engine import open_engine
from intake.store.migrate import is_current
from intake.vault.keyring import KeyRing
from tests.conftest import settings_for
from tests.service.elsewhere import Elsewhere, case_backed_up, pack_again, refusal
from tests.service.elsewhere import elsewhere as elsewhere  # noqa: PLC0414 -- a fixture is found by its name here


@pytest.fixture
def made(elsewhere: Elsewhere) -> Path:
    """Return a backup that holds a case with a file."""
    return case_backed_up(elsewhere)


def test_a_backup_of_the_other_engine_is_refused(elsewhere: Elsewhere, made: Path) -> None:
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[elsewhere.world.site.engine.dialect.name]
    pack_again(elsewhere, made, engine=other)
    assert f"this backup is of {other}, but" in refusal(elsewhere, made)


def test_a_place_that_is_not_empty_is_refused(elsewhere: Elsewhere, made: Path) -> None:
    data = elsewhere.settings.data
    for name in ("recourse.db", "limits.db", "notes.txt"):
        (data / name).write_text("mine")
        with pytest.raises(BackupError, match=rf"is not empty \({name}\)"):
            elsewhere.restore(made)
        assert (data / name).read_text() == "mine"
        (data / name).unlink()
    (data / "blobs").mkdir()
    assert not is_current(elsewhere.settings.database_url)  # SQLite leaves an empty file behind by that
    assert elsewhere.restore(made).missing_files == 0
    with pytest.raises(BackupError, match="is not empty"):
        elsewhere.restore(made)


def test_a_database_or_a_storage_elsewhere_that_is_not_empty_is_refused(
    elsewhere: Elsewhere, made: Path, tmp_path: Path
) -> None:
    elsewhere.restore(made)
    taken = elsewhere.settings.database_url
    fresh = replace(
        settings_for(tmp_path / "fresh"), site_key=KeyRing.generate().format(), database_url=taken
    )
    with pytest.raises(BackupError, match=r"is there already|the database is not empty"):
        Elsewhere(elsewhere.world, fresh).restore(made)
    blobs = (elsewhere.settings.data / "blobs").as_uri()
    with pytest.raises(BackupError, match=r"blobs is not empty"):
        Elsewhere(elsewhere.world, replace(fresh, blob_url=blobs)).restore(made)
    assert not (tmp_path / "fresh").exists()


def test_a_half_restored_postgresql_is_never_taken_for_a_whole_one(
    elsewhere: Elsewhere, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(replaying, "take_away", killed)
    with pytest.raises(KeyboardInterrupt):
        elsewhere.restore(made)
    assert not is_current(elsewhere.settings.database_url)
    if elsewhere.world.site.engine.dialect.name == "postgresql":
        engine = open_engine(elsewhere.settings.database_url)
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM cases")) == 1
            assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 0
        engine.dispose()
