"""A backup of a deployment, an empty place with its keys, and the deployment as it stands there afterwards."""

import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from config.settings import Settings
from intake.core.clock import FixedClock
from intake.core.errors import RecourseError
from intake.service.backup import Made, make_backup
from intake.service.backup_pack import Contents, Packer
from intake.service.files import keep_file
from intake.service.filing import file_complaint, new_ticket
from intake.service.restore import Asked, Restored, restore
from intake.service.site import open_site
from tests.conftest import NOON, World, settings_for
from tests.postgres import Server
from tests.service.made_up import complaint

Member = tuple[tarfile.TarInfo, bytes]


def silent(_stage: str, _done: int, _total: int) -> None:
    """Hear of progress and say nothing."""


@dataclass
class Elsewhere:
    """A deployment, and an empty place of the same kind with nothing but its keys."""

    world: World
    settings: Settings

    @property
    def kept_apart(self) -> Path:
        """The list of what was revoked, as the old place has it."""
        return self.world.settings.data / "revocations.jsonl"

    def back_up(self, name: str = "backup.tar") -> Made:
        """Make a backup of the deployment."""
        return make_backup(self.world.site, self.settings.data.parent / name, silent)

    def restore(self, file: Path, revocations: Path | None = None, *, without_keys: bool = False) -> Restored:
        """Restore it in the empty place."""
        asked = Asked(file, revocations, without_keys)
        return restore(self.settings, asked, silent, self.world.clock)

    @contextmanager
    def opened(self) -> Iterator[World]:
        """Open the restored deployment an hour later, with nobody signed in."""
        clock = FixedClock(NOON + timedelta(hours=1))
        site = open_site(self.settings, clock, with_desk=True)
        yield World(site, self.settings, clock, self.world.people)
        site.engine.dispose()


@pytest.fixture
def elsewhere(any_world: World, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Elsewhere]:
    """Return the deployment with an empty place, once on each engine."""
    if any_world.site.engine.dialect.name == "sqlite":
        yield empty_place(any_world, tmp_path)
        return
    server: Server = request.getfixturevalue("postgres")
    with server.database() as url:
        yield empty_place(any_world, tmp_path, url)


def empty_place(world: World, folder: Path, url: str = "") -> Elsewhere:
    """Return a deployment with an empty place that holds nothing but its keys."""
    data = folder / "elsewhere" / "data"
    shutil.copytree(world.settings.data / "keys", data / "keys")
    return Elsewhere(world, settings_for(data, url))


def case_backed_up(elsewhere: Elsewhere) -> Path:
    """File a case with a file, and return a backup that holds it."""
    site = elsewhere.world.site
    page = keep_file(site, b"a page", "page.txt")
    file_complaint(site, complaint(), new_ticket(), files=[page])
    return elsewhere.back_up().path


def members_of(file: Path) -> list[Member]:
    with tarfile.open(file) as tar:
        return [(one, opened.read()) for one in tar if (opened := tar.extractfile(one))]


def refusal(elsewhere: Elsewhere, file: Path, revocations: Path | None = None) -> str:
    """Return what is said, in one line, and see that nothing was put there."""
    with pytest.raises(RecourseError) as refused:
        elsewhere.restore(file, revocations)
    assert "\n" not in str(refused.value)
    assert sorted(path.name for path in elsewhere.settings.data.iterdir()) == ["keys"]
    return str(refused.value)


def pack_again(elsewhere: Elsewhere, file: Path, **changed: object) -> None:
    """Seal a backup anew with another manifest, as the site itself would."""
    *parts, (_, raw), _seal = members_of(file)
    with file.open("wb") as target:
        packer = Packer(target)
        for member, content in parts:
            packer.add_bytes(member.name, content)
        contents = Contents.from_bytes(raw)
        packer.finish(replace(contents, **changed), elsewhere.world.site.guard)  # type: ignore[arg-type]  # fields by name
