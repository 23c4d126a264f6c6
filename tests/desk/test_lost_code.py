"""A case's page where a code was lost: what the word fits, the two officers' buttons, and never the word."""

from datetime import timedelta
from uuid import UUID

import pytest

from intake.service import by_code, lost_code, review, taking_back
from intake.service.by_code import Opened
from tests.desk.conftest import DeskRoom
from tests.service.made_up import complaint, detail, filed, opened

WORD = "bluemoonontheriver"
CARMEN, DMITRI, SUNITA = "carmen.crcl", "dmitri.doj", "sunita.supervisor"
TO_DOJ = {"actors": ["local_police"], "place": "community", "custody": "none", "allegations": ["profiling"]}


@pytest.fixture
def pair(room: DeskRoom) -> tuple[Opened, Opened]:
    """Return an earlier case and a new one that names its word."""
    old = opened(room.world, complaint(word=WORD))
    room.world.clock.advance(timedelta(days=30))
    return old, opened(room.world, complaint(earlier_word=WORD))


def page(room: DeskRoom, name: str, case_id: UUID) -> str:
    shown = room.window(name).get(f"/desk/case/{case_id}").text
    assert WORD not in shown
    return shown


def act(room: DeskRoom, name: str, new: UUID, what: str, old: UUID | str) -> int:
    return room.window(name).act(new, f"follow/{what}", {"old": str(old)}).status_code


def test_two_officers_agree_on_the_page_and_each_case_leads_to_the_other(
    room: DeskRoom, pair: tuple[Opened, Opened]
) -> None:
    old, new = pair
    shown = page(room, CARMEN, new.case_id)
    assert "The person wrote the word of an earlier complaint." in shown
    assert f'href="/desk/case/{old.case_id}"' in shown
    answer = room.window(CARMEN).act(new.case_id, "follow/ask", {"old": str(old.case_id)})
    assert answer.location == f"/desk/case/{new.case_id}?done=ask_to_follow"
    shown = page(room, CARMEN, new.case_id)
    assert "You asked. Another officer must agree." in shown
    assert "I agree" not in shown
    assert "Lost code to confirm" in room.window(DMITRI).get("/desk/").text
    shown = page(room, DMITRI, new.case_id)
    assert f"{CARMEN} thinks it is the same person." in shown
    assert act(room, DMITRI, new.case_id, "agree", old.case_id) == 303
    assert "It is followed here: the person sees where it is." in page(room, CARMEN, new.case_id)
    shown = page(room, CARMEN, old.case_id)
    assert "The person lost the code of this case" in shown
    assert f'href="/desk/case/{new.case_id}"' in shown
    assert "agreed to follow a case whose code is lost" in shown


def test_one_officer_cannot_do_both(room: DeskRoom, pair: tuple[Opened, Opened]) -> None:
    old, new = pair
    act(room, CARMEN, new.case_id, "ask", old.case_id)
    answer = room.window(CARMEN).act(new.case_id, "follow/agree", {"old": str(old.case_id)})
    assert answer.status_code == 422
    assert "Two officers must agree, and the word must fit." in answer.text
    assert detail(room.world, old.case_id).followed_in == ""


def test_either_officer_undoes_it(room: DeskRoom, pair: tuple[Opened, Opened]) -> None:
    old, new = pair
    act(room, CARMEN, new.case_id, "ask", old.case_id)
    act(room, DMITRI, new.case_id, "agree", old.case_id)
    assert act(room, CARMEN, new.case_id, "stop", old.case_id) == 303
    assert "Ask a second officer to agree" in page(room, CARMEN, new.case_id)
    assert "The person lost the code" not in page(room, CARMEN, old.case_id)


def test_a_case_without_a_word_has_no_such_panel_and_one_with_a_word_only_says_that_it_was_given(
    room: DeskRoom,
) -> None:
    plain, worded = filed(room.world).case_id, filed(room.world, complaint(word=WORD)).case_id
    assert "If the code is lost" not in page(room, CARMEN, plain)
    shown = page(room, CARMEN, worded)
    assert "The person gave a word for this case. Nobody can read it." in shown
    assert "The person wrote the word of an earlier complaint." not in shown


def test_a_word_that_fits_nothing_here_says_so(room: DeskRoom) -> None:
    filed(room.world, complaint(facts=TO_DOJ, word=WORD))
    new = filed(room.world, complaint(earlier_word=WORD)).case_id
    assert "No earlier case at your desks has this word." in page(room, CARMEN, new)
    assert "Ask a second officer to agree" in page(room, DMITRI, new)


def test_who_cannot_open_the_earlier_case_is_told_only_that_it_is_elsewhere(room: DeskRoom) -> None:
    old = filed(room.world, complaint(facts=TO_DOJ, word=WORD)).case_id
    new = filed(room.world, complaint(earlier_word=WORD)).case_id
    act(room, DMITRI, new, "ask", old)
    assert act(room, SUNITA, new, "agree", old) == 303
    shown = page(room, CARMEN, new)
    assert "It is at none of your desks." in shown
    assert f"/desk/case/{old}" not in shown
    assert act(room, CARMEN, new, "stop", old) == 403


def test_a_case_that_is_followed_already_names_the_case_that_follows_it(
    room: DeskRoom, pair: tuple[Opened, Opened]
) -> None:
    old, new = pair
    third = filed(room.world, complaint(earlier_word=WORD)).case_id
    act(room, CARMEN, new.case_id, "ask", old.case_id)
    act(room, DMITRI, new.case_id, "agree", old.case_id)
    assert f"It is followed in case {new.case_id.hex[:8]} already." in page(room, CARMEN, third)
    assert act(room, CARMEN, third, "ask", old.case_id) == 422


def test_a_request_for_a_case_that_was_taken_back_can_be_ended(
    room: DeskRoom, pair: tuple[Opened, Opened]
) -> None:
    old, new = pair
    act(room, CARMEN, new.case_id, "ask", old.case_id)
    assert taking_back.take_back(room.site, old).shredded
    assert "It is gone, or its word is." in page(room, DMITRI, new.case_id)
    assert act(room, DMITRI, new.case_id, "stop", old.case_id) == 303
    assert "It is gone" not in page(room, DMITRI, new.case_id)


@pytest.mark.parametrize("old", ["", "no case", "6f1f3e58-0c4f-4a3c-9b1e-0d8f5f6f7a11"])
def test_a_form_that_names_no_case_changes_nothing(
    room: DeskRoom, pair: tuple[Opened, Opened], old: str
) -> None:
    _old, new = pair
    for what in ("ask", "agree"):
        assert act(room, CARMEN, new.case_id, what, old) == 404


def test_an_act_on_a_page_that_is_stale_is_refused(room: DeskRoom, pair: tuple[Opened, Opened]) -> None:
    old, new = pair
    window = room.window(CARMEN)
    stale = window.revision(new.case_id)
    review.claim(room.site, room.world.reader(DMITRI), new.case_id)
    answer = window.post(f"/desk/case/{new.case_id}/follow/ask", {"revision": stale, "old": str(old.case_id)})
    assert answer.status_code == 409
    view = by_code.view(room.site, new)
    assert lost_code.earlier_cases(room.site, view.case_id, view.detail) == []
