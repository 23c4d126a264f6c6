"""The typed loader of the configuration folder: rules, offices, levels, retention, directory, languages, own texts."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from intake.core.directory import Directory
from intake.core.errors import RecourseError, SettingsError
from intake.core.offices import Office, parse_offices
from intake.core.retention import Schedule
from intake.core.rules import RuleSet
from intake.core.service_levels import ServiceLevels
from intake.core.zones import STATE_ZONES


@dataclass(frozen=True)
class Language:
    """One language of the product: its catalogue folder, BCP 47 tag, own name; `desk`: whether officers work in it."""

    locale: str
    tag: str
    own_name: str
    direction: str
    plural: str
    reviewed: bool
    desk: bool


@dataclass(frozen=True)
class SiteTexts:
    """What a deployment says of itself."""

    name: str
    zone: ZoneInfo
    omb_number: str
    privacy_act: str
    postal_address: str
    on_call: tuple[str, ...]
    sender: str
    legal_aid: Mapping[str, str]

    def legal_help(self, state: str) -> str:
        """Return where free legal help is found in a State."""
        return self.legal_aid.get(state) or self.legal_aid.get("*", "")


@dataclass(frozen=True)
class Deployment:
    """Everything under the configuration folder, checked."""

    rules: RuleSet
    offices: Mapping[str, Office]
    levels: ServiceLevels
    retention: Schedule
    directory: Directory
    languages: tuple[Language, ...]
    site: SiteTexts

    def zone(self, facility: str | None, state: str | None) -> ZoneInfo | None:
        """Return the time zone of a facility, else of a State, else None."""
        found = self.directory.facility(facility) if facility else None
        if found is not None:
            return ZoneInfo(found.timezone)
        return ZoneInfo(STATE_ZONES[state]) if state and state in STATE_ZONES else None

    def language(self, tag: str) -> Language | None:
        """Return a language by its BCP 47 tag, whatever its letter case."""
        return next((one for one in self.languages if one.tag.casefold() == tag.casefold()), None)


def load_deployment(folder: Path) -> Deployment:
    """Read and check the configuration folder; raises SettingsError naming the file that is wrong."""
    return Deployment(
        rules=_parsed(folder / "routing.toml", RuleSet.parse),
        offices=_parsed(folder / "offices.toml", parse_offices),
        levels=_parsed(folder / "service_levels.toml", ServiceLevels.parse),
        retention=_parsed(folder / "retention.toml", Schedule.parse),
        directory=_directory(folder),
        languages=_parsed(folder / "languages.toml", _languages),
        site=_parsed(folder / "site.toml", _site),
    )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"RECOURSE_CONFIG: {path.name} cannot be read: {error}") from error


def _parsed(path: Path, parse: Any) -> Any:
    text = _read(path)
    try:
        return parse(text)
    except (RecourseError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise SettingsError(f"RECOURSE_CONFIG: {path.name}: {error}") from error


def _directory(folder: Path) -> Directory:
    try:
        return Directory.load(_read(folder / "facilities.csv"), _read(folder / "agencies.csv"))
    except RecourseError as error:
        raise SettingsError(f"RECOURSE_CONFIG: {error}") from error


def _languages(text: str) -> tuple[Language, ...]:
    rows = tomllib.loads(text)["language"]
    return tuple(
        Language(
            locale=str(row["locale"]),
            tag=str(row["tag"]),
            own_name=str(row["own_name"]),
            direction=str(row["direction"]),
            plural=str(row["plural"]),
            reviewed=bool(row["reviewed"]),
            desk=bool(row["desk"]),
        )
        for row in rows
    )


def _site(text: str) -> SiteTexts:
    found = tomllib.loads(text)
    try:
        zone = ZoneInfo(found["time_zone"])
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingsError(f"time_zone: no such zone: {found['time_zone']}") from error
    return SiteTexts(
        name=str(found["name"]),
        zone=zone,
        omb_number=str(found["omb_number"]),
        privacy_act=str(found["privacy_act"]),
        postal_address=str(found["postal_address"]),
        on_call=tuple(str(address) for address in found["on_call"]),
        sender=str(found["sender"]),
        legal_aid={str(state): str(text) for state, text in found["legal_aid"].items()},
    )
