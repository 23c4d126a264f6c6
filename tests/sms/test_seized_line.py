"""What does a seized machine show of a conversation by text? Planted words and numbers go in; none is found anywhere."""

import logging
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import structlog

from sms.simulator import Faults
from tests.canaries import search
from tests.conftest import World
from tests.postgres import Server
from tests.sms.line import MOTHER, open_line
from tests.sms.person import Person

STORY = "canary story of a mother kestrel"
ADDED = "canary words added later linnet"
UNSENT = "canary words never sent dotterel"
FILE = b"canary file content wren"
OTHER = "+12025550188"
NUMBERS = [MOTHER, MOTHER[1:], OTHER, OTHER[1:]]
WORDS = ["canary", STORY, ADDED, UNSENT, FILE.decode(), *NUMBERS]


@pytest.fixture(params=["world", "postgres_world"], ids=["sqlite", "postgresql"])
def seizable(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[World, list[Path]]:
    """Return a deployment, and every folder that a thief would carry away."""
    world: World = request.getfixturevalue(request.param)
    folders = [tmp_path]
    if request.param == "postgres_world":
        server: Server = request.getfixturevalue("postgres")
        folders.append(server.folder)
    return world, folders


@pytest.fixture
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep whatever is logged, by us and by libraries at the level at which we run."""
    path = tmp_path_factory.mktemp("log") / "log.txt"
    with path.open("w", encoding="utf-8") as file:
        before = structlog.get_config()
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(file))
        handler = logging.StreamHandler(file)
        handler.setLevel(logging.WARNING)
        logging.getLogger().addHandler(handler)
        yield path
        logging.getLogger().removeHandler(handler)
        structlog.configure(**before)


def test_nothing_that_was_texted_is_found_on_any_disk_or_in_any_log(
    seizable: tuple[World, list[Path]], log: Path
) -> None:
    world, folders = seizable
    faults = Faults(repeated=0.2, missed=0.1, lost_answer=0.2, too_many=0.2, failing=0.1, undelivered=0.1)
    with open_line(world, faults, seed=5) as line:
        mother = Person(line, story=STORY)
        mother.tell(upto="account")
        line.say("", media=((FILE, "text/plain"),))
        mother.tell()
        line.say("1")
        line.say("9")
        line.say(f"{mother.code} {ADDED}")
        other = Person(line, number=OTHER, story=UNSENT)
        other.tell(upto="account")
        line.say(UNSENT, number=OTHER)
        line.say("STOP", number=OTHER)
        flush(folders)
        secrets = [mother.code, mother.code.replace(" ", "")]
        assert mother.code
        assert search([*WORDS, *secrets], [*folders, log.parent]) == []
        assert log.stat().st_size > 0


def flush(folders: list[Path]) -> None:
    """Have PostgreSQL write what it still holds in memory, so that the search sees all there is."""
    for folder in folders:
        if (folder / "data" / "postmaster.pid").exists():
            with psycopg.connect(host=str(folder), user="postgres", autocommit=True) as connection:
                connection.execute("CHECKPOINT")
    subprocess.run(["sync"], check=True)


def test_the_search_would_have_found_them(seizable: tuple[World, list[Path]]) -> None:
    world, folders = seizable
    (world.settings.data / "planted.txt").write_text(MOTHER)
    assert search([MOTHER], folders)
