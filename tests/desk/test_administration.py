"""Accounts, for administrators: listed, closed, reopened, signed out."""

from uuid import uuid4

import pytest

from tests.desk.conftest import DeskRoom

ADA, CARMEN = "ada.admin", "carmen.crcl"


def test_all_accounts_are_listed_with_roles_desks_and_digits(room: DeskRoom) -> None:
    text = room.window(ADA).get("/desk/accounts").text
    for name in room.world.people:
        assert name in text
    assert room.world.reader(CARMEN).fingerprint in text
    assert "This is you" in text


def test_a_closed_account_is_signed_out_and_cannot_come_back_until_it_is_opened(room: DeskRoom) -> None:
    theirs, window = room.window(CARMEN), room.window(ADA)
    officer = room.world.people[CARMEN][1].id
    answer = window.post(f"/desk/accounts/{officer}/active", {"active": "no"})
    assert "The account was closed and its sessions ended." in window.get(answer.location).text
    assert theirs.get("/desk/account").status_code == 303
    form = {"name": CARMEN, "passphrase": room.world.passphrase(CARMEN), "totp": room.world.totp(CARMEN)}
    assert room.window().post("/desk/sign-in", form).status_code == 401
    answer = window.post(f"/desk/accounts/{officer}/active", {"active": "yes"})
    assert "The account was opened again." in window.get(answer.location).text
    assert room.window().post("/desk/sign-in", form).status_code == 303


def test_an_administrator_ends_anothers_sessions(room: DeskRoom) -> None:
    theirs, window = room.window(CARMEN), room.window(ADA)
    answer = window.post(f"/desk/accounts/{room.world.people[CARMEN][1].id}/sessions")
    assert "All sessions of the account were ended." in window.get(answer.location).text
    assert theirs.get("/desk/account").status_code == 303
    assert window.get("/desk/account").status_code == 200


@pytest.mark.parametrize("path", ["active", "sessions"])
def test_nobody_closes_their_own_account_or_one_that_is_none(room: DeskRoom, path: str) -> None:
    window = room.window(ADA)
    for officer in (room.world.people[ADA][1].id, uuid4()):
        assert window.post(f"/desk/accounts/{officer}/{path}", {"active": "no"}).status_code == 403
    assert window.get("/desk/accounts").status_code == 200
