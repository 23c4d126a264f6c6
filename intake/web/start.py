"""The first page, what is said of privacy, the printed form, security.txt, and the way out."""

from datetime import timedelta

from flask import Blueprint, Response, redirect, request, session
from werkzeug.wrappers import Response as AnyResponse

from intake.i18n import _
from intake.interview.flow import BY_KEY
from intake.interview.steps import opening
from intake.interview.words import GROUPS
from intake.web import drafts, opened
from intake.web.frame import page
from intake.web.here import the_site

blueprint = Blueprint("start", __name__)
_POLICY_VALID = timedelta(days=180)


@blueprint.get("/")
def home() -> Response:
    """Say what this is and offer three ways; nothing is begun and no cookie is set."""
    return page("start.html", _("Start"), draft=drafts.current())


@blueprint.get("/about")
def about() -> Response:
    """Say what is confidential and what is not, who reads, and for how long."""
    return page(
        "about.html",
        _("What is private and what is not"),
        notes=opening.STEPS[0].notes,
        privacy_texts=the_site().deployment.site,
    )


@blueprint.get("/form")
def form() -> Response:
    """Return the form to print and fill in by hand."""
    texts = the_site().deployment.site
    return page(
        "form.html",
        _("Form to print"),
        steps=BY_KEY,
        forms={key: step.form() for key, step in BY_KEY.items()},
        groups=GROUPS,
        address=texts.postal_address,
        texts=texts,
    )


@blueprint.get("/exit")
def leave() -> AnyResponse:
    """End whatever this browser had open, clear what it kept, and go to a harmless page.

    A link and not a form: `form-action 'self'` would block the way off the site. The cookies are SameSite=Strict,
    so a link on another site ends nothing.
    """
    for visit in (drafts.current(), opened.current()):
        if visit is not None:
            visit.end()
    session.clear()
    answer = redirect(the_site().settings.exit_url, 303)
    if request.headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}:
        answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@blueprint.get("/.well-known/security.txt")
def security() -> Response:
    """Say whom to tell of a weakness (RFC 9116)."""
    site = the_site()
    expires = (site.clock.now() + _POLICY_VALID).strftime("%Y-%m-%dT00:00:00Z")
    lines = (
        f"Contact: mailto:{site.deployment.site.sender}",
        f"Expires: {expires}",
        "Preferred-Languages: en",
    )
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
