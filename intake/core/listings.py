"""One row of the directory: a facility or an agency, as it was between two days."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from intake.core.words import Place

DETENTION = frozenset(
    {
        Place.LOCAL_JAIL,
        Place.STATE_PRISON,
        Place.IGSA_JAIL,
        Place.PRIVATE_ICE,
        Place.ICE_SPC,
        Place.ICE_HOLD,
        Place.CBP_HOLD,
        Place.BOP,
        Place.USMS_CONTRACT,
        Place.ORR,
        Place.JUVENILE_LOCAL,
    }
)
"""The kinds of place in which people are held."""


class Operator(StrEnum):
    """Who runs a facility."""

    COUNTY = "county"
    CITY = "city"
    STATE = "state"
    PRIVATE = "private"
    FEDERAL = "federal"


class AgencyKind(StrEnum):
    """What kind of agency an officer belongs to."""

    SHERIFF = "sheriff"
    CITY_POLICE = "city_police"
    STATE_POLICE = "state_police"
    CORRECTIONS = "corrections"
    FEDERAL = "federal"


class Listing(Protocol):
    """What facilities and agencies have in common: an id, a State, names, and a period."""

    @property
    def id(self) -> str:
        """The id, the same in every period."""
        ...

    @property
    def state(self) -> str:
        """The State's postal code."""
        ...

    @property
    def names(self) -> tuple[str, ...]:
        """The name and what else people call it."""
        ...

    @property
    def valid_from(self) -> date:
        """The first day of the period."""
        ...

    @property
    def valid_to(self) -> date | None:
        """The last day of the period; None where it has not ended."""
        ...


@dataclass(frozen=True)
class Facility:
    """A place where people are held; `county_fips` has five digits, `timezone` is an IANA name."""

    id: str
    name: str
    aliases: tuple[str, ...]
    kind: Place
    operator: Operator
    state: str
    county_fips: str
    timezone: str
    county_run: bool
    valid_from: date
    valid_to: date | None
    languages: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The name and what else people call it."""
        return (self.name, *self.aliases)


@dataclass(frozen=True)
class Agency:
    """A police agency, with or without a 287(g) agreement (8 USC 1357(g)) and Justice Department money."""

    id: str
    name: str
    kind: AgencyKind
    state: str
    county_fips: str
    section_287g: bool
    doj_funded: bool
    valid_from: date
    valid_to: date | None

    @property
    def names(self) -> tuple[str, ...]:
        """The name."""
        return (self.name,)
