"""Accounts, for administrators: close and reopen, end sessions. Being listed here opens no case."""

from uuid import UUID

from flask import make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from intake.desk import words
from intake.desk.access import reader
from intake.desk.blueprint import blueprint, site
from intake.i18n import render
from intake.service import accounts as service


@blueprint.get("/accounts")
def accounts() -> Response:
    """List all accounts."""
    found = service.accounts(site(), reader())
    return make_response(
        render(
            "desk_accounts.html",
            accounts=found,
            role_words={role: str(text) for role, text in words.ROLES.items()},
            desk_words={desk: str(text) for desk, text in words.DESKS.items()},
            me=reader(),
            done=request.args.get("done", ""),
        )
    )


@blueprint.post("/accounts/<uuid:officer_id>/active")
def switch_account(officer_id: UUID) -> Response:
    """Close an account or open it again."""
    active = request.form.get("active") == "yes"
    service.set_active(site(), reader(), officer_id, active=active)
    return redirect(url_for("desk.accounts", done="opened" if active else "closed"), 303)


@blueprint.post("/accounts/<uuid:officer_id>/sessions")
def end_sessions_of(officer_id: UUID) -> Response:
    """Sign somebody out everywhere."""
    service.sign_out_everywhere(site(), reader(), officer_id)
    return redirect(url_for("desk.accounts", done="ended"), 303)
