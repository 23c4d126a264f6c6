"""Before a keyed-in complaint is filed: what was keyed in, where it would go and why, and the button that files it."""

from dataclasses import replace
from typing import Any

from flask import make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from intake.core.complaint import Complaint
from intake.core.errors import NotStoredError
from intake.core.routing import desks_to_seal, route_all
from intake.desk import case_view, times, words
from intake.desk import key_in_draft as drafts
from intake.desk.access import reader
from intake.desk.blueprint import blueprint, site
from intake.desk.key_in import elsewhere, is_filed
from intake.desk.key_in_code import show_code
from intake.desk.key_in_draft import Keyed
from intake.desk.key_in_forms import language_name
from intake.desk.queue_rows import urgency_words
from intake.i18n import _, _l, render
from intake.interview.compose import compose, for_its_handlers
from intake.interview.flow import BY_KEY, missing, routable
from intake.interview.summary import Line, by_page, summary
from intake.service.filing import stored
from intake.service.keyed_in import file_keyed_in

STEP = BY_KEY["review"]
# The interview says "you" to the person. Beside the officer's own name that would be read as the officer's.
_NAME_STEPS = {
    "identity": _l("Who may read the name"),
    "identity_desks": _l("Who may read the name"),
    "name": _l("Name"),
}


@blueprint.get("/key-in/review")
def key_in_review() -> Response:
    """Show what would be filed, and where it would go."""
    keyed = drafts.current()
    if keyed is None or is_filed(keyed):
        return elsewhere(keyed) or redirect(url_for("desk.key_in"), 303)
    if not routable(keyed.answers):
        return redirect(url_for("desk.key_in_answers", said="empty"), 303)
    keyed.save()
    return make_response(render("desk_key_in_review.html", **_words(keyed)))


@blueprint.post("/key-in/review")
def file_key_in() -> Response:
    """File it. Whoever clicks twice has filed once; whatever fails, what was keyed in stays."""
    keyed = drafts.current()
    if keyed is None or is_filed(keyed):
        return elsewhere(keyed) or redirect(url_for("desk.key_in", said="gone"), 303)
    STEP.keep(keyed.answers, STEP.bind(keyed.answers, site().deployment.directory, request.form))
    keyed.save()
    if not routable(keyed.answers):
        return redirect(url_for("desk.key_in_answers", said="empty"), 303)
    _file(keyed)
    try:
        keyed.was_filed()
    except NotStoredError:  # the complaint is stored all the same: its code must not be lost
        return show_code(keyed)
    return redirect(url_for("desk.key_in_code"), 303)


def _file(keyed: Keyed) -> None:
    """File, unless the database took it although it could not say so."""
    try:
        file_keyed_in(
            site(), reader(), complaint_of(keyed), keyed.ticket, came_on=keyed.came_on, files=keyed.files
        )
    except NotStoredError:
        if stored(site(), keyed.ticket) is None:
            raise


def complaint_of(keyed: Keyed) -> Complaint:
    """Return the complaint that was keyed in, as the web would make it of the same answers."""
    deployment = site().deployment
    complaint = compose(
        keyed.answers,
        directory=deployment.directory,
        clock=site().clock,
        site_zone=deployment.site.zone,
        language=keyed.language,
        channel=keyed.how,
        incomplete=bool(missing(keyed.answers, deployment.directory)),
    )
    return for_its_handlers(complaint, keyed.answers, deployment.rules)


def _words(keyed: Keyed) -> dict[str, Any]:
    deployment, complaint = site().deployment, complaint_of(keyed)
    incidents = [one.derived for one in complaint.incidents]
    decision, desks = route_all(incidents, deployment.rules), desks_to_seal(incidents, deployment.rules)
    known = bool(complaint.identity or complaint.contact)
    lines = summary(keyed.answers, deployment.directory, without={"before", "review", "files"})
    form = STEP.bind(keyed.answers, deployment.directory)
    form["code_opens"].label.text = _("Their code also opens what they wrote.")
    return {
        "came": [
            (_("How it came"), str(words.CHANNELS[keyed.how])),
            (_("It came on"), times.shown_day(keyed.came_on)),
            (_("The person's language"), language_name(keyed.language)),
        ],
        "level": decision.urgency,
        "urgency_words": urgency_words(decision.urgency, deployment),
        "desks": [words.known(words.DESKS, desk) for desk in desks],
        "offices": case_view.office_names(decision, deployment),
        "reasons": case_view.reasons_of(decision, deployment),
        "named": [words.known(words.DESKS, desk) for desk in desks if known and desk in complaint.consent],
        "mine": sorted(reader().desks & set(desks)),
        "missing": missing(keyed.answers, deployment.directory),
        "pages": by_page(_of_the_person(line) for line in lines),
        "files": keyed.files,
        "form": form,
    }


def _of_the_person(line: Line) -> Line:
    return replace(line, question=str(_NAME_STEPS.get(line.step, line.question)))
