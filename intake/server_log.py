"""What the web server itself logs, as events without words: its own lines quote addresses and what was sent.

gunicorn tells of a malformed request with the sender's address and a piece of it, and of a failed one with its path.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from traceback import extract_tb

from gunicorn.config import Config
from gunicorn.glogging import Logger

from intake.core.errors import RecourseError

_EVENTS = (
    ("Invalid request", "server.request.invalid"),
    ("Error handling request", "server.request.failed"),
    ("WORKER TIMEOUT", "server.worker.timeout"),
    ("Worker (pid:%s) was sent", "server.worker.killed"),
    ("Worker (pid:%s) exited", "server.worker.ended"),
    ("Exception in worker process", "server.worker.broken"),
    ("Connection in use", "server.port.taken"),
    ("Can't connect to", "server.port.taken"),
)
_OTHER = "server.told"
_AT_START = "server.worker.broken"  # nobody has sent anything yet, so the operator may read the sentence


class ServerLog(Logger):  # type: ignore[misc]  # the library has no types
    """gunicorn's logger with one handler that writes events; nothing is written for a request that went well."""

    def setup(self, cfg: Config) -> None:
        """Set the library's logger up, then take its own handlers away."""
        super().setup(cfg)
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(_Events())
        self.error_log.handlers = [handler]
        self.access_log.handlers = []


class _Events(logging.Formatter):
    """A record as one JSON line: event, level, time, process, and the kind and place of an error."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        said = str(record.msg)
        event = next((name for words, name in _EVENTS if words in said), _OTHER)
        line = {
            "event": event,
            "level": record.levelname.lower(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "process": record.process,
        }
        kind, error, trace = record.exc_info or (None, None, None)
        if kind is not None:
            places = extract_tb(trace)
            line["error"] = kind.__name__
            line["where"] = f"{Path(places[-1].filename).name}:{places[-1].lineno}" if places else ""
        if isinstance(error, RecourseError) and event == _AT_START:
            line["reason"] = str(error)
        return json.dumps(line)
