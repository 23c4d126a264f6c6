"""A case's page: what it shows, to whom, and what it refuses for want of a key."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from intake.core.complaint import Desk
from intake.core.statuses import Outcome, Role, Status
from intake.service import by_code, follow_up, moves, oversight, review
from intake.service.documents import guard_column
from intake.service.filing import file_complaint, new_ticket
from intake.store.models import Case
from tests.desk.conftest import DeskRoom
from tests.desk.reading import CARMEN, CRCL_ONLY, DMITRI, page, with_incident
from tests.service.made_up import ACCOUNT, NAME, complaint, detail, filed, named, opened


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
