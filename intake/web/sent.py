"""After sending: the code, what happens next and by when, the certificate; all of it until the code is kept."""

import json
from typing import Any

from flask import Blueprint, Response, session
from werkzeug.wrappers import Response as AnyResponse

from intake.core.complaint import Channel
from intake.i18n import _
from intake.interview.answers import Answers
from intake.interview.help import DANGER_HELP
from intake.interview.said import SECOND
from intake.service.certificates import certify
from intake.service.documents import CaseDetail
from intake.service.filing import Filed, stored
from intake.web import drafts, telling
from intake.web.drafts import Draft
from intake.web.frame import page
from intake.web.here import go, the_site

blueprint = Blueprint("sent", __name__, url_prefix="/complaint")
# What two clients can have lived through together; what is one person's own is asked anew.
_EVENT = (
    "what",
    "here",
    "where",
    "when",
    "facility",
    "who",
    "agency",
    "which_agency",
    "asked",
    "others",
    "bases",
)
SHARED = ("before", "for_whom", "elsewhere", *_EVENT, *(SECOND + key for key in _EVENT))
_FOR_OTHERS = frozenset({"client", "many"})


def receipt_of(filed: Filed, answers: Answers, *, changed: bool) -> dict[str, Any]:
    """Return what the receipt shows; the events stay only for those who file for several people.

    `changed` says that the draft was changed after it was stored, so that what is stored is not what it says now.
    """
    several = answers.word("for_whom", "whom") in _FOR_OTHERS
    return {
        "code": filed.ticket.code,
        "detail": json.loads(filed.detail.to_bytes()),
        "changed": changed,
        "events": {key: answers.of(key) for key in SHARED if key in answers} if several else None,
    }


@blueprint.get("/sent")
def sent() -> AnyResponse:
    """Show the receipt, as often as it is asked for, until the code is kept."""
    draft = drafts.current()
    if draft is None:
        return go("web.complaint.gone") if drafts.ran_out() else go("web.start.home")
    if draft.sent is None:
        return go("web.review.review")
    draft.arrived()
    draft.touch()
    return show_receipt(draft.sent)


def show_receipt(receipt: dict[str, Any], *, kept: bool = True) -> AnyResponse:
    """Show a receipt; `kept` says that this site can show it again until the person has written the code down."""
    detail = CaseDetail(**receipt["detail"])
    return page(
        "sent.html",
        _("Your code"),
        code=receipt["code"],
        changed=receipt.get("changed", False),  # a receipt of the first release does not say
        detail=detail,
        next=telling.next_step(detail),
        hold=telling.hold_words(detail),
        deadline=telling.deadline_words(detail),
        desks=telling.desk_names(telling.decision_of(detail).desks),
        legal_help=telling.legal_help(detail),
        nobody_at_night=telling.nobody_at_night(detail),
        in_danger=any("danger_now" in one["derived"]["flags"] for one in detail.incidents),
        danger_help=DANGER_HELP[Channel.WEB],
        again=kept,
        several=kept and receipt["events"] is not None,
        draft_minutes=drafts.MINUTES,
    )


@blueprint.get("/certificate.txt")
def certificate() -> AnyResponse:
    """Return the signed certificate: day, offices, hash of the words; never the code."""
    draft = drafts.current()
    if draft is None or draft.sent is None:
        return go("web.start.home")
    text = certify(the_site(), CaseDetail(**draft.sent["detail"]))
    answer = Response(text, mimetype="text/plain")
    answer.headers["Content-Disposition"] = 'attachment; filename="certificate.txt"'
    return answer


@blueprint.post("/kept")
def kept() -> AnyResponse:
    """End the visit: the person has kept the code, and nothing of it stays here."""
    draft = drafts.current()
    if draft is not None and (draft.sent is not None or _is_filed(draft)):
        draft.end()
        session.clear()
    return go("web.sent.done")


def _is_filed(draft: Draft) -> bool:
    """Tell whether a draft was filed whose receipt could only be shown, not kept."""
    return draft.ticket is not None and stored(the_site(), draft.ticket) is not None


@blueprint.get("/done")
def done() -> Response:
    """Say that it is over, and how to come back."""
    return page("done.html", _("Done"))


@blueprint.post("/again")
def again() -> AnyResponse:
    """Begin a new complaint with the same events, for another client; the old code is kept by now."""
    draft = drafts.current()
    if draft is None or draft.sent is None or draft.sent["events"] is None:
        return go("web.complaint.show", number=1)
    events, whole = draft.sent["events"], draft.whole
    draft.end()  # whoever else has this receipt open must not see what comes next
    fresh = drafts.begin()
    fresh.whole, fresh.notice = whole, "again"
    for key, fields in events.items():
        fresh.answers.put(key, fields)
    fresh.save()
    return go("web.complaint.show", number=1)
