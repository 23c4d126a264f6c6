"""Coming back with the code: what is shown, and what a person can do."""

from datetime import timedelta

import pytest

from intake.core import receipt
from intake.core.clock import FixedClock
from intake.core.errors import NotStoredError
from intake.core.statuses import Status
from intake.interview.attaching import FilesForm
from intake.service import by_code, review
from intake.service import files as kept_files
from intake.service import visits as visits_of
from intake.service.files import KeptFile
from intake.service.moves import Move, move_case, refer
from intake.web import attaching
from tests.conftest import World
from tests.web.browser import Browser
from tests.web.inside import cases, change_case, detail, files, visits
from tests.web.people import code_of, sent, what
from tests.web.test_files import at_files, picture


@pytest.fixture
def back(person: Browser) -> Browser:
    """Return the mother, back with her code and her case open."""
    person.code = sent(person)
    person.press(action="kept").get("/status").press(code=person.code)
    assert "We have it" in person.text
    return person


def officer_opens(world: World) -> int:
    """Let the Justice Department's officer look, and return the revision seen."""
    return review.open_case(world.site, world.reader("dmitri.doj"), cases(world)[0]).revision


def test_a_mistyped_code_is_told_before_anything_is_looked_up(person: Browser) -> None:
    person.get("/status").press(code="1234 5678 9012 3456 7899")
    assert person.status == 422
    assert "This is not a code" in person.text
    assert person.form("status").values["code"] == ["1234 5678 9012 3456 7899"]


def test_every_code_that_fits_nothing_is_answered_alike(person: Browser) -> None:
    person.get("/status").press(code=receipt.new_code())
    assert person.status == 404
    assert "It has not arrived yet, or the code is wrong" in person.text


def test_the_code_may_be_typed_in_the_digits_of_any_script(person: Browser) -> None:
    code = sent(person)
    arabic = "-".join(
        code.translate({48 + n: 0x660 + n for n in range(10)})[at : at + 4] for at in range(0, 20, 4)
    )
    person.press(action="kept").get("/status").press(code=arabic)
    assert "We have it" in person.text


def test_the_case_closes_by_itself_after_fifteen_minutes(back: Browser, clock: FixedClock) -> None:
    clock.advance(timedelta(minutes=14))
    assert "The way so far" in back.get("/status").text
    clock.advance(timedelta(minutes=16))
    assert "We closed your case here after 15 minutes" in back.get("/status").text
    assert "We closed your case" not in back.get("/status").text


def test_closing_leaves_nothing_in_the_browser(back: Browser, world: World) -> None:
    back.press(action="close")
    assert back.path == "/"
    assert back.cookies == {}
    assert visits(world) == 0


def test_an_act_without_an_open_case_asks_for_the_code(back: Browser) -> None:
    token = back.form("words").values["csrf_token"]
    back.client.delete_cookie("case")
    for act in ("words", "consent", "code", "code/kept", "take-back", "undo", "close"):
        answer = back.client.post(
            f"/status/{act}", data={"csrf_token": token}, environ_overrides=back.environ
        )
        assert answer.status_code == 303
    assert back.client.get("/status/take-back").location == "/status"
    assert back.client.get("/status/file/0").location == "/status"


def test_words_and_a_file_are_added_to_the_case(back: Browser, world: World) -> None:
    back.press(action="words", words__text="He called today.", upload__files=(picture(), "card.png"))
    assert "It was added" in back.text
    assert "He called today." in back.text
    assert files(world) == cases(world)
    opened = review.open_case(world.site, world.reader("dmitri.doj"), cases(world)[0])
    assert [entry.verified for entry in opened.conversation] == [True, True]
    assert "It was added" not in back.get("/status").text


def test_only_a_file_may_be_added(back: Browser, world: World) -> None:
    back.press(action="words", upload__files=(picture(), "card.png"))
    assert files(world) == cases(world)


def test_an_empty_message_is_not_sent(back: Browser) -> None:
    back.press(action="words")
    assert back.status == 422
    assert "Please write a message or choose a file" in back.text


def test_a_message_that_is_too_long_is_shown_again_whole(back: Browser) -> None:
    text = "x" * 20_001
    back.press(action="words", words__text=text)
    assert back.status == 422
    assert back.form("words").values["words-text"] == [text]


def test_a_bad_file_does_not_stop_the_words(back: Browser, world: World) -> None:
    back.press(action="words", words__text="With a file", upload__files=(b"MZ\x90\x00" * 30, "a.exe"))
    assert back.status == 422
    assert "We cannot take this kind of file" in back.text
    assert back.text.count("With a file") == 1
    assert files(world) == []


