"""A case's page: what it shows, to whom, and what it refuses for want of a key."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from intake.core.complaint import Desk, Incident
from intake.core.facts import Facts
from intake.core.statuses import Outcome, Role, Status
from intake.service import by_code, files, follow_up, moves, oversight, review
from intake.service.documents import guard_column
from intake.service.filing import Ticket, file_complaint, new_ticket
from intake.store.models import Case
from tests.desk.conftest import DeskRoom
from tests.service.made_up import ACCOUNT, DETAINED, NAME, complaint, detail, filed, named, opened

CARMEN, DMITRI = "carmen.crcl", "dmitri.doj"
CRCL_ONLY = {
    "actors": ["dhs_contractor"],
    "place": "private_ice",
    "custody": "ice",
    "allegations": ["conditions"],
    "as_of": "2026-05-04T08:00",
}
RUNNING = {**DETAINED, "release_eligible_at": "2026-05-04T07:00"}


def page(room: DeskRoom, ticket: Ticket, name: str = CARMEN) -> str:
    answer = room.window(name).get(f"/desk/case/{ticket.case_id}")
    assert answer.status_code == 200
    return answer.text


def with_incident(
    facts: dict[str, Any] | None = None, said: dict[str, Any] | None = None, **where: Any
) -> Any:
    used = Facts.from_document(facts or CRCL_ONLY)
    return replace(
        complaint(), incidents=(Incident(Facts.from_document(said) if said else used, used, **where),)
    )


def test_the_decision_stands_in_words_with_law_and_rule(room: DeskRoom) -> None:
    text = page(room, filed(room.world, complaint(facts=RUNNING)))
    assert "8 CFR 287.7(d) · rule D08" in text
    assert "so the Justice Department and Homeland Security both watch it." in text
    assert "Homeland Security, Office for Civil Rights and Civil Liberties" in text
    assert "CRCL, DOJ" in text


def test_a_decision_by_rules_that_have_changed_says_so(room: DeskRoom) -> None:
    ticket = filed(room.world)
    assert "The rules have changed since then." not in page(room, ticket)
    changed = detail(room.world, ticket.case_id)
    changed.decision["version"] = "0" * 64
    changed.mismatch = True
    changed.decision["offices"].append("GONE-OFFICE")
    with room.site.writing() as session:
        case = session.get_one(Case, ticket.case_id)
        case.detail = guard_column(room.site.guard, case.id, "detail", changed.to_bytes())
    text = page(room, ticket)
    assert "The rules have changed since then." in text
    assert "sealed to other desks than our rules give" in text
    assert "GONE-OFFICE" in text


def test_copies_stand_as_tasks_with_their_limits(room: DeskRoom) -> None:
    facts = {**CRCL_ONLY, "allegations": ["us_citizen"], "actors": ["ice"]}
    text = page(room, filed(room.world, complaint(facts=facts)))
    assert "Law Enforcement Support Center" in text
    assert "only with the person&#39;s consent" in text


def test_a_running_hold_counts_down_in_facility_time_beside_the_plain_48_hours(room: DeskRoom) -> None:
    ticket = file_complaint(
        room.site, with_incident(RUNNING, happened_on="2026-05", facility="alder-county-jail"), new_ticket()
    ).ticket
    text = page(room, ticket)
    assert "48 hours 0 minutes" in text  # noon UTC is 07:00 in Chicago, and no holiday lies between
    assert 'data-expires="2026-05-06T12:00:00+00:00"' in text
    assert text.count("Wed, May 6, 2026, 07:00 CDT") == 2


def test_a_weekend_is_not_counted_but_the_form_counts_it(room: DeskRoom) -> None:
    facts = {**DETAINED, "release_eligible_at": "2026-05-01T17:00"}
    ticket = file_complaint(
        room.site, with_incident(facts, facility="alder-county-jail"), new_ticket()
    ).ticket
    text = page(room, ticket)
    assert "Tue, May 5, 2026, 17:00 CDT" in text
    assert "Sun, May 3, 2026, 17:00 CDT" in text


def test_a_hold_that_ran_out_and_one_of_somebody_free_stand_still(room: DeskRoom) -> None:
    over = page(
        room, filed(room.world, complaint(facts={**DETAINED, "release_eligible_at": "2026-04-20T08:00"}))
    )
    assert "rd-clock--expired" in over
    free = page(
        room,
        filed(room.world, complaint(facts={**DETAINED, "released_at": "2026-05-03T08:00"})),
        "tala.triage",
    )
    assert "rd-clock--stopped" in free
    assert "The person is free" in free
    assert "rd-clock--" not in page(room, filed(room.world, complaint(facts=CRCL_ONLY)))


def test_the_filing_deadline_stands_where_the_law_sets_one(room: DeskRoom) -> None:
    facts = {
        "actors": ["local_police"],
        "place": "community",
        "custody": "none",
        "allegations": ["profiling"],
        "flags": ["doj_funded"],
        "as_of": "2026-05-04T08:00",
    }
    ticket = filed(room.world, replace(with_incident(facts, happened_on="2026-04")))
    assert detail(room.world, ticket.case_id).decision["filing_days"] == 180
    assert "October 27, 2026" in page(room, ticket, DMITRI)


def test_the_account_is_the_persons_own_words_and_is_escaped(room: DeskRoom) -> None:
    assert ACCOUNT in page(room, filed(room.world))
    text = page(room, filed(room.world, complaint(account="<b onclick=x>bold</b>")))
    assert "&lt;b onclick=x&gt;bold&lt;/b&gt;" in text
    assert "The person wrote nothing of their own." in page(room, filed(room.world, complaint(account="")))


def test_answers_stand_as_questions_in_words(room: DeskRoom) -> None:
    answers = {"for_whom": {"whom": "family"}, "what": {"kinds": ["over_48h"]}}
    text = page(room, filed(room.world, complaint(answers=answers)))
    assert "2 answers to our questions" in text
    assert "Held after the day they should have been free" in text


def test_answers_that_no_interview_wrote_stand_as_they_are(room: DeskRoom) -> None:
    text = page(room, filed(room.world, complaint(answers={"badge": "77", "when": 3})))
    assert "badge" in text
    assert "77" in text


def test_what_was_said_stands_beside_what_was_used(room: DeskRoom) -> None:
    said = {**CRCL_ONLY, "actors": ["unknown"], "place": "unknown"}
    ticket = file_complaint(
        room.site,
        with_incident(
            CRCL_ONLY,
            said,
            happened_on="ongoing",
            facility="cedar-flats-processing-center",
            facility_name="the big one",
            agency="ashford-police",
            agency_name="the blue cars",
            state="LA",
        ),
        new_ticket(),
    ).ticket
    text = page(room, ticket)
    for words in ("the big one", "the blue cars", "Cedar Flats Processing Center", "It is still going on"):
        assert words in text
    assert "<strong>Guards or nurses at an immigration center</strong>" in text


def test_two_events_stand_apart(room: DeskRoom) -> None:
    one = with_incident(CRCL_ONLY)
    ticket = filed(room.world, replace(one, incidents=one.incidents * 2))
    assert "Event 2</h3>" in page(room, ticket)


def test_a_name_is_shown_only_to_the_desk_it_was_given_to(room: DeskRoom) -> None:
    ticket = filed(room.world, named(Desk.CRCL))
    assert NAME in page(room, ticket)
    other = page(room, ticket, DMITRI)
    assert NAME not in other
    assert "The person did not consent that your desk knows their name." in other


def test_how_to_reach_the_person_stands_in_words(room: DeskRoom) -> None:
    ticket = filed(
        room.world,
        complaint(
            identity={"name": NAME, "born": "1990"},
            contact={"way": "phone", "address": "555 0100", "hours": ""},
            consent=frozenset({Desk.CRCL}),
        ),
    )
    text = page(room, ticket)
    for words in ("How to reach them", "By phone", "555 0100", "born"):
        assert words in text
    assert "Safe days and hours" not in text


def test_where_no_name_was_given_the_page_says_so(room: DeskRoom) -> None:
    text = page(room, filed(room.world))
    assert "No name was given." in text
    assert "There is no way to reach the person but through their code." in text


def test_no_page_of_the_desk_shows_a_receipt_code(room: DeskRoom) -> None:
    ticket = filed(room.world, named(Desk.CRCL))
    assert ticket.code not in "".join(page(room, ticket).split())


def test_a_case_of_another_desk_is_refused_for_want_of_a_key_and_the_try_is_recorded(room: DeskRoom) -> None:
    ticket = filed(room.world, complaint(facts=CRCL_ONLY))
    answer = room.window(DMITRI).get(f"/desk/case/{ticket.case_id}")
    assert answer.status_code == 403
    assert "Your desks hold no key to this case" in answer.text
    found = oversight.acts_on(room.site, room.world.reader("otto.auditor"), ticket.case_id)
    assert [(act.actor, act.action) for act in found] == [(DMITRI, "case.refused")]


def test_a_supervisor_whom_nobody_admitted_holds_no_key_either(room: DeskRoom) -> None:
    ticket = filed(room.world)
    window = room.window_of(room.hire("silas.supervisor", Role.supervisor))
    answer = window.get(f"/desk/case/{ticket.case_id}")
    assert (answer.status_code, "hold no key" in answer.text) == (403, True)


def test_a_case_that_does_not_exist_is_not_found(room: DeskRoom) -> None:
    answer = room.window(CARMEN).get(f"/desk/case/{uuid4()}")
    assert (answer.status_code, "No such case" in answer.text) == (404, True)
    assert room.window(CARMEN).get("/desk/case/17").status_code == 404


def test_each_opening_is_recorded_and_shown(room: DeskRoom) -> None:
    ticket = filed(room.world)
    page(room, ticket, DMITRI)
    assert page(room, ticket).count("opened the case") == 2


def test_messages_say_who_wrote_and_whether_it_is_proven_and_translated(room: DeskRoom) -> None:
    mine = opened(room.world)
    reader = room.world.reader(CARMEN)
    follow_up.add_words(room.site, mine, "¿Hay noticias?")
    review.reply(room.site, reader, mine.case_id, "Not yet", language="en", translated=False)
    review.reply(room.site, reader, mine.case_id, "Todavía no", language="es-419", translated=True)
    text = room.window(CARMEN).get(f"/desk/case/{mine.case_id}").text
    assert "¿Hay noticias?" in text
    assert text.count("Not translated") == 1
    assert "Unverified" not in text


def test_a_note_is_read_by_ones_own_desk_only(room: DeskRoom) -> None:
    ticket = filed(room.world)
    review.note(room.site, room.world.reader(CARMEN), ticket.case_id, "The sergeant hung up.")
    assert "The sergeant hung up." in page(room, ticket)
    assert "The sergeant hung up." not in page(room, ticket, DMITRI)


def test_the_page_shows_what_the_person_sees_in_both_languages(room: DeskRoom) -> None:
    ticket = filed(room.world, complaint(language="es-419"))
    reader = room.world.reader(CARMEN)
    text = page(room, ticket)
    assert "An officer will read it." in text
    read = review.open_case(room.site, reader, ticket.case_id)
    moves.move_case(room.site, reader, ticket.case_id, moves.Move(Status.screening), revision=read.revision)
    read = review.open_case(room.site, reader, ticket.case_id)
    moves.refer(room.site, reader, ticket.case_id, "triage", "please look", revision=read.revision)
    text = page(room, ticket)
    assert "An officer is reading your complaint." in text
    assert "Referred to Triage" in text
    assert "Their code opens status and messages, not what they wrote." in text
    open_account = filed(room.world, complaint(code_opens_account=True))
    assert "Their code also opens what they wrote." in page(room, open_account)


def test_a_waiting_case_says_on_whom_and_until_when_and_what_it_goes_back_to(room: DeskRoom) -> None:
    ticket = filed(room.world)
    reader = room.world.reader(CARMEN)
    read = review.open_case(room.site, reader, ticket.case_id)
    day = room.world.clock.today() + timedelta(days=14)
    wait = moves.Move(Status.waiting_on, "OIG has it first", waiting_on="Inspector General", return_on=day)
    moves.move_case(room.site, reader, ticket.case_id, wait, revision=read.revision)
    text = page(room, ticket)
    assert "Inspector General" in text
    assert "until May 18, 2026" in text
    assert "Go back to: Received" in text


def test_an_outcome_stands_beside_the_status(room: DeskRoom) -> None:
    ticket = filed(room.world)
    reader = room.world.reader(CARMEN)
    for move in (
        moves.Move(Status.screening),
        moves.Move(Status.accepted),
        moves.Move(Status.investigating),
        moves.Move(Status.findings),
        moves.Move(Status.recommendations),
        moves.Move(Status.closed, outcome=Outcome.partly),
    ):
        read = review.open_case(room.site, reader, ticket.case_id)
        moves.move_case(room.site, reader, ticket.case_id, move, revision=read.revision)
    text = page(room, ticket)
    assert "Closed · Partly substantiated" in text
    assert "Open the case again" in text
    assert "Nothing is open from here for your role." not in text


def test_a_language_that_this_site_does_not_speak_is_shown_by_its_tag(room: DeskRoom) -> None:
    text = page(room, filed(room.world, complaint(language="quc")))
    assert "The person reads quc." in text
    assert "quc (the person&#39;s)" in text


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


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_words_for_both_sides(room: DeskRoom, status: Status) -> None:
    ticket = filed(room.world)
    changed = detail(room.world, ticket.case_id)
    changed.status = status.value
    changed.history.append(
        {"at": changed.received_at, "by": "x", "before": "elsewhere", "after": status.value}
    )
    with room.site.writing() as session:
        case = session.get_one(Case, ticket.case_id)
        case.detail = guard_column(room.site.guard, case.id, "detail", changed.to_bytes())
    assert page(room, ticket)


def test_a_consent_that_was_withdrawn_closes_the_name(room: DeskRoom) -> None:
    ticket = filed(room.world, named(Desk.CRCL))
    assert NAME in page(room, ticket)
    follow_up.set_consent(room.site, by_code.open_by_code(room.site, ticket.code), frozenset(), None)
    text = page(room, ticket)
    assert NAME not in text
    assert "Consent changed" in text
