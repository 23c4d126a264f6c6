"""An officer keys a letter in: every page of it without a fault for people who do not see or point, in real Chromium."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import window
from tests.browser.test_accessibility import checked
from tests.browser.walking import press, sign_in
from tests.serving import Live


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "es-419"])
def test_a_letter_is_keyed_in_and_its_code_given_back(live: Live, browser: Browser, language: str) -> None:
    with window(browser, language=language) as page, checked(page) as check:
        sign_in(page, live, "carmen.crcl")
        page.goto(f"{live.desk}/desk/disposal")
        check("what may be disposed of")
        page.goto(f"{live.desk}/desk/key-in")
        check("how it came")
        _submit(page, "key-in")
        check("how it came, with errors")
        page.check("input[name=came-how][value=paper]")
        page.fill("input[name=came-came_on]", "2026-05-01")
        page.select_option("select[name=came-language]", "ar")
        _submit(page, "key-in")
        check("the questions")
        _submit(page, "answers")
        check("the questions, with errors")
        for name, value in {
            "danger-danger": "no",
            "where-kind": "private_ice",
            "what-kinds": "conditions",
        }.items():
            page.check(f"input[name={name}][value={value}]")
        page.check("input[name=who-actors][value=ice]")
        page.fill("textarea[name=account-account]", "They kept my brother.")
        page.check("input[name=identity-consent][value=anonymous]")
        _submit(page, "answers")
        if page.locator("form[action$='review']").count() == 0:
            _submit(page, "answers")  # what an answer opened was asked first
        check("where it goes")
        _submit(page, "review")
        check("the code")
        code = "".join(page.locator(".rd-slip__code").first.inner_text().split())
        assert len(code) == 20
        _submit(page, "given")
        assert code not in "".join(page.content().split())


def _submit(page: Page, action: str) -> None:
    """Press the last button of a form: the one that goes on."""
    press(page, page.locator(f"form[action$='{action}'] button[type=submit]:not([name])").last)
