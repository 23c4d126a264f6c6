"""What an officer sees when something does not go."""

from typing import Any

import pytest
import structlog
from werkzeug.test import encode_multipart

from intake.core.errors import ConflictError, NotStoredError
from intake.service.site import Site
from tests.desk.conftest import DeskRoom
from tests.service.made_up import filed

CARMEN = "carmen.crcl"


def fails_with(error: Exception) -> Any:
    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise error

    return fail


def test_what_is_not_there_is_not_found_in_the_desks_own_frame(room: DeskRoom) -> None:
    answer = room.window(CARMEN).get("/desk/nothing/of/the/kind")
    assert answer.status_code == 404
    assert "There is no such page at the desk." in answer.text
    assert CARMEN in answer.text


def test_a_database_that_does_not_take_it_is_said_with_what_was_typed(
    room: DeskRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = filed(room.world).case_id
    window = room.window(CARMEN)
    revision, token = window.revision(case), window.token()

    monkeypatch.setattr(Site, "writing", fails_with(NotStoredError("full")))
    answer = window.client.post(
        f"/desk/case/{case}/note",
        data={"csrf_token": token, "revision": revision, "note-text": "a long note"},
    )
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "It could not be stored" in answer.text
    assert "a long note" in answer.text


def test_two_looks_that_raced_are_said_so(room: DeskRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    case = filed(room.world).case_id
    monkeypatch.setattr("intake.desk.case_page.open_case", fails_with(ConflictError("raced")))
    answer = room.window(CARMEN).get(f"/desk/case/{case}")
    assert (answer.status_code, "Somebody else was faster" in answer.text) == (409, True)


def test_a_bug_shows_a_page_that_keeps_the_text_and_logs_only_its_kind(
    room: DeskRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = filed(room.world).case_id
    window = room.window(CARMEN)
    revision = window.revision(case)
    monkeypatch.setattr("intake.service.review.note", fails_with(ValueError("the person said CANARY")))
    with structlog.testing.capture_logs() as logged:
        answer = window.post(f"/desk/case/{case}/note", {"revision": revision, "note-text": "a long note"})
    assert (answer.status_code, "Something broke" in answer.text) == (500, True)
    assert "a long note" in answer.text
    assert logged == [
        {"event": "desk.broken", "log_level": "error", "error": "ValueError", "endpoint": "desk.note"}
    ]


def test_a_form_that_is_too_large_is_refused(room: DeskRoom) -> None:
    window = room.window(CARMEN)
    boundary, body = encode_multipart({"csrf_token": window.token(), "text": "x" * 700_000})
    answer = window.client.post(
        "/desk/account/sessions", data=body, content_type=f"multipart/form-data; boundary={boundary}"
    )
    assert (answer.status_code, "This did not work" in answer.text) == (413, True)
    assert window.get("/desk/account").status_code == 200


def test_a_form_without_its_token_keeps_what_was_typed(room: DeskRoom) -> None:
    case = filed(room.world).case_id
    answer = room.window(CARMEN).client.post(f"/desk/case/{case}/note", data={"note-text": "a long note"})
    assert (answer.status_code, "a long note" in answer.text) == (400, True)
