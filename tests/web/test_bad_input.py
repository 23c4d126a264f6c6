"""Whatever a browser, or what poses as one, sends to any public form: no mistake of ours, and no words lost."""

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote_from_bytes

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from intake.service.files import read_file
from intake.service.review import open_case
from tests.conftest import World
from tests.service.test_files import PDF, bomb, picture
from tests.web.browser import Browser, PageForm
from tests.web.inside import cases
from tests.web.people import WORDS, mother, sent, where
from tests.web.test_api import multipart

PAGES = [f"/complaint/{number}" for number in (1, 2, 3, 4, 5, 6, 10)] + [
    "/complaint/all",
    "/complaint/review",
]
HOSTILE = [
    *(
        "\0",
        "a\0b",
        "\u202eevil\u2066",
        "\ufeff",
        "\u200f",
        "\r\n\r\n",
        "%",
        "%zz",
        "&",
        "=",
        ";",
        "[]",
        "{}",
        "null",
    ),
    *("-1", "0", "NaN", "99999999999999999999", "2026-13-45", "../../etc/passwd", "' OR 1=1 --", "{{ 7*7 }}"),
    *(
        "<script>",
        "x" * 5_000,
        "\U0001f600" * 50,
        "\u0645" * 300,
        "a\u0301" * 200,
        "\ud7ff",
        "\ue000",
        "\U0010ffff",
    ),
]
STRANGE = ["asked", "then", "remove", "add", "back", "account-account[]", "\0", "where-kind", "when-on-month"]
# What no text encodes to, and what is not UTF-8: half surrogate pairs, overlong and broken sequences.
BYTES = [b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xff\xfe", b"\xc0\xaf", b"\xf8\x88\x80\x80\x80", b"\x80"]


class Field(NamedTuple):
    """A name and its value, percent-encoded as it travels."""

    name: str
    value: str


def encoded(text: str) -> str:
    """Return a text as a form encodes it; half surrogate pairs as the bytes that a careless client sends."""
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"))


VALUES = st.one_of(
    st.sampled_from(HOSTILE).map(encoded),
    st.sampled_from(BYTES).map(quote_from_bytes),
    st.text(max_size=40).map(encoded),
    st.text(st.characters(categories=["Cs", "Cc", "Cf", "Co", "Cn"]), max_size=20).map(encoded),
)


class Walk(NamedTuple):
    """A person in the middle of something, and every form that they can be shown there."""

    person: Browser
    forms: list[PageForm]


def walk(person: Browser, *paths: str) -> Walk:
    """Read the forms of some pages, with the token that the last of them holds."""
    forms = [form for path in paths for form in person.get(path)._read().forms if form.method == "post"]
    return Walk(person, forms)


def writing(app: Flask) -> Walk:
    """Return a mother whose draft can be sent."""
    return walk(mother(Browser(app)), *PAGES, "/status")


def following(app: Flask) -> Walk:
    """Return a mother who is back with her code."""
    person = Browser(app)
    code = sent(person)
    person.press(action="kept").get("/status").press(code=code)
    return walk(person, "/status", "/status/take-back")


def raw(form: PageForm, changes: list[Field], *, token: bool = True) -> bytes:
    """Return a body with the form's own values but for the fields that are changed; names may stand several times."""
    changed = {field.name for field in changes}
    own = [Field(name, encoded(value)) for name, values in form.values.items() for value in values]
    kept = [field for field in own if field.name not in changed and (token or field.name != "csrf_token")]
    return "&".join(f"{encoded(field.name)}={field.value}" for field in (*kept, *changes)).encode()


def send(person: Browser, form: PageForm, body: bytes) -> TestResponse:
    """Post bytes as a form."""
    return person.client.post(
        form.action,
        data=body,
        content_type="application/x-www-form-urlencoded",
        headers=person.headers,
        environ_overrides=person.environ,
    )


@pytest.mark.parametrize("begin", [writing, following])
def test_no_form_fails_whatever_its_fields_hold(public_site: Flask, begin: Callable[[Flask], Walk]) -> None:
    walks = [begin(public_site)]

    @settings(
        max_examples=60,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def holds(data: st.DataObject) -> None:
        person, forms = walks[-1]
        form = forms[data.draw(st.integers(0, 10_000)) % len(forms)]
        names = sorted({*form.values, *form.choices, *dict(form.buttons)} - {"csrf_token", ""})
        name = st.sampled_from([*names, *STRANGE])
        changes = data.draw(st.lists(st.builds(Field, name, VALUES), max_size=6))
        answer = send(person, form, raw(form, changes, token=data.draw(st.integers(0, 9)) > 0))
        assert answer.status_code < 500, (form.action, changes)
        for path in ("/complaint/2", "/complaint/all", "/status"):
            assert person.get(path).status < 500, (form.action, changes)
        if set(person.cookies) & {"visit", "case"} == set() or person.path == "/complaint/sent":
            walks.append(begin(public_site))  # this one sent it, took it back or closed it

    holds()


@pytest.mark.parametrize("value", [*map(encoded, HOSTILE), *map(quote_from_bytes, BYTES)])
def test_hostile_values_beside_them_lose_no_words(public_site: Flask, value: str) -> None:
    person = where(Browser(public_site)).press(custody__holder="hold")
    form = person.form("complaint/5")
    changes = [
        Field("account-account", encoded(WORDS)),
        Field("elsewhere-elsewhere", value),
        Field("remove", value),
    ]
    answer = send(person, form, raw(form, changes))
    assert answer.status_code in {303, 422}
    assert person.get("/complaint/5").form("complaint").values["account-account"] == [WORDS]


@pytest.mark.parametrize(
    "page", ["/complaint/2", "/complaint/5", "/complaint/all", "/complaint/review", "/status"]
)
def test_a_text_of_a_megabyte_is_refused_and_the_draft_stays(public_site: Flask, page: str) -> None:
    person = mother(Browser(public_site))
    form = person.get(page).form(page)
    for name in (*form.values, "more"):
        answer = send(person, form, raw(form, [Field(name, "x" * 1_000_000)]))
        assert answer.status_code == 413, name
    assert person.get("/complaint/5").form("complaint").values["account-account"] == [WORDS]


def test_words_longer_than_the_limit_are_shown_again_whole(public_site: Flask) -> None:
    person = where(Browser(public_site)).press(custody__holder="hold")
    text = "\u0645" * 20_001
    person.press(account__account=text)
    assert person.status == 422
    assert person.form("complaint").values["account-account"] == [text]


def test_a_field_that_stands_twice_is_read_once(public_site: Flask) -> None:
    person = where(Browser(public_site)).press(custody__holder="hold")
    person.press(account__account=["the first", "the second"])
    person.get("/complaint/5")
    assert person.form("complaint").values["account-account"] == ["the first"]


@pytest.mark.parametrize(
    "content_type",
    [
        *(
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "multipart/form-data; boundary=x",
            "text/plain",
        ),
        *("application/json", "application/x-www-form-urlencoded; charset=utf-7", "", "\u2028"),
    ],
)
@pytest.mark.parametrize(
    "body", [b"", b"--x", b"--x\r\nContent-Disposition: form-data\r\n\r\n", b"\0" * 300, b"a=%"]
)
def test_bodies_that_are_no_form_are_refused(public_site: Flask, content_type: str, body: bytes) -> None:
    person = mother(Browser(public_site))
    for path in ("/complaint/5", "/complaint/review", "/status", "/api/v1/complaints", "/api/v1/status"):
        answer = person.client.post(
            path, data=body, content_type=content_type, environ_overrides=person.environ
        )
        assert 400 <= answer.status_code < 500, path
    assert person.get("/complaint/5").form("complaint").values["account-account"] == [WORDS]


def test_too_many_parts_are_refused(public_site: Flask) -> None:
    person = mother(Browser(public_site))
    form = person.get("/complaint/5").form("complaint")
    answer = person.client.post(
        form.action,
        data={**form.values, **{f"f{n}": "x" for n in range(500)}},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "name", ["a\0b.png", "../../x.png", "\u202egnp.exe", "x" * 5_000 + ".png", "a\r\nB: c.png", " "]
)
def test_hostile_names_of_files_are_made_harmless(public_site: Flask, name: str) -> None:
    person = where(Browser(public_site)).press(custody__holder="hold")
    person.press("add", account__account=WORDS, upload__files=(picture("PNG"), name))
    assert person.status in {200, 400, 422}
    if person.status == 200:
        shown = person.get("/complaint/5").text
        assert not {"\0", "\u202e"} & set(shown)
        assert "/x.png" not in shown
        assert person.form("complaint").values["account-account"] == [WORDS]


def test_an_image_bomb_is_refused_and_the_words_stay(public_site: Flask) -> None:
    person = where(Browser(public_site)).press(custody__holder="hold")
    person.press("add", account__account=WORDS, upload__files=(bomb(), "small.png"))
    assert person.status == 422
    assert person.form("complaint").values["account-account"] == [WORDS]
    assert multipart(person.client, (bomb(), "small.png")).status_code == 400


def polyglots() -> dict[str, bytes]:
    """Return files that are two kinds at once."""
    jpeg = picture("JPEG")
    script = b"<script>alert(1)</script>"
    return {
        "jpeg then pdf": jpeg + PDF,
        "pdf then jpeg": PDF + jpeg,
        "pdf in a jpeg's comment": jpeg[:2]
        + b"\xff\xfe"
        + (len(PDF) + 2).to_bytes(2, "big")
        + PDF
        + jpeg[2:],
        "gif then script": picture("GIF") + script,
    }


@pytest.mark.parametrize("kind", polyglots())
def test_of_a_file_of_two_kinds_only_the_pixels_are_kept_or_it_counts_as_unsafe(
    client: FlaskClient, world: World, kind: str
) -> None:
    assert multipart(client, (polyglots()[kind], "photo.jpg")).status_code == 201
    opened = open_case(world.site, world.reader("dmitri.doj"), cases(world)[0])
    (kept,) = opened.files
    content = b"".join(read_file(world.site, kept))
    if kept.safe:
        assert kept.kind.startswith("image/")
        assert b"%PDF" not in content
        assert b"<script" not in content
    else:
        assert kept.kind == "application/pdf"


def test_json_nested_ten_thousand_deep_is_refused(client: FlaskClient) -> None:
    for body in (b"[" * 10_000, b'{"facts":' * 10_000 + b"1" + b"}" * 10_000):
        for path in ("/api/v1/complaints", "/api/v1/status"):
            answer = client.post(path, data=body, content_type="application/json")
            assert answer.status_code == 400
