"""How tests key a letter in: what it says, the pages on the way, and the case that comes of it."""

import re
from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image
from werkzeug.test import TestResponse

from intake.service.documents import CaseDetail
from intake.store.models import Case
from tests.desk.conftest import DeskRoom, Window
from tests.service.made_up import detail

CARMEN, DMITRI, TALA = "carmen.crcl", "dmitri.doj", "tala.triage"


CAME = {"came-how": "paper", "came-came_on": "2026-05-01", "came-language": "ar"}


WORDS = "They kept my brother. كناري"


SAID = {
    "asked": ["before", "danger", "for_whom", "what", "where", "when", "who", "account", "files", "identity"],
    "danger-danger": "no",
    "what-kinds": ["conditions"],
    "where-kind": "private_ice",
    "who-actors": ["ice"],
    "account-account": WORDS,
    "identity-consent": "anonymous",
}


CODE = re.compile(r'rd-slip__code" dir="ltr">([\d ]{24})<')


ANSWERS, REVIEW, GIVE = "/desk/key-in/answers", "/desk/key-in/review", "/desk/key-in/code"


def asked_on(page: str) -> list[str]:
    """Return the steps that a page says it shows."""
    return re.findall(r'name="asked"\s+value="(\w+)"', page)


def begun(room: DeskRoom, name: str = CARMEN, **came: str) -> Window:
    """Sign in and say how it came."""
    window = room.window(name)
    answer = window.post("/desk/key-in", {**CAME, **came})
    assert answer.location == ANSWERS, answer.text
    return window


def say(window: Window, **said: Any) -> TestResponse:
    """Send the page with all questions; names with __ for -."""
    changed = {name.replace("__", "-"): value for name, value in said.items()}
    return window.post(ANSWERS, {**CAME, **SAID, **changed})


def answered(window: Window, **said: Any) -> Window:
    """Answer until nothing is left to ask, as a person would: what an answer opens is asked next."""
    say(window, **said)
    answer = say(window, asked=asked_on(window.get(ANSWERS).text), **said)
    assert answer.location == REVIEW, answer.text
    return window


def cookies(window: Window) -> set[tuple[str, str]]:
    """Return name and value of each cookie that opens something keyed in."""
    held = window.client._cookies or {}  # the public way gives a cookie only to who knows its name
    return {(one.key, one.value) for one in held.values() if one.key.startswith("keyin")}


def forget(window: Window) -> None:
    """Delete those cookies."""
    for name, _token in cookies(window):
        window.client.delete_cookie(name)


def change_to(room: DeskRoom, window: Window, name: str) -> None:
    """Let somebody sign in in a browser that another officer used: the CSRF token of before goes."""
    session = room.window(name).client.get_cookie("officer")
    assert session
    window.client.set_cookie("officer", session.value)
    window.client.delete_cookie("desk")


def filed(room: DeskRoom, name: str = CARMEN, **said: Any) -> tuple[Window, str]:
    """File a letter, and return the window on its code, and the code."""
    window = answered(begun(room, name), **said)
    assert window.post(REVIEW).location == GIVE
    found = CODE.search(window.get(GIVE).text)
    assert found
    return window, found[1]


def case_of(room: DeskRoom) -> tuple[UUID, CaseDetail]:
    """Return the one case there is."""
    with room.site.reading() as session:
        [case] = session.query(Case).all()
    return case.id, detail(room.world, case.id)


def picture() -> tuple[BytesIO, str]:
    """Return a small scan."""
    made = BytesIO()
    Image.new("RGB", (8, 8), "white").save(made, "PNG")
    return BytesIO(made.getvalue()), "letter.png"
