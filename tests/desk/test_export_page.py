"""Taking a case out of the desk: who may, what goes into which file, and what the audit log keeps of it."""

import json
from uuid import UUID, uuid4

import jsonschema_rs
import pytest

from intake.core.complaint import Desk
from intake.core.statuses import Role
from intake.export import paper
from intake.export.press import NOT_INSTALLED
from intake.service import follow_up, oversight, review
from tests.desk.conftest import DeskRoom
from tests.desk.exporting import ACCOUNT, USUAL, case_with_all, document, export, unpacked
from tests.desk.test_case_files import picture
from tests.export.pdfs import words_of
from tests.service.made_up import filed, named, opened

CARMEN, DMITRI, TALA = "carmen.crcl", "dmitri.doj", "tala.triage"


def exports(room: DeskRoom, case_id: UUID) -> list[tuple[str, str]]:
    found = oversight.acts_on(room.site, room.world.reader("otto.auditor"), case_id)
    return [(one.actor, one.detail) for one in found if one.action in {"case.exported", "case.packet"}]


def test_the_page_of_a_case_leads_to_its_export(room: DeskRoom) -> None:
    case = filed(room.world).case_id
    assert f'href="/desk/case/{case}/export"' in room.window(CARMEN).get(f"/desk/case/{case}").text


def test_nothing_of_a_name_is_chosen_unless_an_officer_ticks_it(room: DeskRoom) -> None:
    ticket, (kept,) = case_with_all(room, Desk.CRCL)
    text = room.window(CARMEN).get(f"/desk/case/{ticket.case_id}/export").text
    for part in ("name", "contact", *USUAL):
        assert f'value="{part}"' in text
    assert text.count("checked") == len(USUAL)
    assert kept.blob.hex in text
    assert 'value="name"' not in room.window(DMITRI).get(f"/desk/case/{ticket.case_id}/export").text


@pytest.mark.parametrize(
    ("kind", "mimetype", "starts"),
    [
        ("pdf", "application/pdf", b"%PDF-"),
        ("json", "application/json", b"{"),
        ("zip", "application/zip", b"PK"),
    ],
)
def test_a_file_is_saved_and_kept_by_nobody_on_the_way(
    room: DeskRoom, kind: str, mimetype: str, starts: bytes
) -> None:
    ticket, _kept = case_with_all(room, Desk.CRCL)
    answer = export(room.window(CARMEN), ticket.case_id, kind)
    assert (answer.status_code, answer.mimetype) == (200, mimetype)
    assert answer.data.startswith(starts)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    name = f"case-{ticket.case_id.hex[:8]}.{kind}"
    assert answer.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{name}"
    assert exports(room, ticket.case_id) == [(CARMEN, f"{kind} redacted no-name files:0")]


def test_a_pdf_says_what_the_case_says(room: DeskRoom) -> None:
    case = opened(room.world, named(Desk.CRCL, account="They kept my brother after his release day."))
    follow_up.add_words(room.site, case, "He is still there.")
    window = room.window(CARMEN)
    window.act(case.case_id, "note", {"note-text": "A note of ours."})
    window.act(case.case_id, "move", {"to": "screening"})
    words = words_of(export(window, case.case_id, "pdf", parts=[*USUAL, "name", "contact"]).data)
    for told in (
        str(case.case_id),
        "Rosa Ejemplo",
        "They kept my brother after his release day.",
        "He is still there.",
        "A note of ours.",
        "Received to Screening",
        "Held after the day they should have been free",
        "opened the case",
    ):
        assert told in words
    assert exports(room, case.case_id)[-1] == (CARMEN, "pdf unredacted name files:0")


def test_a_zip_holds_pdf_json_its_schema_and_the_files_that_were_ticked(room: DeskRoom) -> None:
    ticket, (kept,) = case_with_all(room, Desk.CRCL)
    found = unpacked(export(room.window(CARMEN), ticket.case_id, "zip", files=[kept.blob.hex]).data)
    assert sorted(found) == ["case.json", "case.pdf", "files/file-1.jpg", "schema.json"]
    assert found["files/file-1.jpg"].startswith(picture()[:3])
    jsonschema_rs.validate(json.loads(found["schema.json"]), json.loads(found["case.json"]))
    assert b"Rosalba" not in found["case.json"]
    assert exports(room, ticket.case_id) == [(CARMEN, "zip redacted no-name files:1")]


def test_files_that_were_not_ticked_stay(room: DeskRoom) -> None:
    ticket, _kept = case_with_all(room)
    assert "files/file-1.jpg" not in unpacked(export(room.window(CARMEN), ticket.case_id, "zip").data)


def test_who_holds_no_key_gets_neither_page_nor_file(room: DeskRoom) -> None:
    case = filed(room.world).case_id
    for window in (room.window(TALA), room.window_of(room.hire("silas.supervisor", Role.supervisor))):
        assert window.get(f"/desk/case/{case}/export").status_code == 403
        answer = window.post(
            f"/desk/case/{case}/export", {"revision": "0", "as": "json", "export-office": ""}
        )
        assert answer.status_code == 403
        assert "brother" not in answer.text
    assert room.window(CARMEN).get(f"/desk/case/{uuid4()}/export").status_code == 404
    assert exports(room, case) == []


