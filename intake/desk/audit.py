"""The audit log, for auditors: who did what, by account or by case, and whether every entry still fits."""

from typing import Any
from uuid import UUID

from flask import make_response, request
from werkzeug.wrappers import Response

from intake.core.errors import SettingsError
from intake.desk import times, words
from intake.desk.access import reader
from intake.desk.blueprint import blueprint, site
from intake.desk.forms import AuditForm
from intake.i18n import _, render
from intake.service import oversight
from intake.service.officers import check_name


@blueprint.get("/audit")
def audit() -> Response:
    """Show the acts of an account or on a case; without either, only the form."""
    form = AuditForm(request.args)
    found = _found(form) if form.validate() else None
    return _page(form, entries=found)


@blueprint.post("/audit/check")
def check_audit() -> Response:
    """Walk every chain and every published checkpoint."""
    return _page(AuditForm(), verdict=oversight.check(site(), reader()))


def _found(form: AuditForm) -> list[oversight.Entry] | None:
    """Return what was asked for; None with an error in the form where it is no name and no case number."""
    name, number = form.account.data or "", form.case_id.data or ""
    if number:
        try:
            return oversight.acts_on(site(), reader(), UUID(number))
        except ValueError:
            form.case_id.errors = [_("This is not a case number.")]
            return None
    if name:
        try:
            check_name(name)
        except SettingsError:
            form.account.errors = [_("This is not the name of an account.")]
            return None
        return oversight.acts_by(site(), reader(), name)
    return None


def _page(form: AuditForm, *, entries: list[oversight.Entry] | None = None, verdict: Any = None) -> Response:
    zone = site().deployment.site.zone
    rows = None
    if entries is not None:
        rows = [
            {
                "day": times.shown(entry.at, zone),
                "who": entry.actor,
                "act": words.known(words.ACTS, entry.action),
                "on": entry.chain.partition(":")[2],
                "detail": entry.detail,
            }
            for entry in entries
        ]
    page = render("desk_audit.html", form=form, rows=rows, verdict=verdict, most=oversight.MOST)
    return make_response(page, 422 if form.errors else 200)
