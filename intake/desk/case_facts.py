"""What was said beside what was worked out from it, the answers, and the identity, each as rows of words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config.deployment import Deployment
from intake.core.deadline import ONGOING
from intake.core.errors import AnswersError
from intake.desk import times, words
from intake.i18n import _
from intake.interview.answers import Answers
from intake.interview.dates import shown
from intake.interview.fields import ChoiceField
from intake.interview.flow import BY_KEY
from intake.interview.summary import summary
from intake.interview.words import ACTORS, ALLEGATIONS, CUSTODIES, FLAGS, PLACES
from intake.service.review import CaseFile

_FLAG_WORDS: Mapping[Any, str] = {**FLAGS, **words.DERIVED}
Rows = list[tuple[str, str]]


@dataclass(frozen=True)
class FactRow:
    """One fact: as the person said it, and as it was used for the route."""

    what: str
    said: str
    used: str

    @property
    def differs(self) -> bool:
        """Whether the directory or the clock changed it."""
        return self.said != self.used


@dataclass(frozen=True)
class IncidentView:
    """One incident: where by the directory and by the person's own words, when, and its facts."""

    where: Rows
    facts: list[FactRow]


def incidents_of(case: CaseFile, deployment: Deployment) -> list[IncidentView]:
    """Return each incident of a case in words."""
    named = _account(case).get("places", [])
    spare: list[dict[str, str]] = [{}] * len(case.detail.incidents)
    return [
        IncidentView(_where(incident, typed, deployment), _facts(incident["said"], incident["derived"]))
        for incident, typed in zip(case.detail.incidents, [*named, *spare], strict=False)
    ]


def account_text(case: CaseFile) -> str:
    """Return what happened in the person's own words."""
    return str(_account(case).get("text", ""))


def answers_of(case: CaseFile, deployment: Deployment) -> Rows:
    """Return questions and answers as the interview words them; what no interview wrote stands as it is."""
    given = _account(case).get("answers", {})
    try:
        lines = summary(Answers.from_document(given), deployment.directory)
    except AnswersError:
        return [(str(name), str(value)) for name, value in given.items()]
    return [(line.question, ", ".join(line.answers)) for line in lines]


def identity_rows(identity: Mapping[str, Any]) -> Rows:
    """Return the name, and how to reach the person, with the interview's own words for its codes."""
    known = {"name": identity.get("name", ""), **identity.get("contact", {})}
    rest = {key: value for key, value in identity.items() if key not in {"record", "contact", "name"}}
    return [_identity_row(key, str(value)) for key, value in {**known, **rest}.items() if value]


def name_state(case: CaseFile) -> str:
    """Return why there is no name to see, where there is none."""
    if not case.has_identity:
        return str(_("No name was given."))
    return str(_("The person did not consent that your desk knows their name."))


def _account(case: CaseFile) -> dict[str, Any]:
    """Return the record that the person filed; later records are files."""
    return next((one.body for one in case.account if one.body.get("record") == "account"), {})


def _identity_row(key: str, value: str) -> tuple[str, str]:
    field = getattr(BY_KEY["contact"].form(), key, None)
    return words.known(words.IDENTITY, key), field.words(value) if isinstance(field, ChoiceField) else value


def _where(incident: dict[str, Any], typed: dict[str, str], deployment: Deployment) -> Rows:
    directory = deployment.directory
    facility = directory.facility(incident["facility"]) if incident.get("facility") else None
    agency = directory.agency(incident["agency"]) if incident.get("agency") else None
    rows = [
        (_("Facility"), facility.names[0] if facility else ""),
        (_("Facility, as typed"), typed.get("facility", "")),
        (_("Agency"), agency.names[0] if agency else ""),
        (_("Agency, as typed"), typed.get("agency", "")),
        (_("State"), str(incident.get("state") or "")),
        (
            _("When"),
            _("It is still going on")
            if incident.get("happened_on") == ONGOING
            else shown(str(incident["happened_on"]))
            if incident.get("happened_on")
            else "",
        ),
    ]
    return [(question, answer) for question, answer in rows if answer]


def _facts(said: dict[str, Any], used: dict[str, Any]) -> list[FactRow]:
    rows = [
        FactRow(_("Who"), _many(ACTORS, said["actors"]), _many(ACTORS, used["actors"])),
        FactRow(_("Place"), words.known(PLACES, said["place"]), words.known(PLACES, used["place"])),
        FactRow(
            _("Held by"), words.known(CUSTODIES, said["custody"]), words.known(CUSTODIES, used["custody"])
        ),
        FactRow(_("What"), _many(ALLEGATIONS, said["allegations"]), _many(ALLEGATIONS, used["allegations"])),
        FactRow(_("Also"), _many(_FLAG_WORDS, said["flags"]), _many(_FLAG_WORDS, used["flags"])),
        FactRow(_("Could have left"), _time(said["release_eligible_at"]), _time(used["release_eligible_at"])),
        FactRow(_("Was free"), _time(said["released_at"]), _time(used["released_at"])),
        FactRow(_("Told at"), _time(said["as_of"]), _time(used["as_of"])),
    ]
    return [row for row in rows if row.said or row.used]


def _many(known: Mapping[Any, str], codes: Iterable[str]) -> str:
    return ", ".join(words.known(known, code) for code in codes)


def _time(local: str | None) -> str:
    """Return a facility's wall-clock time as it stands: no zone is known here that could move it."""
    if not local:
        return ""
    return times.wall(datetime.fromisoformat(local))
