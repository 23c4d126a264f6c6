"""The purpose of the product, walked in a real browser: file, keep the code, come back; an officer reads and answers."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Live, window
from tests.browser.walking import Told, come_back, file_complaint, keep_code, open_first_case, sign_in

OFFICE_SAYS = "We asked the jail today. Please tell us if he comes home."


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "es-419", "ar"])
@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_a_complaint_goes_its_whole_way(live: Live, browser: Browser, language: str, scripts: bool) -> None:
    told = Told()
    with window(browser, scripts=scripts, language=language) as page:
        code = file_complaint(page, live, told, language)
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        keep_code(page)
        assert code not in page.content()

    with window(browser, scripts=scripts) as desk:
        sign_in(desk, live, "carmen.crcl")
        open_first_case(desk)
        shown = desk.locator("main").inner_text()
        assert told.account in shown
        assert told.name in shown
        assert code not in shown.replace(" ", "")
        desk.fill("textarea[name=reply-text]", OFFICE_SAYS)
        desk.locator("form[action*=reply] button[type=submit]").click()
        assert OFFICE_SAYS in desk.locator("main").inner_text()

    with window(browser, scripts=scripts, language=language) as page:
        come_back(page, live, code, language)
        assert OFFICE_SAYS in page.locator("main").inner_text()
        assert told.account not in page.locator("main").inner_text()
        assert told.name not in page.locator("main").inner_text()
