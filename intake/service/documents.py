"""The guarded documents of a case: its detail, its line in the queue, and what its code opens."""

import json
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from intake.store.models import Case
from intake.vault.guard import Guard

Json = dict[str, Any]


@dataclass
class CaseDetail:
    """What the server knows of a case (guarded): facts, decision, status; never the account or a name."""

    received_at: str
    language: str
    channel: str
    incidents: list[Json]
    decision: Json
    consent: list[str]
    demographics: list[str] = field(default_factory=list)
    filed_from: str | None = None
    incomplete: bool = False
    mismatch: bool = False
    no_contact: bool = True
    code_opens_account: bool = False
    status: str = "received"
    since: str = ""
    clocks: dict[str, str] = field(default_factory=dict)
    outcome: str = ""
    owner: str | None = None
    looked: bool = False
    unread: list[str] = field(default_factory=list)
    consent_changed: bool = False
    translation: bool = False
    waiting_on: str = ""
    return_on: str | None = None
    return_to: str | None = None
    legal_hold: bool = False
    retention: str = "standard"
    withdrawal_ends_at: str | None = None
    burst: str = ""
    body_tag: str | None = None
    history: list[Json] = field(default_factory=list)

    def to_bytes(self) -> bytes:
        """Return the document as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> "CaseDetail":
        """Read the document back."""
        return cls(**json.loads(raw))

    @property
    def received(self) -> datetime:
        """When it was accepted, aware UTC."""
        return datetime.fromisoformat(self.received_at)

    @property
    def due_at(self) -> str | None:
        """When the next thing is due, UTC ISO: the earliest of the running service levels."""
        return min(self.clocks.values(), default=None)

    @property
    def hold_expires_at(self) -> str | None:
        """The earliest expiry of a detainer, local time of the facility, ISO."""
        value = self.decision.get("hold_expires_at")
        return str(value) if value else None

    @property
    def hold_ends_at(self) -> str | None:
        """The instant at which the detainer expires, ISO with an offset; None where nobody is held on one now."""
        held = any(_is_held(incident["derived"]) for incident in self.incidents)
        return self.decision.get("hold_at") if held else None


class Listing(NamedTuple):
    """A case's line in the queue; times are whole minutes since 1970, UTC; 0 is none."""

    urgency: int
    status: str
    received: int
    due: int
    owner: str
    lead: str
    desks: str
    place: str
    agency: str
    kinds: str
    language: str
    channel: str
    flags: str
    hold: int
    burst: str

    def to_bytes(self) -> bytes:
        """Return the line as a compact JSON list."""
        return json.dumps(self, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Access:
    """What the receipt code needs: the look-up value (so that the index key can be rotated) and the wraps."""

    lookup: bytes
    wraps: dict[str, bytes]

    def to_bytes(self) -> bytes:
        """Return the document as JSON."""
        wraps = {part: b64encode(wrap).decode() for part, wrap in self.wraps.items()}
        return json.dumps({"lookup": b64encode(self.lookup).decode(), "wraps": wraps}).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Access":
        """Read the document back."""
        found = json.loads(raw)
        return cls(
            b64decode(found["lookup"]), {part: b64decode(wrap) for part, wrap in found["wraps"].items()}
        )


def guard_column(guard: Guard, case_id: UUID, column: str, plain: bytes) -> bytes:
    """Encrypt a guarded column of a case, bound to table, column and row."""
    return guard.encrypt(plain, table="cases", column=column, row=case_id.bytes)


def open_column(guard: Guard, case_id: UUID, column: str, blob: bytes) -> bytes:
    """Decrypt a guarded column of a case; raises CannotOpenError."""
    return guard.decrypt(blob, table="cases", column=column, row=case_id.bytes)


def detail_of(guard: Guard, case: Case) -> CaseDetail:
    """Return a case's detail."""
    return CaseDetail.from_bytes(open_column(guard, case.id, "detail", case.detail))


def write_detail(guard: Guard, case: Case, detail: CaseDetail, desks: frozenset[str]) -> None:
    """Write a case's detail and, from it, its line in the queue."""
    case.detail = guard_column(guard, case.id, "detail", detail.to_bytes())
    case.listing = guard_column(guard, case.id, "listing", listing_of(detail, desks).to_bytes())


def listing_of(detail: CaseDetail, desks: frozenset[str]) -> Listing:
    """Return the line that the queue shows for a case."""
    derived = [incident["derived"] for incident in detail.incidents]
    kinds = sorted({kind for facts in derived for kind in facts["allegations"]})
    return Listing(
        urgency=int(detail.decision["urgency"][1]),
        status=detail.status,
        received=minutes(detail.received_at),
        due=minutes(detail.due_at),
        owner=detail.owner or "",
        lead=detail.decision["lead"],
        desks=" ".join(sorted(desks)),
        place=next(
            (str(incident["facility"]) for incident in detail.incidents if incident.get("facility")), ""
        ),
        agency=next((str(incident["agency"]) for incident in detail.incidents if incident.get("agency")), ""),
        kinds=" ".join(kinds),
        language=detail.language,
        channel=detail.channel,
        flags=" ".join(flags_of(detail)),
        hold=minutes(detail.hold_ends_at),
        burst=detail.burst,
    )


def flags_of(detail: CaseDetail) -> list[str]:
    """Return the flags that an officer sees in the queue."""
    derived = [incident["derived"] for incident in detail.incidents]
    raised = {
        "danger": any("danger_now" in facts.get("flags", []) for facts in derived),
        "consent": detail.consent_changed,
        "incomplete": detail.incomplete,
        "joint": detail.decision["lead"] == "joint",
        "translation": detail.translation,
        "mismatch": detail.mismatch,
        "no_contact": detail.no_contact,
        "legal_hold": detail.legal_hold,
        "withdrawing": bool(detail.withdrawal_ends_at),
    }
    flags = [name for name, is_raised in raised.items() if is_raised]
    return flags + [f"message:{desk}" for desk in sorted(detail.unread)]


def _is_held(facts: Json) -> bool:
    """Say whether a detainer's clock is known and the person was not free when it was told."""
    free = facts.get("released_at") or "released" in facts.get("flags", []) or facts["custody"] == "none"
    return bool(facts.get("release_eligible_at")) and not free


def minutes(moment: str | None) -> int:
    """Return whole minutes since 1970 of an ISO time with an offset; 0 for none."""
    return int(datetime.fromisoformat(moment).timestamp()) // 60 if moment else 0


def day_of(moment: str) -> date:
    """Return the UTC day of an ISO time."""
    return datetime.fromisoformat(moment).astimezone(UTC).date()
