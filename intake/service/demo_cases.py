"""The made-up complaints of the demo, read from the configuration folder and dated by the clock."""

import tomllib
from datetime import timedelta
from typing import Any

from intake.core.complaint import Channel, Complaint, Desk, Incident
from intake.core.derive import derive
from intake.core.facts import Facts
from intake.core.zones import local_now
from intake.service.site import Site


def demo_complaints(site: Site) -> list[Complaint]:
    """Return the complaints of demo_complaints.toml as the interview would compose them."""
    text = (site.settings.config / "demo_complaints.toml").read_text(encoding="utf-8")
    return [_complaint(site, row) for row in tomllib.loads(text)["complaint"]]


def _complaint(site: Site, row: dict[str, Any]) -> Complaint:
    directory, zone = site.deployment.directory, site.deployment.site.zone
    facility = directory.facility(row["facility"]) if "facility" in row else None
    agency = directory.agency(row["agency"]) if "agency" in row else None
    document = dict(row["facts"])
    if "released_hours_ago" in row:
        now = local_now(site.clock, facility, "", zone)
        document["release_eligible_at"] = (now - timedelta(hours=row["released_hours_ago"])).isoformat()
    said = Facts.from_document(document)
    return Complaint(
        incidents=(
            Incident(
                facts=said,
                derived=derive(
                    said,
                    facility=facility,
                    agency=agency,
                    as_of=local_now(site.clock, facility, "", zone),
                ),
                happened_on=row["happened_on"],
                facility=facility.id if facility else None,
                facility_name=facility.name if facility else "",
                agency=agency.id if agency else None,
                agency_name=agency.name if agency else "",
                state=facility.state if facility else "",
            ),
        ),
        account=row["account"],
        language=row["language"],
        channel=Channel(row["channel"]),
        identity={"name": row["name"]} if "name" in row else {},
        consent=frozenset(Desk(desk) for desk in row.get("consent", [])),
    )
