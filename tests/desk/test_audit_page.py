"""The audit log, for auditors: by account, by case, and whether all of it fits."""

from uuid import uuid4

from sqlalchemy import update

from intake.service import review
from intake.store.models import AuditEntry
from tests.desk.conftest import DeskRoom
from tests.service.made_up import ACCOUNT, filed

OTTO, CARMEN = "otto.auditor", "carmen.crcl"


def test_acts_are_found_by_account_and_by_case_and_hold_no_content(room: DeskRoom) -> None:
    case = filed(room.world).case_id
    review.open_case(room.site, room.world.reader(CARMEN), case)
    review.note(room.site, room.world.reader(CARMEN), case, "a secret note")
    window = room.window(OTTO)
    for question in (f"account={CARMEN}", f"case_id={case}"):
        text = window.get(f"/desk/audit?{question}").text
        assert "opened the case" in text
        assert "wrote a note" in text
        assert ACCOUNT not in text
        assert "a secret note" not in text
    assert "made the account" in window.get(f"/desk/audit?account={CARMEN}").text


def test_the_auditors_own_look_is_recorded(room: DeskRoom) -> None:
    window = room.window(OTTO)
    window.get(f"/desk/audit?account={CARMEN}")
    text = window.get(f"/desk/audit?account={OTTO}").text
    assert "read the audit log" in text
    assert CARMEN in text


def test_nothing_asked_shows_only_the_form_and_nothing_found_says_so(room: DeskRoom) -> None:
    window = room.window(OTTO)
    assert "Nothing was found." not in window.get("/desk/audit").text
    assert "Nothing was found." in window.get(f"/desk/audit?case_id={uuid4()}").text


def test_what_is_no_name_and_no_case_number_is_said_and_not_written_down(room: DeskRoom) -> None:
    window = room.window(OTTO)
    for question, words in (
        ("account=My Passphrase Words", "This is not the name of an account."),
        ("case_id=efec5a58", "This is not a case number."),
        (f"account={'a' * 41}", "This is too long."),
    ):
        answer = window.get(f"/desk/audit?{question}")
        assert (answer.status_code, words in answer.text) == (422, True)
    assert "read the audit log" not in window.get(f"/desk/audit?account={CARMEN}").text


def test_the_whole_log_is_checked_and_a_changed_entry_is_named(room: DeskRoom) -> None:
    case = filed(room.world).case_id
    review.open_case(room.site, room.world.reader(CARMEN), case)
    window = room.window(OTTO)
    assert "Every entry fits" in window.post("/desk/audit/check").text
    with room.site.writing() as session:
        session.execute(
            update(AuditEntry).where(AuditEntry.chain == f"case:{case}").values(actor="dmitri.doj")
        )
    text = window.post("/desk/audit/check").text
    assert "Some entries do not fit" in text
    assert f"case:{case}" in text
