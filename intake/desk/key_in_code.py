"""The receipt code of a keyed-in complaint, with a slip to send or to read out; gone once the officer has given it."""

from typing import Any

from flask import make_response, redirect, url_for
from werkzeug.wrappers import Response

from intake.core.complaint import Channel
from intake.core.receipt import show
from intake.desk import key_in_draft as drafts
from intake.desk import words
from intake.desk.access import reader
from intake.desk.blueprint import blueprint, site
from intake.desk.case_view import decision_of
from intake.desk.key_in_draft import Keyed
from intake.desk.key_in_forms import language_name
from intake.desk.queue_rows import short_id
from intake.i18n import render, speaking
from intake.interview.slip import Slip, slip_of
from intake.service.documents import CaseDetail
from intake.service.filing import stored


@blueprint.get("/key-in/code")
def key_in_code() -> Response:
    """Show the code, as often as it is asked for, until it was given or two hours are over."""
    keyed = drafts.current()
    if keyed is None:
        return redirect(url_for("desk.key_in", said="gone"), 303)
    return show_code(keyed)


@blueprint.post("/key-in/given")
def given_key_in() -> Response:
    """Forget the code: the officer has written it down or read it out."""
    keyed = drafts.current()
    if keyed is None or stored(site(), keyed.ticket) is None:
        return redirect(url_for("desk.key_in", said="gone"), 303)
    keyed.end()
    return redirect(url_for("desk.key_in", said="given"), 303)


def show_code(keyed: Keyed) -> Response:
    """Return the page with the code and the slip; the way back where nothing is filed."""
    filed = stored(site(), keyed.ticket)
    if filed is None:
        return redirect(url_for("desk.key_in_answers"), 303)
    return make_response(render("desk_key_in_code.html", **_words(keyed, filed.detail)))


def _words(keyed: Keyed, detail: CaseDetail) -> dict[str, Any]:
    desks = frozenset(decision_of(detail).desks)
    spoken = site().deployment.language(keyed.language) or site().deployment.languages[0]
    with speaking(spoken.tag):
        slip = _slip(detail, desks)
    return {
        "slip": slip,
        "code": show(keyed.ticket.code),
        "spoken": spoken,
        "translated": spoken.tag == keyed.language,
        "language": language_name(keyed.language),
        "by_phone": keyed.how is Channel.PHONE,
        "case_id": keyed.ticket.case_id,
        "short": short_id(keyed.ticket.case_id),
        "desks": [words.known(words.DESKS, desk) for desk in sorted(desks)],
        "mine": bool(reader().desks & desks),
    }


def _slip(detail: CaseDetail, desks: frozenset[str]) -> Slip:
    texts, address = site().deployment.site, site().settings.public_url
    state = next((str(one["state"]) for one in detail.incidents if one.get("state")), "")
    return slip_of(
        desks,
        address=f"{address.rstrip('/')}/status" if address else "",
        no_contact=detail.no_contact,
        legal_help=texts.legal_help(state),
        privacy_act=texts.privacy_act,
        omb_number=texts.omb_number,
    )
