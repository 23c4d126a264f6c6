"""A case file made up for exports: every part filled, with canaries in each text."""

from typing import Any
from uuid import UUID

from intake.core.facts import Facts
from intake.core.routing import route
from intake.service.documents import CaseDetail
from intake.service.records import Entry
from intake.service.review import CaseFile
from tests.core.examples import shipped_rules
from tests.service.made_up import DETAINED

CASE = UUID("01234567-89ab-4cde-8f01-23456789abcd")
BLOB = UUID("11111111-1111-4111-8111-111111111111")
FACTS = Facts.from_document(DETAINED)
AT = "2026-05-04T12:00:00+00:00"
FILE = {
    "record": "file",
    "blob": BLOB.hex,
    "key": "00" * 32,
    "name": "Rosa arm.jpg",
    "kind": "image/jpeg",
    "size": 10,
    "safe": True,
}


def detail(**changed: Any) -> CaseDetail:
    decision = route(FACTS, shipped_rules())
    incident = {
        "said": FACTS.to_document(),
        "derived": FACTS.to_document(),
        "happened_on": "2026-05-02",
        "facility": None,
        "agency": None,
        "state": "TX",
    }
    fields: dict[str, Any] = {
        "received_at": AT,
        "language": "es-419",
        "channel": "web",
        "incidents": [incident],
        "decision": {**decision.to_document(), "version": decision.version},
        "consent": ["crcl"],
        "since": "2026-05-04",
        "waiting_on": "the friend of Rosa",
        "history": [
            {"at": AT, "by": "carmen.crcl", "before": "received", "after": "screening", "outcome": ""}
        ],
    }
    return CaseDetail(**{**fields, **changed})


def entry(sequence: int, author: str = "complainant", **body: Any) -> Entry:
    return Entry(sequence, author, verified=True, body={"record": "message", "at": AT, **body})


def case_file(**changed: Any) -> CaseFile:
    """Return a case of CRCL with an account, a name, a file, two messages and a note."""
    account = {
        "record": "account",
        "text": "They kept my brother. Rosa Ejemplo saw it! He is ill.",
        "answers": {"who": {"names": "Officer Hart"}},
        "places": [{"facility": "Alder jail", "agency": "", "county": ""}],
    }
    fields: dict[str, Any] = {
        "case_id": CASE,
        "revision": 3,
        "detail": detail(),
        "desks": frozenset({"crcl", "doj"}),
        "account": [
            Entry(0, "complainant", verified=True, body=account),
            Entry(1, "complainant", verified=True, body=FILE),
        ],
        "identity": {
            "record": "identity",
            "name": "Rosa Ejemplo",
            "contact": {"way": "phone", "address": "555-123-4567"},
        },
        "has_identity": True,
        "conversation": [
            entry(0, text="Call 555 123 4567. Ask for ROSA."),
            entry(1, "desk:crcl", text="We read it.", language="en", translated=False),
        ],
        "notes": [entry(0, "desk:crcl/carmen.crcl", text="Rosa is the sister.", by="carmen.crcl")],
        "acts": [(AT, "carmen.crcl", "case.read", "")],
        "desk": "crcl",
    }
    return CaseFile(**{**fields, **changed})
