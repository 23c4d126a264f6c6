"""The walks that several tests take: a mother files, comes back with her code; an officer signs in and works the case."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.serving import Live


@dataclass(frozen=True)
class Told:
    """What the person on this walk types."""

    account: str = "My son could leave ten days ago. The jail still holds him."
    name: str = "Ana Nobody"
    contact: str = "ana@example.org"
    place: str = "Alder County Jail"
    who: str = "A tall one, badge 00"
    file: Path | None = None


def press(page: Page, button: Locator) -> None:
    """Press what leads to another page, and stand on that page: whatever is read next is read there."""
    with page.expect_navigation():
        button.click()


def forward(page: Page) -> None:
    """Press the page's main button."""
    press(page, page.locator(".rc-actions button.usa-button:not([name])").first)


def file_complaint(page: Page, live: Live, told: Told, language: str = "en") -> str:
    """Walk the whole interview as a mother whose son is held past the day; returns the receipt code."""
    page.goto(f"{live.public}/?lang={language}")
    press(page, page.locator("main a[href*='/complaint/']").first)
    page.check("input[name=danger-danger][value=no]")
    forward(page)
    page.check("input[name=for_whom-whom][value=family]")
    page.check("input[name=what-kinds][value=over_48h]")
    forward(page)
    page.check("input[name=where-kind][value=local_jail]")
    page.fill("input[name=where-facility_name]", told.place)
    page.check("input[name=when-how][value=ongoing]")
    forward(page)
    if page.locator("input[name=facility-facility]").count():
        page.locator("input[name=facility-facility]").first.check()
        forward(page)
    page.check("input[name=custody-holder][value=hold]")
    if page.locator("input[name=who-actors]").count():
        page.check("input[name=who-actors][value=jail_staff]")
        page.fill("[name=who-names]", told.who)
    forward(page)
    page.fill("textarea[name=account-account]", told.account)
    if told.file:
        page.set_input_files("input[type=file]", told.file)
    forward(page)
    page.check("input[name=papers-paper][value=got]")
    page.check("input[name=held-could_leave][value=yes]")
    page.select_option("select[name=held-day-month]", "1")
    page.fill("input[name=held-day-day]", "5")
    page.fill("input[name=held-day-year]", "2026")
    page.check("input[name=still_held-still][value=yes]")
    forward(page)
    _give_name(page, told)
    forward(page)
    return "".join(page.locator("bdi.rc-code").inner_text().split())


def _give_name(page: Page, told: Told) -> None:
    """Consent to crcl alone, and give a name and a way to be reached."""
    page.check("input[name=identity-consent][value=choose]")
    forward(page)
    page.check("input[name=identity_desks-desks][value=crcl]")
    page.fill("input[name=name-name]", told.name)
    page.check("input[name=contact-way][value=email]")
    page.fill("input[name=contact-address]", told.contact)
    forward(page)


def keep_code(page: Page) -> None:
    """Say that the code is kept, which ends the visit."""
    forward(page)


def come_back(page: Page, live: Live, code: str, language: str = "en") -> None:
    """Open the case with its code."""
    page.goto(f"{live.public}/status?lang={language}")
    page.fill("input[name=code]", code)
    forward(page)


def sign_in(page: Page, live: Live, name: str) -> None:
    """Sign an officer in and stand before the queue."""
    page.goto(f"{live.desk}/desk/")
    page.fill("input[name=name]", name)
    page.fill("input[name=passphrase]", live.passphrase(name))
    page.fill("input[name=totp]", live.totp(name))
    press(page, page.locator("main button[type=submit]").first)
    page.wait_for_url("**/desk/")


def open_case_of(page: Page, live: Live, account: str) -> str:
    """Open the case whose account says this, newest first; returns its address."""
    page.goto(f"{live.desk}/desk/?sort=-received")
    addresses = [
        link.get_attribute("href") for link in page.locator("main table tbody a[href*='/case/']").all()
    ]
    for address in addresses:
        page.goto(f"{live.desk}{address}")
        if account in page.locator("main").inner_text():
            return page.url
    raise AssertionError(f"no case of {len(addresses)} says this")
