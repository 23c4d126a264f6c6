"""The description of the API is honest: whatever it allows is taken, whatever it forbids is refused, nothing fails."""

import re
from datetime import date
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from limits import RateLimitItemPerHour
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from intake.web import budgets
from tests.web.api import BODY
from tests.web.browser import Browser

# Of all days that the format allows, those of the years that we take.
schemathesis.openapi.format("date", st.dates(date(1950, 1, 1), date(2099, 12, 31)).map(str))


@pytest.mark.parametrize(
    ("path", "mode", "beyond"),
    [
        ("/api/v1/complaints", GenerationMode.POSITIVE, []),
        ("/api/v1/complaints", GenerationMode.NEGATIVE, []),
        # No schema can say what a check digit is.
        ("/api/v1/status", GenerationMode.POSITIVE, [positive_data_acceptance]),
        ("/api/v1/status", GenerationMode.NEGATIVE, []),
        ("/api/v1/openapi.json", GenerationMode.POSITIVE, []),
    ],
)
def test_the_api_keeps_what_its_description_says(
    public_site: Flask, path: str, mode: GenerationMode, beyond: list[Any]
) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", public_site)
    operation = schema[path]["GET" if path.endswith("json") else "POST"]

    @settings(
        max_examples=40,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def holds(case: Any) -> None:
        if mode is GenerationMode.POSITIVE:
            assume(not _two_times(case.body))
            case.headers.pop("Idempotency-Key", None)  # one made up twice, with two bodies, is refused
        case.call_and_validate(excluded_checks=beyond)

    holds()


@pytest.mark.parametrize(
    ("day", "fits"),
    [
        *(("2026-01-31", True), ("2026-04-30", True), ("2026-04-31", False), ("2026-02-28", True)),
        *(("2026-02-29", False), ("2024-02-29", True), ("2000-02-29", True), ("1952-02-29", True)),
        *(("1950-12-29", True), ("1949-12-31", False), ("2099-12-31", True), ("2026-06-00", False)),
    ],
)
def test_days_of_the_description_are_days_of_the_calendar(person: Browser, day: str, fits: bool) -> None:
    known = person.get("/api/v1/openapi.json").page.get_json()["components"]["schemas"]["Facts"]["properties"]
    (days,) = (one["pattern"] for one in known["happened_on"]["anyOf"] if one.get("format") == "date")
    assert bool(re.search(days, day)) is fits
    assert bool(re.search(known["released_at"]["pattern"], f"{day}T10:00")) is fits
    taken = person.client.post("/api/v1/complaints", json={**BODY, "happened_on": day})
    assert (taken.status_code == 201) is fits


def _two_times(body: Any) -> bool:
    """Tell whether facts hold both times: no schema can say that one must not lie before the other."""
    facts = body.get("facts") if isinstance(body, dict) else None
    listed = facts if isinstance(facts, list) else [facts]
    return any({"release_eligible_at", "released_at"} <= set(one) for one in listed if isinstance(one, dict))


def test_the_description_names_every_address(person: Browser) -> None:
    found = person.get("/api/v1/openapi.json").page.get_json()
    rules = {
        rule.rule for rule in person.client.application.url_map.iter_rules() if rule.rule.startswith("/api/")
    }
    assert set(found["paths"]) == rules
    assert found["openapi"].startswith("3.1")


@pytest.fixture(autouse=True)
def _no_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no budget stand between the description and its answers."""
    monkeypatch.setattr(budgets, "MISSES", RateLimitItemPerHour(100_000))
