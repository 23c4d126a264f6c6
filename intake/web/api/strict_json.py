"""JSON as a stranger may send it: bounded, unambiguous, and with no text that a store or a screen stumbles over."""

import json
from typing import Any

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from intake.i18n import _
from intake.web.api.errors import WrongBody

MAX_BYTES = 256 * 1024
_MAX_DEPTH = 8
_WHOLE = "body"


def read_body() -> dict[str, Any]:
    """Return the JSON object of this request, from its body or from the part named `complaint`.

    Raises WrongBody, or 413 and 415 as HTTP errors.
    """
    if request.mimetype == "application/json":
        if (request.content_length or 0) > MAX_BYTES:
            raise RequestEntityTooLarge
        return parse(request.get_data(cache=False))
    if request.mimetype == "multipart/form-data":
        part = request.files.get("complaint")
        raw = part.stream.read(MAX_BYTES + 1) if part else request.form.get("complaint", "").encode()
        return parse(raw)
    raise UnsupportedMediaType


def parse(raw: bytes) -> dict[str, Any]:
    """Parse an object; raises WrongBody for anything else, for repeated names, and for text that is not Unicode."""
    if len(raw) > MAX_BYTES:
        raise RequestEntityTooLarge
    try:
        found = json.loads(raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise WrongBody({_WHOLE: _("This is not JSON.")}) from error
    if not isinstance(found, dict):
        raise WrongBody({_WHOLE: _("This must be an object.")})
    errors: dict[str, str] = {}
    _check(found, "", 0, errors)
    if errors:
        raise WrongBody(errors)
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise RepeatedNameError
    return found


class RepeatedNameError(ValueError):
    """A name stands twice in an object, so that two readers could understand two things."""


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _check(value: Any, path: str, depth: int, errors: dict[str, str]) -> None:
    """Refuse what is nested too deeply, and NUL or half surrogate pairs in any text."""
    if depth > _MAX_DEPTH:
        errors[path] = _("This is nested too deeply.")
    elif isinstance(value, str):
        if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            errors[path or _WHOLE] = _("This text holds characters that cannot be kept.")
    elif isinstance(value, dict):
        for name, inner in value.items():
            _check(name, path, depth, errors)
            _check(inner, f"{path}.{name}" if path else name, depth + 1, errors)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            _check(inner, f"{path}[{number}]", depth + 1, errors)
