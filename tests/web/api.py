"""A body that the API takes, and how tests file it."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

KEY = "Zm9yIHRlc3RzIG9ubHkgMTI4"
FACTS = {
    "actors": ["jail_staff"],
    "place": "local_jail",
    "custody": "detainer_only",
    "allegations": ["over_48h"],
    "release_eligible_at": "2026-04-28T17:00",
}
BODY: dict[str, Any] = {"language": "en", "facts": FACTS, "account": "They still hold him."}


def post(client: FlaskClient, body: Any, **headers: str) -> TestResponse:
    """File a body."""
    return client.post("/api/v1/complaints", json=body, headers=headers)


def errors(client: FlaskClient, body: Any, **headers: str) -> dict[str, str]:
    """File a body that is wrong, and return what is said of it."""
    answer = post(client, body, **headers)
    assert answer.status_code == 400, answer.get_json()
    found: dict[str, str] = answer.get_json()["errors"]
    return found
