"""What a person sees when something goes wrong: in their language, in the same frame, with a way on."""

from dataclasses import dataclass

import structlog
from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadHost, HTTPException, InternalServerError
from werkzeug.wrappers import Response as AnyResponse

from intake.core.errors import ConflictError, ManifestError, MoveError, NotStoredError
from intake.i18n import _, _l
from intake.web import opened
from intake.web.frame import plain_page

log = structlog.get_logger()
RETRY_AFTER = "30"  # seconds


@dataclass(frozen=True)
class Words:
    """A title and what to do."""

    title: str
    text: str


WORDS = {
    400: Words(
        _l("This did not work"),
        _l("Something was missing from what your browser sent. Please go back and try again."),
    ),
    404: Words(_l("There is no such page"), _l("The address may be wrong.")),
    405: Words(
        _l("This did not work"), _l("This page cannot be used in this way. Please begin at the first page.")
    ),
    409: Words(
        _l("Something changed"),
        _l("Somebody changed this at the same time. Please look again and try once more."),
    ),
    413: Words(
        _l("This is too large"),
        _l(
            "All files together may have 50 MB. Go back and choose smaller files. Your earlier answers are still here."
        ),
    ),
    415: Words(_l("This did not work"), _l("We cannot read what your browser sent.")),
    500: Words(
        _l("Something went wrong"),
        _l("The mistake is ours. Please try again. If you sent something, use your code to check it."),
    ),
    503: Words(_l("Please try again"), _l("Nothing was sent yet. Please try again.")),
}
COOKIE = Words(
    _l("Please send it again"),
    _l(
        "We could not check that this came from our page. Your browser must allow cookies here. Go back and try again."
    ),
)
UNSURE = Words(
    _l("Please try again"),
    _l("We cannot tell if it was stored. Please send it again. Nothing is stored twice."),
)
LATER = Words(
    _l("Please try again"), _l("This did not work just now. Your code still counts. Please try again.")
)
BUSY = Words(_l("Please try again"), _l("Too many people ask right now. Please try again in a minute."))


def register_errors(room: Blueprint) -> None:
    """Answer every error of the public pages with words."""
    room.register_error_handler(CSRFError, on_csrf)
    room.register_error_handler(NotStoredError, on_not_stored)
    room.register_error_handler(ManifestError, on_not_stored)
    room.register_error_handler(ConflictError, on_conflict)
    room.register_error_handler(MoveError, on_conflict)
    room.register_error_handler(HTTPException, on_http)


def on_http(error: HTTPException) -> ResponseReturnValue:
    """Answer what Flask raised; redirects and the like pass through."""
    code = error.code or 500
    if isinstance(error, BadHost):
        return error  # without a host there is no address to build, and so no page of ours
    if code < 400 or error.response is not None:  # noqa: PLR2004 -- HTTP's own line between answers and errors
        return error
    if isinstance(error, InternalServerError) and error.original_exception is not None:
        log.error("request.failed", endpoint=request.endpoint, error=type(error.original_exception).__name__)
    words = WORDS.get(code, WORDS[500 if code >= 500 else 400])  # noqa: PLR2004 -- as above
    answer = _answer(words, code)
    if code == 405 and error.get_headers():  # noqa: PLR2004 -- RFC 9110 wants Allow here
        answer.headers.update({name: value for name, value in error.get_headers() if name == "Allow"})
    return answer


def on_csrf(_error: CSRFError) -> ResponseReturnValue:
    """Answer a form whose token is missing or old: nothing was done, and Back has what was typed."""
    return _answer(COOKIE, 400)


def on_not_stored(_error: NotStoredError | ManifestError) -> ResponseReturnValue:
    """Say that nothing was sent; the draft stays as it was. Without a manifest in force nothing can be sealed."""
    answer = _answer(_why_not(), 503)
    answer.headers["Retry-After"] = RETRY_AFTER
    return answer


def _why_not() -> Words:
    if g.get("unsure"):
        return UNSURE
    if request.blueprint == "web.sent":
        return LATER
    looking = request.blueprint == "web.status" and opened.COOKIE not in request.cookies
    return BUSY if looking else WORDS[503]


def on_conflict(_error: ConflictError | MoveError) -> ResponseReturnValue:
    """Say that somebody was faster."""
    return _answer(WORDS[409], 409)


def _answer(words: Words, code: int) -> AnyResponse:
    return plain_page("error.html", _("Please try again"), code, words=words, code=code)
