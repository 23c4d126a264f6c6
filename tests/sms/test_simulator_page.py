"""The page with the phones: sending, receiving, and copies that vanish."""

import io
import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from intake.core.clock import FixedClock
from intake.core.errors import SettingsError
from sms.simulator import Simulator, run
from sms.simulator.__main__ import of_environment
from sms.simulator.page import PHONES
from sms.simulator.server import app_of
from tests.browser.conftest import window
from tests.sms.simulated import SETTINGS, Service, client_of, serve, twiml

CLOCK = FixedClock(datetime(2026, 5, 4, 12, 0, tzinfo=UTC))


@pytest.fixture
def service() -> Iterator[Service]:
    with serve() as serving:
        serving.answer = lambda told: twiml(f"Got {told['Body']}")
        yield serving


@pytest.fixture
def simulator(service: Service) -> Iterator[Simulator]:
    with run(SETTINGS, CLOCK) as running:
        running.point_at(f"{service.url}/sms/inbound")
        yield running


@pytest.fixture
def page(simulator: Simulator) -> FlaskClient:
    return app_of(simulator.network).test_client()


def test_a_text_and_its_answer_stand_in_the_thread_and_among_the_copies(
    page: FlaskClient, simulator: Simulator
) -> None:
    sent = page.post("/phone", data={"phone": "2", "text": "<b>hola</b>\r\nmundo "})
    assert (sent.status_code, sent.location) == (303, "/phone?phone=2")
    simulator.settle()
    shown = page.get("/phone?phone=2").text
    assert shown.count("&lt;b&gt;hola&lt;/b&gt;\nmundo") == 4
    assert "<strong>2</strong> readable copies" in shown
    assert "Text from phone 2" in shown
    assert "hola" not in page.get("/phone?phone=1").text.split("copies")[0]


def test_a_picture_is_sent_and_shown_as_a_copy(page: FlaskClient, simulator: Simulator) -> None:
    page.post("/phone", data={"phone": "1", "text": "", "picture": (io.BytesIO(b"0" * 3000), "a.png")})
    assert [copy.content for copy in simulator.readable()] == [b"0" * 3000]
    assert "image/png, 2 KB" in page.get("/phone").text


def test_a_file_that_is_no_picture_is_refused_in_words(page: FlaskClient, simulator: Simulator) -> None:
    sent = page.post("/phone", data={"phone": "1", "text": "x", "picture": (io.BytesIO(b"0"), "a.exe")})
    assert "only pictures" in page.get(sent.location).text
    assert simulator.readable() == []


def test_nothing_is_sent_where_nothing_was_written(page: FlaskClient, simulator: Simulator) -> None:
    page.post("/phone", data={"phone": "1", "text": "  "})
    assert simulator.readable() == []
    assert "Nothing." in page.get("/phone").text


def test_calls_that_failed_and_other_numbers_are_shown(page: FlaskClient, simulator: Simulator) -> None:
    simulator.point_at("http://127.0.0.1:1/in")
    simulator.phone("+12025550199").send("hello")
    simulator.settle()
    shown = page.get("/phone").text
    assert "Error 11205" in shown
    assert "Text from +12025550199" in shown


def test_the_page_is_for_this_machine_and_its_own_forms(page: FlaskClient, simulator: Simulator) -> None:
    assert page.get("/phone", headers={"Host": "evil.example"}).status_code == 403
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert page.post("/phone", data={"phone": "1", "text": "x"}, headers=foreign).status_code == 403
    assert page.get("/phone?phone=3").status_code == 404
    assert simulator.readable() == []
    assert "default-src 'none'" in page.get("/phone").headers["Content-Security-Policy"]


def test_as_a_process_it_stands_in_for_the_account_of_its_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in [name for name in os.environ if name.startswith(("TWILIO_", "RECOURSE_"))]:
        monkeypatch.delenv(name)
    with pytest.raises(SettingsError, match="TWILIO_ACCOUNT_SID"):
        of_environment()
    given = {
        "TWILIO_ACCOUNT_SID": SETTINGS.account,
        "TWILIO_AUTH_TOKEN": SETTINGS.tokens[0],
        "TWILIO_NUMBER": SETTINGS.number,
        "RECOURSE_PUBLIC_URL": "http://127.0.0.1:8000/",
        "RECOURSE_SMS_OPT_OUT": "carrier",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    made = of_environment()
    assert (made.account, made.tokens, made.number) == (SETTINGS.account, SETTINGS.tokens, SETTINGS.number)
    assert (made.sms_url, made.fallback_url, made.opt_out) == (
        "http://127.0.0.1:8000/sms/inbound",
        "http://127.0.0.1:8000/sms/fallback",
        "carrier",
    )


def write(window: Page, text: str) -> None:
    window.get_by_label("Your text").fill(text)


@pytest.mark.browser
def test_copies_vanish_while_one_looks(browser: Browser, simulator: Simulator) -> None:
    with window(browser, width=360) as page:
        page.goto(simulator.page)
        write(page, "hello")
        page.get_by_label("Your text").press("Enter")
        expect(page.locator(".theirs")).to_contain_text("Got hello")
        expect(page.locator("#copies li")).to_have_count(2)
        expect(page.get_by_label("Your text")).to_have_value("")
        simulator.settle()
        client = client_of(simulator)
        for message in client.messages.list():
            client.messages(message.sid).delete()
        expect(page.locator("#copies li")).to_have_count(0)
        expect(page.locator("#copies")).to_contain_text("Erased so far: 2")
        page.locator(".pad span").nth(4).click()
        expect(page.get_by_label("Your text")).to_have_value("5")
        assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.browser
def test_the_page_works_without_scripts(browser: Browser, simulator: Simulator) -> None:
    with window(browser, scripts=False) as page:
        page.goto(simulator.page)
        with page.expect_navigation():
            page.get_by_role("link", name="Phone 2").click()
        write(page, "hola")
        with page.expect_navigation():
            page.get_by_role("button", name="Send").click()
        simulator.settle()
        with page.expect_navigation():
            page.get_by_role("link", name="Look again").click()
        expect(page.locator(".theirs")).to_contain_text("Got hola")
        assert simulator.phone(PHONES["2"]).received == ["Got hola"]
