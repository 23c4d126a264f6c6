"""The phone of a real `recourse demo`, in a real Chromium: words, a picture, a code, Arabic, and copies that vanish."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import window
from tests.commands.test_demo import Place

CODE = re.compile(r"\d{4} \d{4} \d{4} \d{4} \d{4}")
pytestmark = pytest.mark.browser


def text(page: Page, words: str, picture: Path | None = None) -> str:
    """Send a text, wait for what comes back, and return it."""
    before = page.locator(".theirs").count()
    page.get_by_label("Your text").fill(words)
    if picture:
        page.get_by_label("Add a picture").set_input_files(picture)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".theirs").nth(before)).to_be_visible()
    return page.locator(".theirs").last.inner_text()


def number_of(menu: str, label: str) -> str:
    """Return the number that stands before a label."""
    return next(line.split()[0] for line in menu.splitlines() if line.endswith(label))


def erased(page: Page) -> int:
    found = re.search(r"Erased so far: (\d+)", page.locator("#copies").inner_text())
    assert found
    return int(found[1])


def test_a_complaint_by_text_with_a_picture_gets_a_code_and_the_carrier_keeps_nothing(
    browser: Browser, tmp_path: Path
) -> None:
    picture = tmp_path / "cell.jpg"
    Image.new("RGB", (640, 480), (90, 60, 30)).save(picture)
    place = Place(tmp_path)
    with place.demo() as demo:
        assert "Ready." in demo.printed, demo.printed
        address = f"http://127.0.0.1:{demo.port + 2}/phone"
        with window(browser, width=360) as page:
            page.goto(address)
            _complain(page, picture)
        with window(browser, language="ar") as page:
            page.goto(f"{address}?phone=2")
            assert "لا، احذفوه" in text(page, "مساعدة")
            assert "خطر" in text(page, "١")
            assert text(page, "٢").count("\n") > 4
            expect(page.locator(".theirs p").last).to_have_css("direction", "rtl")
            expect(page.locator("#copies")).to_contain_text("Nothing.")
    assert "+1202555" not in demo.printed.replace("Phone:", "")


def _complain(page: Page, picture: Path) -> None:
    assert "A more private way: http://127.0.0.1:" in text(page, "help")
    expect(page.locator("#thread")).to_contain_text("Texts are not private")
    expect(page.locator("#copies")).to_contain_text("Nothing.")
    before = erased(page)
    for words in ("1", "2", "3", "1"):
        last = text(page, words)
    assert "Where did it happen?" in last
    text(page, "This is the cell.", picture)
    expect(page.locator(".theirs").last).to_contain_text("We kept 1 picture.")
    expect(page.locator("#copies")).to_contain_text("Nothing.")
    assert erased(page) >= before + 8
    text(page, "2")
    menu = text(page, "9")
    text(page, number_of(menu, "Send what I have said"))
    expect(page.locator("#thread")).to_contain_text(CODE)
    code = CODE.search(page.locator("#thread").inner_text())
    assert code
    expect(page.locator(".theirs").last).to_contain_text("May we text you")
    text(page, "2")
    text(page, code[0])
    expect(page.locator("#thread")).to_contain_text("Next news by")
    expect(page.locator("#copies")).to_contain_text("Nothing.")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
