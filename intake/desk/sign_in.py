"""Signing in with name, passphrase and second factor; recovering with the code from paper; signing out."""

from flask import g, make_response, redirect, request, session, url_for
from werkzeug.wrappers import Response

from intake.core.errors import SignInError
from intake.core.statuses import Role
from intake.desk.access import COOKIE, home_of, own_path
from intake.desk.blueprint import blueprint, site
from intake.desk.forms import RecoverForm, SignInForm
from intake.http import cookie_name, drop_cookie, set_cookie
from intake.i18n import _, render
from intake.service import officers
from intake.service.desk_sessions import end_session, start_session


@blueprint.get("/sign-in")
def sign_in() -> Response:
    """Show the form; who is signed in goes on at once."""
    if g.reader is not None:
        return redirect(own_path(request.args.get("next", "")) or home_of(g.reader.roles), 303)
    return _page(SignInForm())


@blueprint.post("/sign-in")
def try_sign_in() -> Response:
    """Check all three at once; one answer for whatever is wrong."""
    form = SignInForm(request.form)
    if not form.validate():
        return _page(form, status=422)
    try:
        officer, seed = officers.authenticate(
            site(), form.name.data or "", form.passphrase.data or "", form.totp.data or ""
        )
    except SignInError:
        return _page(form, status=401, wrong=_("The name, the passphrase or the code is wrong."))
    way = own_path(request.form.get("next", "")) or home_of(
        frozenset(Role(role) for role in officer.roles.split())
    )
    return begin(start_session(site(), officer, seed), way)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End this session."""
    end_session(site(), request.cookies.get(cookie_name(site().settings, COOKIE), ""))
    return leave("out")


@blueprint.get("/recover")
def recover() -> Response:
    """Show the form for the code from paper."""
    return make_response(render("desk_recover.html", form=RecoverForm(), wrong=""))


@blueprint.post("/recover")
def try_recover() -> Response:
    """Set a new passphrase; then one signs in with it."""
    form, wrong = RecoverForm(request.form), ""
    if form.validate():
        try:
            officers.recover(
                site(),
                form.name.data or "",
                form.code.data or "",
                form.totp.data or "",
                form.fresh.data or "",
            )
        except SignInError:
            wrong = _("The name, the recovery code or the code is wrong.")
        else:
            return redirect(url_for("desk.sign_in", said="recovered"), 303)
    return make_response(render("desk_recover.html", form=form, wrong=wrong), 401 if wrong else 422)


def begin(token: str, way: str) -> Response:
    """Give the session's cookie and go on; the CSRF token of before is not kept."""
    session.clear()
    response = make_response(redirect(way, 303))
    set_cookie(response, site().settings, COOKIE, token)
    return response


def leave(said: str) -> Response:
    """Take the cookie away and go to the sign-in page, which says why."""
    session.clear()
    response = make_response(redirect(url_for("desk.sign_in", said=said), 303))
    drop_cookie(response, site().settings, COOKIE)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _page(form: SignInForm, *, status: int = 200, wrong: str = "") -> Response:
    way = own_path(request.values.get("next", ""))
    page = render("desk_sign_in.html", form=form, wrong=wrong, next=way, said=request.args.get("said", ""))
    return make_response(page, status)
