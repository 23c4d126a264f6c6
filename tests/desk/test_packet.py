"""Packets for offices outside: what each may be told, and only with consent who the person is."""

import re
from uuid import UUID

import pytest

from intake.core.complaint import Desk
from intake.service import oversight, review
from tests.desk.conftest import DeskRoom
from tests.desk.exporting import USUAL, case_with_all, document, export, unpacked
from tests.export.pdfs import holds, words_of
from tests.service.made_up import DETAINED

CARMEN = "carmen.crcl"
# A private immigration center: the rules name the Inspector General, a copy that goes only with consent, and more.
MEDICAL = {
    **DETAINED,
    "allegations": ["medical"],
    "place": "private_ice",
    "custody": "ice",
    "actors": ["dhs_contractor"],
}
# Local police with federal money: a copy to CRCL that tells facility, month and kind of act alone.
LOCAL = {
    "actors": ["local_police"],
    "place": "community",
    "custody": "none",
    "allegations": ["profiling"],
    "as_of": "2026-05-04T08:00",
}


def packets(room: DeskRoom, case_id: UUID) -> list[str]:
    found = oversight.acts_on(room.site, room.world.reader("otto.auditor"), case_id)
    return [one.detail for one in found if one.action == "case.packet"]


def medical(room: DeskRoom) -> UUID:
    return case_with_all(room, Desk.CRCL, facts=MEDICAL)[0].case_id


def test_the_copies_of_the_decision_stand_as_tasks_until_a_packet_was_made(room: DeskRoom) -> None:
    case = medical(room)
    window = room.window(CARMEN)
    text = window.get(f"/desk/case/{case}/export").text
    assert "Offices to tell" in text
    assert "only with the person&#39;s consent" in text
    assert "Made on" not in text
    answer = export(window, case, "pdf", office="DHS-OIDO")
    assert answer.headers["Content-Disposition"].endswith(f"packet-DHS-OIDO-{case.hex[:8]}.pdf")
    assert "by carmen.crcl" in window.get(f"/desk/case/{case}/export").text
    assert packets(room, case) == ["DHS-OIDO pdf redacted no-name files:0"]
    chosen = window.get(f"/desk/case/{case}/export?office=DHS-OIDO").text
    assert re.search(
        r'<option[^>]*selected[^>]*value="DHS-OIDO"|<option[^>]*value="DHS-OIDO"[^>]*selected', chosen
    )


def test_a_packet_without_consent_does_not_tell_who_the_person_is_nor_what_we_noted(room: DeskRoom) -> None:
    case = medical(room)
    window = room.window(CARMEN)
    window.act(case, "note", {"note-text": "A note of ours."})
    found = document(export(window, case, "json", office="DHS-OIDO"))
    assert (found["identity"], found["notes"], found["looks"], found["made_by"]) == (None, [], [], None)
    pdf = export(window, case, "pdf", office="DHS-OIDO").data
    for gone in ("Rosalba", "123-4567", "A note of ours", "carmen"):
        assert not holds(pdf, gone)
    assert "Homeland Security, Office of the Immigration Detention Ombudsman" in words_of(pdf)


@pytest.mark.parametrize("parts", [["name"], ["contact"], ["account", "name"]])
def test_a_name_goes_outside_only_where_the_person_said_so(room: DeskRoom, parts: list[str]) -> None:
    case = medical(room)
    window = room.window(CARMEN)
    for consent in ({}, {"consented": "y"}, {"where": "in a message"}):
        answer = export(window, case, "json", office="DHS-OIDO", parts=parts, **consent)
        assert answer.status_code == 422
        assert "only with the person&#39;s consent" in answer.text
    assert packets(room, case) == []
    consent = {"consented": "y", "where": "in the message of 4 May"}
    found = document(export(window, case, "json", office="DHS-OIDO", parts=parts, **consent))
    assert found["identity"]
    (told,) = packets(room, case)
    assert "redacted name files:0" in told
    notes = review.open_case(room.site, room.world.reader(CARMEN), case).notes
    assert [one.body["text"] for one in notes] == ["DHS-OIDO: in the message of 4 May"]


def test_a_copy_that_goes_only_with_consent_does_not_go_without(room: DeskRoom) -> None:
    case = medical(room)
    window = room.window(CARMEN)
    assert export(window, case, "json", office="ICE-DRIL").status_code == 422
    answer = export(window, case, "json", office="ICE-DRIL", consented="y", where="by phone, 4 May")
    assert document(answer)["identity"] is None


@pytest.mark.parametrize("kind", ["pdf", "json", "zip"])
def test_a_deidentified_copy_holds_facility_month_and_kind_of_act_and_no_number(
    room: DeskRoom, kind: str
) -> None:
    ticket, (kept,) = case_with_all(room, Desk.CRCL, Desk.DOJ, facts=LOCAL)
    window = room.window("dmitri.doj")
    answer = export(
        window,
        ticket.case_id,
        kind,
        office="DHS-CRCL",
        parts=[*USUAL, "name", "contact"],
        files=[kept.blob.hex],
    )
    assert answer.headers["Content-Disposition"].endswith(f"''packet-DHS-CRCL.{kind}")
    files = unpacked(answer.data) if kind == "zip" else {f"case.{kind}": answer.data}
    assert not [name for name in files if name.startswith("files/")]
    gone = (
        str(ticket.case_id),
        ticket.case_id.hex[:8],
        "Rosalba",
        "brother",
        "es-419",
        "Español",
        "dmitri",
        "Made on",
    )
    for word in gone:
        assert word.encode() not in files.get("case.json", b"")
        assert "case.pdf" not in files or not holds(files["case.pdf"], word)
    if "case.pdf" in files:
        assert "Picked out for looks, race, language or accent" in words_of(files["case.pdf"])
    assert packets(room, ticket.case_id) == [f"DHS-CRCL {kind} deidentified no-name files:0"]
