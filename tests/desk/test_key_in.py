"""Keying in a letter or a call: asked as on the web, filed once under the officer's name, the code shown until given."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from intake.core.errors import NotStoredError
from intake.core.statuses import Role
from intake.desk import key_in_draft
from intake.i18n import speaking
from intake.interview.flow import BY_KEY
from intake.interview.slip import slip_of
from intake.service import by_code, filing, keyed_in, review
from intake.service.desk_sessions import sweep_sessions
from intake.service.documents import CaseDetail
from intake.service.visits import save_visit, sweep_visits
from intake.store import audit
from intake.store.models import Blob, Case, Visit
from tests.desk.conftest import DeskRoom, Window
from tests.service.made_up import detail, rows

CARMEN, DMITRI, TALA = "carmen.crcl", "dmitri.doj", "tala.triage"
CAME = {"came-how": "paper", "came-came_on": "2026-05-01", "came-language": "ar"}
WORDS = "They kept my brother. كناري"
SAID = {
    "asked": ["before", "danger", "for_whom", "what", "where", "when", "who", "account", "files", "identity"],
    "danger-danger": "no",
    "what-kinds": ["conditions"],
    "where-kind": "private_ice",
    "who-actors": ["ice"],
    "account-account": WORDS,
    "identity-consent": "anonymous",
}
CODE = re.compile(r'rd-slip__code" dir="ltr">([\d ]{24})<')
ANSWERS, REVIEW, GIVE = "/desk/key-in/answers", "/desk/key-in/review", "/desk/key-in/code"


def asked_on(page: str) -> list[str]:
    """Return the steps that a page says it shows."""
    return re.findall(r'name="asked"\s+value="(\w+)"', page)


def begun(room: DeskRoom, name: str = CARMEN, **came: str) -> Window:
    """Sign in and say how it came."""
    window = room.window(name)
    answer = window.post("/desk/key-in", {**CAME, **came})
    assert answer.location == ANSWERS, answer.text
    return window


def say(window: Window, **said: Any) -> TestResponse:
    """Send the page with all questions; names with __ for -."""
    changed = {name.replace("__", "-"): value for name, value in said.items()}
    return window.post(ANSWERS, {**CAME, **SAID, **changed})


def answered(window: Window, **said: Any) -> Window:
    """Answer until nothing is left to ask, as a person would: what an answer opens is asked next."""
    say(window, **said)
    answer = say(window, asked=asked_on(window.get(ANSWERS).text), **said)
    assert answer.location == REVIEW, answer.text
    return window


def cookies(window: Window) -> set[tuple[str, str]]:
    """Return name and value of each cookie that opens something keyed in."""
    held = window.client._cookies or {}  # the public way gives a cookie only to who knows its name
    return {(one.key, one.value) for one in held.values() if one.key.startswith("keyin")}


def forget(window: Window) -> None:
    """Delete those cookies."""
    for name, _token in cookies(window):
        window.client.delete_cookie(name)


def change_to(room: DeskRoom, window: Window, name: str) -> None:
    """Let somebody sign in in a browser that another officer used: the CSRF token of before goes."""
    session = room.window(name).client.get_cookie("officer")
    assert session
    window.client.set_cookie("officer", session.value)
    window.client.delete_cookie("desk")


def filed(room: DeskRoom, name: str = CARMEN, **said: Any) -> tuple[Window, str]:
    """File a letter, and return the window on its code, and the code."""
    window = answered(begun(room, name), **said)
    assert window.post(REVIEW).location == GIVE
    found = CODE.search(window.get(GIVE).text)
    assert found
    return window, found[1]


def case_of(room: DeskRoom) -> tuple[UUID, CaseDetail]:
    """Return the one case there is."""
    with room.site.reading() as session:
        [case] = session.query(Case).all()
    return case.id, detail(room.world, case.id)


def test_a_letter_is_filed_as_the_web_would_with_the_officers_name_in_its_history(room: DeskRoom) -> None:
    _window, code = filed(room)
    case_id, found = case_of(room)
    assert (found.channel, found.language, found.keyed_in_by) == ("paper", "ar", CARMEN)
    assert (found.came_on, found.arrived_on.isoformat()) == ("2026-05-01", "2026-05-01")
    assert found.received == room.world.clock.now()
    with room.site.reading() as session:
        acts = [(one.actor, one.action) for one in audit.history(session, f"case:{case_id}")]
    assert acts == [(CARMEN, "case.keyed_in")]
    opened = by_code.open_by_code(room.site, code)
    assert opened.case_id == case_id
    read = review.open_case(room.site, room.world.reader(CARMEN), case_id)
    assert read.account[0].body["text"] == WORDS
    page = room.window(CARMEN).get(f"/desk/case/{case_id}").text
    assert "keyed in the complaint" in page
    assert "May 1, 2026" in page
    assert "Keyed in by" in page


def test_the_page_asks_what_the_web_asks_and_nothing_else(room: DeskRoom) -> None:
    page = begun(room).get(ANSWERS).text
    asked = asked_on(page)
    assert set(asked) <= BY_KEY.keys()
    names = set(re.findall(r'name="([\w-]+)"', page))
    beside = {"csrf_token", "asked", "keep", "add", "viewport", "format-detection", "upload-files", *CAME}
    assert all(name.split("-")[0] in asked for name in names - beside)


def test_what_an_answer_opens_is_asked_before_it_can_be_filed(room: DeskRoom) -> None:
    window = begun(room)
    answer = say(window, danger__danger="yes", **{"came-how": "phone"})
    assert answer.location == f"{ANSWERS}?said=opened"
    page = window.get(answer.location).text
    assert "May we call the jail now?" in page
    assert "hang up and call 911" in page
    assert "A few more questions" in page


def test_a_wrong_answer_is_shown_and_loses_no_other(room: DeskRoom) -> None:
    window = begun(room)
    answer = say(window, account__account="x" * 20_001, **{"came-came_on": "2027-01-01"})
    assert answer.status_code == 422
    assert "It has 20001 letters" in answer.text
    assert "This day is still to come." in answer.text
    kept = window.get(ANSWERS).text
    assert 'value="conditions"\n           checked' in kept or re.search(
        r'value="conditions"\s+checked', kept
    )
    assert 'value="2026-05-01"' in kept


def test_a_needed_answer_is_asked_for_only_when_one_goes_on(room: DeskRoom) -> None:
    window = begun(room)
    said = {"asked": ["danger", "account"], "danger-danger": "", "account-account": "So far"}
    assert window.post(ANSWERS, {**CAME, **said, "keep": "1"}).location == f"{ANSWERS}?said=kept"
    assert "It is kept for two hours" in window.get(f"{ANSWERS}?said=kept").text
    answer = window.post(ANSWERS, {**CAME, **said})
    assert answer.status_code == 422
    assert "Please choose an answer." in answer.text
    assert "So far" in answer.text


@pytest.mark.parametrize("wrong", [{"came-how": "web"}, {"came-came_on": ""}, {"came-language": "tlh-x"}])
def test_how_it_came_must_be_known(room: DeskRoom, wrong: dict[str, str]) -> None:
    window = room.window(CARMEN)
    assert window.post("/desk/key-in", {**CAME, **wrong}).status_code == 422
    assert rows(room.world)["visits"] == []


def test_where_it_goes_and_why_is_told_before_it_is_filed(room: DeskRoom) -> None:
    page = answered(begun(room)).get(REVIEW).text
    assert "Where it would go, and why" in page
    assert "CRCL" in page
    assert "Your own desk is among them" in page
    assert "Nobody. The person stays anonymous." in page
    assert WORDS in page
    assert not rows(room.world)["cases"]


def test_the_review_says_whose_name_and_code_it_means(room: DeskRoom) -> None:
    window = begun(room)
    said = {"identity__consent": "all", "name__name": "Rosa Ejemplo", "contact__way": "none"}
    page = unescape(answered(window, **said).get(REVIEW).text)
    assert not re.search(r">\s*Your name\s*<|know your name|your code|My code", page)
    assert re.search(r">Name</a>\s*</dt>\s*<dd[^>]*>Rosa Ejemplo<", page)
    assert "Their code also opens what they wrote." in page
    assert "Your name goes into the history of the case." in page


def test_who_files_for_another_desk_is_told_and_cannot_open_it(room: DeskRoom) -> None:
    window = answered(begun(room, DMITRI))
    assert "Once you have filed it, you cannot open it." in window.get(REVIEW).text
    window.post(REVIEW)
    page = window.get(GIVE).text
    assert "None of these is a desk of yours" in page
    case_id, _found = case_of(room)
    assert f"/desk/case/{case_id}" not in page
    assert window.get(f"/desk/case/{case_id}").status_code == 403


def test_a_name_is_sealed_only_to_the_desks_that_handle_it_and_only_by_consent(room: DeskRoom) -> None:
    window = begun(room)
    said = {"identity__consent": "all", "name__name": "Rosa Ejemplo", "contact__way": "none"}
    assert "CRCL" in answered(window, **said).get(REVIEW).text
    window.post(REVIEW)
    case_id, found = case_of(room)
    assert found.consent == ["crcl"]
    read = review.open_case(room.site, room.world.reader(CARMEN), case_id)
    assert read.identity is not None
    assert read.identity["name"] == "Rosa Ejemplo"


def test_a_second_click_files_once_and_shows_the_same_code(room: DeskRoom) -> None:
    window, code = filed(room)
    for answer in (
        window.post(REVIEW),
        window.get(REVIEW),
        window.get(ANSWERS),
        say(window),
        window.get("/desk/key-in"),
    ):
        assert answer.location == GIVE
    assert window.post("/desk/key-in", CAME).location == GIVE
    assert window.post("/desk/key-in/drop").location == GIVE
    assert code in window.get(GIVE).text
    assert len(rows(room.world)["cases"]) == 1


def test_a_code_that_was_given_is_gone(room: DeskRoom) -> None:
    window, code = filed(room)
    assert window.post("/desk/key-in/given").location == "/desk/key-in?said=given"
    page = window.get("/desk/key-in?said=given").text
    assert "Its code is gone from here." in page
    assert code not in page
    assert window.get(GIVE).location == "/desk/key-in?said=gone"
    assert window.post("/desk/key-in/given").location == "/desk/key-in?said=gone"
    assert rows(room.world)["visits"] == []
    assert cookies(window) == set()


def test_the_slip_speaks_the_persons_language_and_carries_the_law(room: DeskRoom) -> None:
    window, _code = filed(room)
    page = window.get(GIVE).text
    assert '<section class="rd-slip" lang="ar" dir="rtl">' in page
    with room.app.test_request_context("/"), speaking("ar"):
        assert slip_of([], no_contact=True).title in page
    assert "We have it. Please keep this code." not in page
    assert room.site.deployment.site.legal_help("*") in unescape(page)


def test_a_language_without_texts_gets_an_english_slip_that_says_so(room: DeskRoom) -> None:
    window = begun(room, **{"came-language": "ht"})
    answered(window, **{"came-language": "ht"}).post(REVIEW)
    page = unescape(window.get(GIVE).text)
    assert "There is no slip in the person's language (Haitian Creole) yet." in page
    assert "We have it. Please keep this code." in page
    assert case_of(room)[1].language == "ht"


def test_a_caller_is_told_what_is_private_and_the_code_is_read_out(room: DeskRoom) -> None:
    phone = {"came-how": "phone"}
    window = begun(room, **phone)
    assert re.search(r'rd-fold" open>\s*<summary>Tell a caller this first', window.get(ANSWERS).text)
    answered(window, **phone).post(REVIEW)
    assert "Read it out four digits at a time" in window.get(GIVE).text
    assert case_of(room)[1].channel == "phone"


def test_nothing_that_is_keyed_in_is_readable_at_rest(room: DeskRoom) -> None:
    window = answered(begun(room), identity__consent="all", name__name="Rosa Canario")
    with room.site.reading() as session:
        [row] = session.query(Visit).all()
    for word in (WORDS, "Canario", "conditions", CARMEN):
        assert word.encode() not in row.body + row.tag
    assert WORDS in window.get(REVIEW).text


def test_another_officer_in_the_same_browser_is_shown_nothing_of_it(room: DeskRoom) -> None:
    [first] = cookies(answered(begun(room)))
    other = begun(room, DMITRI)
    [(name, _token)] = cookies(other)
    other.client.set_cookie(*first)
    other.client.set_cookie(name, first[1])
    assert other.get(ANSWERS).location == "/desk/key-in"
    assert other.get(REVIEW).location == "/desk/key-in"
    assert other.post(REVIEW).location == "/desk/key-in?said=gone"
    assert "What the person said" not in other.get("/desk/key-in").text


def test_a_code_outlives_another_officer_who_keys_in_with_the_same_browser(room: DeskRoom) -> None:
    window, code = filed(room)
    room.world.clock.advance(timedelta(minutes=16))
    change_to(room, window, DMITRI)
    assert window.get("/desk/key-in").status_code == 200
    assert window.post("/desk/key-in", CAME).location == ANSWERS
    assert window.get(GIVE).location == ANSWERS
    assert code not in window.get(ANSWERS).text
    change_to(room, window, CARMEN)
    assert code in window.get(GIVE).text
    assert window.post("/desk/key-in/given").location == "/desk/key-in?said=given"
    change_to(room, window, DMITRI)
    assert window.get("/desk/key-in").location == ANSWERS


def test_what_is_thrown_away_leaves_the_other_officers_draft(room: DeskRoom) -> None:
    window = answered(begun(room))
    change_to(room, window, DMITRI)
    window.post("/desk/key-in", CAME)
    assert window.post("/desk/key-in/drop").location == "/desk/key-in?said=dropped"
    change_to(room, window, CARMEN)
    assert WORDS in window.get(REVIEW).text


@pytest.mark.parametrize(("late", "other"), [(CARMEN, DMITRI), (DMITRI, CARMEN)])
def test_what_is_sent_too_late_is_added_to_the_draft_of_whoever_typed_it(
    room: DeskRoom, late: str, other: str
) -> None:
    window = begun(room, late)
    change_to(room, window, other)
    window.post("/desk/key-in", CAME)
    change_to(room, window, late)
    window.get(ANSWERS)
    room.world.clock.advance(timedelta(minutes=16))
    sweep_sessions(room.site)
    assert "Your answers are kept." in say(window).text
    change_to(room, window, other)
    assert WORDS not in window.get(ANSWERS).text
    change_to(room, window, late)
    assert WORDS in window.get(ANSWERS).text


def test_what_is_sent_too_late_without_a_draft_is_added_to_nobody_elses(room: DeskRoom) -> None:
    window = begun(room)
    change_to(room, window, DMITRI)
    window.get("/desk/key-in")
    room.world.clock.advance(timedelta(minutes=16))
    answer = say(window)
    assert "Your answers are kept." not in answer.text
    assert WORDS in answer.text
    change_to(room, window, CARMEN)
    assert WORDS not in window.get(ANSWERS).text


def test_what_a_browser_holds_does_not_name_the_officer(room: DeskRoom) -> None:
    window = begun(room)
    [(name, _token)] = cookies(window)
    officer = room.world.reader(CARMEN).id
    assert re.fullmatch("keyin-[0-9a-f]{12}", name)
    assert name.removeprefix("keyin-") not in officer.hex


def test_a_token_of_another_kind_opens_nothing(room: DeskRoom) -> None:
    save_visit(room.site, "planted", {"kind": "visit"})
    window = begun(room)
    [(name, _token)] = cookies(window)
    window.client.set_cookie(name, "planted")
    assert window.get(ANSWERS).location == "/desk/key-in"


def test_a_session_that_ran_out_takes_nothing_of_what_was_typed(room: DeskRoom) -> None:
    window = begun(room)
    room.world.clock.advance(timedelta(minutes=16))
    answer = say(window, files="")
    assert answer.status_code == 401
    assert "Your answers are kept." in answer.text
    assert WORDS not in answer.text
    assert "next=/desk/key-in/answers" in unescape(answer.text).replace("%2F", "/")
    window.client.set_cookie("officer", room.world.cookie(CARMEN))
    assert WORDS in window.get(ANSWERS).text


def test_what_a_closed_session_could_not_keep_is_shown_to_be_copied(room: DeskRoom) -> None:
    window = begun(room)
    room.world.clock.advance(timedelta(minutes=16))
    answer = say(window, account__account="x" * 20_001)
    assert "Your answers are kept." in answer.text
    assert "x" * 20_001 in answer.text
    forget(window)
    answer = say(window)
    assert "Your answers are kept." not in answer.text
    assert WORDS in answer.text


def test_filing_and_giving_after_the_session_lead_back_to_their_pages(room: DeskRoom) -> None:
    window = answered(begun(room))
    room.world.clock.advance(timedelta(minutes=16))
    for path, back in ((REVIEW, REVIEW), ("/desk/key-in/given", GIVE)):
        answer = window.post(path)
        assert answer.status_code == 401
        assert f"next={back}" in unescape(answer.text).replace("%2F", "/")
    assert not rows(room.world)["cases"]
    forget(window)
    assert "Your answers are kept." not in window.post(REVIEW).text


def test_a_form_sent_after_two_hours_begins_anew_with_what_it_holds(room: DeskRoom) -> None:
    window = begun(room)
    room.world.clock.advance(timedelta(hours=2, minutes=1))
    sweep_visits(room.site)
    window.client.set_cookie("officer", room.world.cookie(CARMEN))
    assert window.get(ANSWERS).location == "/desk/key-in"
    assert window.get(REVIEW).location == "/desk/key-in"
    assert say(window, keep="1").status_code == 303
    assert WORDS in window.get(ANSWERS).text


def test_a_form_that_says_nothing_of_how_it_came_begins_nothing(room: DeskRoom) -> None:
    assert say(room.window(CARMEN), **{"came-how": ""}).status_code == 422
    assert rows(room.world)["visits"] == []


def test_who_has_one_under_way_goes_on_with_it(room: DeskRoom) -> None:
    window = begun(room)
    assert window.get("/desk/key-in").location == ANSWERS
    assert window.post("/desk/key-in", CAME).location == ANSWERS
    assert window.get(GIVE).location == ANSWERS
    assert window.post("/desk/key-in/given").location == "/desk/key-in?said=gone"


def test_nothing_said_cannot_be_filed(room: DeskRoom) -> None:
    window = begun(room)
    said = {"asked": ["danger"], "danger-danger": "no"}
    window.post(ANSWERS, {**CAME, **said, "keep": "1"})
    for answer in (window.get(REVIEW), window.post(REVIEW)):
        assert answer.location == f"{ANSWERS}?said=empty"
    assert "Please say at least what happened" in window.get(f"{ANSWERS}?said=empty").text
    assert not rows(room.world)["cases"]


def picture() -> tuple[BytesIO, str]:
    """Return a small scan."""
    made = BytesIO()
    Image.new("RGB", (8, 8), "white").save(made, "PNG")
    return BytesIO(made.getvalue()), "letter.png"


def test_scans_are_taken_along_and_one_can_be_taken_away(room: DeskRoom) -> None:
    window = begun(room)
    for _number in range(2):
        answer = window.post(ANSWERS, {**CAME, **SAID, "add": "1", "upload-files": picture()})
        assert answer.location == f"{ANSWERS}#files"
    page = window.get(ANSWERS).text
    first, second = re.findall(r'name="remove"\s+value="(\w+)"', page)
    assert window.post(ANSWERS, {**CAME, **SAID, "remove": first}).location == f"{ANSWERS}#files"
    assert window.post(ANSWERS, {**CAME, **SAID, "remove": first}).status_code == 303
    assert "letter.png" in answered(window).get(REVIEW).text
    window.post(REVIEW)
    case_id, _found = case_of(room)
    read = review.open_case(room.site, room.world.reader(CARMEN), case_id)
    assert [kept.blob.hex for kept in read.files] == [second]


def test_a_file_that_is_not_taken_says_why_and_loses_no_answer(room: DeskRoom) -> None:
    window = begun(room)
    answer = window.post(ANSWERS, {**CAME, **SAID, "upload-files": (BytesIO(b"MZ\x90\x00"), "letter.exe")})
    assert answer.status_code == 422
    assert "letter.exe" in answer.text
    assert WORDS in window.get(ANSWERS).text


def test_what_is_thrown_away_is_gone_with_its_files(room: DeskRoom) -> None:
    window = begun(room)
    window.post(ANSWERS, {**CAME, **SAID, "add": "1", "upload-files": picture()})
    assert window.post("/desk/key-in/drop").location == "/desk/key-in?said=dropped"
    assert "Nothing was filed" in window.get("/desk/key-in?said=dropped").text
    assert window.post("/desk/key-in/drop").location == "/desk/key-in?said=dropped"
    with room.site.reading() as session:
        assert (session.query(Visit).count(), session.query(Blob).count()) == (0, 0)


def test_a_code_is_shown_even_where_only_the_complaint_could_be_stored(
    room: DeskRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_keyed: key_in_draft.Keyed) -> None:
        raise NotStoredError("full")

    monkeypatch.setattr(key_in_draft.Keyed, "was_filed", refused)
    window = answered(begun(room))
    answer = window.post(REVIEW)
    found = CODE.search(answer.text)
    assert found
    assert by_code.open_by_code(room.site, found[1]).case_id == case_of(room)[0]
    assert window.post(REVIEW).location == GIVE
    assert found[1] in window.get(GIVE).text


@pytest.mark.parametrize("committed", [True, False])
def test_a_database_that_fails_while_filing_loses_neither_complaint_nor_code(
    room: DeskRoom, monkeypatch: pytest.MonkeyPatch, committed: bool
) -> None:
    real = filing.file_complaint

    def file_then_fail(*args: Any, **kwargs: Any) -> None:
        if committed:
            real(*args, **kwargs)
        raise NotStoredError("the line broke")

    window = answered(begun(room))
    monkeypatch.setattr(keyed_in, "file_complaint", file_then_fail)
    answer = window.post(REVIEW)
    assert answer.status_code == (303 if committed else 503)
    monkeypatch.setattr(keyed_in, "file_complaint", real)
    window.post(REVIEW)
    assert CODE.search(window.get(GIVE).text)
    assert len(rows(room.world)["cases"]) == 1


def test_a_case_that_was_taken_back_meanwhile_leaves_no_code(room: DeskRoom) -> None:
    window, _code = filed(room)
    with room.site.writing() as session:
        for case in session.query(Case):
            session.delete(case)
    assert window.post("/desk/key-in/given").location == "/desk/key-in?said=gone"


def test_each_reader_finds_the_way_in_the_bar_and_nobody_else_does(room: DeskRoom) -> None:
    for name in (CARMEN, "sunita.supervisor", TALA):
        assert 'href="/desk/key-in" aria-current="page"' in room.window(name).get("/desk/key-in").text
    for made in (room.hire("ines.interpreter", Role.interpreter), room.hire("pia.panel", Role.panel)):
        window = room.window_of(made)
        assert window.get("/desk/key-in").status_code == 403
        assert "/desk/key-in" not in window.get("/desk/account").text


def test_the_slip_names_the_address_where_the_code_is_typed(room: DeskRoom) -> None:
    settings = replace(room.site.settings, public_url="http://complaints.example/")
    room.app.extensions["recourse.desk"].site = replace(
        room.app.extensions["recourse.desk"].site, settings=settings
    )
    window, _code = filed(room)
    assert "http://complaints.example/status" in window.get(GIVE).text


def test_the_code_opens_the_words_only_where_the_person_wanted_it(room: DeskRoom) -> None:
    answered(begun(room)).post(REVIEW, {"review-code_opens": "y"})
    assert case_of(room)[1].code_opens_account
