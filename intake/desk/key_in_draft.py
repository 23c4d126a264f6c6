"""A letter or call while it is keyed in: a row that only the officer's browser opens, for two hours after the last page."""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, after_this_request, request, session

from intake.core.complaint import Channel
from intake.desk.access import reader
from intake.desk.blueprint import site
from intake.http import cookie_name, drop_cookie, set_cookie
from intake.interview.answers import DOOR, Answers
from intake.service import visits
from intake.service.files import UNFILED, KeptFile, drop_file, renew_files
from intake.service.filing import Ticket, new_ticket

KIND = "keyin"


@dataclass
class Keyed:
    """What was keyed in so far. Once it is filed only the ticket is left, until the code was given.

    `officer` is the id of whoever began it: nobody else is shown it, whatever their cookie. The cookie is not the
    session's, so that a session that ends while somebody types takes nothing along; and each officer has one of their
    own, so that whoever signs in next in this browser takes nothing along either.
    """

    token: str
    officer: str
    how: Channel
    came_on: date
    language: str
    answers: Answers
    files: list[KeptFile] = field(default_factory=list)
    ticket: Ticket = field(default_factory=new_ticket)
    filed: bool = False

    def comes(self, how: Channel, came_on: date, language: str) -> None:
        """Note how and when it came, and in which language; the dated directory is asked for that day."""
        self.how, self.came_on, self.language = how, came_on, language
        self.answers.put(DOOR, {"today": came_on.isoformat()})

    def save(self) -> None:
        """Write it; it and its files live two hours from now. Raises NotStoredError."""
        visits.save_visit(site(), self.token, _to_document(self), lifetime=UNFILED)
        renew_files(site(), self.files)

    def was_filed(self) -> None:
        """Forget all that was typed: it is filed, and only the code is still to be given. Raises NotStoredError."""
        self.answers, self.files, self.filed = Answers(), [], True
        self.save()

    def remove(self, blob: str) -> None:
        """Take one file away; nothing where it is gone already."""
        for kept in [kept for kept in self.files if kept.blob.hex == blob]:
            drop_file(site(), kept)
            self.files.remove(kept)

    def end(self) -> None:
        """Forget it, its files that were not filed, and the cookie."""
        for kept in self.files:
            drop_file(site(), kept)
        visits.end_visit(site(), self.token)
        _on_the_answer(lambda response: drop_cookie(response, site().settings, _cookie(_tag(self.officer))))


def current() -> Keyed | None:
    """Return what this officer keys in with this browser; None where there is nothing, or it ran out."""
    tag = _tag(reader().id.hex)
    if session.get(KIND) != tag:
        session[KIND] = tag
    return _opened_for(tag)


def in_this_browser() -> Keyed | None:
    """Return what whoever last keyed in here was at, though nobody is signed in: to add to it, never to show it.

    The cookie of the CSRF token names them: it is emptied at each sign-in, so a form that passes is a page of theirs.
    """
    return _opened_for(session.get(KIND, ""))


def begin(how: Channel, came_on: date, language: str) -> Keyed:
    """Start anew and give the browser its cookie; nothing is written until it is saved."""
    fresh = Keyed(visits.new_token(), reader().id.hex, how, came_on, language, Answers())
    fresh.comes(how, came_on, language)
    _on_the_answer(
        lambda response: set_cookie(response, site().settings, _cookie(_tag(fresh.officer)), fresh.token)
    )
    return fresh


def _opened_for(tag: str) -> Keyed | None:
    """Return what the cookie of this officer opens, if it is theirs; None for anybody else's, wherever it came from."""
    token = request.cookies.get(cookie_name(site().settings, _cookie(tag)), "")
    document = visits.load_visit(site(), token) if token else None
    if not document or document.get("kind") != KIND or _tag(document["officer"]) != tag:
        return None
    return _from_document(token, document)


def _tag(officer: str) -> str:
    """Return what stands for an officer's id in a browser, which others may use: 64 hex digits."""
    return hmac.digest(officer.encode(), b"recourse/key-in/officer", hashlib.sha256).hex()


def _cookie(tag: str) -> str:
    return f"{KIND}-{tag[:12]}"


def _on_the_answer(work: Any) -> None:
    @after_this_request
    def _do(response: Response) -> Response:
        work(response)
        return response


def _to_document(keyed: Keyed) -> dict[str, Any]:
    return {
        "kind": KIND,
        "officer": keyed.officer,
        "how": keyed.how.value,
        "came_on": keyed.came_on.isoformat(),
        "language": keyed.language,
        "answers": keyed.answers.to_document(),
        "files": [kept.to_document() for kept in keyed.files],
        "ticket": [keyed.ticket.case_id.hex, keyed.ticket.code],
        "filed": keyed.filed,
    }


def _from_document(token: str, document: dict[str, Any]) -> Keyed:
    case_id, code = document["ticket"]
    return Keyed(
        token=token,
        officer=document["officer"],
        how=Channel(document["how"]),
        came_on=date.fromisoformat(document["came_on"]),
        language=document["language"],
        answers=Answers.from_document(document["answers"]),
        files=[KeptFile.from_document(kept) for kept in document["files"]],
        ticket=Ticket(UUID(case_id), code),
        filed=document["filed"],
    )
