"""Budgets: wrong codes are limited for each client, filing is never refused, and no address is kept."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from limits import RateLimitItemPerHour
from sqlalchemy import select

from intake.app import create_app
from intake.core import receipt
from intake.core.clock import FixedClock
from intake.service.documents import detail_of
from intake.store.models import Case
from intake.web import budgets
from intake.web.limit_storage import SharedCounts
from tests.conftest import NOON, World
from tests.web.browser import Browser
from tests.web.inside import cases, detail, files
from tests.web.people import begin, mother, sent, what
from tests.web.test_files import at_files, picture

FACTS = {"actors": ["ice"], "place": "home", "custody": "none", "allegations": ["entry"]}


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the budget of misses be two, so that a test pays little Argon2."""
    monkeypatch.setattr(budgets, "MISSES", RateLimitItemPerHour(2))
    monkeypatch.setattr(budgets, "FILINGS", RateLimitItemPerHour(1))


def miss(person: Browser) -> int:
    """Try a code that fits nothing."""
    return person.get("/status").press(code=receipt.new_code()).status


@pytest.mark.usefixtures("strict")
class TestStrict:
    def test_past_the_budget_a_miss_is_told_to_wait_and_a_good_code_opens_all_the_same(
        self, person: Browser, clock: FixedClock
    ) -> None:
        code = sent(person)
        person.press(action="kept")
        assert miss(person) == 404
        clock.advance(timedelta(minutes=10, seconds=1))
        assert [miss(person) for _ in range(2)] == [404, 429]
        assert "Please try again in 50 minutes. A code that fits always opens." in person.text
        assert person.page.headers["Retry-After"] == "2999"
        assert "We have it" in person.get("/status").press(code=code).text
        answer = person.client.post(
            "/api/v1/status", json={"receipt": code}, environ_overrides=person.environ
        )
        assert answer.get_json()["status"] == "received"
        person.press(action="close")
        clock.advance(timedelta(minutes=50))
        assert miss(person) == 404

    def test_another_client_has_a_budget_of_its_own(self, person: Browser, public_site: Flask) -> None:
        assert [miss(person) for _ in range(3)] == [404, 404, 429]
        assert miss(Browser(public_site, address="203.0.113.9")) == 404

    @pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
    def test_browsers_behind_one_onion_service_have_a_budget_each(
        self, public_site: Flask, address: str
    ) -> None:
        first, second = (begin(Browser(public_site, address=address)) for _ in range(2))
        assert [miss(first) for _ in range(3)] == [404, 404, 429]
        assert miss(second) == 404
        without = Browser(public_site, address=address)
        assert [miss(without) for _ in range(3)] == [404, 404, 429]

    def test_typing_mistakes_and_codes_that_fit_cost_nothing(self, person: Browser) -> None:
        code = sent(person)
        person.press(action="kept")
        for _ in range(3):
            assert person.get("/status").press(code="1234").status == 422
            assert person.get("/status").press(code=code).status == 200
            person.press(action="close")

    def test_the_budget_is_shared_with_the_api(self, person: Browser) -> None:
        assert miss(person) == miss(person) == 404
        answer = person.client.post(
            "/api/v1/status", json={"receipt": receipt.new_code()}, environ_overrides=person.environ
        )
        assert answer.status_code == 429
        told = "Too many wrong codes came from here. Please try again in 60 minutes. A code that fits always opens."
        assert answer.get_json() == {"error": told}
        assert answer.headers["Retry-After"] == "3600"

    def test_many_filings_from_one_client_are_grouped_and_none_is_refused(
        self, person: Browser, world: World
    ) -> None:
        for _ in range(3):
            answer = person.client.post(
                "/api/v1/complaints", json={"facts": FACTS, "account": "x"}, environ_overrides=person.environ
            )
            assert answer.status_code == 201
        groups = sorted(burst_of(world))
        assert groups[0] == ""
        assert groups[1] == groups[2] != ""
        assert "198.51" not in groups[1]


