"""My account: my desks and roles, a new passphrase, and one place to end all my sessions."""

from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from intake.core.errors import SignInError
from intake.core.statuses import Role
from intake.desk import words
from intake.desk.access import reader
from intake.desk.blueprint import blueprint, site
from intake.desk.forms import ChangePassphraseForm
from intake.desk.sign_in import begin, leave
from intake.i18n import _, render
from intake.service import officers
from intake.service.desk_sessions import end_all_sessions, start_session


@blueprint.get("/account")
def account() -> Response:
    """Show who one is here."""
    return _page(ChangePassphraseForm())


@blueprint.post("/account/passphrase")
def change_passphrase() -> Response:
    """Replace the passphrase and end every other session: somebody may have known the old one."""
    form = ChangePassphraseForm(request.form)
    if not form.validate():
        return _page(form, status=422)
    me = reader()
    try:
        officer, seed = officers.authenticate(
            site(), me.name, form.passphrase.data or "", form.totp.data or ""
        )
    except SignInError:
        return _page(
            form, status=422, wrong=_("The passphrase or the code is wrong. A code works only once.")
        )
    officers.change_passphrase(site(), me.id, seed, form.fresh.data or "")
    end_all_sessions(site(), me.id)
    return begin(start_session(site(), officer, seed), url_for("desk.account", done="passphrase"))


@blueprint.post("/account/sessions")
def end_my_sessions() -> Response:
    """Sign out everywhere, here too."""
    end_all_sessions(site(), reader().id)
    return leave("everywhere")


def _page(form: ChangePassphraseForm, *, status: int = 200, wrong: str = "") -> Response:
    page = render(
        "desk_account.html",
        form=form,
        wrong=wrong,
        me=reader(),
        role_words=", ".join(str(words.ROLES[role]) for role in Role if role in reader().roles),
        desk_words=", ".join(words.known(words.DESKS, desk) for desk in sorted(reader().desks)),
        fingerprint=reader().fingerprint,
        done=request.args.get("done", ""),
    )
    return make_response(page, status)
