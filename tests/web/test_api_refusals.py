"""The API names each thing that is wrong with a body, and no body makes it fail."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.i18n import speaking
from intake.service import review
from intake.web.api import strict_json
from tests.conftest import World
from tests.web.api import BODY, FACTS, errors, post
from tests.web.inside import cases


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"facts": {**FACTS, "place": "moon"}}, "facts.place"),
        ({"facts": {**FACTS, "actors": []}}, "facts.actors"),
        ({"facts": {**FACTS, "actors": "ice"}}, "facts.actors"),
        ({"facts": {**FACTS, "as_of": "2026-05-04T10:00"}}, "facts.as_of"),
        ({"facts": {**FACTS, "flags": ["rich"]}}, "facts.flags"),
        ({"facts": {**FACTS, "released_at": "2026-04-27T10:00"}}, "facts.released_at"),
        ({"facts": {**FACTS, "released_at": "2026-04-31T10:00"}}, "facts.released_at"),
        ({"facts": {**FACTS, "released_at": 7}}, "facts.released_at"),
        ({"facts": {**FACTS, "facility": "nowhere"}}, "facts.facility"),
        ({"facts": [FACTS, {**FACTS, "custody": 1}]}, "facts[1].custody"),
        ({"facts": [FACTS, 7]}, "facts[1]"),
        ({"facts": []}, "facts"),
        ({"facts": None}, "facts"),
        ({"facts": "held"}, "facts"),
        ({"account": None}, "account"),
        ({"account": 5}, "account"),
        ({"account": "x" * 20_001}, "account"),
        ({"account": "a\0b"}, "account"),
        ({"account": "half \ud800"}, "account"),
        ({"language": "not a tag"}, "language"),
        ({"language": 5}, "language"),
        ({"identity": "Maria"}, "identity"),
        ({"identity": {"name": 5}}, "identity.name"),
        ({"identity": {"name": "x" * 1_001}}, "identity.name"),
        ({"contact": {str(number): "x" for number in range(21)}}, "contact"),
        ({"consent": ["ice"]}, "consent"),
        ({"consent": "doj"}, "consent"),
        ({"demographics": [5]}, "demographics"),
        ({"filed_from": "nowhere"}, "filed_from"),
        ({"facility": "nowhere"}, "facility"),
        ({"facility": 5}, "facility"),
        ({"agency": "nowhere"}, "agency"),
        ({"happened_on": "yesterday"}, "happened_on"),
        ({"happened_on": "9999-12-31"}, "happened_on"),
        ({"happened_on": 2026}, "happened_on"),
        ({"colour": "red"}, "colour"),
        ({"deep": {"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": 1}}}}}}}}}, "deep.a.b.c.d.e.f.g.h"),
    ],
)
def test_each_wrong_field_is_named(
    client: FlaskClient, world: World, change: dict[str, Any], field: str
) -> None:
    found = errors(client, {**BODY, **change})
    assert field in found
    assert found[field]
    assert cases(world) == []


def test_all_wrong_fields_are_named_at_once(client: FlaskClient) -> None:
    facts = {"place": "moon", "allegations": ["over_48h"], "colour": "red"}
    found = errors(client, {"facts": facts, "happened_on": "soon", "consent": ["x"]})
    assert set(found) == {
        *("facts.place", "facts.actors", "facts.custody", "facts.colour"),
        *("account", "happened_on", "consent"),
    }


def test_text_that_could_turn_an_officers_screen_around_is_cleaned(client: FlaskClient, world: World) -> None:
    post(client, {**BODY, "account": "\u202eabc\u2066 d\r\n\te"})
    opened = review.open_case(world.site, world.reader("dmitri.doj"), cases(world)[0])
    assert opened.account[0].body["text"] == "abc d\n e"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b"\xff\xfe",
        b'{"account": NaN}',
        b'{"account": 1' + b"0" * 5_000 + b"}",
        b'{"account": "a", "account": "b"}',
        b"[" * 10_000 + b"]" * 10_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    ],
)
def test_what_is_not_one_plain_json_object_is_refused(client: FlaskClient, raw: bytes) -> None:
    answer = client.post("/api/v1/complaints", data=raw, content_type="application/json")
    assert answer.status_code == 400
    assert "body" in answer.get_json()["errors"]


def test_a_body_that_is_too_large_is_refused(client: FlaskClient) -> None:
    raw = json.dumps({**BODY, "account": "x" * 300_000}).encode()
    answer = client.post("/api/v1/complaints", data=raw, content_type="application/json")
    assert answer.status_code == 413
    assert "error" in answer.get_json()
    with pytest.raises(Exception, match="413"):
        strict_json.parse(b" " * (strict_json.MAX_BYTES + 1))


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_other_kinds_of_body_are_refused(client: FlaskClient, kind: str) -> None:
    answer = client.post("/api/v1/complaints", data=b"x=1", content_type=kind)
    assert answer.status_code == 415
    assert "JSON" in answer.get_json()["error"]


def test_unknown_addresses_and_methods_answer_in_json(client: FlaskClient) -> None:
    assert client.get("/api/v1/nothing").get_json() == {"error": "There is nothing at this address."}
    answer = client.get("/api/v1/complaints")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert "error" in answer.get_json()


def test_errors_speak_the_language_of_the_body_or_of_the_browser(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken: list[str] = []

    def listening(tag: str) -> Any:
        spoken.append(tag)
        return speaking(tag)

    monkeypatch.setattr("intake.web.api.routes.speaking", listening)
    for body, header in (
        ({"language": "ar"}, "en"),
        ({"language": "es"}, "en"),
        ({"language": "quc"}, "ar"),
        ({"language": 7}, "es-MX"),
        ({}, "ar"),
    ):
        errors(client, body, **{"Accept-Language": header})
    assert spoken == ["ar", "es-419", "ar", "es-419", "ar"]


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    [*BODY, "identity", "contact", "consent", "demographics", "happened_on", "agency", "facility"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.dictionaries(FIELDS, JSON_VALUES, max_size=3),
    facts=st.dictionaries(st.sampled_from([*FACTS, "flags"]), JSON_VALUES, max_size=2),
)
def test_no_body_of_any_shape_makes_a_mistake_of_ours(
    client: FlaskClient, changes: dict[str, Any], facts: dict[str, Any]
) -> None:
    answer = post(client, {**BODY, "facts": {**FACTS, **facts}, **changes})
    assert answer.status_code in {201, 400}
    assert "receipt" in answer.get_json() or answer.get_json()["errors"]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=60))
def test_any_bytes_are_an_object_or_refused(client: FlaskClient, raw: bytes) -> None:
    answer = client.post("/api/v1/status", data=raw, content_type="application/json")
    assert answer.status_code in {400, 404, 422}
    assert "errors" in answer.get_json() or "error" in answer.get_json()
