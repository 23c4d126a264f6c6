"""Ways that tests walk: a mother whose son is held past his day, and a witness who says little."""

from tests.web.browser import Browser

WORDS = "They still hold my son. He should be home since Thursday."


def begin(person: Browser, **answers: str) -> Browser:
    """Answer the first page and come to the second."""
    person.get("/complaint/1").press(**{"danger__danger": "no", **answers})
    assert person.path == "/complaint/2", person.text
    return person


def what(person: Browser, *kinds: str, whom: str = "family") -> Browser:
    """Say what happened."""
    return begin(person).press(for_whom__whom=whom, what__kinds=list(kinds or ("over_48h",)))


def where(person: Browser, **answers: str) -> Browser:
    """Say where and when, and choose the jail from the list."""
    what(person).press(where__kind="local_jail", where__facility_name="Alder", where__state="TX", **answers)
    assert person.path == "/complaint/3"
    return person.press(facility__facility="alder-county-jail")


def words(person: Browser, text: str = WORDS) -> Browser:
    """Come as far as the words of one's own, and write them."""
    where(person).press(custody__holder="hold")
    assert person.path == "/complaint/5"
    return person.press(account__account=text)


def mother(person: Browser, *, consent: str = "all", **answers: str) -> Browser:
    """Answer all that is asked, and come to the review."""
    words(person).press(
        papers__paper="told",
        held__could_leave="yes",
        **{"held__day-year": "2026", "held__day-month": "4", "held__day-day": "28"},
        still_held__still="yes",
    )
    person.press(identity__consent=consent)
    if consent == "all":
        person.press(name__name="Maria Example", contact__way="phone", contact__address="555 0100", **answers)
    return person


def sent(person: Browser, **answers: str) -> str:
    """Send the mother's complaint, and return the code as the page shows it."""
    mother(person, **answers).press()
    assert person.path == "/complaint/sent", person.text
    return code_of(person)


def code_of(person: Browser) -> str:
    """Return the code that stands on the page."""
    shown = person.page.get_data(as_text=True).partition('class="rc-code"')[2].partition("</bdi>")[0]
    digits = "".join(part.partition("</span>")[0] for part in shown.split("<span>")[1:])
    assert len(digits) == 20
    return digits
