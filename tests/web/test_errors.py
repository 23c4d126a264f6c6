"""Every error says what to do, in the person's language, in the same frame."""

from typing import Any

import pytest
from werkzeug.exceptions import Conflict, HTTPException, UnsupportedMediaType

from intake.core.errors import ConflictError, NotStoredError
from intake.service import visits
from intake.web import review
from tests.conftest import World
from tests.web.browser import Browser
from tests.web.inside import cases
from tests.web.people import code_of, mother


def failing(error: Exception) -> Any:
    """Return a function that always fails."""

    def fail(*_args: object, **_named: object) -> None:
        raise error

    return fail


def test_an_unknown_page_leads_to_the_first(person: Browser) -> None:
    person.get("/nothing")
    assert person.status == 404
    assert "There is no such page" in person.text
    assert "/" in person.links


def test_a_method_a_page_does_not_take_is_refused_and_says_which_it_takes(person: Browser) -> None:
    answer = person.client.post("/about", environ_overrides=person.environ)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert "Recourse" in answer.get_data(as_text=True)


def test_a_form_without_its_token_changes_nothing(person: Browser, world: World) -> None:
    mother(person)
    answer = person.client.post("/complaint/review", data={}, environ_overrides=person.environ)
    assert answer.status_code == 400
    assert "Please send it again" in answer.get_data(as_text=True)
    assert cases(world) == []


def test_errors_speak_the_language_of_the_draft(person: Browser) -> None:
    person.get("/complaint/1?lang=ar").press(danger__danger="no")
    html = person.get("/nothing").page.get_data(as_text=True)
    assert '<html lang="ar" dir="rtl"' in html
    answer = person.client.post("/complaint/2", data={}, environ_overrides=person.environ)
    assert '<html lang="ar" dir="rtl"' in answer.get_data(as_text=True)


def test_what_cannot_be_stored_is_not_acknowledged_and_the_draft_stays(
    person: Browser, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mother(person)
    with monkeypatch.context() as broken:
        broken.setattr(review, "file_complaint", failing(NotStoredError("disk full")))
        person.press()
        assert person.status == 503
        assert "Nothing was sent yet" in person.text
        assert person.page.headers["Retry-After"] == "30"
    person.get("/complaint/review").press()
    assert person.path == "/complaint/sent"
    assert len(cases(world)) == 1


def test_a_complaint_that_was_stored_though_the_answer_was_lost_is_not_filed_again(
    person: Browser, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mother(person)
    with monkeypatch.context() as broken:
        broken.setattr(review, "receipt_of", failing(NotStoredError("line lost")))
        person.press()
        assert person.status == 503
    person.get("/complaint/review")
    assert person.path == "/complaint/sent"
    assert len(code_of(person)) == 20
    assert len(cases(world)) == 1


def test_a_conflict_asks_to_look_again(person: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    mother(person)
    monkeypatch.setattr(review, "file_complaint", failing(ConflictError("somebody was faster")))
    person.press()
    assert person.status == 409
    assert "Something changed" in person.text


def test_a_mistake_of_ours_says_so(person: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    mother(person)
    monkeypatch.setattr(review, "file_complaint", failing(RuntimeError("Maria Example")))
    person.press()
    assert person.status == 500
    assert "The mistake is ours" in person.text
    assert "Maria" not in person.text


def test_a_database_that_does_not_answer_still_gives_a_page(
    person: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.get("/complaint/1").press(danger__danger="no")
    monkeypatch.setattr(visits, "find_visit", failing(NotStoredError("away")))
    assert person.get("/complaint/2").status == 503
    assert "Please try again" in person.text


@pytest.mark.parametrize(
    ("error", "words"),
    [(UnsupportedMediaType(), "We cannot read what your browser sent"), (Conflict(), "Something changed")],
)
def test_each_error_has_words(
    person: Browser, monkeypatch: pytest.MonkeyPatch, error: HTTPException, words: str
) -> None:
    mother(person)
    monkeypatch.setattr(review, "file_complaint", failing(error))
    person.press()
    assert person.status == error.code
    assert words in person.text


def test_a_request_that_is_too_large_is_told_kindly(person: Browser) -> None:
    mother(person)
    person.client.application.config["MAX_CONTENT_LENGTH"] = 500
    person.get("/complaint/5").press(account__account="x" * 2_000)
    assert person.status == 413
    assert "All files together may have 50 MB" in person.text


@pytest.mark.parametrize("path", ["/", "/complaint/1", "/api/v1/openapi.json"])
def test_a_host_that_can_be_none_is_a_bad_request(person: Browser, path: str) -> None:
    answer = person.client.get(path, headers={"Host": "a" * 70 + ".example"})
    assert answer.status_code == 400
