"""Every public page comes whole within 35 KB on a cold cache: a phone in a jail's car park pays for each of them."""

import re
from collections.abc import Callable
from operator import methodcaller

import pytest
from flask import Flask
from jinja2 import Environment

from intake.web.tight import Tight
from tests.web.browser import Browser
from tests.web.people import begin, mother, sent, what, where, words

LIMIT = 35 * 1024
LANGUAGES = ("en", "es-419", "ar")
ASSETS = re.compile(r'(?:src|href)="?(/static/[^"# >]+)')


def weight(person: Browser) -> int:
    """Return the bytes of the page and of all that it loads: those come compressed, the page does not (BREACH)."""
    found = set(ASSETS.findall(person.page.get_data(as_text=True)))
    assert len(found) >= 3
    total = len(person.page.data)
    for path in found:
        with person.client.get(path, headers={"Accept-Encoding": "gzip"}) as part:
            assert part.status_code == 200
            total += len(part.data)
    return total


def case(person: Browser) -> Browser:
    """Come back to an open case."""
    code = sent(person)
    return person.press(action="kept").get("/status").press(code=code)


PAGES: dict[str, Callable[[Browser], object]] = {
    **{
        path: methodcaller("get", path)
        for path in ("/", "/about", "/form", "/status", "/nothing", "/complaint/all")
    },
    "page 1": lambda person: person.get("/complaint/1"),
    "page 1 with an error": lambda person: person.get("/complaint/1").press(),
    "page 2": begin,
    "page 3": what,
    "page 3 with a list": where,
    "page 5": lambda person: where(person).press(custody__holder="hold"),
    "page 6": words,
    "review": mother,
    "receipt": sent,
    "case": case,
    "taking back": lambda person: case(person).get("/status/take-back"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_and_all_it_loads_come_within_the_limit(public_site: Flask, name: str, language: str) -> None:
    person = Browser(public_site, language=language)
    PAGES[name](person)
    assert weight(person) < LIMIT


def test_values_keep_their_spaces_and_quotes_while_templates_lose_theirs(person: Browser) -> None:
    text = 'two  spaces, a "quote" and </li> <li>'
    words(person, text)
    person.get("/complaint/5")
    assert person.form("complaint").values["account-account"] == [text]


@pytest.mark.parametrize(
    ("template", "html"),
    [
        ("<p>\n  a\n  <b>b</b> c\n</p>", "<p>a <b>b</b> c</p>"),
        ('<ul class="x">\n<li>1</li>\n</ul>', '<ul class="x"><li>1</ul>'),
        ("{% if 1 %}\n  {% if 1 %}x{% endif %}\n{% endif %}\n", "x"),
        ("<i{% if 1 %} a{% endif %}\n{% if 1 %}b{% endif %}>", "<i a b>"),
        ("{{ 1 }}\n{{ 2 }}", "1 2"),
        ("{{ '<p>  ' }}", "<p>  "),
    ],
)
def test_a_template_loses_what_only_its_writer_sees(template: str, html: str) -> None:
    assert Environment(extensions=[Tight], autoescape=False).from_string(template).render() == html  # noqa: S701 -- no page
