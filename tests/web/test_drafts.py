"""Drafts: gone after an hour, on exit and once the code is kept; and what was just written is rescued."""

from datetime import timedelta
from threading import Thread
from typing import Any

import pytest

from intake.core.clock import FixedClock
from intake.interview import asking
from intake.service.visits import load_visit
from tests.conftest import World
from tests.web.browser import Browser
from tests.web.inside import cases, visits
from tests.web.people import WORDS, begin, code_of, mother, sent, what, where, words


def test_a_draft_is_gone_an_hour_after_the_last_page(person: Browser, clock: FixedClock) -> None:
    where(person)
    clock.advance(timedelta(minutes=59))
    person.get("/complaint/3")
    assert person.path == "/complaint/3"
    clock.advance(timedelta(minutes=60))
    person.get("/complaint/3")
    assert person.path == "/complaint/gone"
    assert "The time is over" in person.text
    person.get("/complaint/gone")
    assert person.path == "/complaint/1"


def test_each_page_says_when_answers_are_deleted(person: Browser) -> None:
    where(person)
    assert "after 60 minutes without a new page" in person.text


def test_what_was_just_written_is_rescued_when_the_hour_is_over(person: Browser, clock: FixedClock) -> None:
    where(person).press(custody__holder="hold")
    clock.advance(timedelta(minutes=61))
    person.press(account__account=WORDS)
    assert person.path == "/complaint/1"
    assert "We deleted your earlier answers" in person.text
    person.press(danger__danger="no")
    person.get("/complaint/2")
    assert person.form("complaint").values.get("for_whom-whom") is None
    person.get("/complaint/5")
    assert person.form("complaint").values["account-account"] == [WORDS]


def test_a_required_answer_that_was_left_out_is_not_rescued(person: Browser, clock: FixedClock) -> None:
    what(person)
    clock.advance(timedelta(minutes=61))
    person.press(where__county="Cook")
    assert person.path == "/complaint/1"
    person.get("/complaint/3")
    assert person.form("complaint").values["where-county"] == [""]


def test_the_review_of_a_draft_that_is_gone_says_so(person: Browser, world: World, clock: FixedClock) -> None:
    mother(person)
    clock.advance(timedelta(minutes=61))
    person.press()
    assert person.path == "/complaint/gone"
    assert cases(world) == []


def test_a_later_page_without_a_draft_leads_to_the_first(person: Browser) -> None:
    for path in ("/complaint/4", "/complaint/review", "/complaint/gone"):
        assert person.get(path).path == "/complaint/1"
    for path in ("/complaint/sent", "/complaint/certificate.txt"):
        assert person.get(path).path == "/"


def test_a_draft_with_nothing_to_send_is_led_to_what_happened(person: Browser, world: World) -> None:
    person.get("/complaint/1").press(danger__danger="no")
    token = person.form("complaint").values["csrf_token"]
    assert person.get("/complaint/review").path == "/complaint/2"
    person.page = person.client.post(
        "/complaint/review", data={"csrf_token": token}, environ_overrides=person.environ
    )
    assert person.page.location == "/complaint/2"
    assert cases(world) == []


def test_pages_that_do_not_exist_are_not_found(person: Browser) -> None:
    for number in (0, 11, 99):
        assert person.get(f"/complaint/{number}").status == 404


def test_a_receipt_asked_for_too_soon_leads_to_the_review(person: Browser) -> None:
    mother(person)
    assert person.get("/complaint/sent").path == "/complaint/review"


def test_the_code_is_shown_until_it_is_kept_and_then_nowhere(person: Browser, world: World) -> None:
    sent(person)
    assert person.get("/complaint/sent").status == 200
    person.press(action="kept")
    assert visits(world) == 0
    assert person.get("/complaint/sent").path == "/"


def test_answers_do_not_outlive_sending(person: Browser, world: World) -> None:
    sent(person)
    kept = load_visit(world.site, person.cookies["visit"])
    assert kept is not None
    assert "home since Thursday" not in str(kept)
    assert "Maria" not in str(kept)


def test_the_way_out_ends_the_draft_and_clears_the_browser(person: Browser, world: World) -> None:
    words(person)
    person.page = person.client.get("/exit", environ_overrides=person.environ)
    assert person.page.status_code == 303
    assert person.page.location == "https://www.weather.gov/"
    assert person.page.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert person.cookies == {}
    assert visits(world) == 0


def test_the_way_out_closes_an_opened_case_too(person: Browser, world: World) -> None:
    code = sent(person)
    person.press(action="kept").get("/status").press(code=code)
    assert visits(world) == 1
    person.client.get("/exit", environ_overrides=person.environ)
    assert visits(world) == 0


