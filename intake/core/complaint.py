"""A complaint: facts, account, identity, contact and consent, as composed and before it is sealed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from intake.core.errors import FactsError
from intake.core.facts import Facts
from intake.core.words import Desk

__all__ = ["JSON", "Channel", "Complaint", "Desk", "Incident"]

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"


class Channel(StrEnum):
    """The door a complaint came through."""

    WEB = "web"
    API = "api"
    KIOSK = "kiosk"
    SMS = "sms"
    PAPER = "paper"
    PHONE = "phone"


@dataclass(frozen=True)
class Incident:
    """One thing that happened at one place: the facts as said, and as derived with the directory.

    `happened_on` is `YYYY-MM-DD`, `YYYY-MM`, "ongoing" or None; `facility` and `agency` are ids of the
    directory, the names beside them what the person wrote; `state` is a postal code.
    """

    facts: Facts
    derived: Facts
    happened_on: str | None = None
    facility: str | None = None
    facility_name: str = ""
    agency: str | None = None
    agency_name: str = ""
    state: str = ""
    county: str = ""


@dataclass(frozen=True)
class Complaint:
    """All that a person sends.

    `identity` is empty where they stay anonymous, `contact` where they want no answer.
    `answers` holds what else was asked, for the officer; `consent` the desks that may know the identity;
    `filed_from` the id of the facility that has the kiosk; `incomplete` says that the interview was cut
    short. `word` is the word only the person knows, `earlier_word` the one they gave with an earlier complaint whose
    code is lost; both in the form in which words are compared, and neither is ever stored.
    """

    incidents: tuple[Incident, ...]
    account: str
    language: str
    channel: Channel
    answers: Mapping[str, JSON] = field(default_factory=dict)
    identity: Mapping[str, str] = field(default_factory=dict)
    contact: Mapping[str, str] = field(default_factory=dict)
    consent: frozenset[Desk] = frozenset()
    filed_from: str | None = None
    demographics: tuple[str, ...] = ()
    incomplete: bool = False
    code_opens_account: bool = False
    word: str = field(default="", repr=False)
    earlier_word: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Refuse a complaint about nothing."""
        if not self.incidents:
            raise FactsError("facts", "", "must hold at least one incident")
