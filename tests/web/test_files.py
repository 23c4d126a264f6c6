"""Files of a draft: added, refused in plain words, taken away, filed; each without JavaScript."""

from datetime import timedelta
from io import BytesIO

import pytest
from limits import RateLimitItemPerHour
from PIL import Image

from intake.core.clock import FixedClock
from intake.core.errors import NotStoredError
from intake.service import files as kept_files
from intake.service import visits
from intake.service.worker import sweep_blobs
from intake.web import budgets, review
from intake.web.api import routes
from tests.conftest import World
from tests.web.api import BODY, post
from tests.web.browser import Browser
from tests.web.inside import cases, files
from tests.web.people import mother, where
from tests.web.test_errors import failing


def picture() -> bytes:
    """Return a small picture."""
    out = BytesIO()
    Image.new("RGB", (8, 8), (200, 30, 30)).save(out, "PNG")
    return out.getvalue()


def at_files(person: Browser) -> Browser:
    """Come to the page that takes files."""
    return where(person).press(custody__holder="hold")


def test_a_picture_is_added_without_leaving_the_page(person: Browser) -> None:
    at_files(person).press("add", account__account="words stay", upload__files=(picture(), "proof.png"))
    assert person.path == "/complaint/5"
    assert "proof.png" in person.text
    assert person.form("complaint").values["account-account"] == ["words stay"]


def test_a_file_that_is_refused_says_why_and_keeps_the_rest(person: Browser) -> None:
    at_files(person).press("add", account__account="words stay", upload__files=(b"MZ\x90\x00" * 30, "a.exe"))
    assert person.status == 422
    assert "We cannot take this kind of file" in person.text
    assert person.form("complaint").values["account-account"] == ["words stay"]


def test_an_empty_file_is_refused(person: Browser) -> None:
    at_files(person).press(upload__files=(b"", "empty.png"))
    assert "This file is empty" in person.text


def test_a_broken_picture_is_refused(person: Browser) -> None:
    at_files(person).press("add", upload__files=(picture()[:40], "cut.png"))
    assert "This picture does not open" in person.text


def test_an_eleventh_file_is_refused(person: Browser, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_files, "MAX_FILES", 1)
    at_files(person).press("add", upload__files=(picture(), "one.png"))
    person.press("add", upload__files=(picture(), "two.png"))
    assert "10 files at most" in person.text
    assert len(files(world)) == 1


def test_a_file_is_taken_away_again(person: Browser, world: World) -> None:
    at_files(person).press("add", upload__files=(picture(), "one.png"))
    button = next(value for name, value in person.form("complaint").buttons if name == "remove")
    person.press(f"remove={button}")
    assert "one.png" not in person.text
    assert files(world) == []
    person.press("remove=no-such-file")
    assert person.path == "/complaint/5"


def test_a_file_sent_with_continue_is_kept_and_filed(person: Browser, world: World) -> None:
    at_files(person).press(account__account="see the picture", upload__files=(picture(), "one.png"))
    assert person.path == "/complaint/6"
    person.press("send")
    assert "one.png" in person.text
    person.press()
    assert person.path == "/complaint/sent"
    assert files(world) == cases(world)


def test_files_of_a_draft_that_goes_on_outlive_two_hours(
    person: Browser, world: World, clock: FixedClock
) -> None:
    at_files(person).press("add", upload__files=(picture(), "one.png"))
    for _ in range(4):
        clock.advance(timedelta(minutes=50))
        person.get("/complaint/5")
        sweep_blobs(world.site)
    person.press("send").press()
    assert files(world) == cases(world)


def test_files_sent_at_once_from_one_draft_are_bounded_too(
    person: Browser, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two posts that read the draft before either wrote it: the draft lists one file, the disk would hold both."""
    monkeypatch.setattr(budgets, "UPLOADS", RateLimitItemPerHour(1))
    at_files(person).press("add", upload__files=(picture(), "one.png"))
    person.press("add", account__account="words stay", upload__files=(picture(), "two.png"))
    assert person.status == 422
    assert "very many files in one hour" in person.text
    assert person.form("complaint").values["account-account"] == ["words stay"]
    assert len(files(world)) == 1


def test_without_room_for_files_the_words_are_kept_and_the_page_says_when_to_try_again(
    person: Browser, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_files(person)
    with monkeypatch.context() as full:
        full.setattr(kept_files, "FOR_COMPLAINTS", 2**60)
        person.press("add", account__account="words stay", upload__files=(picture(), "one.png"))
    assert person.status == 503
    assert person.page.headers["Retry-After"] == "30"
    assert "We have no room for files right now" in person.text
    assert person.form("complaint").values["account-account"] == ["words stay"]
    assert files(world) == []
    person.get("/complaint/5")
    assert person.form("complaint").values["account-account"] == ["words stay"]


def test_answers_that_cannot_be_kept_come_back_with_the_page(
    person: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_files(person)
    with monkeypatch.context() as full:
        full.setattr(visits, "save_visit", failing(NotStoredError("disk full")))
        person.press(account__account="words stay", upload__files=(picture(), "one.png"))
    assert person.status == 503
    assert person.page.headers["Retry-After"] == "30"
    assert "Please send this page again" in person.text
    assert person.form("complaint").values["account-account"] == ["words stay"]
    assert person.press().path == "/complaint/6"


def test_the_last_of_the_disk_is_left_to_the_doors_whose_senders_cannot_come_back(
    person: Browser, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mother(person)
    with monkeypatch.context() as full:
        full.setattr(review, "FOR_OTHER_DOORS", 2**60)
        person.press()
        assert person.status == 503
        assert "Nothing was sent yet" in person.text
        assert person.page.headers["Retry-After"] == "30"
        full.setattr(routes, "FOR_OTHER_DOORS", 2**60)
        answer = post(person.client, BODY)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert answer.get_json() == {"error": "Nothing was stored. Please try again."}
    assert cases(world) == []
    person.get("/complaint/review").press()
    assert len(cases(world)) == 1


def test_leaving_deletes_files_that_were_not_sent(person: Browser, world: World) -> None:
    at_files(person).press("add", upload__files=(picture(), "one.png"))
    person.client.get("/exit", environ_overrides=person.environ)
    assert files(world) == []


def test_leaving_in_another_tab_never_deletes_what_was_filed(person: Browser, world: World) -> None:
    at_files(person).press(account__account="see", upload__files=(picture(), "one.png"))
    person.press("send").press()
    person.client.get("/exit", environ_overrides=person.environ)
    assert files(world) == cases(world)
