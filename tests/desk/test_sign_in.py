"""Signing in, being refused, timing out, recovering, signing out."""

from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from tests.desk.conftest import DeskRoom, Window
from tests.service.made_up import filed

ONE_ANSWER = "The name, the passphrase or the code is wrong."
NAME = "carmen.crcl"


def sign_in(room: DeskRoom, window: Window, **changed: str) -> TestResponse:
    form = {"name": NAME, "passphrase": room.world.passphrase(NAME), "totp": room.world.totp(NAME)}
    return window.post("/desk/sign-in", {**form, **changed})


def test_name_passphrase_and_code_lead_to_the_queue(room: DeskRoom) -> None:
    window = room.window()
    answer = sign_in(room, window)
    assert (answer.status_code, answer.location) == (303, "/desk/")
    cookie = answer.headers["Set-Cookie"] + "".join(answer.headers.getlist("Set-Cookie"))
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert NAME in window.get("/desk/").text


@pytest.mark.parametrize(
    "changed", [{"name": "nobody"}, {"passphrase": "wrong words wrong words"}, {"totp": "000000"}]
)
def test_whatever_is_wrong_the_answer_is_the_same(room: DeskRoom, changed: dict[str, str]) -> None:
    window = room.window()
    answer = sign_in(room, window, **changed)
    assert answer.status_code == 401
    assert ONE_ANSWER in answer.text
    assert room.world.passphrase(NAME) not in answer.text
    assert window.get("/desk/").status_code == 303


def test_after_five_wrong_codes_the_right_ones_wait_too_with_the_same_answer(room: DeskRoom) -> None:
    window = room.window()
    for _ in range(5):
        sign_in(room, window, totp="000000")
    answer = sign_in(room, window)
    assert (answer.status_code, ONE_ANSWER in answer.text) == (401, True)
    assert "must wait longer" in answer.text
    room.world.clock.advance(timedelta(minutes=1))
    assert sign_in(room, window).status_code == 303


def test_a_code_signs_in_once(room: DeskRoom) -> None:
    assert sign_in(room, room.window()).status_code == 303
    assert sign_in(room, room.window()).status_code == 401
    room.world.clock.advance(timedelta(seconds=60))
    assert sign_in(room, room.window()).status_code == 303


def test_an_empty_form_says_what_is_missing(room: DeskRoom) -> None:
    answer = room.window().post("/desk/sign-in", {"name": NAME})
    assert answer.status_code == 422
    assert answer.text.count("Please fill this in.") == 4  # twice each: summary and field


def test_one_goes_on_to_where_one_wanted_to_go(room: DeskRoom) -> None:
    window = room.window()
    sent_away = window.get("/desk/?urgency=0&sort=due")
    assert sent_away.location == "/desk/sign-in?next=/desk/?urgency%3D0%26sort%3Ddue"
    page = window.get(sent_away.location)
    assert 'name="next" value="/desk/?urgency=0&amp;sort=due"' in page.text
    assert sign_in(room, window, next="/desk/?urgency=0&sort=due").location == "/desk/?urgency=0&sort=due"


def test_one_does_not_go_on_to_elsewhere(room: DeskRoom) -> None:
    assert sign_in(room, room.window(), next="https://elsewhere.example/desk/").location == "/desk/"


@pytest.mark.parametrize(("name", "home"), [("otto.auditor", "/desk/audit"), ("ada.admin", "/desk/accounts")])
def test_each_role_begins_at_its_own_page(room: DeskRoom, name: str, home: str) -> None:
    form = {"name": name, "passphrase": room.world.passphrase(name), "totp": room.world.totp(name)}
    window = room.window()
    assert window.post("/desk/sign-in", form).location == home
    assert window.get("/desk/sign-in").location == home
    assert window.get(home).status_code == 200


def test_who_is_signed_in_passes_the_sign_in_page(room: DeskRoom) -> None:
    assert room.window(NAME).get("/desk/sign-in?next=/desk/people").location == "/desk/people"


