"""A full disk: what cannot be stored is not acknowledged, what was stored stays whole, and the next one works."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.settings import PROJECT
from tests.faults.disks import Disk, SizeLimit, may_mount, small_disk
from tests.faults.far import NotAnsweredError, far
from tests.faults.house import House, a_house
from tests.faults.people import Person, file_by_api
from tests.faults.whole import whole
from tests.postgres import Server
from tests.web.api import BODY

KEY = "YSBrZXkgZm9yIGEgZnVsbCBkaXNr"
LONG = "No room for these words. " * 700  # more than any free page has room for
LARGE = b"A page of the jail's own paper. " * 10_000  # more than is kept in memory
AFTER = "There is room again."
HOW = ["limit", *(["sqlite", "postgresql"] if may_mount() else [])]


@pytest.fixture(params=HOW)
def full(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[House, Disk]]:
    """Run a site whose room can be taken away: by a limit, or on a small disk that holds its data or its database."""
    if request.param == "limit":
        with a_house(tmp_path / "house") as house:
            yield house, SizeLimit(house.serving)
        return
    if request.param == "sqlite":
        with small_disk(tmp_path / "disk", 120) as disk, a_house(disk.folder / "house") as house:
            yield house, disk
        return
    server: Server = request.getfixturevalue("postgres")
    with (
        small_disk(server.folder / "disk", 30) as disk,  # there, because the server may not look into ours
        server.tablespace(disk.folder) as place,
        server.database(tablespace=place) as url,
        a_house(tmp_path / "house", url) as house,
    ):
        yield house, disk


def test_a_full_disk_is_told_in_ones_own_language_and_the_next_one_works(full: tuple[House, Disk]) -> None:
    house, disk = full
    public = far(house.serving.address("public"))
    early = Person(public).file("Filed while there was room.")
    mother = Person(public, language="es-MX").as_far_as_the_words()
    disk.fill()
    try:
        _refused_on_the_page(mother)
        _refused_by_the_api(mother)
        assert Person(public).get("/").status == 200
        status = mother.client.post("/api/v1/status", json={"receipt": early})
        assert (status.status_code, status.get_json()["status"]) == (200, "received")
    finally:
        disk.clear()
    assert mother.get("/complaint/4").path == "/complaint/4", "the draft is gone"
    assert "hold" in mother.form().values["custody-holder"], "an answer of the draft is gone"
    mother.file(AFTER)
    assert file_by_api(mother.client, LONG, KEY) == file_by_api(mother.client, LONG, KEY)
    assert house.serving.stop() == 0
    house.serving.start()
    with house.site() as site:
        words = sorted(one.words for one in whole(site, house.reader(site)))
    assert words == sorted(["Filed while there was room.", LONG.strip(), AFTER])


def test_the_work_goes_on_where_the_log_has_no_room() -> None:
    tells = "import structlog, intake.log as log; log.set_up_logging(); structlog.get_logger().error('worker.waits')"
    with Path("/dev/full").open("w", encoding="ascii") as log:
        done = subprocess.run(
            [sys.executable, "-c", f"{tells}; print('went on')"],
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=PROJECT,
            check=False,
        )
    assert done.stdout == b"went on\n"


def _refused_on_the_page(mother: Person) -> None:
    """Send words, then words and a paper that is spooled to the disk, from the page that stays open in the browser."""
    still_open = mother.page
    for more in ({}, {"upload__files": (LARGE, "paper.txt")}):
        with pytest.raises(NotAnsweredError, match="503"):
            mother.answer({"account__account": LONG, **more}, "send")
        assert mother.page.headers["Retry-After"] == "30"
        assert 'lang="es' in mother.page.text
        assert "Leave this page" not in mother.page.text
        mother.page = still_open


def _refused_by_the_api(mother: Person) -> None:
    told = []
    for language in ("en", "es-419"):
        body = {**BODY, "language": language, "account": LONG}
        answer = mother.client.post("/api/v1/complaints", json=body, headers={"Idempotency-Key": KEY})
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert list(answer.get_json()) == ["error"]
        told.append(answer.get_json()["error"])
    assert told[0] != told[1]
