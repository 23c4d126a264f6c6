"""What a person is told of the clocks, the last day, and a story that took turns."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from intake.core.complaint import Channel, Complaint, Incident
from intake.core.facts import Facts
from intake.service import review
from intake.service.documents import CaseDetail
from intake.service.files import keep_file
from intake.service.filing import file_complaint, new_ticket
from intake.service.records import Writing, append
from intake.store import cases as stored
from intake.vault.parts import Part
from intake.web import story, telling
from tests.conftest import World
from tests.web.browser import Browser
from tests.web.inside import cases, change_case
from tests.web.people import sent
from tests.web.test_files import picture


@pytest.fixture
def asked(public_site: Flask) -> Iterator[None]:
    """Stand in a request that speaks English."""
    with public_site.test_request_context("/", headers={"Accept-Language": "en"}):
        yield


def filed(world: World, *, happened_on: str | None = None, **facts: Any) -> CaseDetail:
    """File something and return what the server knows of it."""
    document = {"actors": ["jail_staff"], "place": "local_jail", "custody": "local_charge", **facts}
    said = Facts.from_document({"allegations": ["disability"], **document})
    as_of = replace(said, as_of=datetime(2026, 5, 4, 8))  # noqa: DTZ001 -- local time of the facility
    complaint = Complaint((Incident(said, as_of, happened_on),), "words", "en", Channel.API)
    return file_complaint(world.site, complaint, new_ticket()).detail


@pytest.mark.usefixtures("asked")
class TestWords:
    def test_a_complaint_in_time_is_told_its_last_day(self, world: World) -> None:
        detail = filed(world, happened_on="2026-03")
        assert telling.deadline_words(detail) == (
            "The law sets a day to send this by: September 27, 2026. You sent it in time."
        )

    def test_a_late_complaint_is_told_that_it_was_taken_all_the_same(self, world: World) -> None:
        assert "It may have passed" in telling.deadline_words(filed(world, happened_on="2020-01"))

    def test_without_a_day_there_is_no_last_day(self, world: World) -> None:
        assert telling.deadline_words(filed(world)) == ""

    def test_a_hold_that_still_runs_says_when_it_ends_in_the_time_of_the_place(self, world: World) -> None:
        detail = filed(
            world, allegations=["over_48h"], custody="detainer_only", release_eligible_at="2026-05-01T10:00"
        )
        when = "May 5, 2026 at 10:00 (New York time)."
        assert telling.hold_words(detail) == f"By our count, the 48 hours end on {when}"
        world.clock.advance(timedelta(days=2))
        assert telling.hold_words(detail) == f"By our count, the 48 hours ended on {when}"

    def test_an_office_the_configuration_does_not_name_stands_for_itself(self) -> None:
        assert telling.office_names(["DHS-CRCL", "NEW-OFFICE"])[1] == "NEW-OFFICE"

    def test_a_step_that_the_table_does_not_hold_is_told_by_its_status(self, world: World) -> None:
        detail = filed(world)
        detail.history = [{"at": detail.received_at, "by": "x", "before": "closed", "after": "findings"}]
        detail.status = "findings"
        assert telling.told(detail) == "There is a decision"

    def test_a_case_that_waits_shows_where_it_will_go_on(self, world: World) -> None:
        detail = filed(world)
        at = detail.received_at
        detail.history = [
            {"at": at, "by": "x", "before": "received", "after": "screening"},
            {"at": at, "by": "x", "before": "screening", "after": "referred:doj"},
            {"at": at, "by": "x", "before": "screening", "after": "waiting_on"},
        ]
        detail.status, detail.return_to = "waiting_on", "screening"
        assert [point.label for point in story.timeline(detail)][:2] == ["We have it", "We are reading it"]

    def test_a_status_that_no_step_explains_is_shown_all_the_same(self, world: World) -> None:
        detail = filed(world)
        detail.status, detail.since, detail.clocks = "closed", "2026-05-09", {}
        assert [(one.label, one.state, one.day) for one in story.timeline(detail)] == [
            ("We have it", "done", "May 4, 2026"),
            ("The case is closed", "current", "May 9, 2026"),
        ]


def from_desk(world: World, body: dict[str, Any], *, proven: bool = True) -> None:
    """Put a record of the Justice Department's desk into the conversation of the only case."""
    reader, case_id = world.reader("dmitri.doj"), cases(world)[0]
    review.open_case(world.site, reader, case_id)

    def write(session: Any, case: Any, _detail: CaseDetail) -> None:
        seed = reader.open_seed(session, stored.get_case(session, case_id), Part.conversation)
        public = case.conversation_public
        author = "desk:doj"
        append(session, Writing(case_id, Part.conversation, public, author, seed if proven else None), body)

    change_case(world, write)


def test_a_file_of_the_office_is_handed_over_as_a_download(person: Browser, world: World) -> None:
    person.code = sent(person)
    kept = keep_file(world.site, picture(), "letter.png")
    from_desk(world, {**kept.to_document(), "at": "2026-05-04T12:00:00+00:00"})
    person.press(action="kept").get("/status").press(code=person.code)
    assert "File: letter.png" in person.text
    page = person.get("/status/file/0").page
    assert page.headers["Content-Disposition"] == "attachment; filename=letter.png"
    assert page.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert page.get_data().startswith(b"\x89PNG")
    assert person.get("/status/file/1").path == "/status"


def test_what_a_person_sent_is_not_handed_over(person: Browser) -> None:
    person.code = sent(person)
    person.press(action="kept").get("/status").press(code=person.code)
    person.press(action="words", upload__files=(picture(), "mine.png"))
    assert person.get("/status/file/0").path == "/status"


def test_a_record_that_nothing_proves_is_marked(person: Browser, world: World) -> None:
    person.code = sent(person)
    from_desk(
        world, {"record": "message", "text": "Call us", "at": "2026-05-04T12:00:00+00:00"}, proven=False
    )
    person.press(action="kept").get("/status").press(code=person.code)
    assert "Not proven: we cannot be sure who wrote this." in person.text


def test_danger_without_anybody_on_call_is_told_honestly(person: Browser) -> None:
    person.get("/complaint/1").press(danger__danger="yes").press(call_jail__call="no")
    person.press(what__kinds=["force"]).press("send").press()
    assert person.path == "/complaint/sent"
    assert "At night and on weekends nobody may be there" in person.text
    assert "What helps now" in person.text
