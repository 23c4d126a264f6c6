"""The routes of the API: file a complaint, ask where it is, read the description."""

import hashlib
import hmac
import json
import re
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import HTTPException

from intake.core.errors import (
    ConflictError,
    ManifestError,
    NoSuchCaseError,
    NotStoredError,
    ReceiptError,
    UnsafeFileError,
)
from intake.i18n import _, speaking
from intake.interview.attaching import PROBLEMS as FILE_PROBLEMS
from intake.service import by_code
from intake.service.files import MAX_FILE_BYTES, KeptFile, check_total, drop_unfiled, keep_file
from intake.service.filing import Filed, Ticket, file_complaint, new_ticket, stored, ticket_for_key
from intake.service.room import FOR_OTHER_DOORS, check_room
from intake.web import budgets
from intake.web.api import errors, openapi, out
from intake.web.api.complaint_in import complaint_of, language_of
from intake.web.api.errors import WrongBody, refusal
from intake.web.api.facts_in import PROBLEMS
from intake.web.api.strict_json import read_body
from intake.web.here import the_site

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
blueprint.register_error_handler(WrongBody, errors.on_wrong_body)
blueprint.register_error_handler(NotStoredError, errors.on_not_stored)
blueprint.register_error_handler(ManifestError, errors.on_not_stored)
blueprint.register_error_handler(HTTPException, errors.on_http)
# 22 letters of the base64url alphabet carry 132 bits.
KEY = re.compile(r"[A-Za-z0-9_-]{22,128}")


@blueprint.post("/complaints")
def file() -> Response:
    """File a complaint; answers 201 with its receipt code once it is stored."""
    body = read_body()
    with speaking(language_of(the_site(), body)):
        try:
            ticket, tag = _ticket(body, _uploads())
            known = stored(the_site(), ticket) if tag is not None else None
            filed = _new(body, ticket, tag) if known is None else _repeat(known, tag)
        except ConflictError:
            return refusal(422, _("This key was used before with another body."))
        except (NotStoredError, ManifestError) as error:  # here, where the body's language is still spoken
            return errors.on_not_stored(error)
        except NoSuchCaseError:
            return refusal(410)
        except ReceiptError:
            text = _(
                "The code of this complaint was changed. Only the new code opens it, and we cannot show it."
            )
            return refusal(409, text)
        return out.filed(filed, single=isinstance(body.get("facts"), dict))


def _new(body: dict[str, Any], ticket: Ticket, tag: str | None) -> Filed:
    """File; whatever goes wrong, no file stays behind that belongs to nothing."""
    check_room(the_site(), FOR_OTHER_DOORS)
    complaint = complaint_of(the_site(), body)
    kept: list[KeptFile] = []
    try:
        _keep(_uploads(), kept)
        return file_complaint(the_site(), complaint, ticket, files=kept, body_tag=tag, burst=budgets.burst())
    finally:
        drop_unfiled(the_site(), kept)


def _repeat(known: Filed, tag: str | None) -> Filed:
    """Answer a repeat as the first time; raises ConflictError for another body, ReceiptError for a code now dead."""
    if known.detail.body_tag != tag:
        raise ConflictError("this key was used before with another body")
    if not by_code.opens(the_site(), known.ticket.case_id, known.ticket.code):
        raise ReceiptError("the code was changed")
    return known


@blueprint.post("/status")
def status() -> Response:
    """Say where a case is, to whoever holds its code."""
    body = read_body()
    wrong = {name[:60]: str(PROBLEMS["unknown field"]) for name in body if name != "receipt"}
    code = body.get("receipt")
    if not isinstance(code, str):
        wrong["receipt"] = str(PROBLEMS["is missing"]) if code is None else _("This must be a text.")
    if wrong:
        raise WrongBody(wrong)
    try:
        found = by_code.open_by_code(the_site(), str(code))
        view = by_code.view(the_site(), found)
    except ReceiptError:
        return refusal(422, _("This is not a code. Please look again: a code has 20 digits."))
    except NoSuchCaseError:
        return _missed(budgets.miss())
    with speaking(view.detail.language):
        return out.status(view)


def _missed(wait: int) -> Response:
    if not wait:
        return refusal(404, _("It has not arrived yet, or the code is wrong."))
    answer = refusal(429, budgets.too_many(wait))
    answer.headers["Retry-After"] = str(wait)
    return answer


@blueprint.get("/openapi.json")
def description() -> Response:
    """Describe the API (OpenAPI 3.1)."""
    return jsonify(openapi.document(the_site()))


def _uploads() -> list[FileStorage]:
    return [one for name, one in request.files.items(multi=True) if name != "complaint"]


def _ticket(body: dict[str, Any], uploads: list[FileStorage]) -> tuple[Ticket, str | None]:
    """Return the ticket of this request and, where it has a key, the tag that binds the key to the body."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return new_ticket(), None
    if not KEY.fullmatch(key):
        raise WrongBody({"Idempotency-Key": _("This must be at least 22 random letters, digits, - or _.")})
    whole = hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode())
    for one in uploads:
        whole.update(hashlib.file_digest(one.stream, "sha256").digest())  # type: ignore[arg-type]  # any binary stream
        one.stream.seek(0)
    return ticket_for_key(the_site(), key), hmac.digest(key.encode(), whole.digest(), "sha256").hex()


def _keep(uploads: list[FileStorage], kept: list[KeptFile]) -> None:
    for number, one in enumerate(uploads):
        content = one.stream.read(MAX_FILE_BYTES + 1)
        try:
            check_total(kept, len(content))
            kept.append(keep_file(the_site(), content, one.filename or ""))
        except UnsafeFileError as error:
            raise WrongBody({f"files[{number}]": str(FILE_PROBLEMS[str(error)])}) from error
