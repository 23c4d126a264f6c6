"""Every route of the desk is closed: without a session, to the wrong role, and to a form without its token."""

from dataclasses import replace
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.routing import Rule

from intake.app import create_app
from intake.core.statuses import Role
from intake.desk.access import OPEN, ROLES, home_of, own_path
from intake.service.review import READERS
from tests.conftest import World
from tests.desk.conftest import DeskRoom
from tests.service.made_up import filed

HARMLESS = {"GET", "HEAD", "OPTIONS"}


def desk_rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/desk")]


def address(app: Flask, rule: Rule) -> str:
    values = {
        "case_id": uuid4(),
        "blob": uuid4(),
        "officer_id": uuid4(),
        "desk_name": "crcl",
        "_anything": "x/y",
    }
    with app.test_request_context():
        _domain, path = rule.build({name: values[name] for name in rule.arguments}) or ("", "")
    return path


def test_every_route_under_desk_is_the_blueprints_and_stands_in_one_of_the_two_tables(room: DeskRoom) -> None:
    endpoints = {rule.endpoint for rule in desk_rules(room.app)}
    assert all(endpoint.startswith("desk.") for endpoint in endpoints)
    assert endpoints == OPEN | ROLES.keys()
    assert not OPEN & ROLES.keys()


def test_every_desk_route_but_the_open_ones_sends_strangers_to_sign_in(room: DeskRoom) -> None:
    for rule in desk_rules(room.app):
        window = room.window()
        path = address(room.app, rule)
        if rule.endpoint in OPEN:
            continue
        if "GET" in (rule.methods or set()):
            answer = window.get(path)
            assert answer.status_code == 303, rule
            assert answer.location.startswith("/desk/sign-in"), rule
        else:
            answer = window.post(path)
            assert answer.status_code == 401, rule
            assert "/desk/sign-in" in answer.text, rule


def test_every_change_is_a_post_that_needs_its_token(room: DeskRoom) -> None:
    changing = [rule for rule in desk_rules(room.app) if not (rule.methods or set()) <= HARMLESS]
    assert len(changing) == 29
    for rule in changing:
        assert (rule.methods or set()) <= {"POST", "OPTIONS"}, rule
        answer = room.window("carmen.crcl").client.post(address(room.app, rule), data={"text": "kept"})
        assert answer.status_code == 400, rule
        assert "This form is too old" in answer.text


@pytest.mark.parametrize("name", ["carmen.crcl", "sunita.supervisor", "ada.admin", "otto.auditor"])
def test_a_role_comes_in_exactly_where_the_table_says(room: DeskRoom, name: str) -> None:
    roles = room.world.people[name][0].roles
    for rule in desk_rules(room.app):
        if rule.endpoint in OPEN | {"desk.queue", "desk.sign_out", "desk.end_my_sessions"}:
            continue
        window = room.window(name)
        path = address(room.app, rule)
        answer = window.get(path) if "GET" in (rule.methods or set()) else window.post(path)
        refused = "This is not part of your role" in answer.text
        allowed = bool(roles & ROLES[rule.endpoint])
        acts_on_nobody = rule.endpoint in {"desk.switch_account", "desk.end_sessions_of", "desk.admit"}
        assert refused is (not allowed) or (allowed and acts_on_nobody), rule
        assert not refused or answer.status_code == 403


@pytest.mark.parametrize("name", ["ada.admin", "otto.auditor"])
def test_neither_administrator_nor_auditor_opens_a_case(room: DeskRoom, name: str) -> None:
    ticket = filed(room.world)
    for path in (f"/desk/case/{ticket.case_id}", "/desk/next", "/desk/key-in"):
        assert room.window(name).get(path).status_code == 403


@pytest.mark.parametrize(("name", "home"), [("ada.admin", "/desk/accounts"), ("otto.auditor", "/desk/audit")])
def test_who_has_no_queue_is_led_from_the_front_page_to_a_page_of_their_own(
    room: DeskRoom, name: str, home: str
) -> None:
    answer = room.window(name).get("/desk/")
    assert (answer.status_code, answer.location) == (303, home)
    assert room.window(name).get(home).status_code == 200


def test_the_bare_address_leads_to_the_desk_where_no_public_room_is_open(room: DeskRoom) -> None:
    answer = room.window().get("/")
    assert (answer.status_code, answer.location) == (303, "/desk/")


def test_the_bare_address_is_the_public_sites_where_both_are_open(world: World) -> None:
    app = create_app(world.settings, world.clock)
    assert app.test_client().get("/").status_code == 200
    app.extensions["recourse.site"].engine.dispose()


def test_an_endpoint_that_nobody_declared_is_closed_to_everybody(
    room: DeskRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(ROLES, "desk.account")
    for name in ("carmen.crcl", "ada.admin"):
        assert room.window(name).get("/desk/account").status_code == 403


def test_there_is_no_desk_where_its_room_is_not_open(world: World) -> None:
    app = create_app(replace(world.settings, rooms=frozenset({"web"})), world.clock)
    assert app.test_client().get("/desk/sign-in").status_code == 404
    assert not desk_rules(app)
    app.extensions["recourse.site"].engine.dispose()


def test_each_role_begins_at_a_page_it_may_open(room: DeskRoom) -> None:
    with room.app.test_request_context("/desk/"):
        for role in Role:
            home = home_of(frozenset({role}))
            wanted = {
                "/desk/": set(READERS),
                "/desk/audit": {Role.auditor},
                "/desk/accounts": {Role.administrator},
            }
            assert role in wanted.get(home, {role})


@pytest.mark.parametrize(
    "path",
    [
        "https://elsewhere.example/desk/",
        "//elsewhere.example/desk/",
        "/status",
        "/desk/../status",
        "/desk\\case",
        "/desk/\n",
        "javascript:/desk/",
        "//[",
        "http://[x",
        "",
    ],
)
def test_only_own_paths_are_gone_on_to(path: str) -> None:
    assert own_path(path) is None


def test_an_own_path_is_kept_with_its_question() -> None:
    assert own_path("/desk/?urgency=0&sort=due") == "/desk/?urgency=0&sort=due"
