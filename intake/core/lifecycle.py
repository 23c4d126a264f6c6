"""The life of a case: which moves are allowed, and what the complainant sees of where it is."""

from collections.abc import Collection
from dataclasses import dataclass

from intake.core.errors import MoveError
from intake.core.moves import MOVES, RECEIVED_TOLD, Move
from intake.core.statuses import Outcome, PublicStatus, Role, Status

__all__ = [
    "MOVES",
    "RECEIVED_TOLD",
    "Move",
    "Moved",
    "Outcome",
    "PublicStatus",
    "Role",
    "Status",
    "allowed",
    "move",
    "public_status",
    "remembered",
]


@dataclass(frozen=True)
class Moved:
    """A move that was allowed, with the outcome it gives the case (None where it gives none)."""

    move: Move
    outcome: Outcome | None


_PUBLIC = {
    Status.received: PublicStatus.received,
    Status.screening: PublicStatus.in_review,
    Status.needs_information: PublicStatus.needs_you,
    Status.accepted: PublicStatus.in_review,
    Status.referred: PublicStatus.referred,
    Status.not_ours: PublicStatus.not_ours,
    Status.investigating: PublicStatus.investigating,
    Status.findings: PublicStatus.decided,
    Status.recommendations: PublicStatus.decided,
    Status.waiting_on: PublicStatus.in_review,
    Status.closed: PublicStatus.closed,
    Status.withdrawn: PublicStatus.withdrawn,
}


def allowed(status: Status, role: Role, return_to: Status | None = None) -> tuple[Move, ...]:
    """Return the moves that a role may make; from waiting, only back to `return_to`, or to be withdrawn."""
    return tuple(
        move
        for move in MOVES
        if move.before is status and role in move.roles and (not move.back or move.after is return_to)
    )


def move(
    before: Status,
    after: Status,
    *,
    roles: Collection[Role],
    reason: str = "",
    outcome: Outcome | None = None,
    return_to: Status | None = None,
    by_complainant: bool = False,
) -> Moved:
    """Check a move and return it with its outcome; where only one outcome is possible, it need not be named.

    `return_to` is the status from which a waiting or withdrawn case went aside. MoveError says what is
    missing: the move itself, the role, the reason, or the outcome.
    """
    found = next((one for one in MOVES if one.before is before and one.after is after), None)
    if found is None or (found.back and after is not return_to):
        raise MoveError(f"a case cannot go from {before.value} to {after.value}")
    if not (by_complainant and found.by_complainant) and found.roles.isdisjoint(roles):
        raise MoveError(f"going from {before.value} to {after.value} is not for this role")
    if found.needs_reason and not by_complainant and not reason.strip():
        raise MoveError(f"going from {before.value} to {after.value} needs a reason")
    return Moved(found, _outcome(found, outcome))


def remembered(status: Status, return_to: Status | None = None) -> Status | None:
    """Return what a case that now goes aside (waits, or is withdrawn) must remember to come back to."""
    return return_to if status is Status.waiting_on else status


def public_status(status: Status, return_to: Status | None = None) -> PublicStatus:
    """Return what the complainant sees; a waiting case shows the status that it will return to."""
    if status is Status.waiting_on and return_to is not None:
        return _PUBLIC[return_to]
    return _PUBLIC[status]


def _outcome(found: Move, outcome: Outcome | None) -> Outcome | None:
    if outcome is None and len(found.outcomes) == 1:
        return next(iter(found.outcomes))
    if outcome is None and not found.outcomes:
        return None
    if outcome not in found.outcomes:
        named = outcome.value if outcome else "none"
        raise MoveError(
            f"outcome {named}: going from {found.before.value} to {found.after.value} needs another"
        )
    return outcome
