"""What every answer of every room carries: headers, cookies, limits, languages, static files, health and counts."""

import gzip
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, g, request
from prometheus_client import REGISTRY
from sqlalchemy import text
from werkzeug.test import TestResponse

from config.settings import Settings
from intake import http, i18n, static_files
from intake.app import create_app
from intake.core.errors import SettingsError
from intake.store.migrate import downgrade
from intake.store.models import StoredManifest
from tests.conftest import World


def app_of(world: World, **changed: Any) -> Flask:
    app = create_app(replace(world.settings, **changed), world.clock)
    app.testing = True
    return app


def close(app: Flask) -> None:
    app.extensions["recourse.site"].engine.dispose()


@pytest.fixture
def site_app(world: World) -> Iterator[Flask]:
    made = app_of(world)
    yield made
    close(made)


def told(app: Flask, path: str, **given: Any) -> TestResponse:
    with app.test_client() as client:
        return client.get(path, **given)


@pytest.mark.parametrize("path", ["/livez", "/", "/desk/", "/no-such-page"])
def test_every_answer_carries_the_headers(site_app: Flask, path: str) -> None:
    headers = told(site_app, path).headers
    assert {name: headers[name] for name in http.HEADERS} == http.HEADERS
    assert "'unsafe" not in headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" not in headers
    assert "Onion-Location" not in headers


def test_a_site_on_https_says_so_and_its_cookies_are_its_hosts_alone(world: World) -> None:
    app = app_of(world, public_url="https://recourse.test")
    assert "max-age=" in told(app, "/livez").headers["Strict-Transport-Security"]
    assert app.config["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert app.config["SESSION_COOKIE_SECURE"] is True
    close(app)


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/livez", "http://abc.onion/livez"),
        ("/%D9%83", "http://abc.onion/%D9%83"),
        ("/a%0d%0aSet-Cookie:x", "http://abc.onion/a%0D%0ASet-Cookie%3Ax"),
    ],
)
def test_an_onion_address_is_offered_for_the_same_page(world: World, path: str, location: str) -> None:
    app = app_of(world, onion="http://abc.onion")
    answer = told(app, path)
    assert answer.headers["Onion-Location"] == location
    assert "Set-Cookie" not in answer.headers
    with app.test_client() as client:
        assert "Onion-Location" not in client.post("/livez").headers
    close(app)


def test_behind_a_proxy_the_visitors_own_scheme_is_known(world: World) -> None:
    for hops, scheme in ((1, "https"), (0, "http")):
        app = app_of(world, proxy_hops=hops)
        app.add_url_rule("/scheme", view_func=lambda: request.scheme, endpoint="scheme")
        assert told(app, "/scheme", headers={"X-Forwarded-Proto": "https"}).text == scheme
        close(app)


@pytest.mark.parametrize("secure", [True, False])
def test_a_cookie_is_set_and_dropped_with_the_same_rules(world: World, *, secure: bool) -> None:
    found = replace(world.settings, public_url="https://recourse.test" if secure else None)
    response = Response()
    http.set_cookie(response, found, "visit", "token")
    http.drop_cookie(response, found, "visit")
    kept, dropped = response.headers.getlist("Set-Cookie")
    name = "__Host-visit" if secure else "visit"
    assert kept.startswith(f"{name}=token;")
    assert dropped.startswith(f"{name}=;")
    for cookie in (kept, dropped):
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
        assert ("Secure" in cookie) is secure
    assert "Max-Age=0" in dropped
    assert "Max-Age" not in kept


def test_the_desk_signs_its_cookies_with_another_key_than_the_public_site(world: World) -> None:
    desk, public = (app_of(world, rooms=frozenset({room})) for room in ("desk", "web"))
    assert desk.config["SECRET_KEY"] != public.config["SECRET_KEY"]
    assert desk.config["SESSION_COOKIE_NAME"] != public.config["SESSION_COOKIE_NAME"]
    assert public.extensions["recourse.site"].desk is None
    for app in (desk, public):
        close(app)


@pytest.mark.parametrize(("room", "there", "away"), [("web", "/", "/desk/"), ("desk", "/desk/", "/status")])
def test_only_the_rooms_that_are_named_are_open(world: World, room: str, there: str, away: str) -> None:
    app = app_of(world, rooms=frozenset({room}))
    assert told(app, there).status_code < 400
    assert told(app, away).status_code == 404
    close(app)


def test_an_app_of_a_folder_that_is_not_set_up_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="recourse init"):
        create_app(Settings.from_env({"RECOURSE_DATA": str(tmp_path / "empty")}))


def test_a_request_that_is_too_large_is_refused(site_app: Flask) -> None:
    assert site_app.config["MAX_CONTENT_LENGTH"] == 60_000_000
    site_app.add_url_rule(
        "/take", view_func=lambda: str(len(request.form)), methods=["POST"], endpoint="take"
    )
    site_app.extensions["csrf"].exempt(site_app.view_functions["take"])
    many = {str(number): "x" for number in range(401)}
    with site_app.test_client() as client:
        assert client.post("/take", data={"a": "x" * 600_001}).status_code == 413
        assert client.post("/take", data=b"x" * 600_001, content_type="application/json").status_code == 413
        for data in (many, {"a": "x" * 600_001}):
            answer = client.post("/take", data=data, content_type="multipart/form-data")
            assert answer.status_code == 413
            answer.request.environ["wsgi.input"].close()
        assert client.post("/take", data={"a": "x" * 1000}).text == "1"


LANGUAGES = ["en", "es-419", "ar"]


