"""Every page, in every state, for people who do not see, do not point, or do not read English (WCAG 2.2 AA)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import window
from tests.browser.walking import (
    Told,
    come_back,
    file_complaint,
    forward,
    keep_code,
    open_case_of,
    press,
    sign_in,
)
from tests.serving import Live

AXE = Axe()
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
Check = Callable[[str], None]


@contextmanager
def checked(page: Page) -> Iterator[Check]:
    """Give a function that examines the page as it stands; what it found is told at the end, all of it."""
    found: list[str] = []

    def check(name: str) -> None:
        for one in AXE.run(page, options=RULES).response["violations"]:
            places = [node["target"] for node in one["nodes"]][:3]
            found.append(f"{name}: {one['id']}: {one['help']}: {places}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            found.append(f"{name}: {wide} px wider than the window")

    yield check
    assert not found, "\n".join(found)


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_public_pages_have_no_fault(live: Live, browser: Browser, language: str, width: int) -> None:
    with window(browser, language=language, width=width) as page, checked(page) as check:
        for path in ("/", "/about", "/form", "/status", "/no-such-page", "/complaint/all"):
            page.goto(f"{live.public}{path}?lang={language}")
            check(path)
        page.goto(f"{live.public}/status?lang={language}")
        forward(page)
        check("/status without a code")
        page.fill("input[name=code]", "1234")
        forward(page)
        check("/status with no code's digits")


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_questions_have_no_fault_with_errors_shown_too(
    live: Live, browser: Browser, language: str
) -> None:
    answers: list[dict[str, str]] = [
        {"danger-danger": "yes"},
        {"for_whom-whom": "family", "what-kinds": "over_48h"},
        {"where-kind": "local_jail"},
        {"custody-holder": "hold"},
    ]
    with window(browser, language=language, width=360) as page, checked(page) as check:
        page.goto(f"{live.public}/complaint/1?lang={language}")
        for number, given in enumerate(answers, 1):
            check(f"page {number}")
            forward(page)
            check(f"page {number} with errors")
            for name, value in given.items():
                page.check(f"input[name={name}][value={value}]")
            at = page.url
            forward(page)
            if page.url == at:
                check(f"page {number} with what its answers opened")
                if page.locator("input[name=call_jail-call]").count():
                    page.locator("input[name=call_jail-call]").last.check()
                forward(page)
        check("own words")


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ar"])
def test_review_receipt_and_case_have_no_fault(live: Live, browser: Browser, language: str) -> None:
    told = Told(account=f"Seen by axe in {language}.")
    with window(browser, language=language) as page, checked(page) as check:
        code = file_complaint(page, live, told, language)
        check("the receipt")
        keep_code(page)
        check("after the receipt")
        come_back(page, live, code, language)
        check("the case")
        page.set_viewport_size({"width": 360, "height": 740})
        check("the case on a phone")
        page.locator("details:has(a[href*='take-back']) summary").click()
        press(page, page.locator("main a[href*='take-back']"))
        check("taking back")


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "es-419"])
def test_the_desk_has_no_fault(live: Live, browser: Browser, language: str) -> None:
    told = Told(account=f"Read at the desk in {language}.")
    with window(browser) as page:
        file_complaint(page, live, told)
    with window(browser, language=language) as page, checked(page) as check:
        page.goto(f"{live.desk}/desk/")
        check("sign in")
        press(page, page.locator("main button[type=submit]").first)
        check("sign in with errors")
        sign_in(page, live, "carmen.crcl")
        check("queue")
        open_case_of(page, live, told.account)
        for summary in page.locator("main summary").all():
            summary.click()
        check("case, all of it open")
        press(page, page.locator("form[action*=note] button[type=submit]"))
        check("case with an empty note refused")
        for path in ("/desk/people", "/desk/account", "/desk/case/no-such-case"):
            page.goto(f"{live.desk}{path}")
            check(path)


@pytest.mark.browser
@pytest.mark.parametrize(("name", "path"), [("ada.admin", "accounts"), ("otto.auditor", "audit")])
def test_the_pages_of_the_other_roles_have_no_fault(
    live: Live, browser: Browser, name: str, path: str
) -> None:
    with window(browser) as page, checked(page) as check:
        page.goto(f"{live.desk}/desk/")
        page.fill("input[name=name]", name)
        page.fill("input[name=passphrase]", live.passphrase(name))
        page.fill("input[name=totp]", live.totp(name))
        press(page, page.locator("main button[type=submit]").first)
        page.goto(f"{live.desk}/desk/{path}")
        check(path)


@pytest.mark.browser
def test_a_complaint_can_be_made_with_the_keyboard_alone(live: Live, browser: Browser) -> None:
    with window(browser) as page:
        page.goto(f"{live.public}/complaint/1?lang=en")
        _press(page, "input[name=danger-danger]", "ArrowDown")
        _press(page, ".rc-actions button:not([name])", "Enter")
        page.wait_for_url("**/complaint/2*")
        _press(page, "input[value=force]", "Space")
        _press(page, ".rc-actions button:not([name])", "Enter")
        page.wait_for_url("**/complaint/3*")
        _press(page, "input[name=where-kind]", "ArrowUp")
        _press(page, "button[name=send]", "Enter")
        page.wait_for_url("**/complaint/review*")
        _press(page, ".rc-actions button:not([name])", "Enter")
        page.wait_for_url("**/complaint/sent*")
        assert page.locator("bdi.rc-code").inner_text()


def _press(page: Page, selector: str, key: str) -> None:
    """Move on with Tab until the wanted control has the focus, then press a key; the focus must be seen."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            outline = page.evaluate(
                "() => { const e = document.activeElement, s = getComputedStyle(e),"
                " l = getComputedStyle(e.closest('label, li, div') || e);"
                " return [s.outlineStyle, s.boxShadow, l.outlineStyle, l.boxShadow].join(' ') }"
            )
            assert outline != "none none none none", f"{selector}: the focus is not seen"
            page.keyboard.press(key)
            return
    raise AssertionError(f"{selector} cannot be reached with Tab")
