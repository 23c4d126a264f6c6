"""Keying in a letter or a call: asked as on the web, filed once under the officer's name, the code shown until given."""

import re
from html import unescape

import pytest

from intake.core.statuses import Role
from intake.interview.flow import BY_KEY
from intake.service import by_code, review
from intake.store import audit
from tests.desk.conftest import DeskRoom
from tests.desk.keying import (
    ANSWERS,
    CAME,
    CARMEN,
    DMITRI,
    GIVE,
    REVIEW,
    TALA,
    WORDS,
    answered,
    asked_on,
    begun,
    case_of,
    filed,
    say,
)
from tests.service.made_up import rows


def test_a_letter_is_filed_as_the_web_would_with_the_officers_name_in_its_history(room: DeskRoom) -> None:
    _window, code = filed(room)
    case_id, found = case_of(room)
    assert (found.channel, found.language, found.keyed_in_by) == ("paper", "ar", CARMEN)
    assert (found.came_on, found.arrived_on.isoformat()) == ("2026-05-01", "2026-05-01")
    assert found.received == room.world.clock.now()
    with room.site.reading() as session:
        acts = [(one.actor, one.action) for one in audit.history(session, f"case:{case_id}")]
    assert acts == [(CARMEN, "case.keyed_in")]
    opened = by_code.open_by_code(room.site, code)
    assert opened.case_id == case_id
    read = review.open_case(room.site, room.world.reader(CARMEN), case_id)
    assert read.account[0].body["text"] == WORDS
    page = room.window(CARMEN).get(f"/desk/case/{case_id}").text
    assert "keyed in the complaint" in page
    assert "May 1, 2026" in page
    assert "Keyed in by" in page


def test_the_page_asks_what_the_web_asks_and_nothing_else(room: DeskRoom) -> None:
    page = begun(room).get(ANSWERS).text
    asked = asked_on(page)
    assert set(asked) <= BY_KEY.keys()
    names = set(re.findall(r'name="([\w-]+)"', page))
    beside = {"csrf_token", "asked", "keep", "add", "viewport", "format-detection", "upload-files", *CAME}
    assert all(name.split("-")[0] in asked for name in names - beside)


def test_what_an_answer_opens_is_asked_before_it_can_be_filed(room: DeskRoom) -> None:
    window = begun(room)
    answer = say(window, danger__danger="yes", **{"came-how": "phone"})
    assert answer.location == f"{ANSWERS}?said=opened"
    page = window.get(answer.location).text
    assert "May we call the jail now?" in page
    assert "hang up and call 911" in page
    assert "A few more questions" in page


def test_a_wrong_answer_is_shown_and_loses_no_other(room: DeskRoom) -> None:
    window = begun(room)
    answer = say(window, account__account="x" * 20_001, **{"came-came_on": "2027-01-01"})
    assert answer.status_code == 422
    assert "It has 20001 letters" in answer.text
    assert "This day is still to come." in answer.text
    kept = window.get(ANSWERS).text
    assert 'value="conditions"\n           checked' in kept or re.search(
        r'value="conditions"\s+checked', kept
    )
    assert 'value="2026-05-01"' in kept


def test_a_needed_answer_is_asked_for_only_when_one_goes_on(room: DeskRoom) -> None:
    window = begun(room)
    said = {"asked": ["danger", "account"], "danger-danger": "", "account-account": "So far"}
    assert window.post(ANSWERS, {**CAME, **said, "keep": "1"}).location == f"{ANSWERS}?said=kept"
    assert "It is kept for two hours" in window.get(f"{ANSWERS}?said=kept").text
    answer = window.post(ANSWERS, {**CAME, **said})
    assert answer.status_code == 422
    assert "Please choose an answer." in answer.text
    assert "So far" in answer.text


@pytest.mark.parametrize("wrong", [{"came-how": "web"}, {"came-came_on": ""}, {"came-language": "tlh-x"}])
def test_how_it_came_must_be_known(room: DeskRoom, wrong: dict[str, str]) -> None:
    window = room.window(CARMEN)
    assert window.post("/desk/key-in", {**CAME, **wrong}).status_code == 422
    assert rows(room.world)["visits"] == []


def test_where_it_goes_and_why_is_told_before_it_is_filed(room: DeskRoom) -> None:
    page = answered(begun(room)).get(REVIEW).text
    assert "Where it would go, and why" in page
    assert "CRCL" in page
    assert "Your own desk is among them" in page
    assert "Nobody. The person stays anonymous." in page
    assert WORDS in page
    assert not rows(room.world)["cases"]


def test_the_review_says_whose_name_and_code_it_means(room: DeskRoom) -> None:
    window = begun(room)
    said = {"identity__consent": "all", "name__name": "Rosa Ejemplo", "contact__way": "none"}
    page = unescape(answered(window, **said).get(REVIEW).text)
    assert not re.search(r">\s*Your name\s*<|know your name|your code|My code", page)
    assert re.search(r">Name</a>\s*</dt>\s*<dd[^>]*>Rosa Ejemplo<", page)
    assert "Their code also opens what they wrote." in page
    assert "Your name goes into the history of the case." in page


def test_who_files_for_another_desk_is_told_and_cannot_open_it(room: DeskRoom) -> None:
    window = answered(begun(room, DMITRI))
    assert "Once you have filed it, you cannot open it." in window.get(REVIEW).text
    window.post(REVIEW)
    page = window.get(GIVE).text
    assert "None of these is a desk of yours" in page
    case_id, _found = case_of(room)
    assert f"/desk/case/{case_id}" not in page
    assert window.get(f"/desk/case/{case_id}").status_code == 403


def test_a_name_is_sealed_only_to_the_desks_that_handle_it_and_only_by_consent(room: DeskRoom) -> None:
    window = begun(room)
    said = {"identity__consent": "all", "name__name": "Rosa Ejemplo", "contact__way": "none"}
    assert "CRCL" in answered(window, **said).get(REVIEW).text
    window.post(REVIEW)
    case_id, found = case_of(room)
    assert found.consent == ["crcl"]
    read = review.open_case(room.site, room.world.reader(CARMEN), case_id)
    assert read.identity is not None
    assert read.identity["name"] == "Rosa Ejemplo"


def test_nothing_said_cannot_be_filed(room: DeskRoom) -> None:
    window = begun(room)
    said = {"asked": ["danger"], "danger-danger": "no"}
    window.post(ANSWERS, {**CAME, **said, "keep": "1"})
    for answer in (window.get(REVIEW), window.post(REVIEW)):
        assert answer.location == f"{ANSWERS}?said=empty"
    assert "Please say at least what happened" in window.get(f"{ANSWERS}?said=empty").text
    assert not rows(room.world)["cases"]


def test_each_reader_finds_the_way_in_the_bar_and_nobody_else_does(room: DeskRoom) -> None:
    for name in (CARMEN, "sunita.supervisor", TALA):
        assert 'href="/desk/key-in" aria-current="page"' in room.window(name).get("/desk/key-in").text
    for made in (room.hire("ines.interpreter", Role.interpreter), room.hire("pia.panel", Role.panel)):
        window = room.window_of(made)
        assert window.get("/desk/key-in").status_code == 403
        assert "/desk/key-in" not in window.get("/desk/account").text
