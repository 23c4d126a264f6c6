"""What would change for known cases if new rules took the place of old ones."""

from collections.abc import Sequence
from datetime import datetime

from intake.core.facts import Facts
from intake.core.routing import route_all
from intake.core.rules import RuleSet

_WATCHED = ("offices", "copies", "desks", "lead", "urgency", "filing_days")


def difference(
    incidents: Sequence[Facts], old: RuleSet, new: RuleSet, now: datetime | None = None
) -> dict[str, object]:
    """Return `{field: {"old": ..., "new": ...}}` for what the new rules change; empty where nothing moves.

    The rows used are shown beside a change, but a row that only has another name moves nobody.
    """
    before = route_all(incidents, old, now).to_document()
    after = route_all(incidents, new, now).to_document()
    changed = [field for field in _WATCHED if before[field] != after[field]]
    if changed:
        changed.insert(0, "rules")
    return {field: {"old": before[field], "new": after[field]} for field in changed}