def test_fifteen_idle_minutes_end_a_session_and_work_renews_it(room: DeskRoom) -> None:
    window = room.window(NAME)
    for _ in range(3):
        room.world.clock.advance(timedelta(minutes=14))
        assert window.get("/desk/").status_code == 200
    room.world.clock.advance(timedelta(minutes=15, seconds=1))
    assert window.get("/desk/").status_code == 303


def test_eight_hours_end_a_session_however_busy(room: DeskRoom) -> None:
    window = room.window(NAME)
    for _ in range(48):
        room.world.clock.advance(timedelta(minutes=10))
        assert window.get("/desk/account").status_code == 200
    room.world.clock.advance(timedelta(minutes=1))
    assert window.get("/desk/account").status_code == 303


def test_what_was_typed_before_a_time_out_is_shown_to_be_copied(room: DeskRoom) -> None:
    case = filed(room.world).case_id
    window = room.window(NAME)
    revision = window.revision(case)
    room.world.clock.advance(timedelta(minutes=16))
    answer = window.post(
        f"/desk/case/{case}/reply", {"revision": revision, "reply-text": "Long <thought> of mine"}
    )
    assert answer.status_code == 401
    assert "Long &lt;thought&gt; of mine" in answer.text
    assert f"/desk/sign-in?next=/desk/case/{case}" in answer.text


def test_a_form_without_text_times_out_without_a_word_to_copy(room: DeskRoom) -> None:
    answer = room.window().post("/desk/sign-out")
    assert answer.status_code == 401
    assert "Copy it" not in answer.text


def test_signing_out_ends_the_session_and_forgets_the_cookie(room: DeskRoom) -> None:
    window = room.window(NAME)
    stolen = room.window()
    cookie = window.client.get_cookie("officer")
    assert cookie
    stolen.client.set_cookie("officer", cookie.value)
    answer = window.post("/desk/sign-out")
    assert answer.location == "/desk/sign-in?said=out"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "You are signed out." in window.get(answer.location).text
    assert stolen.get("/desk/").status_code == 303


def recovery(room: DeskRoom, **changed: str) -> dict[str, str]:
    form = {
        "name": NAME,
        "code": room.world.people[NAME][1].recovery_code,
        "totp": room.world.totp(NAME),
        "fresh": "six other words for a passphrase",
        "again": "six other words for a passphrase",
    }
    return {**form, **changed}


def test_the_code_on_paper_sets_a_new_passphrase(room: DeskRoom) -> None:
    window = room.window()
    assert window.post("/desk/recover", recovery(room)).location == "/desk/sign-in?said=recovered"
    room.world.clock.advance(timedelta(minutes=1))
    assert sign_in(room, window).status_code == 401
    assert sign_in(room, window, passphrase="six other words for a passphrase").status_code == 303


@pytest.mark.parametrize("changed", [{"name": "nobody"}, {"code": "00000-00000"}, {"totp": "000000"}])
def test_recovery_has_one_answer_for_whatever_is_wrong(room: DeskRoom, changed: dict[str, str]) -> None:
    answer = room.window().post("/desk/recover", recovery(room, **changed))
    assert answer.status_code == 401
    assert "The name, the recovery code or the code is wrong." in answer.text


def test_a_locked_account_does_not_recover_either(room: DeskRoom) -> None:
    for _ in range(5):
        sign_in(room, room.window(), totp="000000")
    assert room.window().post("/desk/recover", recovery(room)).status_code == 401


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"fresh": "short", "again": "short"}, "A passphrase has at least 15 characters."),
        ({"again": "something else entirely"}, "This is not the same as above."),
    ],
)
def test_a_new_passphrase_is_long_and_typed_twice(
    room: DeskRoom, changed: dict[str, str], words: str
) -> None:
    answer = room.window().post("/desk/recover", recovery(room, **changed))
    assert (answer.status_code, words in answer.text) == (422, True)


def test_the_desk_speaks_spanish_to_whoever_asks_for_it_and_english_to_all_others(room: DeskRoom) -> None:
    for asked, spoken in (("es-MX,en;q=0.5", "es-419"), ("ar,de;q=0.9", "en"), ("en-GB", "en"), ("", "en")):
        page = room.window().get("/desk/sign-in", headers={"Accept-Language": asked}).text
        assert f'<html lang="{spoken}" dir="ltr">' in page
