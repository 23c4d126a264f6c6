"""Facts as the API takes them: every wrong field named at once, each in words of the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from intake.core.complaint import Incident
from intake.core.deadline import ONGOING, last_day
from intake.core.derive import derive
from intake.core.errors import FactsError
from intake.core.facts import YEARS, Facts
from intake.core.listings import Agency, Facility
from intake.core.zones import local_now
from intake.i18n import _, _l
from intake.service.site import Site

MOST_INCIDENTS = 10
BESIDE = ("happened_on", "agency", "facility")
"""What may stand beside the facts, or in one of them where there are several."""

_KNOWN = ("actors", "place", "custody", "allegations", "flags", "release_eligible_at", "released_at")
_NEEDED = _KNOWN[:4]
_HARMLESS = {"actors": ["unknown"], "place": "unknown", "custody": "unknown", "allegations": ["conditions"]}
PROBLEMS: Mapping[str, str] = {
    "unknown word": _l("This word is not known."),
    "unknown field": _l("This field is not known."),
    "must be a word": _l("This must be a word."),
    "must be a list of words": _l("This must be a list of words."),
    "must name at least one": _l("This must name at least one."),
    "is missing": _l("This field is missing."),
    "no such day or time": _l("There is no such day or time."),
    "is before release_eligible_at": _l("This is before release_eligible_at."),
    "must be a day, a month, or 'ongoing'": _l("This must be a day, a month, or 'ongoing'."),
    f"must lie in the years {YEARS[0]} to {YEARS[-1]}": _l("This must lie in the years 1950 to 2099."),
}
_TIME = _l("This must be a local time like 2011-11-23T17:00, without an offset.")


@dataclass(frozen=True)
class Beside:
    """Where and when, as the directory knows it."""

    happened_on: str | None = None
    facility: Facility | None = None
    agency: Agency | None = None


def said(error: FactsError) -> str:
    """Return a problem with facts in words, with the word it is about."""
    problem = str(PROBLEMS.get(error.problem, _TIME))
    return f"{problem} ({error.word})" if error.word else problem


def incidents_of(site: Site, body: Mapping[str, Any], errors: dict[str, str]) -> tuple[Incident, ...]:
    """Return the incidents of a body; what is wrong is added to `errors`, and then none are returned."""
    given = body.get("facts")
    if given is None:
        errors["facts"] = str(PROBLEMS["is missing"])
        return ()
    listed = given if isinstance(given, list) else [given]
    if not 1 <= len(listed) <= MOST_INCIDENTS:
        errors["facts"] = _("This must name one to %(most)s incidents.", most=MOST_INCIDENTS)
        return ()
    common = beside_of(site, body, "", errors)
    made = []
    for number, one in enumerate(listed):
        path = f"facts[{number}]" if isinstance(given, list) else "facts"
        incident = _incident(site, one, path, common, errors)
        if incident is not None:
            made.append(incident)
    return tuple(made)


def beside_of(site: Site, given: Mapping[str, Any], path: str, errors: dict[str, str]) -> Beside:
    """Read day, facility and agency; ids must stand in the directory."""
    happened_on = _day(given.get("happened_on"), path + "happened_on", errors)
    day = last_day(happened_on) or site.clock.today()
    directory = site.deployment.directory
    facility, agency = given.get("facility"), given.get("agency")
    found = (
        (directory.facility(facility, day) or directory.facility(facility))
        if isinstance(facility, str)
        else None
    )
    named = (directory.agency(agency, day) or directory.agency(agency)) if isinstance(agency, str) else None
    if facility is not None and found is None:
        errors[path + "facility"] = _("No such facility is in our list.")
    if agency is not None and named is None:
        errors[path + "agency"] = _("No such agency is in our list.")
    return Beside(happened_on, found, named)


def _day(value: object, path: str, errors: dict[str, str]) -> str | None:
    if value is None or value == ONGOING:
        return ONGOING if value else None
    problem = "must be a day, a month, or 'ongoing'"
    try:
        if isinstance(value, str) and last_day(value) is not None and int(value[:4]) in YEARS:
            return value
    except FactsError as error:
        problem = error.problem
    errors[path] = str(PROBLEMS[problem])
    return None


def _incident(
    site: Site, given: object, path: str, common: Beside, errors: dict[str, str]
) -> Incident | None:
    if not isinstance(given, dict):
        errors[path] = _("This must be an object.")
        return None
    before = len(errors)
    own = beside_of(site, given, f"{path}.", errors)
    facts = _facts({key: value for key, value in given.items() if key not in BESIDE}, path, errors)
    if facts is None or len(errors) > before:
        return None
    facility, agency = own.facility or common.facility, own.agency or common.agency
    state = facility.state if facility else agency.state if agency else ""
    as_of = local_now(site.clock, facility, state, site.deployment.site.zone)
    return Incident(
        facts=facts,
        derived=derive(facts, facility=facility, agency=agency, as_of=as_of),
        happened_on=own.happened_on or common.happened_on,
        facility=facility.id if facility else None,
        facility_name=facility.name if facility else "",
        agency=agency.id if agency else None,
        agency_name=agency.name if agency else "",
        state=state,
        county=facility.county_fips if facility else "",
    )


def _facts(given: dict[str, Any], path: str, errors: dict[str, str]) -> Facts | None:
    """Try each field among harmless others, so that all wrong ones are named; then all together."""
    wrong = {f"{path}.{name[:60]}": str(PROBLEMS["unknown field"]) for name in given if name not in _KNOWN}
    wrong |= {f"{path}.{name}": str(PROBLEMS["is missing"]) for name in _NEEDED if name not in given}
    for name in [name for name in given if name in _KNOWN]:
        try:
            Facts.from_document({**_HARMLESS, name: given[name]})
        except FactsError as error:
            wrong[f"{path}.{error.field}"] = said(error)
    errors.update(wrong)
    if wrong:
        return None
    try:
        return Facts.from_document(given)
    except FactsError as error:
        errors[f"{path}.{error.field}"] = said(error)
        return None
