"""The panel "Keeping this case" and the page of what is due: two officers dispose of a case by its pages alone."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from intake.core.retention import RetentionClass
from intake.core.statuses import Outcome, Role
from intake.desk.keeping import class_words
from intake.service import accounts
from tests.desk.conftest import DeskRoom
from tests.service.ended import CARMEN, DMITRI, SUNITA, TALA, YEAR, closed, over, propose, rewritten
from tests.service.made_up import detail, filed, mentions

SURE = {"agree-sure": "y"}


def page(room: DeskRoom, name: str, case_id: UUID) -> str:
    return room.window(name).get(f"/desk/case/{case_id}").text


def act(room: DeskRoom, name: str, case_id: UUID, path: str, data: dict[str, str]) -> TestResponse:
    return room.window(name).act(case_id, path, data)


def decided(room: DeskRoom, case_id: UUID) -> tuple[str, bool, dict[str, Any]]:
    """Return what a look at the case does not change."""
    found = detail(room.world, case_id)
    return found.kept_as, found.legal_hold, found.disposal


def test_two_officers_dispose_of_a_case_by_its_pages(room: DeskRoom) -> None:
    case = over(room.world)
    assert f"/desk/case/{case}" in room.window(CARMEN).get("/desk/disposal").text
    assert "Its time is over." in page(room, CARMEN, case)
    answer = act(room, CARMEN, case, "disposal/propose", {"propose-reason": "item 4 of the schedule"})
    assert answer.location == f"/desk/case/{case}?done=propose"
    text = room.window(CARMEN).get(answer.location).text
    assert "You proposed to dispose of this case. Another person must agree." in text
    assert "You proposed it. Another person must agree." in text
    assert "Agree, and destroy this case" not in text
    assert "Take the proposal back" in text
    assert f"Proposed by {CARMEN}" in room.window(SUNITA).get("/desk/disposal").text
    text = page(room, SUNITA, case)
    assert "Agree, and destroy this case" in text
    assert "Refuse to dispose of it" in text
    assert text.count("item 4 of the schedule") == 2, "as the reason, and as a note"
    answer = act(room, SUNITA, case, "disposal/agree", SURE)
    assert answer.location == "/desk/disposal?done=disposed"
    text = room.window(SUNITA).get(answer.location).text
    assert "The case was destroyed." in text
    assert "No case of your desks has reached its day." in text
    assert mentions(room.world, case) == {"changes"}
    assert room.window(SUNITA).get(f"/desk/case/{case}").status_code == 404


def test_without_the_word_that_one_agrees_nothing_is_destroyed(room: DeskRoom) -> None:
    case = over(room.world)
    propose(room.world, case)
    answer = act(room, SUNITA, case, "disposal/agree", {})
    assert answer.status_code == 422
    assert "Please say that you agree." in answer.text
    assert "cases" in mentions(room.world, case)


@pytest.mark.parametrize("path", ["retention", "hold", "disposal/propose", "disposal/refuse"])
def test_each_act_needs_a_reason(room: DeskRoom, path: str) -> None:
    case = over(room.world)
    if path == "disposal/refuse":
        propose(room.world, case)
    before = decided(room, case)
    answer = act(room, SUNITA, case, path, {})
    assert answer.status_code == 422
    assert "Please check these entries" in answer.text
    assert decided(room, case) == before


def test_what_is_refused_is_kept(room: DeskRoom) -> None:
    case = over(room.world)
    propose(room.world, case)
    answer = act(room, SUNITA, case, "disposal/refuse", {"refuse-reason": "a court may ask"})
    assert "This case is kept." in room.window(SUNITA).get(answer.location).text
    assert detail(room.world, case).proposal == {}


def test_an_officer_who_proposed_cannot_agree_by_sending_the_form_all_the_same(room: DeskRoom) -> None:
    case = over(room.world)
    propose(room.world, case)
    answer = act(room, CARMEN, case, "disposal/agree", SURE)
    assert answer.status_code == 403
    assert "cases" in mentions(room.world, case)


def test_a_second_officer_is_told_that_a_supervisor_must_agree(room: DeskRoom) -> None:
    case = over(room.world)
    propose(room.world, case)
    text = page(room, DMITRI, case)
    assert "A supervisor must agree." in text
    assert "Agree, and destroy this case" not in text
    assert "The reason is a note of another desk: CRCL." in text
    assert act(room, DMITRI, case, "disposal/agree", SURE).status_code == 403


def test_a_proposal_of_a_closed_account_is_shown_as_one_that_does_not_count(room: DeskRoom) -> None:
    case = over(room.world)
    propose(room.world, case)
    accounts.set_active(room.site, room.world.reader("ada.admin"), room.world.reader(CARMEN).id, active=False)
    text = page(room, SUNITA, case)
    assert "The account that proposed it was closed since." in text
    assert "Agree, and destroy this case" not in text
    answer = act(room, SUNITA, case, "disposal/agree", SURE)
    assert (answer.status_code, "Nothing was changed" in answer.text) == (422, True)


def test_what_is_not_open_from_here_is_refused_and_what_was_typed_is_kept(room: DeskRoom) -> None:
    case = closed(room.world)
    text = page(room, CARMEN, case)
    assert "Propose to dispose of it" not in text
    assert "May 4, 2029" in text
    answer = act(room, CARMEN, case, "disposal/propose", {"propose-reason": "my long reason"})
    assert answer.status_code == 422
    assert "Nothing was changed" in answer.text
    assert "my long reason</textarea>" in answer.text


def test_a_stale_page_proposes_nothing_and_keeps_what_was_typed(room: DeskRoom) -> None:
    case = over(room.world)
    window = room.window(CARMEN)
    stale = window.revision(case)
    act(room, DMITRI, case, "note", {"note-text": "wait"})
    form = {"revision": stale, "propose-reason": "my long reason"}
    answer = window.post(f"/desk/case/{case}/disposal/propose", form)
    assert answer.status_code == 409
    assert answer.text.count("my long reason") == 2
    assert '<details class="rd-fold" open>' in answer.text


def test_a_legal_hold_is_put_on_and_lifted_and_stands_on_list_and_page(room: DeskRoom) -> None:
    case = over(room.world)
    answer = act(room, CARMEN, case, "hold", {"hold-reason": "a lawsuit"})
    text = room.window(CARMEN).get(answer.location).text
    assert "The legal hold was changed." in text
    assert "Yes: nothing is destroyed" in text
    assert "Lift the legal hold" not in text
    assert "Propose to dispose of it" not in text
    assert "Legal hold" in room.window(CARMEN).get("/desk/disposal").text
    answer = act(room, CARMEN, case, "hold", {"hold-reason": "it is over", "lift": "lift"})
    assert (answer.status_code, detail(room.world, case).legal_hold) == (403, True)
    assert "it is over" in answer.text
    assert "Lift the legal hold" in page(room, SUNITA, case)
    act(room, SUNITA, case, "hold", {"hold-reason": "it is over", "lift": "lift"})
    assert not detail(room.world, case).legal_hold


def test_an_officer_chooses_among_the_classes_that_keep_it_no_shorter(room: DeskRoom) -> None:
    case = closed(room.world)
    text = page(room, CARMEN, case)
    assert "Serious: death, injury, force or abuse (7 years)</option>" in text
    assert "Not ours (1 year)</option>" not in text
    assert "To keep it for a shorter time needs a supervisor." in text
    text = page(room, SUNITA, case)
    assert "Not ours (1 year)</option>" in text
    assert "To keep it for a shorter time needs a supervisor." not in text
    form = {"retention-code": "serious", "retention-reason": "he was hurt"}
    answer = act(room, CARMEN, case, "retention", form)
    text = room.window(CARMEN).get(answer.location).text
    assert "The class was changed." in text
    assert "May 4, 2033" in text
    assert '<option value="serious" selected>' in text
    assert act(room, CARMEN, case, "retention", {**form, "retention-code": "short"}).status_code == 403
    assert act(room, CARMEN, case, "retention", {**form, "retention-code": "xx"}).status_code == 422
    assert detail(room.world, case).kept_as == "serious"


def test_an_open_case_says_that_no_day_is_set(room: DeskRoom) -> None:
    case = filed(room.world).case_id
    assert "Not set: it has not ended" in page(room, CARMEN, case)


def test_a_class_that_left_the_schedule_is_said_to_have_left_it(room: DeskRoom) -> None:
    case = closed(room.world)
    rewritten(room.world, case, kept_as="gone")
    text = page(room, SUNITA, case)
    assert "gone (no longer in the schedule)" in text
    assert "For ever" in text


@pytest.mark.parametrize(
    ("months", "wanted"),
    [
        (12, "A (1 year)"),
        (24, "A (2 years)"),
        (18, "A (18 months)"),
        (1, "A (1 month)"),
        (None, "A (for ever)"),
    ],
)
def test_a_class_says_its_time_in_words(room: DeskRoom, months: int | None, wanted: str) -> None:
    with room.app.test_request_context("/desk/"):
        assert class_words(RetentionClass("a", "A", months)) == wanted


def test_strangers_change_nothing(room: DeskRoom) -> None:
    case = over(room.world)
    propose(room.world, case)
    before = detail(room.world, case)
    forms = {
        "retention": {"retention-code": "serious", "retention-reason": "r"},
        "hold": {"hold-reason": "r"},
        "disposal/propose": {"propose-reason": "r"},
        "disposal/refuse": {"refuse-reason": "r"},
        "disposal/agree": SURE,
    }
    stranger = room.window_of(room.hire("silas.supervisor", Role.supervisor))
    for window in (room.window(TALA), room.window("ada.admin"), room.window("otto.auditor"), stranger):
        for path, form in forms.items():
            answer = window.post(f"/desk/case/{case}/{path}", {"revision": "0", **form})
            assert answer.status_code == 403
    assert detail(room.world, case) == before


def test_the_list_is_for_whoever_reads_cases_and_stands_in_the_frame(room: DeskRoom) -> None:
    link = 'href="/desk/disposal"'
    for name in (CARMEN, SUNITA, TALA):
        assert link in room.window(name).get("/desk/").text
    for name in ("ada.admin", "otto.auditor"):
        assert room.window(name).get("/desk/disposal").status_code == 403
        assert link not in room.window(name).get("/desk/account").text


def test_the_list_names_class_day_and_state(room: DeskRoom) -> None:
    closed(room.world, outcome=Outcome.outside_jurisdiction)
    mine = closed(room.world)
    room.world.clock.advance(3 * YEAR + timedelta(days=1))
    propose(room.world, mine)
    text = room.window(CARMEN).get("/desk/disposal").text
    for told in ("Not ours (1 year)", "May 4, 2027", "Not proposed yet", "Standard (3 years)", "May 4, 2029"):
        assert told in text
    assert "2 cases" in text
    assert "Another person must agree." in text
    assert "Another person must agree." not in room.window(SUNITA).get("/desk/disposal").text
