"""The code of a keyed-in complaint: shown until it is given, on a slip in the person's language, never lost."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from intake.core.errors import NotStoredError
from intake.desk import key_in_draft
from intake.i18n import speaking
from intake.interview.slip import slip_of
from intake.service import by_code, filing, keyed_in
from intake.store.models import Case
from tests.desk.conftest import DeskRoom
from tests.desk.keying import (
    ANSWERS,
    CAME,
    CARMEN,
    CODE,
    DMITRI,
    GIVE,
    REVIEW,
    answered,
    begun,
    case_of,
    change_to,
    cookies,
    filed,
    say,
)
from tests.service.made_up import rows


def test_a_second_click_files_once_and_shows_the_same_code(room: DeskRoom) -> None:
    window, code = filed(room)
    for answer in (
        window.post(REVIEW),
        window.get(REVIEW),
        window.get(ANSWERS),
        say(window),
        window.get("/desk/key-in"),
    ):
        assert answer.location == GIVE
    assert window.post("/desk/key-in", CAME).location == GIVE
    assert window.post("/desk/key-in/drop").location == GIVE
    assert code in window.get(GIVE).text
    assert len(rows(room.world)["cases"]) == 1


def test_a_code_that_was_given_is_gone(room: DeskRoom) -> None:
    window, code = filed(room)
    assert window.post("/desk/key-in/given").location == "/desk/key-in?said=given"
    page = window.get("/desk/key-in?said=given").text
    assert "Its code is gone from here." in page
    assert code not in page
    assert window.get(GIVE).location == "/desk/key-in?said=gone"
    assert window.post("/desk/key-in/given").location == "/desk/key-in?said=gone"
    assert rows(room.world)["visits"] == []
    assert cookies(window) == set()


def test_the_slip_speaks_the_persons_language_and_carries_the_law(room: DeskRoom) -> None:
    window, _code = filed(room)
    page = window.get(GIVE).text
    assert '<section class="rd-slip" lang="ar" dir="rtl">' in page
    with room.app.test_request_context("/"), speaking("ar"):
        assert slip_of([], no_contact=True).title in page
    assert "We have it. Please keep this code." not in page
    assert room.site.deployment.site.legal_help("*") in unescape(page)


def test_a_language_without_texts_gets_an_english_slip_that_says_so(room: DeskRoom) -> None:
    window = begun(room, **{"came-language": "ht"})
    answered(window, **{"came-language": "ht"}).post(REVIEW)
    page = unescape(window.get(GIVE).text)
    assert "There is no slip in the person's language (Haitian Creole) yet." in page
    assert "We have it. Please keep this code." in page
    assert case_of(room)[1].language == "ht"


def test_a_caller_is_told_what_is_private_and_the_code_is_read_out(room: DeskRoom) -> None:
    phone = {"came-how": "phone"}
    window = begun(room, **phone)
    assert re.search(r'rd-fold" open>\s*<summary>Tell a caller this first', window.get(ANSWERS).text)
    answered(window, **phone).post(REVIEW)
    assert "Read it out four digits at a time" in window.get(GIVE).text
    assert case_of(room)[1].channel == "phone"


def test_a_code_outlives_another_officer_who_keys_in_with_the_same_browser(room: DeskRoom) -> None:
    window, code = filed(room)
    room.world.clock.advance(timedelta(minutes=16))
    change_to(room, window, DMITRI)
    assert window.get("/desk/key-in").status_code == 200
    assert window.post("/desk/key-in", CAME).location == ANSWERS
    assert window.get(GIVE).location == ANSWERS
    assert code not in window.get(ANSWERS).text
    change_to(room, window, CARMEN)
    assert code in window.get(GIVE).text
    assert window.post("/desk/key-in/given").location == "/desk/key-in?said=given"
    change_to(room, window, DMITRI)
    assert window.get("/desk/key-in").location == ANSWERS


def test_a_code_is_shown_even_where_only_the_complaint_could_be_stored(
    room: DeskRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_keyed: key_in_draft.Keyed) -> None:
        raise NotStoredError("full")

    monkeypatch.setattr(key_in_draft.Keyed, "was_filed", refused)
    window = answered(begun(room))
    answer = window.post(REVIEW)
    found = CODE.search(answer.text)
    assert found
    assert by_code.open_by_code(room.site, found[1]).case_id == case_of(room)[0]
    assert window.post(REVIEW).location == GIVE
    assert found[1] in window.get(GIVE).text


@pytest.mark.parametrize("committed", [True, False])
def test_a_database_that_fails_while_filing_loses_neither_complaint_nor_code(
    room: DeskRoom, monkeypatch: pytest.MonkeyPatch, committed: bool
) -> None:
    real = filing.file_complaint

    def file_then_fail(*args: Any, **kwargs: Any) -> None:
        if committed:
            real(*args, **kwargs)
        raise NotStoredError("the line broke")

    window = answered(begun(room))
    monkeypatch.setattr(keyed_in, "file_complaint", file_then_fail)
    answer = window.post(REVIEW)
    assert answer.status_code == (303 if committed else 503)
    monkeypatch.setattr(keyed_in, "file_complaint", real)
    window.post(REVIEW)
    assert CODE.search(window.get(GIVE).text)
    assert len(rows(room.world)["cases"]) == 1


def test_a_case_that_was_taken_back_meanwhile_leaves_no_code(room: DeskRoom) -> None:
    window, _code = filed(room)
    with room.site.writing() as session:
        for case in session.query(Case):
            session.delete(case)
    assert window.post("/desk/key-in/given").location == "/desk/key-in?said=gone"


def test_the_slip_names_the_address_where_the_code_is_typed(room: DeskRoom) -> None:
    settings = replace(room.site.settings, public_url="http://complaints.example/")
    room.app.extensions["recourse.desk"].site = replace(
        room.app.extensions["recourse.desk"].site, settings=settings
    )
    window, _code = filed(room)
    assert "http://complaints.example/status" in window.get(GIVE).text


def test_the_code_opens_the_words_only_where_the_person_wanted_it(room: DeskRoom) -> None:
    answered(begun(room)).post(REVIEW, {"review-code_opens": "y"})
    assert case_of(room)[1].code_opens_account
