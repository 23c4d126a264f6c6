"""What does a seized machine show? Planted words go in through every field over HTTP; none may be found on any disk."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import psycopg
import pytest
from PIL import Image, PngImagePlugin
from playwright.sync_api import Browser

from intake.core.clock import SystemClock
from intake.service.setup import made_up_people, set_up
from tests.browser.conftest import window
from tests.browser.walking import (
    Told,
    come_back,
    file_complaint,
    forward,
    keep_code,
    open_case_of,
    press,
    sign_in,
)
from tests.canaries import search
from tests.conftest import settings_for
from tests.postgres import Server
from tests.serving import Live, running, sign_ins

ACCOUNT = "canary account kestrel"
NAME = "Canary Name Osprey"
CONTACT = "canary.contact.heron@example.org"
PLACE = "Canary Facility Plover"
WHO = "canary officer badge turnstone"
FILE_TEXT = "canary file content wren"
FILE_NAME = "canary-filename-dunlin"
PICTURE_NOTE = "canary picture note siskin"
ADDED = "canary added message linnet"
REPLY = "Canary reply of the office: the brambling"
NOTE = "canary note of the desk pipit"
REASON = "canary reason of a move whinchat"
UNSENT = "canary never sent dotterel"
API_ACCOUNT = "canary api account fulmar"
API_NAME = "Canary Api Name Gannet"
KEY = "canary-idempotency-key-shelduck"
AGENT = "canary-user-agent-avocet"
FORWARDED = "203.0.113.77"
WORDS = [
    *(
        ACCOUNT,
        NAME,
        CONTACT,
        PLACE,
        WHO,
        FILE_TEXT,
        FILE_NAME,
        PICTURE_NOTE,
        ADDED,
        REPLY,
        NOTE,
        REASON,
        UNSENT,
    ),
    *(API_ACCOUNT, API_NAME, KEY, AGENT, FORWARDED),
]


@contextmanager
def a_site(tmp_path: Path, url: str) -> Iterator[Live]:
    """Run a fresh site whose every file lies below one folder (and the database server's)."""
    data, temporary = tmp_path / "data", tmp_path / "temporary"
    temporary.mkdir()
    people = made_up_people()
    site, made = set_up(settings_for(data, url), people, SystemClock())
    site.engine.dispose()
    known = {person.name: (person, officer) for person, officer in zip(people, made, strict=True)}
    with running(data, temporary, tmp_path / "log.txt", sign_ins(known), url) as live:
        yield live


@pytest.fixture(params=["sqlite", "postgresql"])
def seizable(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Live, list[Path]]]:
    """Return a running site, and every folder that a thief would carry away."""
    if request.param == "sqlite":
        with a_site(tmp_path, "") as live:
            yield live, [tmp_path]
        return
    server: Server = request.getfixturevalue("postgres")
    with server.database() as url, a_site(tmp_path, url) as live:
        yield live, [tmp_path, server.folder]


