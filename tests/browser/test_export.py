"""In a real browser: an officer writes a letter, takes a redacted PDF out, and leaves nothing readable on a disk."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import window
from tests.browser.test_accessibility import checked
from tests.browser.walking import Told, file_complaint, open_case_of, press, sign_in
from tests.canaries import search
from tests.export.pdfs import holds, words_of
from tests.serving import Live

SECRET = "Zirkonia Quetzal"
TOLD = Told(account=f"My son is still held. The nurse {SECRET} said so.")


def before_the_case(page: Page, live: Live) -> str:
    """File a complaint, sign in, and stand on its case; returns its address."""
    file_complaint(page, live, TOLD)
    page.context.clear_cookies()
    sign_in(page, live, "carmen.crcl")
    return open_case_of(page, live, TOLD.account)


def saved(page: Page, button: str) -> bytes:
    """Press a button that gives a file, and return what it holds."""
    with page.expect_download() as download:
        page.click(f"button[value={button}]")
    return Path(download.value.path()).read_bytes()


@pytest.mark.browser
def test_an_officer_writes_a_letter_and_takes_a_redacted_file_out(live: Live, browser: Browser) -> None:
    with window(browser) as page, checked(page) as check:
        case = before_the_case(page, live)
        page.select_option("select[name=letter]", "arrived")
        press(page, page.get_by_role("button", name="Write this letter"))
        check("letter")
        press(page, page.get_by_role("button", name="Look at it first"))
        check("letter with an empty blank refused")
        page.fill("input[name=letter-day]", "2030-06-03")
        press(page, page.get_by_role("button", name="Look at it first"))
        check("letter beside its English")
        press(page, page.get_by_role("button", name="Send"))
        assert "An officer will read it by June 3, 2030." in page.locator("main").inner_text()
        press(page, page.locator("main a[href$='/export']"))
        check("export")
        page.fill("textarea[name=export-words]", SECRET)
        press(page, page.get_by_role("button", name="Look at it first"))
        page.set_viewport_size({"width": 360, "height": 740})
        check("export looked at on a phone")
        content = saved(page, "pdf")
        assert "My son is still held." in words_of(content)
        for gone in (SECRET, TOLD.name, TOLD.contact):
            assert not holds(content, gone)
        assert saved(page, "json").startswith(b"{"), "the page stays, and so do its buttons"
        assert saved(page, "zip").startswith(b"PK")
        assert page.url.endswith("/export")
        page.goto(case)
        looks = page.locator("main").text_content() or ""
        assert "took a file of the case out of the desk" in looks
    assert search([SECRET, TOLD.name], [live.temporary, live.data]) == []
