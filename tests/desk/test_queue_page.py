"""The queue's page: counts, filters, sorting, paging, bursts, and the next case."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from intake.core.complaint import Channel
from intake.core.statuses import Role, Status
from intake.service import by_code, follow_up, moves, review, taking_back
from intake.service.filing import Ticket, file_complaint, new_ticket
from tests.desk.conftest import DeskRoom, Window
from tests.desk.reading import CRCL_ONLY
from tests.service.made_up import complaint, filed

DANGER = {**CRCL_ONLY, "flags": ["danger_now"]}
HELD = {
    "actors": ["jail_staff"],
    "place": "local_jail",
    "custody": "detainer_only",
    "allegations": ["over_48h"],
    "release_eligible_at": "2026-05-04T07:00",
    "as_of": "2026-05-04T08:00",
}
NAME = "carmen.crcl"


def file(room: DeskRoom, facts: dict[str, Any] | None = None, *, burst: str = "", **changed: Any) -> Ticket:
    made = complaint(facts=facts or CRCL_ONLY, **changed)
    return file_complaint(room.site, made, new_ticket(), burst=burst).ticket


def shown(window: Window, question: str = "") -> list[str]:
    """Return the short numbers of the cases on a page, in order."""
    page = window.get(f"/desk/{question}")
    assert page.status_code == 200
    return re.findall(r'<a href="/desk/case/([0-9a-f]{8})', page.text)


def short(ticket: Ticket) -> str:
    return ticket.case_id.hex[:8]


def counts(window: Window) -> dict[str, int]:
    page = window.get("/desk/").text
    return {title: int(number) for number, title in re.findall(r"<strong>(\d+)</strong> ([^<]+)</a>", page)}


def test_an_officer_sees_only_the_cases_of_their_desks(room: DeskRoom) -> None:
    mine, both = file(room), filed(room.world)
    assert set(shown(room.window(NAME))) == {short(mine), short(both)}
    assert shown(room.window("dmitri.doj")) == [short(both)]
    assert shown(room.window("tala.triage")) == []
    assert "No case fits." in room.window("tala.triage").get("/desk/").text


def test_a_supervisor_whom_nobody_admitted_sees_an_empty_queue(room: DeskRoom) -> None:
    file(room)
    window = room.window_of(room.hire("silas.supervisor", Role.supervisor))
    assert shown(window) == []
    assert counts(window)["Open cases"] == 0


def test_danger_comes_first_then_a_running_hold_then_what_is_overdue_then_the_rest_by_due(
    room: DeskRoom,
) -> None:
    old = file(room)
    room.world.clock.advance(timedelta(days=20))
    later = file(room)
    running = file(room, {**HELD, "release_eligible_at": "2026-05-23T07:00", "as_of": "2026-05-24T08:00"})
    danger = file(room, DANGER)
    assert shown(room.window(NAME)) == [short(one) for one in (danger, running, old, later)]


def test_a_new_case_stands_in_the_queue_at_the_next_page_and_a_shredded_one_is_gone(room: DeskRoom) -> None:
    window = room.window(NAME)
    assert shown(window) == []
    ticket = file(room)
    assert shown(window) == [short(ticket)]
    taking_back.take_back(room.site, by_code.open_by_code(room.site, ticket.code))
    assert shown(window) == []


def test_each_count_is_a_link_that_shows_just_as_many(room: DeskRoom) -> None:
    file(room, DANGER)
    running, spoken, owned = file(room, HELD), file(room), file(room)
    window = room.window(NAME)
    review.claim(room.site, room.world.reader(NAME), owned.case_id)
    follow_up.add_words(room.site, by_code.open_by_code(room.site, spoken.code), "please hurry")
    page = window.get("/desk/").text
    links = re.findall(r'href="(/desk/[^"]*)"[^>]*>\s*<strong>(\d+)</strong>', page)
    assert [int(number) for _, number in links] == [4, 1, 0, 3, 1, 1]
    for href, number in links:
        assert len(shown(window, href.removeprefix("/desk/").replace("&amp;", "&"))) == int(number)
    assert shown(window, "?flags=message") == [short(spoken)]
    assert shown(window, "?flags=clock") == [short(running)]


def test_a_running_hold_that_runs_out_is_counted_no_longer_and_marked_as_over(room: DeskRoom) -> None:
    ticket = file(room, HELD)
    window = room.window(NAME)
    assert "Hold ends in 47 hours" in window.get("/desk/").text
    room.world.clock.advance(timedelta(days=3))
    window = room.window(NAME)
    assert counts(window)["Hold running"] == 0
    assert shown(window, "?flags=hold_over") == [short(ticket)]
    assert "Hold ran out" in window.get("/desk/").text


def test_nobody_is_held_on_a_clock_who_is_free_again(room: DeskRoom) -> None:
    file(room, {**HELD, "released_at": "2026-05-04T07:30"})
    file(room, {**HELD, "flags": ["released"]})
    found = counts(room.window("tala.triage"))
    assert (found["Open cases"], found["Hold running"]) == (2, 0)


def test_overdue_is_said_in_words_not_only_by_colour(room: DeskRoom) -> None:
    file(room)
    room.world.clock.advance(timedelta(days=30))
    assert "Overdue: " in room.window(NAME).get("/desk/").text


def test_filters_combine(room: DeskRoom) -> None:
    wanted = file(room, language="ar", channel=Channel.SMS)
    file(room, language="ar")
    file(room, channel=Channel.SMS)
    window = room.window(NAME)
    assert shown(window, "?language=ar&channel=sms&urgency=3&status=received&kinds=conditions&owner=-") == [
        short(wanted)
    ]
    assert shown(window, "?language=ar&channel=paper") == []
    assert '<option value="ar" selected>' in window.get("/desk/?language=ar").text


def test_mine_and_nobodys_and_a_colleagues(room: DeskRoom) -> None:
    mine, theirs, free = file(room), file(room), file(room)
    review.claim(room.site, room.world.reader(NAME), mine.case_id)
    review.claim(room.site, room.world.reader("sunita.supervisor"), theirs.case_id)
    window = room.window(NAME)
    assert shown(window, "?owner=mine") == [short(mine)]
    assert shown(window, "?owner=-") == [short(free)]
    assert shown(window, "?owner=sunita.supervisor") == [short(theirs)]


def test_facility_and_agency_are_offered_by_name_and_filtered_by_id(room: DeskRoom) -> None:
    base = complaint(facts=CRCL_ONLY)
    there = replace(base.incidents[0], facility="cedar-flats-processing-center", agency="ashford-police")
    ticket = file_complaint(room.site, replace(base, incidents=(there,)), new_ticket()).ticket
    unlisted = replace(base.incidents[0], facility="gone-since", agency="gone-too")
    file_complaint(room.site, replace(base, incidents=(unlisted,)), new_ticket())
    agency_only = replace(base.incidents[0], agency="ashford-police")
    file_complaint(room.site, replace(base, incidents=(agency_only,)), new_ticket())
    window = room.window(NAME)
    assert shown(window, "?place=cedar-flats-processing-center&agency=ashford-police") == [short(ticket)]
    page = window.get("/desk/").text
    for words in ("Cedar Flats Processing Center", "Ashford Police Department", "gone-since"):
        assert words in page


def test_closed_cases_are_shown_apart(room: DeskRoom) -> None:
    ticket = file(room)
    reader = room.world.reader(NAME)
    opened = review.open_case(room.site, reader, ticket.case_id)
    moves.move_case(
        room.site,
        reader,
        ticket.case_id,
        moves.Move(Status.withdrawn, "asked by phone"),
        revision=opened.revision,
    )
    window = room.window(NAME)
    assert shown(window) == []
    assert shown(window, "?closed=y") == [short(ticket)]


def test_a_column_sorts_and_the_same_one_again_turns_it_round(room: DeskRoom) -> None:
    first = file(room)
    room.world.clock.advance(timedelta(minutes=5))
    second = file(room)
    window = room.window(NAME)
    assert shown(window, "?sort=received") == [short(first), short(second)]
    page = window.get("/desk/?sort=received").text
    assert 'aria-sort="ascending"' in page
    assert 'href="/desk/?sort=-received"' in page
    assert shown(window, "?sort=-received") == [short(second), short(first)]
    assert shown(window, "?sort=nonsense") == shown(window)


@pytest.mark.parametrize("page", ["0", "-1", "x", "９", "99999999999999999999", ""])
def test_a_page_number_that_is_none_shows_a_page(room: DeskRoom, page: str) -> None:
    ticket = file(room)
    assert shown(room.window(NAME), f"?page={page}") == [short(ticket)]


def test_fifty_to_a_page(room: DeskRoom) -> None:
    tickets = {short(file(room)) for _ in range(53)}
    window = room.window(NAME)
    first, second = shown(window), shown(window, "?page=2")
    assert (len(first), len(second)) == (50, 3)
    assert {*first, *second} == tickets
    assert shown(window, "?page=3") == second
    assert "page 2 of 2" in window.get("/desk/?page=2").text


def test_a_burst_from_one_source_is_one_line_that_leads_to_all_of_it_and_hides_no_danger(
    room: DeskRoom,
) -> None:
    alone = file(room)
    flood = [file(room, burst="b1") for _ in range(4)]
    worst = file(room, DANGER, burst="b1")
    window = room.window(NAME)
    lines = shown(window)
    assert lines[:2] == [short(worst), short(alone)]
    assert len(lines) == 3
    assert lines[2] in {short(one) for one in flood}
    page = window.get("/desk/").text
    assert "6 cases, 3 lines" in page
    assert "and 3 more from the same web source" in page
    assert set(shown(window, "?burst=b1")) == {short(worst), *(short(one) for one in flood)}


def test_the_next_case_is_the_most_pressing_that_nobody_else_owns(room: DeskRoom) -> None:
    theirs, mine, free = file(room, DANGER), file(room), file(room)
    window = room.window(NAME)
    review.claim(room.site, room.world.reader("sunita.supervisor"), theirs.case_id)
    review.claim(room.site, room.world.reader(NAME), mine.case_id)
    first = window.get("/desk/next").location
    assert first in {f"/desk/case/{one.case_id}" for one in (mine, free)}
    other = window.get(f"/desk/next?after={first.removeprefix('/desk/case/')}").location
    assert {first, other} == {f"/desk/case/{one.case_id}" for one in (mine, free)}


def test_where_no_other_case_is_free_the_queue_says_so(room: DeskRoom) -> None:
    ticket = file(room)
    window = room.window(NAME)
    answer = window.get(f"/desk/next?after={ticket.case_id}")
    assert answer.location == "/desk/?said=none_free"
    assert "There is no other open case that is free." in window.get(answer.location).text
    assert window.get("/desk/next?after=nonsense").location == f"/desk/case/{ticket.case_id}"


def test_an_address_holds_codes_and_a_value_of_ones_own_is_only_compared(room: DeskRoom) -> None:
    file(room)
    window = room.window(NAME)
    page = window.get("/desk/?place=%22%3E%3Cscript%3E&kinds=x'%20OR%201=1--&urgency=x")
    assert page.status_code == 200
    assert "<script>" not in page.text
    assert "No case fits." in page.text


def test_a_line_says_place_kind_language_and_channel_in_words(room: DeskRoom) -> None:
    base = complaint(facts={**CRCL_ONLY, "allegations": ["conditions", "medical", "religion"]}, language="ar")
    there = replace(base.incidents[0], facility="cedar-flats-processing-center")
    file_complaint(room.site, replace(base, incidents=(there,), incomplete=True), new_ticket())
    page = room.window(NAME).get("/desk/").text
    for words in (
        "Cedar Flats Processing Center",
        "العربية",
        "Web",
        "1 more",
        "Incomplete",
        "Nobody",
        "U1 ·",
    ):
        assert words in page


def test_an_unread_message_marks_the_line_until_who_works_the_case_opens_it(room: DeskRoom) -> None:
    ticket = file(room)
    follow_up.add_words(room.site, by_code.open_by_code(room.site, ticket.code), "are you there?")
    window = room.window(NAME)
    assert 'class="rd-unread"' in window.get("/desk/").text
    window.get(f"/desk/case/{ticket.case_id}")
    assert 'class="rd-unread"' not in window.get("/desk/").text
