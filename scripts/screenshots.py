"""`make screenshots`: take the README's pictures from a running demo, in a real Chromium."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from config.settings import PROJECT
from tests.browser.conftest import window
from tests.browser.walking import Told, come_back, file_complaint, open_case_of, sign_in
from tests.conftest import CHROMIUM
from tests.serving import Live, SignIn

IMAGES = PROJECT / "docs" / "images"
PORT = 8460


def main() -> None:
    """Walk the product and keep what it looks like."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with _demo() as live, sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        _public(browser, live)
        _phone(browser, live)
        _texts(browser)
        _desk(browser, live)
        browser.close()


def _public(browser: Browser, live: Live) -> None:
    with window(browser, height=820) as page:
        page.goto(f"{live.public}/?lang=en")
        _keep(page, "web-start")
        page.goto(f"{live.public}/complaint/1?lang=en")
        page.check("input[name=danger-danger][value=no]")
        page.locator(".rc-actions button:not([name])").first.click()
        _keep(page, "web-what")
        code = file_complaint(page, live, Told(), "en")
        _keep(page, "web-receipt")
    with window(browser, height=1100) as page:
        come_back(page, live, code)
        _keep(page, "web-status")


def _phone(browser: Browser, live: Live) -> None:
    with window(browser, language="ar", width=390, height=800) as page:
        page.goto(f"{live.public}/complaint/1?lang=ar")
        _keep(page, "web-arabic-phone")
    with window(browser, language="es-419", width=390, height=800) as page:
        page.goto(f"{live.public}/?lang=es-419")
        _keep(page, "web-spanish-phone")


def _texts(browser: Browser) -> None:
    with window(browser, width=1100, height=960) as page:
        page.goto(f"http://127.0.0.1:{PORT + 2}/phone")
        for words in ("hola", "1", "2"):
            before = page.locator(".theirs").count()
            page.get_by_label("Your text").fill(words)
            page.get_by_role("button", name="Send").click()
            page.locator(".theirs").nth(before).wait_for()
        _keep(page, "sms-phone")


def _desk(browser: Browser, live: Live) -> None:
    with window(browser, height=900) as page:
        sign_in(page, live, "carmen.crcl")
        _keep(page, "desk-queue")
        open_case_of(page, live, Told().account)
        _keep(page, "desk-case")


def _keep(page: Page, name: str) -> None:
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as picture:
        picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(path, optimize=True)


@contextmanager
def _demo() -> Iterator[Live]:
    """Run `recourse demo` in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.txt"
        command = [sys.executable, "-m", "intake.cli", "demo", "--port", str(PORT)]
        env = {**os.environ, "RECOURSE_DATA": folder}
        with log.open("wb") as output:
            process = subprocess.Popen(command, env=env, cwd=PROJECT, stdout=output, stderr=subprocess.STDOUT)
            while "Ready." not in log.read_text():
                if process.poll() is not None:
                    sys.exit(log.read_text())
                time.sleep(0.2)
            yield _live(Path(folder), log)
            process.terminate()
            process.wait()


def _live(folder: Path, log: Path) -> Live:
    rows = json.loads((folder / "demo" / "demo-people.json").read_text(encoding="utf-8"))
    people = {row["name"]: SignIn(row["passphrase"], row["totp"]) for row in rows}
    return Live(f"http://127.0.0.1:{PORT}", f"http://127.0.0.1:{PORT + 1}", folder, folder, log, people)


if __name__ == "__main__":
    main()