def test_the_language_is_remembered_in_the_draft(person: Browser) -> None:
    person.get("/?lang=ar")
    assert 'dir="rtl"' in person.page.get_data(as_text=True)
    link = next(link for link in person.links if "/complaint/1" in link)
    assert link.endswith("?lang=ar")
    person.get(link).press(danger__danger="no")
    person.get("/complaint/2")
    assert 'lang="ar" dir="rtl"' in person.page.get_data(as_text=True)
    person.get("/complaint/2?lang=es-419")
    person.get("/complaint/1")
    assert 'lang="es-419" dir="ltr"' in person.page.get_data(as_text=True)


def test_without_a_choice_the_browser_language_is_spoken(mexican: Browser) -> None:
    assert '<html lang="es-419"' in mexican.get("/").page.get_data(as_text=True)


def test_a_language_we_do_not_speak_changes_nothing(person: Browser) -> None:
    assert '<html lang="en"' in person.get("/?lang=xx").page.get_data(as_text=True)


def test_a_language_link_on_a_page_keeps_the_page(person: Browser) -> None:
    where(person)
    assert "/complaint/4?lang=ar" in person.links
    mother_page = person.get("/complaint/5?then=review")
    assert "/complaint/5?then=review&lang=ar" in mother_page.links


def test_a_cookie_that_was_known_before_sending_shows_no_code_afterwards(
    person: Browser, world: World
) -> None:
    mother(person)
    planted, form = person.cookies["visit"], person.form("review")
    other = Browser(person.client.application)
    other.client.set_cookie("visit", planted)
    lost = other.get("/complaint/review").form("review")
    other.client.post(
        lost.action, data=lost.values, environ_overrides=other.environ
    )  # its answer never comes
    person.press()
    code = code_of(person)
    assert len(cases(world)) == 1
    assert person.cookies["visit"] != planted
    late = Browser(person.client.application)
    late.client.set_cookie("visit", planted)
    assert late.get("/complaint/sent").path == "/complaint/gone"
    person.page = person.client.post(form.action, data=form.values, environ_overrides=person.environ)
    assert person.page.location == "/complaint/sent"
    assert code_of(person.get("/complaint/gone")) == code  # where a click with the old cookie is sent
    assert len(cases(world)) == 1


def test_a_cookie_of_one_kind_opens_nothing_of_the_other(person: Browser) -> None:
    draft = begin(person).cookies["visit"]
    other = Browser(person.client.application)
    other.client.set_cookie("case", draft)
    assert other.get("/status").status == 200
    assert other.form("status").values["code"] == [""]
    code = sent(person)
    person.press(action="kept").get("/status").press(code=code)
    other.client.set_cookie("visit", person.cookies["case"])
    assert other.get("/").status == 200
    assert other.get("/complaint/review").path == "/complaint/gone"


class OtherTab:
    """Another tab of the same browser, which sends its page right before this one's answers are taken, once."""

    def __init__(self, person: Browser, path: str, **answers: str) -> None:
        self._tab = Browser(person.client.application)
        self._tab.client, self._answers = person.client, answers
        self._tab.get(path)
        self.sent = 0
        self._inner = asking.take

    def take(self, *args: Any, **kwargs: Any) -> list[asking.Asked]:
        """Take the answers of a page, and be overtaken the first time."""
        self.sent += 1
        if self.sent == 1:
            self.send()
        return self._inner(*args, **kwargs)

    def send(self) -> None:
        """Send the other page, in a thread of its own as a server does."""
        sending = Thread(target=self._tab.press, kwargs=self._answers)
        sending.start()
        sending.join()


def test_two_tabs_that_answer_at_once_lose_nothing(person: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    where(person)
    other = OtherTab(person, "/complaint/5", account__account=WORDS)
    person.get("/complaint/4")
    monkeypatch.setattr(asking, "take", other.take)
    person.press(custody__holder="hold")
    assert other.sent == 3
    person.get("/complaint/4")
    assert person.form("complaint").values["custody-holder"] == ["hold"]
    person.get("/complaint/5")
    assert person.form("complaint").values["account-account"] == [WORDS]


def test_a_page_that_is_looked_at_takes_back_no_answer_of_another_tab(
    person: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    where(person)
    other = OtherTab(person, "/complaint/4", custody__holder="hold")
    inner = asking.show

    def show(*args: Any) -> list[asking.Asked]:
        monkeypatch.setattr(asking, "show", inner)
        other.send()
        return inner(*args)

    monkeypatch.setattr(asking, "show", show)
    person.get("/complaint/all")
    person.get("/complaint/4")
    assert person.form("complaint").values["custody-holder"] == ["hold"]
