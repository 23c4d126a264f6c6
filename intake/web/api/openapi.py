"""The description of the API (OpenAPI 3.1), made from the same vocabulary that checks a body."""

from typing import Any

from intake.core.complaint import Desk
from intake.core.statuses import PublicStatus
from intake.core.words import Actor, Allegation, Custody, Flag, Lead, Place, Urgency
from intake.interview.fields import ACCOUNT, NOTE
from intake.service.site import Site
from intake.web.api.complaint_in import DETAILS_MOST, GROUPS, NAME_MOST
from intake.web.api.facts_in import MOST_INCIDENTS

Schema = dict[str, Any]
# No NUL, and no half of a surrogate pair: what cannot be kept as text.
_TEXT = r"^[^\u0000]*$"
_YEAR = "(19[5-9][0-9]|20[0-9]{2})"
_MONTH = rf"^{_YEAR}-(0[1-9]|1[0-2])$"
_LEAP = "(19(5[26]|6[048]|7[26]|8[048]|9[26])|20([02468][048]|[13579][26]))-02-29"
_DAYS = (
    rf"({_YEAR}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    rf"|02-(0[1-9]|1[0-9]|2[0-8]))|{_LEAP})"
)
_DAY = rf"^{_DAYS}$"
_TIME = rf"^{_DAYS}T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
_ANY_TIME = {
    "type": "string",
    "description": "Local time of the facility, without an offset: 2011-11-23T17:00.",
}


