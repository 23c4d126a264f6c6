"""Colleagues: who waits to be admitted to one of my desks, and who is a member. Admitting takes two steps."""

from uuid import UUID

from flask import abort, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from intake.core.errors import ConflictError
from intake.desk import words
from intake.desk.access import reader
from intake.desk.blueprint import blueprint, site
from intake.desk.forms import AdmitForm
from intake.i18n import render
from intake.service.membership import admit as admit_officer
from intake.service.membership import members, waiting_officers


@blueprint.get("/people")
def people() -> Response:
    """List who waits and who is a member of my desks."""
    me = reader()
    return make_response(
        render(
            "desk_people.html",
            waiting=[
                (officer, desk, words.known(words.DESKS, desk), digits)
                for officer, desk, digits in waiting_officers(site(), me)
            ],
            members=[(words.known(words.DESKS, desk), names) for desk, names in members(site(), me.desks)],
            done=request.args.get("done", ""),
        )
    )


@blueprint.get("/people/<uuid:officer_id>/<desk_name>")
def compare(officer_id: UUID, desk_name: str) -> Response:
    """First step: show the key's digits, to be compared by voice or in person."""
    return _page(AdmitForm(), officer_id, desk_name)


@blueprint.post("/people/<uuid:officer_id>/<desk_name>")
def admit(officer_id: UUID, desk_name: str) -> Response:
    """Second step: seal the desk's keys to the officer, if the key is still the one that was compared."""
    form = AdmitForm(request.form)
    if not form.validate():
        return _page(form, officer_id, desk_name, status=422)
    try:
        admit_officer(site(), reader(), officer_id, desk_name, compared=form.compared.data or "")
    except ConflictError:
        return _page(AdmitForm(), officer_id, desk_name, status=409)
    return redirect(url_for("desk.people", done="admitted"), 303)


def _page(form: AdmitForm, officer_id: UUID, desk_name: str, *, status: int = 200) -> Response:
    for officer, desk, digits in waiting_officers(site(), reader()):
        if (officer.id, desk) == (officer_id, desk_name):
            form.compared.data = digits
            page = render(
                "desk_admit.html",
                form=form,
                officer_name=officer.name,
                desk_words=words.known(words.DESKS, desk),
                digits=digits,
                changed=status == 409,  # noqa: PLR2004 -- HTTP's "conflict"
            )
            return make_response(page, status)
    return abort(404)
