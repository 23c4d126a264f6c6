"""What is logged: events and ids that are on a list, and nothing that anybody wrote, by us or by a library."""

import json
import logging
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import structlog
from gunicorn.config import Config
from hypothesis import given
from hypothesis import strategies as st

from config.settings import PROJECT
from intake.commands import processes
from intake.core.errors import SettingsError
from intake.log import ALLOWED, LEFT_OUT, Wordless, only_allowed, set_up_logging
from intake.server_log import ServerLog

ADDRESS = "203.0.113.77"


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    """Return what stands for standard error while loggers are set up."""
    written = StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    return written


@pytest.fixture
def told(stream: StringIO) -> Iterator[StringIO]:
    """Set logging up, and put it back as it was."""
    before, root = structlog.get_config(), logging.getLogger()
    handlers = list(root.handlers)
    set_up_logging()
    yield stream
    root.handlers = handlers
    structlog.configure(**before)


@pytest.fixture
def server(stream: StringIO) -> Iterator[ServerLog]:
    """Return the web server's logger."""
    log = ServerLog(Config())
    yield log
    log.error_log.handlers = []


def lines(written: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def failing(error: Exception) -> None:
    raise error


def test_a_log_line_holds_what_is_on_the_list_and_nothing_else(told: StringIO) -> None:
    structlog.get_logger().info("task.done", kind="blob.delete", text="canary", code="1234")
    structlog.get_logger().debug("task.done")
    (line,) = lines(told)
    assert set(line) == {"event", "kind", "level", "timestamp"}
    assert (line["event"], line["kind"], line["level"]) == ("task.done", "blob.delete", "info")


@pytest.mark.parametrize(
    "written",
    [
        "two words",
        "They held him.",
        "a\nb",
        "كناري",
        "+15551234567",
        "1234-5678901",
        "x" * 65,
        "",
        ADDRESS + "/8",
    ],
)
def test_a_text_that_is_no_word_of_a_program_is_left_out_even_where_it_may_stand(
    told: StringIO, written: str
) -> None:
    structlog.get_logger().info(written, reason=written, rows=7, error=None)
    (line,) = lines(told)
    assert (line["event"], line["reason"], line["rows"], line["error"]) == (LEFT_OUT, LEFT_OUT, 7, None)


@pytest.mark.parametrize(
    "name", ["werkzeug", "sqlalchemy", "alembic", "twilio.http_client", "urllib3", "PIL"]
)
def test_libraries_that_would_log_what_people_send_are_quiet(told: StringIO, name: str) -> None:
    assert not logging.getLogger(name).isEnabledFor(logging.INFO)


def test_what_a_library_warns_of_is_told_without_its_words(told: StringIO) -> None:
    try:
        failing(ValueError("canary in an error"))
    except ValueError:
        logging.getLogger("urllib3").exception("canary %s", "number +15551234567")
    logging.getLogger("anything").warning("canary from %s", ADDRESS)
    first, second = lines(told)
    assert (first["event"], first["kind"], first["error"]) == ("library.told", "urllib3", "ValueError")
    assert (second["event"], second["kind"], second["level"]) == ("library.told", "anything", "warning")
    assert "error" not in second
    assert "canary" not in str([first, second])
    assert ADDRESS not in str([first, second])


def test_setting_logging_up_twice_tells_nothing_twice(told: StringIO) -> None:
    set_up_logging()
    assert len([one for one in logging.getLogger().handlers if isinstance(one, Wordless)]) == 1


@given(st.dictionaries(st.sampled_from([*sorted(ALLOWED), "text", "code", "phone", "name"]), st.text()))
def test_no_field_and_no_sentence_slips_past_the_list(event: dict[str, str]) -> None:
    kept = only_allowed(None, "info", dict(event))
    assert set(kept) == set(event) & ALLOWED
    assert all(text == LEFT_OUT or (text == event[name] and " " not in text) for name, text in kept.items())


def test_the_web_servers_own_lines_lose_address_path_and_what_was_sent(
    server: ServerLog, stream: StringIO
) -> None:
    server.warning(f"Invalid request from ip={ADDRESS}: canary header")
    try:
        failing(KeyError("canary"))
    except KeyError:
        server.exception("Error handling request %s", "/status?canary")
    server.error("Worker (pid:%s) was sent SIGKILL! Perhaps out of memory?", 7)
    server.error("canary of another kind")
    found = lines(stream)
    assert [line["event"] for line in found] == [
        "server.request.invalid",
        "server.request.failed",
        "server.worker.killed",
        "server.told",
    ]
    assert found[1]["error"] == "KeyError"
    assert re.fullmatch(r"test_log\.py:\d+", found[1]["where"])
    assert not [word for word in ("canary", ADDRESS, "/status") if word in str(found)]


def test_why_a_server_did_not_start_is_told_in_words(server: ServerLog, stream: StringIO) -> None:
    try:
        failing(SettingsError("RECOURSE_SITE_KEY: not set"))
    except SettingsError:
        server.exception("Exception in worker process")
    server.exception("Exception in worker process", exc_info=SettingsError("never raised"))
    first, second = lines(stream)
    assert (first["event"], first["reason"]) == ("server.worker.broken", "RECOURSE_SITE_KEY: not set")
    assert second["where"] == ""


def test_a_real_server_logs_nothing_of_a_request_that_is_malformed(tmp_path: Path) -> None:
    (tmp_path / "tiny.py").write_text("def app(environ, start):\n    raise KeyError(environ['PATH_INFO'])\n")
    command = processes._gunicorn("127.0.0.1", 0, 1, 1)
    command[command.index("--bind") + 1] = f"unix:{tmp_path}/socket"
    command[-1:] = ["--pythonpath", f"{tmp_path},{PROJECT}", "tiny:app"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=tmp_path)
    try:
        for sent in (b"GET /canary-path HTTP/1.0\r\n\r\n", b"canary garbage\r\n\r\n"):
            assert ask(tmp_path / "socket", process, sent)
    finally:
        process.terminate()
        process.wait(60)
    written = (tmp_path / "log").read_text()
    assert {json.loads(line)["event"] for line in written.splitlines()} >= {
        "server.request.failed",
        "server.request.invalid",
    }
    assert "canary" not in written


def ask(path: Path, process: subprocess.Popen[bytes], sent: bytes) -> bytes:
    """Send bytes to a server once it listens, and return what it answers."""
    while process.poll() is None:
        with socket.socket(socket.AF_UNIX) as line:
            try:
                line.connect(str(path))
            except OSError:
                continue
            line.sendall(sent)
            return line.recv(1000)
    raise AssertionError(f"the server ended: {sys.argv}")
