"""What is keyed in and not filed yet: locked at rest, its officer's alone, and not lost with a session."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest

from intake.service import review
from intake.service.desk_sessions import sweep_sessions
from intake.service.visits import save_visit, sweep_visits
from intake.store.models import Blob, Visit
from tests.desk.conftest import DeskRoom
from tests.desk.keying import (
    ANSWERS,
    CAME,
    CARMEN,
    DMITRI,
    GIVE,
    REVIEW,
    SAID,
    WORDS,
    answered,
    begun,
    case_of,
    change_to,
    cookies,
    forget,
    picture,
    say,
)
from tests.service.made_up import rows


def test_nothing_that_is_keyed_in_is_readable_at_rest(room: DeskRoom) -> None:
    window = answered(begun(room), identity__consent="all", name__name="Rosa Canario")
    with room.site.reading() as session:
        [row] = session.query(Visit).all()
    for word in (WORDS, "Canario", "conditions", CARMEN):
        assert word.encode() not in row.body + row.tag
    assert WORDS in window.get(REVIEW).text


def test_another_officer_in_the_same_browser_is_shown_nothing_of_it(room: DeskRoom) -> None:
    [first] = cookies(answered(begun(room)))
    other = begun(room, DMITRI)
    [(name, _token)] = cookies(other)
    other.client.set_cookie(*first)
    other.client.set_cookie(name, first[1])
    assert other.get(ANSWERS).location == "/desk/key-in"
    assert other.get(REVIEW).location == "/desk/key-in"
    assert other.post(REVIEW).location == "/desk/key-in?said=gone"
    assert "What the person said" not in other.get("/desk/key-in").text


def test_what_is_thrown_away_leaves_the_other_officers_draft(room: DeskRoom) -> None:
    window = answered(begun(room))
    change_to(room, window, DMITRI)
    window.post("/desk/key-in", CAME)
    assert window.post("/desk/key-in/drop").location == "/desk/key-in?said=dropped"
    change_to(room, window, CARMEN)
    assert WORDS in window.get(REVIEW).text


@pytest.mark.parametrize(("late", "other"), [(CARMEN, DMITRI), (DMITRI, CARMEN)])
def test_what_is_sent_too_late_is_added_to_the_draft_of_whoever_typed_it(
    room: DeskRoom, late: str, other: str
) -> None:
    window = begun(room, late)
    change_to(room, window, other)
    window.post("/desk/key-in", CAME)
    change_to(room, window, late)
    window.get(ANSWERS)
    room.world.clock.advance(timedelta(minutes=16))
    sweep_sessions(room.site)
    assert "Your answers are kept." in say(window).text
    change_to(room, window, other)
    assert WORDS not in window.get(ANSWERS).text
    change_to(room, window, late)
    assert WORDS in window.get(ANSWERS).text


def test_what_is_sent_too_late_without_a_draft_is_added_to_nobody_elses(room: DeskRoom) -> None:
    window = begun(room)
    change_to(room, window, DMITRI)
    window.get("/desk/key-in")
    room.world.clock.advance(timedelta(minutes=16))
    answer = say(window)
    assert "Your answers are kept." not in answer.text
    assert WORDS in answer.text
    change_to(room, window, CARMEN)
    assert WORDS not in window.get(ANSWERS).text


def test_what_a_browser_holds_does_not_name_the_officer(room: DeskRoom) -> None:
    window = begun(room)
    [(name, _token)] = cookies(window)
    officer = room.world.reader(CARMEN).id
    assert re.fullmatch("keyin-[0-9a-f]{12}", name)
    assert name.removeprefix("keyin-") not in officer.hex


def test_a_token_of_another_kind_opens_nothing(room: DeskRoom) -> None:
    save_visit(room.site, "planted", {"kind": "visit"})
    window = begun(room)
    [(name, _token)] = cookies(window)
    window.client.set_cookie(name, "planted")
    assert window.get(ANSWERS).location == "/desk/key-in"


def test_a_session_that_ran_out_takes_nothing_of_what_was_typed(room: DeskRoom) -> None:
    window = begun(room)
    room.world.clock.advance(timedelta(minutes=16))
    answer = say(window, files="")
    assert answer.status_code == 401
    assert "Your answers are kept." in answer.text
    assert WORDS not in answer.text
    assert "next=/desk/key-in/answers" in unescape(answer.text).replace("%2F", "/")
    window.client.set_cookie("officer", room.world.cookie(CARMEN))
    assert WORDS in window.get(ANSWERS).text


def test_what_a_closed_session_could_not_keep_is_shown_to_be_copied(room: DeskRoom) -> None:
    window = begun(room)
    room.world.clock.advance(timedelta(minutes=16))
    answer = say(window, account__account="x" * 20_001)
    assert "Your answers are kept." in answer.text
    assert "x" * 20_001 in answer.text
    forget(window)
    answer = say(window)
    assert "Your answers are kept." not in answer.text
    assert WORDS in answer.text


def test_filing_and_giving_after_the_session_lead_back_to_their_pages(room: DeskRoom) -> None:
    window = answered(begun(room))
    room.world.clock.advance(timedelta(minutes=16))
    for path, back in ((REVIEW, REVIEW), ("/desk/key-in/given", GIVE)):
        answer = window.post(path)
        assert answer.status_code == 401
        assert f"next={back}" in unescape(answer.text).replace("%2F", "/")
    assert not rows(room.world)["cases"]
    forget(window)
    assert "Your answers are kept." not in window.post(REVIEW).text


def test_a_form_sent_after_two_hours_begins_anew_with_what_it_holds(room: DeskRoom) -> None:
    window = begun(room)
    room.world.clock.advance(timedelta(hours=2, minutes=1))
    sweep_visits(room.site)
    window.client.set_cookie("officer", room.world.cookie(CARMEN))
    assert window.get(ANSWERS).location == "/desk/key-in"
    assert window.get(REVIEW).location == "/desk/key-in"
    assert say(window, keep="1").status_code == 303
    assert WORDS in window.get(ANSWERS).text


def test_a_form_that_says_nothing_of_how_it_came_begins_nothing(room: DeskRoom) -> None:
    assert say(room.window(CARMEN), **{"came-how": ""}).status_code == 422
    assert rows(room.world)["visits"] == []


def test_who_has_one_under_way_goes_on_with_it(room: DeskRoom) -> None:
    window = begun(room)
    assert window.get("/desk/key-in").location == ANSWERS
    assert window.post("/desk/key-in", CAME).location == ANSWERS
    assert window.get(GIVE).location == ANSWERS
    assert window.post("/desk/key-in/given").location == "/desk/key-in?said=gone"


def test_scans_are_taken_along_and_one_can_be_taken_away(room: DeskRoom) -> None:
    window = begun(room)
    for _number in range(2):
        answer = window.post(ANSWERS, {**CAME, **SAID, "add": "1", "upload-files": picture()})
        assert answer.location == f"{ANSWERS}#files"
    page = window.get(ANSWERS).text
    first, second = re.findall(r'name="remove"\s+value="(\w+)"', page)
    assert window.post(ANSWERS, {**CAME, **SAID, "remove": first}).location == f"{ANSWERS}#files"
    assert window.post(ANSWERS, {**CAME, **SAID, "remove": first}).status_code == 303
    assert "letter.png" in answered(window).get(REVIEW).text
    window.post(REVIEW)
    case_id, _found = case_of(room)
    read = review.open_case(room.site, room.world.reader(CARMEN), case_id)
    assert [kept.blob.hex for kept in read.files] == [second]


def test_a_file_that_is_not_taken_says_why_and_loses_no_answer(room: DeskRoom) -> None:
    window = begun(room)
    answer = window.post(ANSWERS, {**CAME, **SAID, "upload-files": (BytesIO(b"MZ\x90\x00"), "letter.exe")})
    assert answer.status_code == 422
    assert "letter.exe" in answer.text
    assert WORDS in window.get(ANSWERS).text


def test_what_is_thrown_away_is_gone_with_its_files(room: DeskRoom) -> None:
    window = begun(room)
    window.post(ANSWERS, {**CAME, **SAID, "add": "1", "upload-files": picture()})
    assert window.post("/desk/key-in/drop").location == "/desk/key-in?said=dropped"
    assert "Nothing was filed" in window.get("/desk/key-in?said=dropped").text
    assert window.post("/desk/key-in/drop").location == "/desk/key-in?said=dropped"
    with room.site.reading() as session:
        assert (session.query(Visit).count(), session.query(Blob).count()) == (0, 0)