@pytest.mark.parametrize(
    ("path", "accepted", "tag"),
    [
        ("/x", "", "en"),
        ("/x", "es-419", "es-419"),
        ("/x", "es-MX,es;q=0.9", "es-419"),
        ("/x", "ar-EG, en;q=0.3", "ar"),
        ("/x", "fi, ko;q=0.5", "en"),
        ("/x", "fi, ar;q=0.5", "ar"),
        ("/x?lang=AR", "es-419", "ar"),
        ("/x?lang=xx", "es-419", "es-419"),
        ("/desk/x", "ar", "en"),
        ("/desk/x?lang=ar", "es-419", "es-419"),
    ],
)
def test_an_answer_speaks_the_language_that_was_asked_for(
    site_app: Flask, path: str, accepted: str, tag: str
) -> None:
    with site_app.test_request_context(path, headers={"Accept-Language": accepted}):
        assert i18n.chosen().tag == tag
        assert i18n.locale_tag() == tag


def test_a_draft_keeps_its_language(site_app: Flask) -> None:
    with site_app.test_request_context("/x", headers={"Accept-Language": "en"}):
        g.language = "ar"
        assert i18n.chosen().tag == "ar"


def test_a_text_for_somebody_else_is_in_their_language(site_app: Flask) -> None:
    with site_app.test_request_context("/x"):
        with i18n.speaking("ar"):
            assert i18n.locale_tag() == "ar"
        with i18n.speaking("xx"):
            assert i18n.locale_tag() == "en"
        assert i18n.locale_tag() == "en"


def test_without_a_request_english_is_spoken(site_app: Flask) -> None:
    with site_app.app_context():
        assert i18n.chosen().tag == "en"
        assert i18n.locale_tag() == "en"


def test_a_catalogue_that_was_not_compiled_stops_the_start(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(i18n, "CATALOGUES", tmp_path)
    with pytest.raises(SettingsError, match="recourse languages compile"):
        i18n.set_up_languages(Flask("test"), world.site.deployment)


@pytest.mark.parametrize(("room", "name"), [("web", "site.css"), ("desk", "desk.css")])
def test_static_files_are_kept_forever_under_a_name_that_changes_with_them(
    site_app: Flask, room: str, name: str
) -> None:
    address = static_files.url_of(room, name)
    with site_app.test_client() as client:
        plain = client.get(address)
        packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert "max-age=31536000" in plain.headers["Cache-Control"]
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert plain.data == (Path(static_files.__file__).parent / room / "static" / name).read_bytes()
    assert static_files.digest(room) in address
    for response in (plain, packed):
        response.close()


def test_static_files_are_prepared_once_and_by_two_processes_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "static" / "web-x"
    static_files._prepare("web", folder)
    (folder / "mark").write_text("the first one's")
    static_files._prepare("web", folder)
    assert (folder / "mark").exists()
    assert [path.name for path in folder.parent.iterdir()] == ["web-x"]


def test_a_static_folder_that_cannot_be_written_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_self: Path, _target: Path) -> Path:
        raise OSError("no room")

    monkeypatch.setattr(Path, "rename", broken)
    with pytest.raises(OSError, match="no room"):
        static_files._prepare("web", tmp_path / "web-x")


def test_a_process_that_lives_says_so(site_app: Flask) -> None:
    answer = told(site_app, "/livez")
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "ok\n", "text/plain")


def test_a_site_that_could_take_a_complaint_is_ready(any_world: World) -> None:
    app = app_of(any_world)
    assert told(app, "/readyz").text == "ready\n"
    close(app)


def test_a_site_whose_manifest_does_not_hold_is_not_ready(world: World, site_app: Flask) -> None:
    with world.site.writing() as rows:
        rows.delete(rows.get_one(StoredManifest, 1))
    answer = told(site_app, "/readyz")
    assert (answer.status_code, answer.text) == (503, "ManifestError\n")
    assert told(site_app, "/livez").status_code == 200


def test_a_site_whose_database_is_gone_is_not_ready(postgres_world: World) -> None:
    app = app_of(postgres_world)
    with postgres_world.site.writing() as rows:
        rows.execute(text("DROP TABLE manifests"))
    assert told(app, "/readyz").status_code == 503
    close(app)


def test_a_site_whose_database_is_old_is_not_ready(world: World, site_app: Flask) -> None:
    with world.site.writing() as rows:
        rows.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    answer = told(site_app, "/readyz")
    assert (answer.status_code, answer.text) == (503, "the database is not migrated\n")


def test_a_site_whose_tables_were_taken_down_is_not_ready(world: World, site_app: Flask) -> None:
    downgrade(world.settings.database_url, "base")
    assert told(site_app, "/readyz").status_code == 503


def counted(endpoint: str, status: str) -> float:
    labels = {"room": endpoint.partition(".")[0], "endpoint": endpoint, "status": status}
    return REGISTRY.get_sample_value("recourse_answers_total", labels) or 0


def test_answers_are_counted_by_endpoint_and_class_and_by_nothing_else(site_app: Flask) -> None:
    before = counted("health.livez", "2xx"), counted("none", "4xx")
    told(site_app, "/livez?who=canary")
    told(site_app, "/canary-page")
    assert (counted("health.livez", "2xx"), counted("none", "4xx")) == (before[0] + 1, before[1] + 1)
    shown = [sample for family in REGISTRY.collect() for sample in family.samples]
    assert "canary" not in str(shown)
    labels = {name for one in shown if one.name.startswith("recourse_answer") for name in one.labels}
    assert labels == {"room", "endpoint", "status", "le"}


def test_the_signed_cookie_carries_the_csrf_token_alone(site_app: Flask) -> None:
    with site_app.test_client() as client:
        client.get("/desk/sign-in")
        client.get("/")
        with client.session_transaction() as kept:
            assert set(kept) <= {"csrf_token"}
