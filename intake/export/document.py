"""A case as JSON: codes, ids and ISO times as they are kept, and every text that was chosen. `schema` describes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config.deployment import Deployment
from intake.core.deadline import ONGOING
from intake.export.choice import Choice, Part, chosen
from intake.export.redaction import Eraser, counted, written
from intake.service.files import KeptFile
from intake.service.records import Entry
from intake.service.review import CaseFile

FORMAT = "recourse/case/1"
DEIDENTIFIED = "recourse/deidentified/1"
CODES = frozenset(
    {
        *(
            "format",
            "case",
            "made_at",
            "for",
            "left_out",
            "received_at",
            "language",
            "channel",
            "status",
            "since",
        ),
        *("return_on", "decision", "clocks", "desks", "consent", "said", "derived", "happened_on", "state"),
        *("at", "before", "after", "outcome", "action", "kind", "stored_as", "record"),
    }
)
"""Keys under which no word of a person stands: words of the vocabulary, times and ids. All other texts are erased."""


@dataclass(frozen=True)
class Made:
    """When a file was made, aware, and by whom."""

    at: datetime
    by: str


def document_of(case: CaseFile, choice: Choice, eraser: Eraser, made: Made) -> dict[str, Any]:
    """Return a case as a JSON document that `schema.CASE` describes, without what was not chosen or blacked out."""
    kept = chosen(case, choice)
    whole: dict[str, Any] = {
        "format": FORMAT,
        "case": str(case.case_id),
        "made_at": made.at.isoformat(timespec="seconds"),
        "made_by": None if choice.office else made.by,
        "for": choice.office or None,
        "left_out": [part.value for part in Part if part not in choice.allowed],
        **_facts(kept, choice),
        "identity": _identity(kept),
        "account": [_account(one) for one in kept.account if one.body.get("record") == "account"],
        "messages": [_message(one) for one in kept.conversation if one.body.get("record") == "message"],
        "notes": [{key: one.body.get(key, "") for key in ("at", "by", "text")} for one in kept.notes],
        **_history(kept, choice),
        "files": [_file(one, stored) for stored, one in stored_names(kept.files)],
    }
    erased = eraser.document(whole, CODES)
    found: dict[str, Any] = written(erased)
    found["redactions"] = {reason.value: count for reason, count in sorted(counted(erased).items())}
    return found


def deidentified(case: CaseFile, deployment: Deployment, office: str) -> dict[str, Any]:
    """Return all that a de-identified copy tells: facility, month and kind of act (`schema.DEIDENTIFIED`).

    No case number, day, language or custody: the one speaker of a rare language in a unit has a name.
    """
    return {
        "format": DEIDENTIFIED,
        "for": office,
        "incidents": [
            {
                "facility": facility_name(incident, deployment),
                "month": month_of(incident),
                "allegations": list(incident["derived"]["allegations"]),
            }
            for incident in case.detail.incidents
        ],
    }


def facility_name(incident: dict[str, Any], deployment: Deployment) -> str | None:
    """Return the directory's name of an incident's facility; None where it is not in the directory."""
    found = deployment.directory.facility(incident["facility"]) if incident.get("facility") else None
    return found.names[0] if found else None


def month_of(incident: dict[str, Any]) -> str | None:
    """Return the month of an incident as YYYY-MM; None where it is not known or it is still going on."""
    day = str(incident.get("happened_on") or ONGOING)
    return None if day == ONGOING else day[:7]


def stored_names(files: Sequence[KeptFile]) -> list[tuple[str, KeptFile]]:
    """Return each file with its name in the ZIP: a number and its true kind, for the person's own name may tell."""
    return [
        (f"files/file-{number}.{one.name.rsplit('.', 1)[-1]}", one)
        for number, one in enumerate(files, start=1)
    ]


def _facts(case: CaseFile, choice: Choice) -> dict[str, Any]:
    """Return what the server knows of the case; null where the facts were not chosen."""
    if Part.facts not in choice.allowed:
        return {"facts": None}
    detail = case.detail
    places = _body(case).get("places", [])
    typed: list[dict[str, Any]] = [*places, *([{}] * len(detail.incidents))]
    return {
        "facts": {
            "received_at": detail.received_at,
            "language": detail.language,
            "channel": detail.channel,
            "incomplete": detail.incomplete,
            "consent": list(detail.consent),
            "decision": detail.decision,
            "incidents": [
                {
                    **incident,
                    "facility_as_typed": str(named.get("facility", "")),
                    "agency_as_typed": str(named.get("agency", "")),
                }
                for incident, named in zip(detail.incidents, typed, strict=False)
            ],
        }
    }


def _history(case: CaseFile, choice: Choice) -> dict[str, Any]:
    """Return where the case is, and who of us did what; null in a packet, and where it was not chosen."""
    if Part.history not in choice.allowed:
        return {"standing": None, "history": [], "looks": []}
    detail = case.detail
    return {
        "standing": {
            "status": detail.status,
            "since": detail.since,
            "outcome": detail.outcome,
            "owner": detail.owner,
            "desks": sorted(case.desks),
            "clocks": dict(detail.clocks),
            "waiting_on": detail.waiting_on,
            "return_on": detail.return_on,
            "legal_hold": detail.legal_hold,
        },
        "history": [dict(step) for step in detail.history],
        "looks": [
            {"at": at, "by": actor, "action": action, "detail": told} for at, actor, action, told in case.acts
        ],
    }


def _body(case: CaseFile) -> dict[str, Any]:
    return next((one.body for one in case.account if one.body.get("record") == "account"), {})


def _identity(case: CaseFile) -> dict[str, Any] | None:
    if case.identity is None:
        return None
    return {key: value for key, value in case.identity.items() if key != "record"}


def _account(entry: Entry) -> dict[str, Any]:
    return {
        "text": str(entry.body.get("text", "")),
        "answers": entry.body.get("answers"),
        "verified": entry.verified,
    }


def _message(entry: Entry) -> dict[str, Any]:
    body = entry.body
    return {
        "at": body.get("at"),
        "desk": entry.desk or None,
        "text": str(body.get("text", "")),
        "language": body.get("language"),
        "translated": bool(body.get("translated", True)),
        "verified": entry.verified,
    }


def _file(kept: KeptFile, stored: str) -> dict[str, Any]:
    return {"name": kept.name, "stored_as": stored, "kind": kept.kind, "size": kept.size, "safe": kept.safe}