def test_a_case_with_something_new_is_shown_again_and_no_file_is_made(room: DeskRoom) -> None:
    mine = opened(room.world)
    window = room.window(CARMEN)
    stale = window.revision(mine.case_id)
    follow_up.add_words(room.site, mine, "My name is Rosalba.")
    form = {
        "revision": stale,
        "as": "json",
        "export-office": "",
        "export-parts": ["messages"],
        "export-words": "brother",
        "export-words_reason": "safety",
        "export-cuts_reason": "safety",
    }
    answer = window.post(f"/desk/case/{mine.case_id}/export", form)
    assert answer.status_code == 409
    assert "Somebody else changed this case" in answer.text
    assert "My name is Rosalba." in answer.text
    assert "brother</textarea>" in answer.text
    assert exports(room, mine.case_id) == []


def test_a_look_shows_what_goes_out_and_records_no_export(room: DeskRoom) -> None:
    ticket, _kept = case_with_all(room, Desk.CRCL)
    answer = export(room.window(CARMEN), ticket.case_id, "look", words="brother")
    assert answer.status_code == 200
    shown = answer.text.split("This is what goes out", 1)[1].split("</section>", 1)[0]
    assert "They kept my" in shown
    for gone in ("brother", "Rosalba", "555-123"):
        assert gone not in shown
    assert exports(room, ticket.case_id) == []


def test_a_look_shows_all_that_the_pdf_says(room: DeskRoom) -> None:
    ticket, (kept,) = case_with_all(room, Desk.CRCL)
    window = room.window(CARMEN)
    window.act(ticket.case_id, "note", {"note-text": "A note of ours."})
    window.act(ticket.case_id, "move", {"to": "screening"})
    look = export(window, ticket.case_id, "look", files=[kept.blob.hex]).text
    shown = look.split("This is what goes out", 1)[1].split("</section>", 1)[0]
    words = words_of(export(window, ticket.case_id, "pdf", files=[kept.blob.hex]).data)
    for told in (
        "Not in this file",
        "Why it came here",
        "Urgency",
        "Status",
        "Held after the day they should have been free",
        "Officer Hartmann",
        "A note of ours.",
        "arm.jpg",
        "Received to Screening",
        "Who looked and acted",
        "opened the case",
    ):
        assert told in words
        assert told in shown
    assert "As understood" in words
    assert "As said" not in words


def test_a_machine_without_pango_says_so_and_still_gives_json_and_files(
    room: DeskRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper.can_press.cache_clear()
    monkeypatch.setattr(paper, "PRESS", ("-c", f"raise SystemExit({NOT_INSTALLED})"))
    ticket, (kept,) = case_with_all(room)
    window = room.window(CARMEN)
    page = window.get(f"/desk/case/{ticket.case_id}/export").text
    assert "No PDF can be made here" in page
    assert 'value="pdf"' not in page
    answer = export(window, ticket.case_id, "pdf")
    assert (answer.status_code, "No PDF can be made here" in answer.text) == (503, True)
    assert document(export(window, ticket.case_id, "json"))["account"][0]["text"] == ACCOUNT
    found = unpacked(export(window, ticket.case_id, "zip", files=[kept.blob.hex]).data)
    assert sorted(found) == ["case.json", "files/file-1.jpg", "schema.json"]
    assert [detail.split()[0] for _who, detail in exports(room, ticket.case_id)] == ["zip", "json"]


def test_a_case_that_takes_too_long_to_lay_out_says_so_and_no_export_is_recorded(
    room: DeskRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = filed(room.world).case_id
    window = room.window(CARMEN)
    assert paper.why_not() == ""
    monkeypatch.setattr(paper, "PRESS", ("-c", "raise MemoryError"))
    answer = export(window, case, "pdf")
    assert (answer.status_code, "takes too long to lay out" in answer.text) == (503, True)
    assert exports(room, case) == []


def test_a_text_without_a_space_is_laid_out_whole(room: DeskRoom) -> None:
    long = "".join(f"{number:05}" for number in range(100))
    case = filed(room.world, named(account=long)).case_id
    answer = export(room.window(CARMEN), case, "pdf")
    assert long in words_of(answer.data).replace(" ", "")


def test_letters_without_a_font_are_told_of_in_the_pdf(room: DeskRoom) -> None:
    case = filed(room.world, named(account="A letter that no font has: \U0003fff0")).case_id
    words = words_of(export(room.window(CARMEN), case, "pdf").data)
    assert "1 letter of this file could not be drawn here" in words


def test_a_message_that_nobody_can_prove_or_read_is_marked_in_the_pdf(room: DeskRoom) -> None:
    case = filed(room.world).case_id
    reader = room.world.reader(CARMEN)
    review.reply(room.site, reader, case, "We read it.", language="en", translated=False)
    assert "Not translated" in words_of(export(room.window(CARMEN), case, "pdf").data)


def test_what_the_json_holds_is_described_to_whoever_is_signed_in(room: DeskRoom) -> None:
    found = room.window(CARMEN).get("/desk/export/schema").get_json()
    assert set(found) == {"case", "deidentified"}


@pytest.mark.parametrize(
    "fields", [{"parts": ["everything"]}, {"files": [uuid4().hex]}, {"office": "NOBODY"}, {"cuts": ["x"]}]
)
def test_what_this_case_does_not_have_cannot_be_chosen(room: DeskRoom, fields: dict[str, object]) -> None:
    case = filed(room.world).case_id
    answer = export(room.window(CARMEN), case, "json", **fields)
    assert (answer.status_code, "Please check these entries" in answer.text) == (422, True)
    assert exports(room, case) == []
