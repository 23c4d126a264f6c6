"""The description of the API is honest: whatever it allows is taken, whatever it forbids is refused, nothing fails."""

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, assume, given, settings
from limits import RateLimitItemPerHour
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from intake.web import budgets
from tests.web.browser import Browser


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