def test_a_case_takes_ten_files_and_not_ten_with_each_message(
    back: Browser, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_files, "MAX_FILES", 2)
    for name in ("one.png", "two.png"):
        back.press(action="words", upload__files=(picture(), name))
        assert "It was added" in back.text
    back.press(action="words", words__text="And a third", upload__files=(picture(), "three.png"))
    assert back.status == 422
    assert "three.png: You can add 10 files at most." in back.text
    assert back.text.count("And a third") == 1
    assert files(world) == cases(world) * 2
    assert (detail(world).files, detail(world).file_bytes > 0) == (2, True)


def test_a_case_takes_its_bytes_once_and_those_it_was_filed_with_count(
    person: Browser, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_files(person).press(upload__files=(picture(), "one.png"))
    person.press("send").press()
    code = code_of(person)
    assert detail(world).files == 1
    monkeypatch.setattr(kept_files, "MAX_CASE_BYTES", detail(world).file_bytes)
    person.press(action="kept").get("/status").press(code=code)
    person.press(action="words", upload__files=(picture(), "two.png"))
    assert "All files together may have 50 MB at most" in person.text
    assert len(files(world)) == 1


def test_a_case_that_another_window_filled_meanwhile_takes_no_more_and_nothing_stays_behind(
    back: Browser, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_files, "MAX_FILES", 1)
    taken = attaching.take_files

    def slow(kept: list[KeptFile], visit: str, had: tuple[int, int]) -> FilesForm:
        form = taken(kept, visit, had)
        change_case(world, lambda _session, _case, held: setattr(held, "files", 1))
        return form

    monkeypatch.setattr(attaching, "take_files", slow)
    back.press(action="words", upload__files=(picture(), "late.png"))
    assert "late.png: You can add 10 files at most." in back.text
    assert files(world) == []


def test_a_message_that_is_refused_leaves_no_file_behind(back: Browser, world: World) -> None:
    back.press(action="words", words__text="x" * 20_001, upload__files=(picture(), "card.png"))
    assert back.status == 422
    assert files(world) == []


def test_the_48_hours_are_told_with_the_time_zone_of_the_place(back: Browser) -> None:
    assert "By our count, the 48 hours ended on April 30, 2026 at 00:00 (Chicago time)." in back.text


def test_a_case_without_a_hold_says_nothing_of_hours(person: Browser) -> None:
    what(person, "force").press("send").press()
    code = code_of(person)
    person.press(action="kept").get("/status").press(code=code)
    assert "48 hours" not in person.text


def test_messages_of_the_office_are_shown_with_what_to_know_of_them(back: Browser, world: World) -> None:
    reader, case = world.reader("dmitri.doj"), cases(world)[0]
    review.open_case(world.site, reader, case)
    review.reply(world.site, reader, case, "Le escribimos.", language="es-419", translated=False)
    back.get("/status")
    assert "The office" in back.text
    assert "Le escribimos." in back.text
    assert "Not translated" in back.text


def test_the_timeline_follows_the_case(back: Browser, world: World, clock: FixedClock) -> None:
    reader, case = world.reader("dmitri.doj"), cases(world)[0]
    revision = officer_opens(world)
    clock.advance(timedelta(days=1))
    move_case(world.site, reader, case, Move(Status.screening), revision=revision)
    clock.advance(timedelta(days=1))
    move_case(world.site, reader, case, Move(Status.needs_information), revision=revision + 1)
    back.get("/status").press(code=back.code)
    assert "We have a question for you" in back.text
    assert "May 5, 2026" in back.text
    assert "May 6, 2026" in back.text
    assert "Please answer our question." in back.text


def test_a_referral_within_our_desks_is_told(back: Browser, world: World) -> None:
    revision = officer_opens(world)
    refer(world.site, world.reader("dmitri.doj"), cases(world)[0], "triage", "why", revision=revision)
    shown = back.get("/status").text
    assert "Another of our offices works on it now too." in shown
    for desk in (
        "Civil Rights (CRCL)",
        "Department of Justice, Civil Rights",
        "The team that finds the right office",
    ):
        assert desk in shown.partition("It is with:")[2].partition("Messages")[0]


def test_a_name_may_be_taken_from_an_office_and_given_to_one(back: Browser, world: World) -> None:
    back.press(action="consent", consent__desks=["crcl"])
    assert back.status == 422
    assert "Please write your name again" in back.text
    back.press(
        action="consent", consent__desks=["crcl"], consent__name="Maria Example", consent__way="555 0101"
    )
    assert "Your choice is kept" in back.text
    assert detail(world).consent == ["crcl"]
    doj = review.open_case(world.site, world.reader("dmitri.doj"), cases(world)[0])
    crcl = review.open_case(world.site, world.reader("carmen.crcl"), cases(world)[0])
    assert doj.identity is None
    assert crcl.identity is not None
    assert crcl.identity["contact"] == {"address": "555 0101"}


def test_a_person_becomes_anonymous_again(back: Browser, world: World) -> None:
    back.press(action="consent", consent__desks=[])
    assert "Now nobody may know your name." in back.text
    assert detail(world).consent == []


def test_an_unknown_office_is_refused(back: Browser) -> None:
    back.press(action="consent", consent__desks=["nobody"], consent__name="x")
    assert back.status == 422


def test_a_changed_code_is_shown_until_kept_and_opens_the_case(back: Browser) -> None:
    back.press(action="/code")
    fresh = code_of(back)
    back.get("/status")
    assert code_of(back) == fresh
    assert not any(form.action.endswith("/status/code") for form in back._read().forms)
    back.press(action="/code/kept")
    assert "The old one opens nothing" in back.text
    back.press(action="close").get("/status").press(code=fresh)
    assert "We have it" in back.text


def test_a_second_click_on_change_makes_no_second_code(back: Browser) -> None:
    form = back.form("/code")
    for _ in range(2):
        back.client.post(form.action, data=form.values, environ_overrides=back.environ)
    back.get("/status")
    shown = code_of(back)
    back.press(action="/code/kept").press(action="close").get("/status").press(code=shown)
    assert "We have it" in back.text


def test_two_clicks_in_flight_change_to_one_code(back: Browser) -> None:
    site, token = back.client.application.extensions["recourse.site"], back.cookies["case"]
    seen = visits_of.load_visit(site, token)
    assert seen is not None
    form = back.form("/code")
    back.press(action="/code")
    fresh = code_of(back)
    visits_of.save_visit(site, token, seen)  # what the second click had read before the first was done
    back.client.post(form.action, data=form.values, environ_overrides=back.environ)
    assert code_of(back.get("/status")) == fresh
    visits_of.save_visit(site, token, seen)  # what a line that broke before the answer leaves behind
    assert code_of(back.get("/status")) == fresh
    back.press(action="/code/kept").press(action="close").get("/status").press(code=fresh)
    assert "We have it" in back.text


def test_a_changed_code_shuts_the_case_that_somebody_else_has_open(back: Browser) -> None:
    others = [Browser(back.client.application) for _ in range(4)]
    for one in others:
        one.get("/status").press(code=back.code)
        assert "We have it" in one.text
    back.press(action="/code")
    others[0].get("/status")
    others[1].press(action="/code")
    others[2].get("/status/take-back")
    others[3].get("/status/file/0")
    for one in others:
        assert one.path == "/status"
        assert one.form("status").values["code"] == [""]
        assert "case" not in one.cookies
    assert "We have it" in back.get("/status").text


def test_before_a_look_taking_back_deletes_all(back: Browser, world: World) -> None:
    back.get("/status/take-back")
    assert "All of it is deleted at once" in back.text
    back.press()
    assert back.status == 422
    back.press(sure="y")
    assert "It is deleted" in back.text
    assert cases(world) == []
    assert visits(world) == 0


def test_after_a_look_taking_back_can_be_undone(back: Browser, world: World, clock: FixedClock) -> None:
    officer_opens(world)
    back.get("/status/take-back")
    assert "Someone at the office has read your complaint" in back.text
    back.press(sure="y")
    assert "You can undo this until May 11, 2026" in back.text
    assert detail(world).status == "withdrawn"
    clock.advance(timedelta(minutes=5))
    form = back.form("undo")
    back.press(action="undo")
    assert "We go on with your complaint" in back.text
    assert "You did not take your complaint back after all" in back.text
    assert detail(world).status == "received"
    answer = back.client.post(form.action, data=form.values, environ_overrides=back.environ)
    assert answer.location == "/status"


def test_a_legal_hold_wins(back: Browser, world: World) -> None:
    change_case(world, lambda _session, _case, held: setattr(held, "legal_hold", True))
    back.get("/status/take-back")
    assert "cannot be taken back now" in back.text
    token = back.get("/status").form("words").values["csrf_token"]
    answer = back.client.post(
        "/status/take-back", data={"csrf_token": token, "sure": "y"}, environ_overrides=back.environ
    )
    assert answer.status_code == 409
    assert len(cases(world)) == 1


def test_a_case_that_was_taken_back_elsewhere_is_closed_here(person: Browser, world: World) -> None:
    code = sent(person)
    person.press(action="kept")
    other = Browser(person.client.application)
    for one in (person, other):
        one.get("/status").press(code=code)
    other.get("/status/take-back").press(sure="y")
    person.press(action="words", words__text="late words")
    assert person.path == "/status"
    assert person.form("status").values["code"] == [""]
    del world


def test_a_full_pool_says_try_again_and_nothing_else(
    person: Browser, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise NotStoredError("too many at once")

    person.get("/status")
    monkeypatch.setattr(by_code, "open_by_code", full)
    person.press(code=receipt.new_code())
    assert person.status == 503
    assert "Too many people ask right now" in person.text
    assert person.page.headers["Retry-After"] == "30"
    del world
