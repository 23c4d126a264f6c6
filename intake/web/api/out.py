"""What the API answers: the receipt and the decision of a filed complaint, and where a case is."""

from typing import Any

from flask import Response, jsonify

from intake.core import receipt
from intake.service.by_code import View
from intake.service.documents import CaseDetail
from intake.service.filing import Filed
from intake.web import story, telling


def filed(filed: Filed, *, single: bool) -> Response:
    """Return 201 with the receipt; all of it is read from what was stored, so that a repeat says the same.

    Facts come back as they came: one object (`single`) or a list.
    """
    detail = filed.detail
    decision = telling.decision_of(detail)
    answer = jsonify(
        receipt=receipt.show(filed.ticket.code),
        decision={
            **decision.to_document(),
            "reasons": telling.reasons(decision),
            "office_names": telling.office_names(decision.offices),
            "version": decision.version,
        },
        facts={
            "given": _one_or_all([_without_now(one["said"]) for one in detail.incidents], single=single),
            "derived": _one_or_all([one["derived"] for one in detail.incidents], single=single),
        },
        consent=detail.consent,
        next=_next(detail),
    )
    answer.status_code = 201
    return answer


def status(view: View) -> Response:
    """Return where a case is, in the language now spoken."""
    detail = view.detail
    upcoming = telling.next_step(detail)
    return jsonify(
        status=telling.public(detail).value,
        since=detail.since,
        next=_next(detail),
        due=upcoming.day.isoformat() if upcoming else None,
        messages=[_message(one) for one in story.messages(view)],
    )


def _next(detail: CaseDetail) -> str:
    upcoming = telling.next_step(detail)
    return f"{telling.told(detail)} {upcoming.sentence}" if upcoming else telling.told(detail)


def _message(message: story.Message) -> dict[str, Any]:
    return {
        "from": "office" if message.office else "you",
        "day": message.iso,
        "text": message.text,
        "note": message.note,
    }


def _one_or_all(listed: list[dict[str, Any]], *, single: bool) -> Any:
    return listed[0] if single else listed


def _without_now(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name != "as_of"}
