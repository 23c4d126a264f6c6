"""The guarded documents of a case: its detail, its line in the queue, and what its code opens."""

import hashlib
import json
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from intake.core.statuses import Outcome, Status
from intake.store.models import Case
from intake.vault.guard import Guard

Json = dict[str, Any]
_MARK = 12


@dataclass
class CaseDetail:
    """What the server knows of a case (guarded): facts, decision, status; never the account or a name.

    `keyed_in_by` and `came_on` say whose hand typed a letter or a call, and the day on which it came.
    `words_hash` is the SHA-256 of the account as filed, for the certificate; `files` and `file_bytes` count what the
    person added. `word` and `earlier_word` are base64 of what vault.word gives, or empty; `follow_asked` says for an
    earlier case which officer asked that this one follows it; `follows` and `followed_in` are ids, and count only where
    both agree.
    `kept_as` is the retention class that an officer chose, or empty: then the schedule's rules say it. `disposal` is who
    proposed to dispose of the case, and when; it stands only as long as the case is as it was (`proposal`).
    """

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
    kept_as: str = ""
    disposal: Json = field(default_factory=dict)
    withdrawal_ends_at: str | None = None
    burst: str = ""
    body_tag: str | None = None
    words_hash: str = ""
    files: int = 0
    file_bytes: int = 0
    history: list[Json] = field(default_factory=list)
    keyed_in_by: str = ""
    came_on: str = ""
    word: str = ""
    earlier_word: str = ""
    follow_asked: dict[str, str] = field(default_factory=dict)
    follows: list[str] = field(default_factory=list)
    followed_in: str = ""

    def to_bytes(self) -> bytes:
        """Return the document as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> "CaseDetail":
        """Read the document back; those of the first release also hold a class that nobody had chosen."""
        found = json.loads(raw)
        found.pop("retention", None)
        return cls(**found)

    @property
    def received(self) -> datetime:
        """When it was accepted, aware UTC."""
        return datetime.fromisoformat(self.received_at)

    @property
    def arrived_on(self) -> date:
        """The day on which the complaint reached us: the letter's or call's, where an officer keyed it in later."""
        return date.fromisoformat(self.came_on) if self.came_on else self.received.date()

    @property
    def due_at(self) -> str | None:
        """When the next thing is due, UTC ISO: the earliest of the running service levels."""
        return min(self.clocks.values(), default=None)

    @property
    def ended_on(self) -> date | None:
        """The UTC day on which it was closed or taken back; None while it is open, or taking it back can be undone."""
        ended = self.status in {Status.closed, Status.withdrawn} and not self.withdrawal_ends_at
        return date.fromisoformat(self.since) if ended else None

    @property
    def proposal(self) -> Json:
        """The proposal to dispose of it; empty where there is none, or the case was opened again since."""
        stands = bool(self.disposal) and self.ended_on is not None and self.disposal["ended"] == self.since
        return self.disposal if stands else {}

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
    """A case's line in the queue; times are whole minutes since 1970, UTC; 0 is none.

    `word` is a short hash to find the cases that one word may fit; `ended` is the ISO day on which the case ended, and
    `keep` what says how long it is kept then (`keep_words`). What came later than the first fields has a default, for
    lines that were written before.
    """

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
    word: str = ""
    ended: str = ""
    keep: str = ""

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
        word=word_mark(detail.word),
        ended=detail.ended_on.isoformat() if detail.ended_on else "",
        keep=keep_words(detail) if detail.ended_on else "",
    )


def keep_words(detail: CaseDetail) -> str:
    """Return what the schedule needs beside the kinds: "=" and the class that an officer chose, else outcome and flags."""
    if detail.kept_as:
        return f"={detail.kept_as}"
    outcome = Outcome.withdrawn.value if detail.status == Status.withdrawn else detail.outcome
    flags = {flag for incident in detail.incidents for flag in incident["derived"].get("flags", [])}
    return " ".join([outcome, *sorted(flags)])


def word_mark(value: str) -> str:
    """Return the short hash under which the index keeps a word's value; "" for none."""
    return hashlib.sha256(value.encode()).hexdigest()[:_MARK] if value else ""


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
        "follow": bool(detail.follow_asked),
        "disposal": bool(detail.proposal),
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
