"""What is counted for the operator: how much, how long, how it went; never who, where, or what about.

Labels hold words of our own tables only (a channel, a kind of task), so no count can tell one complaint from another. The
history of a count still shows when something came: whoever keeps it keeps it like the logs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import Counter, Gauge, Histogram

from intake.core.errors import NoSuchCaseError, NotStoredError, ReceiptError, RecourseError

FILINGS = Counter("recourse_filings", "Complaints by channel, stored or refused", ["channel", "outcome"])
LOOK_UPS = Counter("recourse_look_ups", "Receipt codes looked up: hit, miss, busy, mistyped", ["outcome"])
POOL_SECONDS = Histogram(
    "recourse_pool_wait_seconds",
    "Wait for a place of a pool",
    ["pool"],
    buckets=(0.01, 0.1, 0.5, 1, 3, 10, 20),
)
POOL_REFUSALS = Counter("recourse_pool_refusals", "Asked to come back, for no place came free", ["pool"])
TASKS = Counter("recourse_tasks", "Tasks of the outbox by kind, done or failed", ["kind", "outcome"])
ALERTS_FAILED = Counter("recourse_alerts_failed", "E-mails to those on call that could not be sent")
ROUNDS_FAILED = Counter("recourse_rounds_failed", "Rounds of the worker that failed", ["round"])
PROCESSES_ENDED = Counter(
    "recourse_processes_ended", "Processes that ended unasked and were started again", ["process"]
)
INDEX_SECONDS = Gauge(
    "recourse_desk_index_build_seconds", "Time to build the desk's index", multiprocess_mode="mostrecent"
)
INDEX_CASES = Gauge(
    "recourse_desk_index_cases", "Cases in the desk's index when it was built", multiprocess_mode="mostrecent"
)


@contextmanager
def filing(channel: str) -> Iterator[None]:
    """Count one complaint as stored, or as refused where it could not be."""
    try:
        yield
    except RecourseError:
        FILINGS.labels(channel, "refused").inc()
        raise
    FILINGS.labels(channel, "stored").inc()


@contextmanager
def look_up() -> Iterator[None]:
    """Count one code that was looked up, by what came of it."""
    outcome = "hit"
    try:
        yield
    except NoSuchCaseError:
        outcome = "miss"
        raise
    except ReceiptError:
        outcome = "mistyped"
        raise
    except NotStoredError:
        outcome = "busy"
        raise
    finally:
        LOOK_UPS.labels(outcome).inc()


@contextmanager
def index_build() -> Iterator[list[int]]:
    """Time the building of an index; the number of its cases is put in the list that is given."""
    cases: list[int] = []
    began = perf_counter()
    yield cases
    INDEX_SECONDS.set(perf_counter() - began)
    INDEX_CASES.set(cases[-1])


def task(kind: str, *, failed: bool) -> None:
    """Count one task; an e-mail to those on call that failed is counted by itself too."""
    TASKS.labels(kind, "failed" if failed else "done").inc()
    if failed and kind == "alert.urgent":
        ALERTS_FAILED.inc()
