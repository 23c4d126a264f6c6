"""When a case is due: service level, detainer clock and filing deadline, from what the case says."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from config.deployment import Deployment
from intake.core.deadline import filing_deadline
from intake.core.service_levels import Level
from intake.core.service_levels import first_look_due as level_due
from intake.service.documents import CaseDetail


def zone_of(detail: CaseDetail, deployment: Deployment) -> ZoneInfo:
    """Return the time zone of the first facility named, else of its State, else the site's."""
    for incident in detail.incidents:
        zone = deployment.zone(incident.get("facility"), incident.get("state"))
        if zone is not None:
            return zone
    return deployment.site.zone


def hold_instant(detail: CaseDetail, deployment: Deployment) -> datetime | None:
    """Return the earliest expiry of a detainer as an aware UTC time, where it has one."""
    local = detail.hold_expires_at
    if local is None:
        return None
    return datetime.fromisoformat(local).replace(tzinfo=zone_of(detail, deployment)).astimezone(UTC)


def first_look_due(detail: CaseDetail, deployment: Deployment) -> datetime:
    """Return when an officer must have looked first: the service level, or the hold's expiry if earlier."""
    return level_due(
        deployment.levels,
        received_at=detail.received,
        urgency=detail.decision["urgency"],
        hold_expires_at=hold_instant(detail, deployment),
        zone=deployment.site.zone,
    )


def turn_clocks(
    detail: CaseDetail,
    deployment: Deployment,
    *,
    stops: Iterable[Level],
    starts: Iterable[Level],
    now: datetime,
) -> None:
    """Stop and start service levels; the decision on acceptance counts from receipt, all others from now."""
    for level in stops:
        detail.clocks.pop(level.value, None)
    for level in starts:
        begin = detail.received if level is Level.acceptance else now
        due = deployment.levels.due(level, begin, deployment.site.zone)
        detail.clocks[level.value] = due.isoformat(timespec="seconds")


def filing_days_left(detail: CaseDetail) -> date | None:
    """Return the day by which the law wants the complaint filed, where there is one."""
    days = detail.decision.get("filing_days")
    if not days:
        return None
    found = [filing_deadline(incident.get("happened_on"), int(days)) for incident in detail.incidents]
    return min((day for day in found if day is not None), default=None)
