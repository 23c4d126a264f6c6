"""A case opened with its code: kept under a cookie of its own, so that the code is typed once, for fifteen minutes."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import g

from intake.service import visits
from intake.service.by_code import Opened
from intake.web import cookies
from intake.web.here import the_site

COOKIE = "case"
LIFETIME = timedelta(minutes=15)
MINUTES = int(LIFETIME.total_seconds()) // 60


@dataclass
class OpenCase:
    """What the cookie opens. `new_code` is a code being changed to, shown once it is `changed` and until kept.

    `done` names a sentence to show once on the next page.
    """

    token: str
    opened: Opened
    language: str
    new_code: str = ""
    changed: bool = False
    done: str = ""

    def save(self) -> None:
        """Write it; it lives fifteen minutes from now. Raises NotStoredError."""
        document: dict[str, Any] = {
            "opened": self.opened.to_document(),
            "language": self.language,
            "new_code": self.new_code,
            "changed": self.changed,
            "done": self.done,
        }
        visits.save_visit(the_site(), self.token, document, lifetime=LIFETIME)

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
        g.open_case = _from_document(token, document) if document else None
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
        changed=document["changed"],
        done=document["done"],
    )
