"""A case's page, and its files. Each opening is written in the case's audit chain before anything is shown."""

from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask import make_response, request
from werkzeug.wrappers import Response

from intake.core.statuses import Role
from intake.desk import case_facts, case_talk, case_view, keeping, letters, lost_code, times, words
from intake.desk.access import reader, typed_texts
from intake.desk.blueprint import blueprint, site
from intake.desk.case_forms import forms_of
from intake.desk.queue_rows import flags_of, place_name, short_id, urgency_words
from intake.i18n import holding, render
from intake.service.case_files import open_file
from intake.service.documents import listing_of
from intake.service.review import CaseFile, open_case

SANDBOX = "sandbox; default-src 'none'"
_LOOKS = 20  # entries of the audit log on the page; an export and the log itself have all of them


@blueprint.get("/case/<uuid:case_id>")
def case(case_id: UUID) -> Response:
    """Open a case."""
    return show_case(case_id)


@blueprint.get("/case/<uuid:case_id>/file/<uuid:blob>")
def file(case_id: UUID, blob: UUID) -> Response:
    """Give a file: a rebuilt picture to be looked at, anything else only to be saved, never opened by the browser."""
    kept, content = open_file(site(), reader(), case_id, blob)
    safe = kept.safe and kept.kind.startswith("image/") and "save" not in request.args
    response = make_response(content)
    response.mimetype = kept.kind if safe else "application/octet-stream"
    how = "inline" if safe else "attachment"
    response.headers["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(kept.name, safe='')}"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def show_case(case_id: UUID, *, act: str = "", notice: str = "", status: int = 200) -> Response:
    """Open a case and show it; `act` names the form that was refused, which keeps what was typed.

    `notice` is a code for the line on top: fields, conflict, move, language or script.
    """
    me = reader()
    opened = open_case(site(), me, case_id)
    with holding():
        return make_response(_shown(opened, act, notice), status)


def _shown(opened: CaseFile, act: str, notice: str) -> str:
    me = reader()
    forms = forms_of(opened, me, site().deployment, act=act, data=request.form if act else None)
    kept = keeping.panel_of(opened, act=act, data=request.form if act else None)
    forms.others = kept.forms
    if notice == "fields" and forms.posted is not None:
        forms.posted.validate()
    return render(
        "desk_case.html",
        case=opened,
        forms=forms,
        notice=notice,
        done=request.args.get("done", ""),
        kept=typed_texts() if notice in {"conflict", "move", "keeping"} else [],
        keeping=kept,
        **_words(opened),
    )


def _words(opened: CaseFile) -> dict[str, Any]:
    """Return everything about a case in words."""
    me, deployment, now = reader(), site().deployment, site().clock.now()
    detail, zone = opened.detail, site().deployment.site.zone
    line, decision = listing_of(detail, opened.desks), case_view.decision_of(detail)
    language = deployment.language(detail.language)
    return {
        "me": me,
        "short": short_id(opened.case_id),
        "urgency_words": urgency_words(detail.decision["urgency"], deployment),
        "status_words": words.known(words.STATUSES, detail.status),
        "outcome_words": words.known(words.OUTCOMES, detail.outcome) if detail.outcome else "",
        "flags": flags_of(line, me, now),
        "place": place_name(line, deployment),
        "received": times.shown(detail.received, zone),
        "channel": words.known(words.CHANNELS, detail.channel),
        "keyed_in": case_view.keyed_in(detail),
        "return_day": times.shown_day(date.fromisoformat(detail.return_on)) if detail.return_on else "",
        "language": language,
        "language_name": language.own_name if language else detail.language,
        "desks": [words.known(words.DESKS, desk) for desk in sorted(opened.desks)],
        "own_desk": words.known(words.DESKS, opened.desk),
        "lead": words.known(words.LEADS, detail.decision["lead"]),
        "may_release": detail.owner == me.name or Role.supervisor in me.roles,
        "hold": case_view.hold_of(detail, deployment, now),
        "clocks": case_view.clocks_of(detail, zone, now),
        "filing_day": case_view.filing_day(detail),
        "reasons": case_view.reasons_of(decision, deployment),
        "same_rules": detail.decision["version"] == deployment.rules.version,
        "offices": case_view.office_names(decision, deployment),
        "copies": case_view.copies_of(detail, deployment),
        "sees": case_view.sees_of(detail),
        "letters": letters.offered(detail),
        "account": case_facts.account_text(opened),
        "answers": case_facts.answers_of(opened, deployment),
        "incidents": case_facts.incidents_of(opened, deployment),
        "identity": case_facts.identity_rows(opened.identity) if opened.identity else None,
        "name_state": case_facts.name_state(opened),
        "lost": lost_code.panel_of(opened),
        "files": case_talk.files_of(opened),
        "messages": case_talk.messages_of(opened, deployment),
        "notes": case_talk.notes_of(opened, zone),
        "moves_made": case_view.history_of(opened, zone),
        "looks": case_view.looks_of(opened, zone, _LOOKS),
    }
