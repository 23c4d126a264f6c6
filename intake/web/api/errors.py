"""Errors of the API: JSON, in the language of the body or of Accept-Language, each wrong field named."""

from collections.abc import Mapping

import structlog
from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, InternalServerError

from intake.core.errors import ManifestError, NotStoredError
from intake.i18n import _, _l

log = structlog.get_logger()
RETRY_AFTER = "30"  # seconds
WORDS: Mapping[int, str] = {
    400: _l("The request is malformed."),
    404: _l("There is nothing at this address."),
    405: _l("This address does not take this method."),
    409: _l("Somebody changed this at the same time. Please try again."),
    413: _l("This is too large."),
    415: _l("Send JSON, or multipart with the JSON as its first part."),
    422: _l("This cannot be done."),
    410: _l("It was taken back. Use a new key for a new complaint."),
    500: _l("The mistake is ours. Please try again."),
    503: _l("Nothing was stored. Please try again."),
}


class WrongBody(Exception):  # noqa: N818 -- it says what is wrong, not that we failed
    """A body that cannot be taken: each wrong field with the sentence that says why."""

    def __init__(self, errors: Mapping[str, str], language: str = "") -> None:
        super().__init__(", ".join(errors))
        self.errors = dict(errors)
        self.language = language


def refusal(code: int, text: str = "") -> Response:
    """Return an error answer with one sentence."""
    answer = jsonify(error=text or str(WORDS[code]))
    answer.status_code = code
    return answer


def on_wrong_body(error: WrongBody) -> ResponseReturnValue:
    """Name each field that is wrong."""
    return jsonify(errors=error.errors), 400


def on_not_stored(_error: NotStoredError | ManifestError) -> Response:
    """Say that nothing was stored, and when to try again."""
    answer = refusal(503)
    answer.headers["Retry-After"] = RETRY_AFTER
    return answer


def on_http(error: HTTPException) -> ResponseReturnValue:
    """Answer what Flask raised, as JSON."""
    code = error.code or 500
    if code < 400 or error.response is not None:  # noqa: PLR2004 -- HTTP's own line between answers and errors
        return error
    if isinstance(error, InternalServerError) and error.original_exception is not None:
        log.error("request.failed", endpoint=request.endpoint, error=type(error.original_exception).__name__)
    answer = refusal(code, str(WORDS.get(code, _("The request is malformed."))))
    answer.headers.update({name: value for name, value in error.get_headers() if name == "Allow"})
    return answer