def burst_of(world: World) -> list[str]:
    """Return the group of each case."""
    with world.site.reading() as session:
        return [detail_of(world.site.guard, case).burst for case in session.scalars(select(Case))]


def test_a_filled_trap_groups_and_drops_nothing(person: Browser, world: World) -> None:
    what(person).press("send", website="https://example.org/").press()
    assert person.path == "/complaint/sent"
    assert detail(world).burst != ""


def test_an_ordinary_complaint_belongs_to_no_group(person: Browser, world: World) -> None:
    sent(person)
    assert detail(world).burst == ""


def test_a_broken_counter_never_stops_a_complaint(person: Browser, world: World) -> None:
    mother(person)
    counts = world.settings.data / "limits.db"
    counts.unlink()
    counts.mkdir()
    person.press()
    assert person.path == "/complaint/sent"
    assert len(cases(world)) == 1
    assert miss(person) == 404
    at_files(Browser(person.client.application)).press("add", upload__files=(picture(), "a.png"))
    assert len(files(world)) == 1


def test_no_address_is_kept_beside_the_counts(person: Browser, world: World) -> None:
    miss(person)
    raw = (world.settings.data / "limits.db").read_bytes()
    assert b"198.51" not in raw
    assert len(raw) > 0


def client_of(app: Flask, address: str) -> str:
    """Return the key of a client."""
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": address}):
        found: str = app.extensions["recourse.budgets"].client("misses")
        return found


def test_one_network_of_ipv6_is_one_client(public_site: Flask) -> None:
    assert client_of(public_site, "2001:db8::1") == client_of(public_site, "2001:db8::ffff:2")
    assert client_of(public_site, "2001:db8::1") != client_of(public_site, "2001:db8:0:1::1")


def test_keys_change_with_the_day(public_site: Flask, clock: FixedClock) -> None:
    before = client_of(public_site, "198.51.100.7")
    clock.advance(timedelta(days=1))
    assert client_of(public_site, "198.51.100.7") != before


def test_a_request_without_an_address_has_a_key_too(public_site: Flask) -> None:
    assert len(client_of(public_site, "")) == 64


def test_workers_that_share_a_salt_share_the_counts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(budgets.SALT, "a salt of the supervisor")
    first, second = (create_app(world.settings, world.clock) for _ in range(2))
    assert client_of(first, "198.51.100.7") == client_of(second, "198.51.100.7")
    for made in (first, second):
        made.extensions["recourse.site"].engine.dispose()


def counts(folder: Path, clock: FixedClock) -> SharedCounts:
    """Return a fresh storage."""
    return SharedCounts(f"recourse+sqlite://{folder / 'limits.db'}", clock=clock)


def test_counts_are_shared_and_end_with_their_window(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    one, two = counts(tmp_path, clock), counts(tmp_path, clock)
    assert one.incr("a", 60) == 1
    assert two.incr("a", 60, amount=2) == 3
    assert one.get("a") == two.get("a") == 3
    assert one.get_expiry("a") == clock.now().timestamp() + 60
    assert one.get("b") == 0
    assert one.get_expiry("b") == clock.now().timestamp()
    clock.advance(timedelta(seconds=60))
    assert one.get("a") == 0
    assert two.incr("a", 60) == 1


def test_counts_can_be_forgotten(tmp_path: Path) -> None:
    storage = counts(tmp_path, FixedClock(NOON))
    storage.incr("a", 60)
    storage.incr("b", 60)
    storage.clear("a")
    assert (storage.get("a"), storage.get("b")) == (0, 1)
    assert storage.reset() == 1
    assert storage.get("b") == 0


def test_a_storage_knows_whether_it_answers(tmp_path: Path) -> None:
    storage = counts(tmp_path, FixedClock(NOON))
    assert storage.check()
    (tmp_path / "limits.db").unlink()
    (tmp_path / "limits.db").mkdir()
    assert not storage.check()
