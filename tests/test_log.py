"""What is logged: events and ids that are on a list, and nothing that anybody wrote."""

import logging

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from intake.log import ALLOWED, only_allowed, set_up_logging


def test_a_log_line_holds_what_is_on_the_list_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    before = structlog.get_config()
    try:
        set_up_logging()
        structlog.get_logger().info("task.done", kind="blob.delete", text="canary", code="1234")
        structlog.get_logger().debug("task.done")
    finally:
        structlog.configure(**before)
    line = capsys.readouterr().err
    assert '"event": "task.done"' in line
    assert '"kind": "blob.delete"' in line
    assert "canary" not in line
    assert "1234" not in line
    assert line.count("\n") == 1


@pytest.mark.parametrize(
    "name", ["werkzeug", "sqlalchemy", "alembic", "twilio.http_client", "urllib3", "PIL"]
)
def test_libraries_that_would_log_what_people_send_are_quiet(name: str) -> None:
    before = structlog.get_config()
    try:
        set_up_logging()
    finally:
        structlog.configure(**before)
    assert not logging.getLogger(name).isEnabledFor(logging.INFO)


@given(st.dictionaries(st.sampled_from([*sorted(ALLOWED), "text", "code", "phone", "name"]), st.text()))
def test_no_field_slips_past_the_list(event: dict[str, str]) -> None:
    kept = only_allowed(None, "info", dict(event))
    assert kept == {name: value for name, value in event.items() if name in ALLOWED}