@pytest.mark.browser
def test_a_seized_machine_shows_none_of_what_was_said(
    seizable: tuple[Live, list[Path]], browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    live, folders = seizable
    planted = tmp_path_factory.mktemp("carried in by hand")
    secrets = _work_a_case(live, browser, planted)
    secrets += _file_by_api(live)
    _leave_a_draft(live, browser)
    _flush(folders)
    found = search([*WORDS, *secrets], folders)
    assert found == []


@pytest.mark.browser
def test_the_search_would_have_found_them(seizable: tuple[Live, list[Path]]) -> None:
    _live, folders = seizable
    assert search(["carmen.crcl"], folders), "officers' names are clear"


def _work_a_case(live: Live, browser: Browser, planted: Path) -> list[str]:
    """File, come back, add words and a picture; read, reply, note and move at the desk; return the code's forms."""
    text = planted / f"{FILE_NAME}.txt"
    text.write_text(f"{FILE_TEXT}\n" * 60_000)  # large enough to be spooled to a temporary file
    with window(browser, scripts=False) as page:
        told = Told(account=ACCOUNT, name=NAME, contact=CONTACT, place=PLACE, who=WHO, file=text)
        code = file_complaint(page, live, told)
        keep_code(page)
    with window(browser, scripts=False) as page:
        come_back(page, live, code)
        page.fill("textarea[name$=text]", ADDED)
        press(page, page.locator("form:has(textarea[name$=text]) button[type=submit]").first)
        assert ADDED in page.locator("main").inner_text()
        page.set_input_files("input[type=file]", _picture(planted))
        press(page, page.locator("form:has(input[type=file]) button[type=submit]").last)
    with window(browser, scripts=False) as desk:
        sign_in(desk, live, "carmen.crcl")
        open_case_of(desk, live, ACCOUNT)
        shown = desk.locator("main").inner_text()
        assert NAME in shown
        assert CONTACT in shown
        assert PLACE in shown
        assert WHO in (desk.locator("main").text_content() or "")
        assert ADDED in shown
        assert FILE_NAME in shown
        desk.fill("textarea[name=reply-text]", REPLY)
        press(desk, desk.locator("form[action*=reply] button[type=submit]"))
        desk.fill("textarea[name=note-text]", NOTE)
        press(desk, desk.locator("form[action*=note] button[type=submit]"))
        desk.locator("summary", has_text="Begin screening").click()
        desk.locator("form[action*=move] textarea").first.fill(REASON)
        press(desk, desk.locator("form[action*=move] button[type=submit]").first)
        shown = desk.locator("main").inner_text()
        assert REPLY in shown
        assert NOTE in shown
    return [code, " ".join(code[at : at + 4] for at in range(0, 20, 4)), live.passphrase("carmen.crcl")]


def _file_by_api(live: Live) -> list[str]:
    body = {
        "language": "en",
        "facts": {
            "actors": ["dhs_contractor"],
            "place": "private_ice",
            "custody": "ice",
            "allegations": ["conditions"],
        },
        "account": API_ACCOUNT,
        "identity": {"name": API_NAME},
        "consent": ["crcl"],
    }
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": KEY,
        "User-Agent": AGENT,
        "X-Forwarded-For": FORWARDED,
    }
    request = Request(f"{live.public}/api/v1/complaints", json.dumps(body).encode(), headers)  # noqa: S310 -- loopback
    with urlopen(request) as answer:  # noqa: S310 -- loopback
        receipt = json.load(answer)["receipt"]
    look = Request(  # noqa: S310 -- loopback
        f"{live.public}/api/v1/status", json.dumps({"receipt": receipt}).encode(), headers
    )
    with urlopen(look) as answer:  # noqa: S310 -- loopback
        assert json.load(answer)["status"] == "received"
    return [receipt, receipt.replace(" ", "")]


def _leave_a_draft(live: Live, browser: Browser) -> None:
    """Type an account and walk away without sending."""
    with window(browser, scripts=False) as page:
        page.goto(f"{live.public}/complaint/1")
        page.check("input[name=danger-danger][value=no]")
        forward(page)
        page.check("input[name=what-kinds][value=force]")
        forward(page)
        page.check("input[name=where-kind][value=community]")
        page.fill("input[name=where-facility_name]", UNSENT)
        forward(page)


def _picture(folder: Path) -> Path:
    """Return a picture that carries a text beside its pixels."""
    path = folder / f"{FILE_NAME}.png"
    beside = PngImagePlugin.PngInfo()
    beside.add_text("Comment", PICTURE_NOTE)
    Image.new("RGB", (64, 64), "teal").save(path, pnginfo=beside)
    return path


def _flush(folders: list[Path]) -> None:
    """Have PostgreSQL write what it still holds in memory, so that the search sees all there is."""
    for folder in folders:
        if (folder / "data" / "postmaster.pid").exists():
            with psycopg.connect(host=str(folder), user="postgres", autocommit=True) as connection:
                connection.execute("CHECKPOINT")
    subprocess.run(["sync"], check=True)
