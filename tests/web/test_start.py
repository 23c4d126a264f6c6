"""The pages round the interview, the headers of all of them, and what they weigh."""

import json
import re
from dataclasses import replace

import pytest
from werkzeug.routing import RequestRedirect

from intake.app import create_app
from intake.interview.geo import counties
from intake.web.api.errors import on_http as on_api_http
from intake.web.errors import on_http
from tests.conftest import World
from tests.web.browser import Browser
from tests.web.people import begin

PAGES = ("/", "/about", "/form", "/complaint/1", "/complaint/all", "/status")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "es-419", "ar"])
def test_every_page_opens_in_every_language(person: Browser, path: str, language: str) -> None:
    person.get(f"{path}?lang={language}")
    assert person.status == 200
    assert f'<html lang="{language}"' in person.page.get_data(as_text=True)


@pytest.mark.parametrize("path", [*PAGES, "/nothing", "/complaint/1"])
def test_no_page_holds_anything_inline_or_foreign(person: Browser, path: str) -> None:
    html = person.get(path).page.get_data(as_text=True)
    assert not re.search(r"\son\w+=|style=|<style|<script(?![^>]*src=)", html)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', html)


@pytest.mark.parametrize("path", [*PAGES, "/nothing"])
def test_headers_stand_on_every_page(person: Browser, path: str) -> None:
    headers = person.get(path).page.headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "form-action 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"


def test_cookies_are_closed_to_scripts_and_to_other_sites(person: Browser) -> None:
    person.get("/complaint/1")
    form = person.form("complaint")
    values = {**form.values, "danger-danger": ["no"]}
    answer = person.client.post(form.action, data=values, environ_overrides=person.environ)
    made = [line for line in answer.headers.getlist("Set-Cookie") if line.startswith("visit=")]
    assert len(made) == 1
    assert "HttpOnly" in made[0]
    assert "SameSite=Strict" in made[0]
    assert "Expires" not in made[0]


@pytest.mark.parametrize("path", ["/", "/about", "/complaint/2", "/complaint/3", "/status"])
def test_a_page_weighs_less_than_35_kilobytes_on_a_cold_cache(person: Browser, path: str) -> None:
    begin(person)
    html = person.get(path).page.get_data()
    assert person.path == path
    files = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', html.decode()))
    assert len(files) == 4
    weight = len(html)
    for name in files:
        with person.client.get(name, headers={"Accept-Encoding": "gzip"}) as part:
            assert part.status_code == 200
            weight += int(part.headers["Content-Length"])
    assert weight < 35_000


def test_titles_are_neutral(person: Browser) -> None:
    for path in PAGES:
        title = re.search(r"<title>(.*?)</title>", person.get(path).page.get_data(as_text=True))
        assert title is not None
        assert not re.search(r"complain|immigra|police|jail", title[1], re.IGNORECASE)


def test_the_printed_form_says_what_is_not_private_and_asks_no_status(person: Browser) -> None:
    text = person.get("/form").text
    assert "This paper is not locked" in text
    assert "Held after the day they should have been free" in text
    assert "Tell us what happened, in your own words" in text


def test_what_is_private_is_said_with_what_is_not(person: Browser) -> None:
    text = person.get("/about").text
    assert "What we cannot promise" in text
    assert "A judge can order" in text


def test_security_txt_names_a_contact_and_a_day(person: Browser) -> None:
    text = person.get("/.well-known/security.txt").page.get_data(as_text=True)
    assert "Contact: mailto:" in text
    assert "Expires: 2026-10-31T00:00:00Z" in text


def test_all_counties_are_handed_out_whatever_the_state(person: Browser) -> None:
    page = person.get("/names/counties.json").page
    found = json.loads(page.get_data())
    assert found["TX"] == [name for _code, name in counties("TX")]
    assert page.headers["Cache-Control"].startswith("public")
    assert person.cookies == {}


def test_texts_that_the_law_wants_are_shown_where_a_deployment_pins_them(
    person: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = person.client.application.extensions["recourse.site"].deployment.site
    for name, text in (
        ("privacy_act", "5 USC 552a text"),
        ("omb_number", "1601-0000"),
        ("postal_address", "PO Box 1"),
    ):
        monkeypatch.setitem(site.__dict__, name, text)
    assert "5 USC 552a text" in person.get("/complaint/1").text
    assert "1601-0000" in person.get("/about").text
    assert "PO Box 1" in person.get("/form").text


def test_under_https_cookies_are_bound_to_the_host(world: World) -> None:
    settings = replace(world.settings, public_url="https://example.org")
    made = create_app(settings, world.clock)
    page = made.test_client().get("/complaint/1", base_url="https://example.org")
    cookie = page.headers["Set-Cookie"]
    made.extensions["recourse.site"].engine.dispose()
    assert cookie.startswith("__Host-")
    assert "Secure" in cookie
    assert page.headers["Strict-Transport-Security"].startswith("max-age=")


def test_an_answer_that_is_not_an_error_passes_through_the_error_pages(person: Browser) -> None:
    with person.client.application.test_request_context("/"):
        moved = RequestRedirect("/elsewhere")
        assert on_http(moved) is moved
        assert on_api_http(moved) is moved
