"""Logging: static event names and ids as JSON lines; never a body, a number, a code or an address.

What a library logs is told as an event too, by the library's name and the kind of error; its words are left out, since
they may quote what somebody sent.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any

import structlog

# What an event may carry. Anything else is dropped before it is written, so that no text can slip into a log.
ALLOWED = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "kind",
        "attempts",
        "error",
        "round",
        "room",
        "endpoint",
        "method",
        "status",
        "milliseconds",
        "port",
        "rows",
        "process",
        "reason",
    }
)
LEFT_OUT = "(left out)"
_WORD = re.compile(r"[A-Za-z0-9_.:+-]{1,64}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{7}", re.ASCII)  # part of a phone number or a code
_QUIET = ("werkzeug", "sqlalchemy", "alembic", "twilio.http_client", "urllib3", "PIL")


class PatientLogger(structlog.PrintLogger):
    """Prints a line, or goes without: where the log's own disk is full, the work goes on."""

    def msg(self, message: str) -> None:
        """Print a line if there is room."""
        with suppress(OSError):
            super().msg(message)

    log = debug = info = warn = warning = msg
    fatal = failure = err = error = critical = exception = msg


def set_up_logging(level: int = logging.INFO) -> None:
    """Send our events to standard error as JSON, and quiet the libraries that would log what people send."""
    where = sys.stderr
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_names: PatientLogger(where),
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    if not any(isinstance(one, Wordless) for one in root.handlers):
        root.addHandler(Wordless(logging.WARNING))
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def only_allowed(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every field that is not on the list, and every text that is not a single word of a program."""
    return {name: _plain(value) for name, value in event.items() if name in ALLOWED}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    return text if _WORD.fullmatch(text) and not _NUMBER.search(text) else LEFT_OUT


class Wordless(logging.Handler):
    """Tells what a library logged as an event of ours: which library, how grave, which kind of error."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record without its words."""
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        given = {"kind": record.name, **({"error": error} if error else {})}
        structlog.get_logger().log(record.levelno, "library.told", **given)