def document(site: Site) -> Schema:
    """Return the whole description; facilities and agencies are this deployment's own."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Recourse",
            "version": "1",
            "description": "File a civil-rights complaint, and ask where it is.",
        },
        "servers": [{"url": "/"}],
        "paths": {
            "/api/v1/complaints": {"post": _file(site)},
            "/api/v1/status": {"post": _status()},
            "/api/v1/openapi.json": {"get": _description()},
        },
        "components": {"schemas": _schemas(site)},
    }


def _file(site: Site) -> Schema:
    del site
    return {
        "operationId": "fileComplaint",
        "summary": "File a complaint.",
        "description": "Answers 201 only once it is stored. A name without consent is not kept.",
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "description": "At least 128 random bits; a repeat with the same body gets the same answer.",
                "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{22,128}$"},
            }
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _ref("Complaint")}},
            "description": "Or multipart/form-data: the JSON as its first part, named `complaint`, then files.",
        },
        "responses": {
            "201": _json("Stored.", _ref("Filed")),
            "400": _json("A field is wrong; each is named.", {"anyOf": [_ref("Errors"), _ref("Error")]}),
            **{code: _json(text, _ref("Error")) for code, text in _REFUSALS.items()},
            "409": _json("The key was used before, and the code was changed since.", _ref("Error")),
            "410": _json("The key was used before, and the complaint was taken back.", _ref("Error")),
            "422": _json("The key was used before with another body.", _ref("Error")),
        },
    }


_REFUSALS = {
    "413": "Too large.",
    "415": "Not JSON and not multipart.",
    "503": "It could not be stored safely; Retry-After says when to try again.",
}


def _status() -> Schema:
    return {
        "operationId": "askStatus",
        "summary": "Ask where a case is.",
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": _object(
                        {
                            "receipt": {
                                "type": "string",
                                "pattern": _TEXT,
                                "examples": ["1234 5678 9012 3456 7890"],
                            }
                        },
                        "receipt",
                    )
                }
            },
        },
        "responses": {
            "200": _json("Where it is.", _ref("Status")),
            "400": _json("A field is wrong.", {"anyOf": [_ref("Errors"), _ref("Error")]}),
            "404": _json("Not arrived yet, or a wrong code; which of them is not said.", _ref("Error")),
            "422": _json("Not a code: its check digit is wrong.", _ref("Error")),
            "429": _json(
                "This code fits nothing, as too many before it; Retry-After says when.", _ref("Error")
            ),
            **{code: _json(text, _ref("Error")) for code, text in _REFUSALS.items()},
        },
    }


def _description() -> Schema:
    return {
        "operationId": "describe",
        "summary": "Return this description.",
        "responses": {"200": _json("The description.", {"type": "object"})},
    }


def _schemas(site: Site) -> Schema:
    directory = site.deployment.directory
    beside = {
        "happened_on": {
            "type": "string",
            "description": "A day, a month, or `ongoing`.",
            "anyOf": [{"const": "ongoing"}, {"pattern": _MONTH}, {"format": "date", "pattern": _DAY}],
        },
        "facility": {"type": "string", "enum": sorted({one.id for one in directory.facilities})},
        "agency": {"type": "string", "enum": sorted({one.id for one in directory.agencies})},
    }
    facts = _facts()
    return {
        "Facts": _object({**facts, **beside}, "actors", "place", "custody", "allegations"),
        "Complaint": _object(
            {
                "language": {"type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}$"},
                "facts": {
                    "oneOf": [
                        _ref("Facts"),
                        {"type": "array", "items": _ref("Facts"), "minItems": 1, "maxItems": MOST_INCIDENTS},
                    ]
                },
                "account": {"type": "string", "maxLength": ACCOUNT, "pattern": _TEXT},
                "identity": _details(),
                "contact": _details(),
                "consent": _words(Desk),
                "demographics": {"type": "array", "items": {"enum": list(GROUPS)}},
                "filed_from": beside["facility"],
                **beside,
            },
            "facts",
            "account",
        ),
        **_answers(facts),
    }


def _facts() -> Schema:
    return {
        "actors": {**_words(Actor), "minItems": 1},
        "place": _word(Place),
        "custody": _word(Custody),
        "allegations": {**_words(Allegation), "minItems": 1},
        "flags": _words(Flag),
        "release_eligible_at": {**_ANY_TIME, "pattern": _TIME},
        "released_at": {**_ANY_TIME, "pattern": _TIME, "description": "Not before release_eligible_at."},
    }


def _answers(facts: Schema) -> Schema:
    texts = {"errors": {"type": "object", "additionalProperties": {"type": "string"}}}
    return {
        "Filed": _filed(facts),
        "Status": {
            "type": "object",
            "required": ["status", "since", "next", "due", "messages"],
            "properties": {
                "status": _word(PublicStatus),
                "since": {"type": "string", "format": "date"},
                "next": {"type": "string"},
                "due": {"type": ["string", "null"], "format": "date"},
                "messages": {
                    "type": "array",
                    "items": {"type": "object", "required": ["from", "day", "text", "note"]},
                },
            },
        },
        "Errors": {"type": "object", "required": ["errors"], "properties": texts},
        "Error": {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}},
    }


def _filed(facts: Schema) -> Schema:
    derived = {"type": "object", "required": list(facts)[:4]}
    either = {"oneOf": [derived, {"type": "array", "items": derived}]}
    texts = {"type": "array", "items": {"type": "string"}}
    decision = {
        "lead": _word(Lead),
        "desks": _words(Desk),
        "urgency": _word(Urgency),
        "reasons": texts,
        "offices": texts,
    }
    return {
        "type": "object",
        "required": ["receipt", "decision", "facts", "consent", "next"],
        "properties": {
            "receipt": {"type": "string", "pattern": "^[0-9]{4}( [0-9]{4}){4}$"},
            "decision": {"type": "object", "required": list(decision), "properties": decision},
            "facts": {"type": "object", "properties": {"given": either, "derived": either}},
            "consent": _words(Desk),
            "next": {"type": "string"},
        },
    }


def _details() -> Schema:
    return {
        "type": "object",
        "maxProperties": DETAILS_MOST,
        "propertyNames": {"maxLength": NAME_MOST, "pattern": _TEXT},
        "additionalProperties": {"type": "string", "maxLength": NOTE, "pattern": _TEXT},
    }


def _word(kind: type[Any]) -> Schema:
    return {"type": "string", "enum": [word.value for word in kind]}


def _words(kind: type[Any]) -> Schema:
    return {"type": "array", "items": _word(kind)}


def _object(properties: Schema, *required: str) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _json(text: str, schema: Schema) -> Schema:
    return {"description": text, "content": {"application/json": {"schema": schema}}}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}
