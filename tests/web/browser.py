"""A small browser for tests: it reads the forms that a page holds and posts what a person would, cookies and all."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

Value = str | list[str]


@dataclass
class PageForm:
    """One form as it stands in a page: where it goes, and what it would send untouched."""

    action: str
    method: str
    enctype: str = "application/x-www-form-urlencoded"
    values: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects forms, links and the visible text of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[PageForm] = []
        self.links: list[str] = []
        self.texts: list[str] = []
        self.form: PageForm | None = None
        self.area = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "form":
            self.form = PageForm(given.get("action", ""), given.get("method", "get"))
            self.form.enctype = given.get("enctype", self.form.enctype)
            self.forms.append(self.form)
        elif self.form is not None:
            self._control(self.form, tag, name, given)

    def _control(self, form: PageForm, tag: str, name: str, given: dict[str, str]) -> None:
        if tag == "textarea":
            self.area = name
            form.values[name] = [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select:
            form.choices.setdefault(self.select, []).append(given.get("value", ""))
            if "selected" in given:
                form.values[self.select] = [given.get("value", "")]
        elif tag == "button":
            form.buttons.append((name, given.get("value", "")))
        elif tag == "input" and name:
            self._input(form, name, given)

    def _input(self, form: PageForm, name: str, given: dict[str, str]) -> None:
        kind, value = given.get("type", "text"), given.get("value", "")
        if kind in {"radio", "checkbox"}:
            form.choices.setdefault(name, []).append(value)
            if "checked" in given:
                form.values.setdefault(name, []).append(value)
        elif kind != "file":
            form.values.setdefault(name, []).append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "textarea":
            self.area = ""
        elif tag == "select":
            self.select = ""

    def handle_data(self, data: str) -> None:
        if self.area and self.form:
            # The first line break after <textarea> is not part of its value (HTML, 13.2.6.4.7).
            self.form.values[self.area] = [self.form.values[self.area][0] + data.removeprefix("\r\n")]
        self.texts.append(data)


class Browser:
    """One person's browser; `page` is the last answer, redirects followed."""

    def __init__(self, app: Flask, language: str = "en", address: str = "198.51.100.7") -> None:
        self.client = app.test_client()
        self.headers = {"Accept-Language": language}
        self.environ = {"REMOTE_ADDR": address}
        self.page: TestResponse
        self.code = ""  # what the person wrote on a slip

    def get(self, path: str) -> "Browser":
        """Open an address."""
        self.page = self.client.get(
            path, headers=self.headers, environ_overrides=self.environ, follow_redirects=True
        )
        return self

    def press(self, button: str = "", action: str = "", **changes: Value | tuple[bytes, str]) -> "Browser":
        """Send a form: `button` by name (or "name=value"), the form by a part of its action; names with __ for -."""
        form = self.form(action)
        name, _, value = button.partition("=")
        data: dict[str, Any] = {key: list(values) for key, values in form.values.items()}
        for key, change in changes.items():
            data[key.replace("__", "-")] = (
                (BytesIO(change[0]), change[1]) if isinstance(change, tuple) else change
            )
        if name:
            data[name] = value or "1"
        self.page = self.client.post(
            form.action or self.page.request.path,
            data=data,
            headers=self.headers,
            environ_overrides=self.environ,
            content_type=form.enctype,
            follow_redirects=True,
        )
        return self

    def form(self, action: str = "") -> PageForm:
        """Return the first form of the page whose action holds a text."""
        return next(form for form in self._read().forms if action in form.action)

    @property
    def path(self) -> str:
        """Where the person is."""
        return self.page.request.path

    @property
    def status(self) -> int:
        """The status of the page."""
        return self.page.status_code

    @property
    def text(self) -> str:
        """The page's text with single spaces."""
        return " ".join(" ".join(self._read().texts).split())

    @property
    def links(self) -> list[str]:
        """The addresses that the page links to."""
        return self._read().links

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies that the browser holds."""
        return {cookie.key: cookie.value for cookie in self._jar()}

    def _jar(self) -> Iterator[Any]:
        yield from (self.client._cookies or {}).values()

    def _read(self) -> _Reader:
        reader = _Reader()
        reader.feed(self.page.get_data(as_text=True))
        return reader
