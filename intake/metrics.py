"""Counts for the operator, without a single label that could tell one complaint from another."""

from time import perf_counter

from flask import Flask, Response, g, request
from prometheus_client import Counter, Histogram

ANSWERS = Counter(
    "recourse_answers_total", "Answers by room, endpoint and status class", ["endpoint", "status"]
)
SECONDS = Histogram(
    "recourse_answer_seconds", "Time to answer", ["endpoint"], buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 20)
)


def set_up_metrics(app: Flask) -> None:
    """Count every answer of an app."""
    app.before_request(_start)
    app.after_request(_count)


def _start() -> None:
    g.started = perf_counter()


def _count(response: Response) -> Response:
    endpoint = request.endpoint or "none"
    ANSWERS.labels(endpoint, f"{response.status_code // 100}xx").inc()
    SECONDS.labels(endpoint).observe(perf_counter() - g.get("started", perf_counter()))
    return response
