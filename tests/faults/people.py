"""Who speaks to a site under faults: people at the public site, programs at the API, officers at the desk."""

import re
from collections.abc import Mapping
from html import unescape
from types import MappingProxyType
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.faults.far import NotAnsweredError
from tests.web.api import BODY
from tests.web.browser import Browser, Value
from tests.web.people import code_of

Answer = Value | tuple[bytes, str]
_CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
_FACILITY = "facility-facility"
_ANSWERS: Mapping[str, Mapping[str, Answer]] = {
    "/complaint/1": {"danger__danger": "no"},
    "/complaint/2": {"for_whom__whom": "family", "what__kinds": ["over_48h"]},
    "/complaint/3": {"where__kind": "local_jail", "where__facility_name": "Alder", "where__state": "TX"},
    "/complaint/4": {"custody__holder": "hold"},
}
_JAIL: Mapping[str, Answer] = {"facility__facility": "alder-county-jail"}
_CASE = re.compile(r'href="/desk/case/([0-9a-f-]{36})')
_REVISION = re.compile(r'name="revision" value="(\d+)"')


class RefusedError(Exception):
    """The desk says that somebody else was faster, and that nothing was changed."""


def answered(response: TestResponse) -> TestResponse:
    """Return an answer; raises NotAnsweredError where it says that nothing was stored, or that the server broke off."""
    if response.status_code in {502, 503, 504}:
        raise NotAnsweredError(str(response.status_code))
    return response


class Person(Browser):
    """A person at the public site who tells little: what happened, where, and a few words."""

    def get(self, path: str) -> "Person":
        """Open an address; raises NotAnsweredError."""
        super().get(path)
        answered(self.page)
        return self

    def answer(self, answers: Mapping[str, Answer] = MappingProxyType({}), button: str = "") -> "Person":
        """Send the page's form; raises NotAnsweredError."""
        given: dict[str, Any] = dict(answers)
        super().press(button, **given)
        answered(self.page)
        return self

    def write(self, words: str, paper: bytes = b"") -> "Person":
        """Answer the pages up to the account, and write; a paper goes along where there is one."""
        files: dict[str, Answer] = {"upload__files": (paper, "paper.txt")} if paper else {}
        return self.as_far_as_the_words().answer({"account__account": words, **files}, "send")

    def as_far_as_the_words(self) -> "Person":
        """Answer the pages up to the one that asks for the account."""
        self.get("/complaint/1")
        for _page in range(2 * len(_ANSWERS)):
            if self.path == "/complaint/5":
                break
            asked = _FACILITY in self.form().choices  # which jail it was, once its name is known
            self.answer(_JAIL if asked else _ANSWERS[self.path])
        assert self.path == "/complaint/5", (self.path, self.text)
        return self

    def file(self, words: str, paper: bytes = b"") -> str:
        """Send a complaint and return the code that the receipt shows; to be called again after NotAnsweredError.

        As a person would: look at the review, go on from there if the draft holds the words, else answer anew.
        """
        self.get("/complaint/review")
        if self.path != "/complaint/sent" and words not in self.text:
            self.write(words, paper)
        if self.path == "/complaint/review":
            self.answer()
        assert self.path == "/complaint/sent", (self.path, self.status, self.text)
        return code_of(self)


def file_by_api(client: FlaskClient, words: str, key: str, **headers: str) -> str:
    """Send a complaint under an Idempotency-Key and return its code; raises NotAnsweredError."""
    answer = answered(
        client.post(
            "/api/v1/complaints",
            json={**BODY, "account": words},
            headers={"Idempotency-Key": key, **headers},
        )
    )
    assert answer.status_code == 201, (answer.status_code, answer.get_json())
    receipt: str = answer.get_json()["receipt"]
    return receipt.replace(" ", "")


class Officer:
    """One officer's browser at the desk."""

    def __init__(self, desk: Flask, cookie: str) -> None:
        self.client: FlaskClient = desk.test_client()
        self.client.set_cookie("officer", cookie)

    def look(self, case_id: UUID) -> dict[str, str]:
        """Open a case and return what each of its forms carries; raises NotAnsweredError."""
        page = answered(self.client.get(f"/desk/case/{case_id}"))
        token, revision = _CSRF.search(page.text), _REVISION.search(page.text)
        assert token, page.text
        assert revision, page.text
        return {"csrf_token": unescape(token[1]), "revision": revision[1]}

    def queue(self) -> list[UUID]:
        """Return the cases of the queue's first page, newest first; raises NotAnsweredError."""
        page = answered(self.client.get("/desk/?sort=-received"))
        assert page.status_code == 200, page.text
        return [UUID(found) for found in dict.fromkeys(_CASE.findall(page.text))]

    def act(self, case_id: UUID, name: str, data: dict[str, str]) -> None:
        """Send a form of a case; returns once it is acknowledged. Raises NotAnsweredError and RefusedError."""
        answer = answered(self.client.post(f"/desk/case/{case_id}/{name}", data=data))
        if answer.status_code == 409:
            raise RefusedError(name)
        assert answer.status_code == 303, (name, answer.status_code, answer.text)
