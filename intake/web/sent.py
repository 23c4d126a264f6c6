"""After sending: the code, what happens next and by when, the certificate; all of it until the code is kept."""

import json
from typing import Any

from flask import Blueprint, Response, session
from werkzeug.wrappers import Response as AnyResponse

from intake.core.complaint import Channel, Complaint
from intake.core.zones import local_now
from intake.i18n import _
from intake.interview.answers import Answers
from intake.interview.help import DANGER_HELP
from intake.interview.said import SECOND
from intake.service.certificates import certify, fingerprint
from intake.service.documents import CaseDetail
from intake.service.filing import Filed
from intake.web import drafts, telling
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


def receipt_of(filed: Filed, complaint: Complaint, answers: Answers) -> dict[str, Any]:
    """Return what the receipt shows; the events stay only for those who file for several people."""
    several = answers.word("for_whom", "whom") in _FOR_OTHERS
    return {
        "code": filed.ticket.code,
        "detail": json.loads(filed.detail.to_bytes()),
        "hash": fingerprint(complaint.account),
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
    draft.save()
    site = the_site()
    detail = CaseDetail(**draft.sent["detail"])
    decision = telling.decision_of(detail)
    first = detail.incidents[0]
    facility = site.deployment.directory.facility(first["facility"]) if first["facility"] else None
    now = local_now(site.clock, facility, first["state"] or "", site.deployment.site.zone)
    return page(
        "sent.html",
        _("Your code"),
        code=draft.sent["code"],
        detail=detail,
        next=telling.next_step(detail),
        hold=telling.hold_words(decision, now),
        deadline=telling.deadline_words(detail),
        desks=telling.desk_names(decision.desks),
        legal_help=telling.legal_help(detail),
        nobody_at_night=telling.nobody_at_night(detail),
        in_danger=any("danger_now" in one["derived"]["flags"] for one in detail.incidents),
        danger_help=DANGER_HELP[Channel.WEB],
        several=draft.sent["events"] is not None,
        draft_minutes=drafts.MINUTES,
    )


@blueprint.get("/certificate.txt")
def certificate() -> AnyResponse:
    """Return the signed certificate: day, offices, hash of the words; never the code."""
    draft = drafts.current()
    if draft is None or draft.sent is None:
        return go("web.start.home")
    text = certify(the_site(), CaseDetail(**draft.sent["detail"]), draft.sent["hash"])
    answer = Response(text, mimetype="text/plain")
    answer.headers["Content-Disposition"] = 'attachment; filename="certificate.txt"'
    return answer


@blueprint.post("/kept")
def kept() -> AnyResponse:
    """End the visit: the person has kept the code, and nothing of it stays here."""
    draft = drafts.current()
    if draft is not None and draft.sent is not None:
        draft.end()
        session.clear()
    return go("web.sent.done")


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
    events = draft.sent["events"]
    draft.sent, draft.ticket, draft.answers = None, None, drafts.blank()
    for key, fields in events.items():
        draft.answers.put(key, fields)
    draft.notice = "again"
    draft.save()
    return go("web.complaint.show", number=1)
