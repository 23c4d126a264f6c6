"""Files on a case's page: what may be shown, what is only saved, and who opened it."""

from io import BytesIO

from PIL import Image

from intake.service import files, follow_up, oversight
from intake.service.filing import Ticket, file_complaint, new_ticket
from tests.desk.conftest import DeskRoom
from tests.desk.reading import CARMEN, CRCL_ONLY, page
from tests.service.made_up import complaint, filed, opened


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (30, 20), "teal").save(out, "JPEG")
    return out.getvalue()


def with_files(room: DeskRoom) -> tuple[Ticket, list[files.KeptFile]]:
    kept = [
        files.keep_file(room.site, picture(), "arm.jpg"),
        files.keep_file(room.site, b"%PDF-1.4\n%%EOF" + bytes(1_200_000), 'the "paper".pdf'),
    ]
    ticket = file_complaint(room.site, complaint(), new_ticket(), files=kept).ticket
    return ticket, kept


def test_a_rebuilt_picture_is_shown_in_the_page_and_an_original_only_saved(room: DeskRoom) -> None:
    ticket, (arm, paper) = with_files(room)
    text = page(room, ticket)
    assert f'src="/desk/case/{ticket.case_id}/file/{arm.blob}"' in text
    assert f'src="/desk/case/{ticket.case_id}/file/{paper.blob}"' not in text
    assert text.count("Unsafe: open it only where it can do no harm") == 1
    assert "1.2 MB" in text
    shown = room.window(CARMEN).get(f"/desk/case/{ticket.case_id}/file/{arm.blob}")
    assert (shown.mimetype, shown.headers["Content-Disposition"]) == (
        "image/jpeg",
        "inline; filename*=UTF-8''arm.jpg",
    )
    saved = room.window(CARMEN).get(f"/desk/case/{ticket.case_id}/file/{paper.blob}")
    assert saved.mimetype == "application/octet-stream"
    assert saved.headers["Content-Disposition"] == "attachment; filename*=UTF-8''the%20paper.pdf"
    for answer in (shown, saved):
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
    assert saved.data.startswith(b"%PDF-1.4")


def test_a_picture_can_be_saved_too(room: DeskRoom) -> None:
    ticket, (arm, _) = with_files(room)
    saved = room.window(CARMEN).get(f"/desk/case/{ticket.case_id}/file/{arm.blob}?save=1")
    assert saved.headers["Content-Disposition"].startswith("attachment")


def test_a_file_is_opened_by_who_holds_the_case_and_each_opening_is_recorded(room: DeskRoom) -> None:
    ticket, (arm, _) = with_files(room)
    other = filed(room.world, complaint(facts=CRCL_ONLY))
    assert room.window("tala.triage").get(f"/desk/case/{ticket.case_id}/file/{arm.blob}").status_code == 403
    assert room.window(CARMEN).get(f"/desk/case/{other.case_id}/file/{arm.blob}").status_code == 404
    room.window(CARMEN).get(f"/desk/case/{ticket.case_id}/file/{arm.blob}")
    found = oversight.acts_on(room.site, room.world.reader("otto.auditor"), ticket.case_id)
    assert [(act.actor, act.action, act.detail) for act in found] == [(CARMEN, "case.file", arm.blob.hex)]


def test_a_file_that_was_tampered_with_is_not_given_in_part(room: DeskRoom) -> None:
    ticket, (_, paper) = with_files(room)
    sealed = bytearray(b"".join(room.site.blobs.read(paper.blob)))
    sealed[-20] ^= 1
    room.site.blobs.put(paper.blob, iter([bytes(sealed)]))
    answer = room.window(CARMEN).get(f"/desk/case/{ticket.case_id}/file/{paper.blob}")
    assert answer.status_code == 500
    assert b"%PDF" not in answer.data


def test_a_file_sent_later_stands_among_the_files(room: DeskRoom) -> None:
    mine = opened(room.world)
    follow_up.add_file(room.site, mine, files.keep_file(room.site, picture(), "later.jpg"))
    assert "later.jpg" in room.window(CARMEN).get(f"/desk/case/{mine.case_id}").text
