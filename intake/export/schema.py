"""What the exported JSON holds, as JSON Schema (draft 2020-12): for whoever reads the file without us."""

from typing import Any

from intake.core.complaint import Channel
from intake.core.facts import TIMES
from intake.core.statuses import Outcome, Status
from intake.core.words import Actor, Allegation, Custody, Derived, Desk, Flag, Lead, Place, Urgency
from intake.export.choice import Part
from intake.export.document import DEIDENTIFIED, FORMAT
from intake.export.redaction import BASES, Reason

Schema = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
TEXT: Schema = {"type": "string"}
_TIME: Schema = {"type": "string", "format": "date-time"}
_TRUTH: Schema = {"type": "boolean"}
_COUNT: Schema = {"type": "integer", "minimum": 0}


def _or_null(one: Schema) -> Schema:
    return {"anyOf": [one, {"type": "null"}]}


def _list(one: Schema) -> Schema:
    return {"type": "array", "items": one}


def _word(*codes: str) -> Schema:
    return {"enum": sorted(codes)}


def _object(told: str, **properties: Schema) -> Schema:
    """Return an object that has all of these properties and no other."""
    return {
        "type": "object",
        "description": told,
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _facts(*more: str) -> Schema:
    """Return the schema of a facts document; the derived one may hold flags of the detainer clock too."""
    wall = {"type": ["string", "null"], "description": "wall-clock time of the facility, without an offset"}
    return _object(
        "Facts in the words of the vocabulary.",
        actors=_list(_word(*Actor)),
        place=_word(*Place),
        custody=_word(*Custody),
        allegations=_list(_word(*Allegation)),
        flags=_list(_word(*Flag, *more)),
        **dict.fromkeys(TIMES, wall),
    )


_INCIDENT = _object(
    "One thing that happened at one place; `said` as the person told it, `derived` as it was used for the route.",
    said=_facts(),
    derived=_facts(*Derived),
    happened_on=_or_null({"type": "string", "description": "YYYY-MM-DD, YYYY-MM or ongoing"}),
    facility=_or_null(TEXT),
    agency=_or_null(TEXT),
    state=_or_null({"type": "string", "description": "postal code"}),
    facility_as_typed=TEXT,
    agency_as_typed=TEXT,
)
_DECISION = {
    **_object(
        "Where the case was sent, by which rows of which rules.",
        rules=_list(TEXT),
        offices=_list(TEXT),
        copies=_list(TEXT),
        desks=_list(_word(*Desk)),
        lead=_word(*Lead),
        urgency=_word(*Urgency),
        filing_days=_or_null(_COUNT),
        hold_expires_at=_or_null(TEXT),
        version=TEXT,
    ),
    "additionalProperties": True,
}
_REDACTIONS: Schema = {
    "type": "object",
    "description": "How many passages were struck, by reason: "
    + "; ".join(f"{reason.value} ({BASES.get(reason, 'no exemption')})" for reason in Reason)
    + ". In a text stands [redacted: reason] in their place; where a person typed that, U+2060 follows the bracket.",
    "propertyNames": _word(*Reason),
    "additionalProperties": _COUNT,
}

CASE: Schema = {
    "$schema": _DIALECT,
    "title": "A complaint as an officer exported it",
    **_object(
        "What was not chosen is null or an empty list, and is named in `left_out`.",
        format={"const": FORMAT},
        case={"type": "string", "format": "uuid"},
        made_at=_TIME,
        made_by={
            "type": ["string", "null"],
            "description": "the officer; null in a packet to an outside office",
        },
        **{"for": {"type": ["string", "null"], "description": "the outside office that a packet is for"}},
        left_out=_list(_word(*Part)),
        facts=_or_null(
            _object(
                "What the system knows without opening the account.",
                received_at=_TIME,
                language={"type": "string", "description": "BCP 47 tag"},
                channel=_word(*Channel),
                incomplete=_TRUTH,
                consent=_list(_word(*Desk)),
                decision=_DECISION,
                incidents=_list(_INCIDENT),
            )
        ),
        identity=_or_null(
            {
                "type": "object",
                "description": "Only where the person let this desk know it and the officer put it in.",
                "properties": {"name": TEXT, "contact": {"type": "object", "additionalProperties": TEXT}},
                "additionalProperties": TEXT,
            }
        ),
        account=_list(
            _object(
                "What happened, in the person's words, and their other answers by step and field.",
                text=TEXT,
                answers={"type": ["object", "null"]},
                verified=_TRUTH,
            )
        ),
        messages=_list(
            _object(
                "A message; `desk` wrote it, or the person where it is null. Verified: by whoever held a key.",
                at=_or_null(_TIME),
                desk=_or_null(TEXT),
                text=TEXT,
                language=_or_null(TEXT),
                translated=_TRUTH,
                verified=_TRUTH,
            )
        ),
        notes=_list(_object("A note of the officer's own desk.", at=TEXT, by=TEXT, text=TEXT)),
        standing=_or_null(
            _object(
                "Where the case stands.",
                status=_word(*Status),
                since=TEXT,
                outcome={"enum": ["", *sorted(Outcome)]},
                owner=_or_null(TEXT),
                desks=_list(_word(*Desk)),
                clocks={"type": "object", "additionalProperties": _TIME},
                waiting_on=TEXT,
                return_on=_or_null({"type": "string", "format": "date"}),
                legal_hold=_TRUTH,
            )
        ),
        history=_list(
            {
                "type": "object",
                "description": "A move, first to last.",
                "properties": {"at": _TIME, "by": TEXT, "before": TEXT, "after": TEXT, "outcome": TEXT},
                "required": ["at", "before", "after"],
            }
        ),
        looks=_list(
            _object("Who did what, from the audit log.", at=_TIME, by=TEXT, action=TEXT, detail=TEXT)
        ),
        files=_list(
            _object(
                "A file that was put in; `stored_as` is its name in the ZIP.",
                name=TEXT,
                stored_as=TEXT,
                kind=TEXT,
                size=_COUNT,
                safe=_TRUTH,
            )
        ),
        redactions=_REDACTIONS,
    ),
}
DEIDENTIFIED_CASE: Schema = {
    "$schema": _DIALECT,
    "title": "A de-identified copy",
    **_object(
        "Facility, month and kind of act, and nothing more.",
        format={"const": DEIDENTIFIED},
        **{"for": TEXT},
        incidents=_list(
            _object(
                "One thing that happened.",
                facility=_or_null(TEXT),
                month=_or_null({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"}),
                allegations=_list(_word(*Allegation)),
            )
        ),
    ),
}
