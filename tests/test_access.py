"""A walk over every route of every room: which door it is behind, how it may be asked, and who may ask."""

from dataclasses import replace
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.routing import Rule

from config.settings import ROOMS
from intake.app import create_app
from tests.conftest import World
from tests.sms.line import CARRIER

READS = frozenset({"GET", "HEAD", "OPTIONS"})
DOORS = {"web": {"web", "api"}, "sms": {"sms"}, "desk": {"desk"}}
COMMON = {"health.livez", "health.readyz", "front_door"}
API = {"api.file", "api.status"}
SIGNED = {"sms.inbound", "sms.fallback", "sms.status"}
VALUES = {
    "number": 1,
    "sequence": 0,
    **dict.fromkeys(("case_id", "blob", "officer_id"), uuid4()),
    "desk_name": "crcl",
}


def app_of(world: World, *rooms: str) -> Flask:
    settings = replace(world.settings, rooms=frozenset(rooms), carrier=CARRIER)
    app = create_app(settings, world.clock)
    app.testing = True
    return app


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in COMMON]


def address(app: Flask, rule: Rule) -> str:
    """Return an address that the rule fits."""
    with app.test_request_context():
        built = rule.build({name: VALUES[name] for name in rule.arguments})
    assert built is not None, rule
    return str(built[1])


def door_of(endpoint: str) -> str:
    return next(room for room, names in DOORS.items() if endpoint.split(".", maxsplit=1)[0] in names)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_opens_no_route_of_another(world: World, room: str) -> None:
    app = app_of(world, room)
    assert {door_of(rule.endpoint) for rule in rules(app)} == {room}


def test_each_route_reads_or_writes_and_never_both(world: World) -> None:
    for rule in rules(app_of(world, *ROOMS)):
        writes = (rule.methods or set()) - READS
        assert writes in (set(), {"POST"}), f"{rule} may be asked with {writes}"


def test_each_route_that_writes_wants_a_token_of_its_own_page(world: World) -> None:
    app = app_of(world, *ROOMS)
    client = app.test_client()
    client.set_cookie("officer", world.cookie("carmen.crcl"))
    for rule in rules(app):
        if "POST" not in (rule.methods or set()) or rule.endpoint in API | SIGNED:
            continue
        answer = client.post(address(app, rule))
        assert answer.status_code == 400, f"{rule} took a POST without a token: {answer.status_code}"


def test_the_api_reads_no_cookie_and_sets_none(world: World) -> None:
    app = app_of(world, "web")
    client = app.test_client()
    for rule in rules(app):
        if rule.endpoint in API:
            answer = client.post(address(app, rule), json={})
            assert answer.status_code == 400
            assert "Set-Cookie" not in answer.headers


def test_what_the_carrier_calls_wants_its_signature_and_reads_no_cookie(world: World) -> None:
    app = app_of(world, *ROOMS)
    client = app.test_client()
    client.set_cookie("officer", world.cookie("carmen.crcl"))
    found = [rule for rule in rules(app) if rule.endpoint in SIGNED]
    assert {rule.endpoint for rule in found} == SIGNED
    for rule in found:
        answer = client.post(address(app, rule), data={"To": CARRIER.number})
        assert (answer.status_code, answer.data) == (403, b"")
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/status", "/desk/sign-in", "/livez", "/no-such-page"])
def test_every_answer_is_hardened(world: World, path: str) -> None:
    headers = app_of(world, *ROOMS).test_client().get(path).headers
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
