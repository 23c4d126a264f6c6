"""What an officer sees when something does not go: each named error has one page, and nothing typed is lost silently."""

from typing import Any

import structlog
from flask import make_response, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from intake.core.errors import (
    ConflictError,
    ManifestError,
    NoKeyError,
    NoSuchCaseError,
    NotAllowedError,
    NotStoredError,
)
from intake.desk.access import typed_texts
from intake.desk.blueprint import blueprint
from intake.desk.context import speak
from intake.i18n import _, render

log = structlog.get_logger()


@blueprint.get("/<path:_anything>")
def nothing_here(_anything: str) -> Response:
    """Answer for every other address of the desk, so that it too is closed to strangers."""
    return _page(404, _("Nothing here"), _("There is no such page at the desk."))


@blueprint.errorhandler(NoKeyError)
def no_key(_error: NoKeyError) -> Response:
    """Say that the case was not sealed to any of one's desks."""
    return _page(
        403,
        _("Your desks hold no key to this case"),
        _(
            "It was not sent to a desk of yours, so there is nothing here that could open it. Your try was recorded."
        ),
    )


@blueprint.errorhandler(NoSuchCaseError)
def no_such_case(_error: NoSuchCaseError) -> Response:
    """Say that there is no such case."""
    return _page(404, _("No such case"), _("It may have been taken back by the person who sent it."))


@blueprint.errorhandler(NotAllowedError)
@blueprint.errorhandler(403)
def not_allowed(_error: Exception) -> Response:
    """Say that the role does not include it."""
    return _page(403, _("This is not part of your role"), _("Your account may not do this."))


@blueprint.errorhandler(404)
def not_found(_error: HTTPException) -> Response:
    """Say that there is nothing."""
    return _page(404, _("Nothing here"), _("There is no such page at the desk."))


@blueprint.errorhandler(ConflictError)
def conflict(_error: ConflictError) -> Response:
    """Say that two wrote at once."""
    return _page(
        409, _("Somebody else was faster"), _("Nothing was changed. Please look again and repeat it.")
    )


@blueprint.errorhandler(CSRFError)
def stale_form(_error: CSRFError) -> Response:
    """Say that a form was too old, or not one of ours; the token is checked before a language is chosen."""
    speak()
    return _page(
        400, _("This form is too old"), _("Nothing was changed. Please open the page again and repeat it.")
    )


@blueprint.errorhandler(ManifestError)
@blueprint.errorhandler(NotStoredError)
def not_stored(_error: NotStoredError | ManifestError) -> Response:
    """Say that the database did not take it."""
    response = _page(
        503, _("It could not be stored"), _("Nothing was changed. Please try again in a minute.")
    )
    response.headers["Retry-After"] = "30"
    return response


@blueprint.errorhandler(HTTPException)
def any_other(error: HTTPException) -> Response:
    """Show what HTTP itself refuses, such as a form that is too large."""
    return _page(error.code or 500, _("This did not work"), _("Nothing was changed."))


@blueprint.errorhandler(Exception)
def broken(error: Exception) -> Response:
    """Say that something broke; the log gets the kind of error and the route, never what was written."""
    log.error("desk.broken", error=type(error).__name__, endpoint=request.endpoint)
    return _page(500, _("Something broke"), _("The operator was told. Please try again."))


def _page(status: int, title: str, text: str) -> Response:
    kept: list[Any] = list(typed_texts()) if request.method == "POST" and status != 413 else []  # noqa: PLR2004 -- too large to read back
    return make_response(render("desk_error.html", title=title, text=text, kept=kept), status)
