"""My account: who I am, a new passphrase, the end of all my sessions."""

from datetime import timedelta

import pytest

from tests.desk.conftest import DeskRoom

NAME = "carmen.crcl"
FRESH = "six other words for a passphrase"


def change(room: DeskRoom, **changed: str) -> dict[str, str]:
    form = {
        "passphrase": room.world.passphrase(NAME),
        "totp": room.world.totp(NAME),
        "fresh": FRESH,
        "again": FRESH,
    }
    return {**form, **changed}


def test_the_page_says_who_one_is_and_shows_the_digits_of_ones_key(room: DeskRoom) -> None:
    text = room.window(NAME).get("/desk/account").text
    for words in (NAME, "Officer", "CRCL", room.world.reader(NAME).fingerprint):
        assert words in text
    assert "None yet. A member must admit you." in room.window("ada.admin").get("/desk/account").text


def test_a_new_passphrase_ends_every_other_session_and_keeps_this_one(room: DeskRoom) -> None:
    window, other = room.window(NAME), room.window(NAME)
    answer = window.post("/desk/account/passphrase", change(room))
    assert answer.location == "/desk/account?done=passphrase"
    assert "Your new passphrase is set." in window.get(answer.location).text
    assert other.get("/desk/account").status_code == 303
    room.world.clock.advance(timedelta(minutes=1))
    form = {"name": NAME, "totp": room.world.totp(NAME)}
    assert (
        room.window().post("/desk/sign-in", {**form, "passphrase": room.world.passphrase(NAME)}).status_code
        == 401
    )
    assert room.window().post("/desk/sign-in", {**form, "passphrase": FRESH}).status_code == 303


@pytest.mark.parametrize(
    "changed",
    [
        {"passphrase": "wrong words wrong words"},
        {"totp": "000000"},
        {"fresh": "short", "again": "short"},
        {"again": "another"},
    ],
)
def test_a_passphrase_is_changed_only_by_who_knows_the_old_one_and_holds_the_code(
    room: DeskRoom, changed: dict[str, str]
) -> None:
    window = room.window(NAME)
    answer = window.post("/desk/account/passphrase", change(room, **changed))
    assert answer.status_code == 422
    assert FRESH not in answer.text
    room.world.clock.advance(timedelta(minutes=1))
    form = {"name": NAME, "passphrase": room.world.passphrase(NAME), "totp": room.world.totp(NAME)}
    assert room.window().post("/desk/sign-in", form).status_code == 303


def test_one_place_ends_all_my_sessions(room: DeskRoom) -> None:
    window, other = room.window(NAME), room.window(NAME)
    answer = window.post("/desk/account/sessions")
    assert "You are signed out everywhere." in window.get(answer.location).text
    assert other.get("/desk/account").status_code == 303
    assert room.window("dmitri.doj").get("/desk/account").status_code == 200
