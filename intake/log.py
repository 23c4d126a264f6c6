"""Logging: static event names and ids as JSON lines; never a body, a number, a code or an address."""

import logging
import sys
from collections.abc import MutableMapping
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


def set_up_logging(level: int = logging.INFO) -> None:
    """Send our events to standard error as JSON, and quiet the libraries that would log what people send."""
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    for name in ("werkzeug", "sqlalchemy", "alembic", "twilio.http_client", "urllib3", "PIL"):
        logging.getLogger(name).setLevel(logging.WARNING)


def only_allowed(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every field that is not on the list."""
    return {name: value for name, value in event.items() if name in ALLOWED}
