"""The purpose of the product, walked in a real browser: file, keep the code, come back; an officer reads and answers."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import window
from tests.browser.walking import Told, come_back, file_complaint, keep_code, open_case_of, press, sign_in
from tests.serving import Live

OFFICE_SAYS = {
    "en": "We asked the jail today. Please tell us if he comes home.",
    "es-419": "Hoy preguntamos en la cárcel. Avísenos si él vuelve a casa.",
    "ar": "سألنا السجن اليوم. أخبرونا إذا عاد إلى البيت.",
}


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "es-419", "ar"])
@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_a_complaint_goes_its_whole_way(live: Live, browser: Browser, language: str, scripts: bool) -> None:
    told = Told(account=f"He could leave ten days ago and is still held ({language}, {scripts}).")
    with window(browser, scripts=scripts, language=language) as page:
        code = file_complaint(page, live, told, language)
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        keep_code(page)
        assert code not in "".join(page.content().split())

    with window(browser, scripts=scripts) as desk:
        sign_in(desk, live, "carmen.crcl")
        open_case_of(desk, live, told.account)
        shown = desk.locator("main").inner_text()
        assert told.name in shown
        assert code not in "".join(shown.split())
        desk.fill("textarea[name=reply-text]", OFFICE_SAYS[language])
        press(desk, desk.locator("form[action*=reply] button[type=submit]"))
        assert OFFICE_SAYS[language] in desk.locator("main").inner_text()
        desk.locator("summary", has_text="Begin screening").click()
        press(desk, desk.locator("form[action*=move] button[type=submit]").first)
        assert "Screening" in desk.locator("main").inner_text()
        desk.locator("summary", has_text="Send to another desk").click()
        desk.fill("textarea[name=refer-reason]", "Please look at the jail's policy.")
        press(desk, desk.locator("form[action*=refer] button[type=submit]"))
        assert "Triage" in desk.locator("main").inner_text()

    with window(browser, scripts=scripts) as desk:
        sign_in(desk, live, "tala.triage")
        open_case_of(desk, live, told.account)
        assert told.name not in desk.locator("main").inner_text(), "a referral carried the name along"

    with window(browser, scripts=scripts, language=language) as page:
        come_back(page, live, code, language)
        shown = page.locator("main").inner_text()
        assert OFFICE_SAYS[language] in shown
        assert told.account not in shown
        assert told.name not in shown
