"""Admitting a colleague to a desk, in two steps."""

from uuid import uuid4

from intake.core.statuses import Role
from intake.store.models import Officer
from intake.vault.suite import KeyPair, fingerprint
from tests.desk.conftest import DeskRoom
from tests.service.made_up import filed

CARMEN = "carmen.crcl"


def test_an_officer_who_is_hired_reads_nothing_until_a_member_admits_them(room: DeskRoom) -> None:
    case = filed(room.world).case_id
    nora = room.hire("nora.new", Role.officer)
    hers = room.window_of(nora)
    assert hers.get(f"/desk/case/{case}").status_code == 403
    assert "You are a member of no desk yet." in hers.get("/desk/people").text

    window = room.window(CARMEN)
    digits = fingerprint(nora.pair.public)
    assert digits in window.get("/desk/people").text
    assert digits in hers.get("/desk/account").text
    page = window.get(f"/desk/people/{nora.id}/crcl").text
    assert digits in page
    answer = window.post(f"/desk/people/{nora.id}/crcl", {"compared": digits, "same": "y"})
    assert "The officer was admitted." in window.get(answer.location).text
    assert "nora.new" in window.get("/desk/people").text
    assert hers.get(f"/desk/case/{case}").status_code == 200


def test_nobody_is_admitted_before_the_digits_were_compared(room: DeskRoom) -> None:
    nora = room.hire("nora.new", Role.officer)
    answer = room.window(CARMEN).post(
        f"/desk/people/{nora.id}/crcl", {"compared": fingerprint(nora.pair.public)}
    )
    assert (answer.status_code, "Please compare the digits first." in answer.text) == (422, True)
    assert "None yet." in room.window_of(nora).get("/desk/account").text


def test_a_key_that_was_swapped_between_the_two_steps_is_not_admitted(room: DeskRoom) -> None:
    nora, window = room.hire("nora.new", Role.officer), room.window(CARMEN)
    thief = KeyPair.generate()
    with room.site.writing() as session:
        session.get_one(Officer, nora.id).public = thief.public
    answer = window.post(
        f"/desk/people/{nora.id}/crcl", {"compared": fingerprint(nora.pair.public), "same": "y"}
    )
    assert (answer.status_code, "The key has changed" in answer.text) == (409, True)
    assert fingerprint(thief.public) in answer.text


def test_a_desk_is_opened_only_by_its_own_members(room: DeskRoom) -> None:
    nora = room.hire("nora.new", Role.officer)
    window = room.window(CARMEN)
    assert window.get(f"/desk/people/{nora.id}/doj").status_code == 404
    form = {"compared": fingerprint(nora.pair.public), "same": "y"}
    assert window.post(f"/desk/people/{nora.id}/doj", form).status_code == 403
    assert window.get(f"/desk/people/{uuid4()}/crcl").status_code == 404
    assert "None yet." in room.window_of(nora).get("/desk/account").text


def test_administrators_and_auditors_are_never_offered(room: DeskRoom) -> None:
    text = room.window(CARMEN).get("/desk/people").text
    assert "dmitri.doj" in text
    assert "ada.admin" not in text
    assert "otto.auditor" not in text


def test_a_supervisor_of_all_desks_sees_who_is_where(room: DeskRoom) -> None:
    text = room.window("sunita.supervisor").get("/desk/people").text
    for name in (CARMEN, "dmitri.doj", "tala.triage"):
        assert name in text


def test_where_everybody_is_a_member_nobody_waits(room: DeskRoom) -> None:
    window = room.window("sunita.supervisor")
    for name in (CARMEN, "dmitri.doj", "tala.triage"):
        officer = room.world.people[name][1]
        for desk in ("crcl", "doj", "triage"):
            window.post(
                f"/desk/people/{officer.id}/{desk}",
                {"compared": fingerprint(officer.pair.public), "same": "y"},
            )
    assert "Every officer is a member of all your desks." in window.get("/desk/people").text
