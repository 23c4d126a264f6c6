"""Offices: their codes, their full names, and the desk of ours that works for each."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from intake.core.copies import OFFICE
from intake.core.errors import RulesError
from intake.core.words import Desk

TRIAGE = "TRIAGE"
NONE = "NONE"


@dataclass(frozen=True)
class Office:
    """An office that a route can name; `name` is an English msgid."""

    code: str
    name: str

    @property
    def desk(self) -> Desk:
        """The desk that works for this office."""
        return desk_of(self.code)


def desk_of(code: str) -> Desk:
    """Return the desk for an office code: crcl for DHS, doj for DOJ, triage for everything else."""
    if code.startswith("DHS"):
        return Desk.CRCL
    return Desk.DOJ if code.startswith("DOJ") else Desk.TRIAGE


def without_stand_ins(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the codes in order, once each; TRIAGE and NONE give way to real offices, and NONE to TRIAGE."""
    once = dict.fromkeys(codes)
    real = [code for code in once if code not in {TRIAGE, NONE}]
    if real:
        return tuple(real)
    return (TRIAGE,) if TRIAGE in once else tuple(once)


def parse_offices(text: str) -> Mapping[str, Office]:
    """Parse `CODE = "full name"` lines of TOML, in file order; RulesError names the code that is wrong."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"offices: not TOML: {error}") from None
    for code, name in document.items():
        if not OFFICE.fullmatch(code) or not isinstance(name, str) or not name.strip():
            raise RulesError(f"offices: {code!r} must be an office code with a full name")
    return {code: Office(code, name) for code, name in document.items()}
