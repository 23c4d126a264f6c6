"""A case opened with its code: kept under a cookie of its own, so that the code is typed once, for fifteen minutes."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import g

from intake.core.errors import NoSuchCaseError
from intake.service import by_code, visits
from intake.service.by_code import Opened
from intake.web import cookies
from intake.web.here import the_site

COOKIE = "case"
LIFETIME = timedelta(minutes=15)
MINUTES = int(LIFETIME.total_seconds()) // 60


@dataclass
class OpenCase:
    """What the cookie opens. `new_code` is the code that was changed to, shown until kept.

    `done` names a sentence to show once on the next page.
    """

    token: str
    opened: Opened
    language: str
    new_code: str = ""
    done: str = ""

    def save(self) -> None:
        """Write it; it lives fifteen minutes from now. Raises NotStoredError."""
        document: dict[str, Any] = {
            "kind": COOKIE,
            "opened": self.opened.to_document(),
            "language": self.language,
            "new_code": self.new_code,
            "done": self.done,
        }
        visits.save_visit(the_site(), self.token, document, lifetime=LIFETIME)

    def change_code(self) -> None:
        """Change the code. Which one follows from the visit, so that no click and no broken line loses it."""
        code = by_code.next_code(self.opened, self.token)
        self.opened, self.new_code = by_code.change_code(the_site(), self.opened, code), code
        self.save()

    def catch_up(self) -> bool:
        """Tell whether this visit itself changed the code, and only could not note it; now it is noted."""
        code = by_code.next_code(self.opened, self.token)
        try:
            self.opened = by_code.changed_to(the_site(), self.opened, code)
        except NoSuchCaseError:
            return False
        self.new_code = code
        self.save()
        return True

    def end(self) -> None:
        """Forget it, and take the cookie."""
        visits.end_visit(the_site(), self.token)
        cookies.take(COOKIE)
        g.open_case, g.carried = None, self.language


def current() -> OpenCase | None:
    """Return the case that this browser's cookie opens; None where there is none or its time is over."""
    if "open_case" not in g:
        token = cookies.token_of(COOKIE)
        document = visits.load_visit(the_site(), token) if token else None
        # A draft's token in this cookie opens no case.
        fits = document is not None and document.get("kind") == COOKIE
        g.open_case = _from_document(token, document) if document and fits else None
    found: OpenCase | None = g.open_case
    return found


def begin(opened: Opened, language: str) -> OpenCase:
    """Keep a case open for this browser."""
    case = OpenCase(visits.new_token(), opened, language)
    case.save()
    cookies.give(COOKIE, case.token)
    g.open_case = case
    return case


def ran_out() -> bool:
    """Tell whether the browser had a case open that is closed now."""
    return bool(cookies.token_of(COOKIE)) and current() is None


def _from_document(token: str, document: dict[str, Any]) -> OpenCase:
    return OpenCase(
        token=token,
        opened=Opened.from_document(document["opened"]),
        language=document["language"],
        new_code=document["new_code"],
        done=document["done"],
    )
