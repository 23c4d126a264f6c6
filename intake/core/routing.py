"""Routing: which offices have jurisdiction, how urgent it is, and why; the same for every channel."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from intake.core.copies import combine
from intake.core.detainer import clock_flags, hold_expiry
from intake.core.errors import FactsError, RulesError
from intake.core.facts import YEARS, Facts
from intake.core.offices import desk_of, without_stand_ins
from intake.core.rules import Rule, RuleSet
from intake.core.words import Actor, Allegation, Derived, Desk, Flag, Lead, Urgency

__all__ = ["Decision", "Desk", "Lead", "Reason", "Urgency", "desks_to_seal", "route", "route_all"]


@dataclass(frozen=True)
class Reason:
    """Why one row was used: its legal basis, and a sentence (English msgid) that a complainant can read."""

    rule: str
    basis: str
    sentence: str


@dataclass(frozen=True)
class Decision:
    """Where a complaint goes; `hold_expires_at` is naive local time, `version` the hash of the rules."""

    rules: tuple[str, ...]
    offices: tuple[str, ...]
    copies: tuple[str, ...]
    desks: tuple[Desk, ...]
    lead: Lead
    urgency: Urgency
    filing_days: int | None
    hold_expires_at: datetime | None
    version: str

    def to_document(self) -> dict[str, object]:
        """Return the JSON form that `recourse route` prints; the version of the rules stands outside it."""
        expires = self.hold_expires_at
        return {
            "rules": list(self.rules),
            "offices": list(self.offices),
            "copies": list(self.copies),
            "desks": [desk.value for desk in self.desks],
            "lead": self.lead.value,
            "urgency": self.urgency.value,
            "filing_days": self.filing_days,
            "hold_expires_at": expires.isoformat(timespec="seconds") if expires else None,
        }

    @classmethod
    def from_document(cls, document: Mapping[str, object], version: str) -> "Decision":
        """Rebuild a decision from what `to_document` gave (our own record, so not checked word by word)."""
        held = dict(document)
        expires = held["hold_expires_at"]
        return cls(
            rules=_texts(held["rules"]),
            offices=_texts(held["offices"]),
            copies=_texts(held["copies"]),
            desks=tuple(Desk(desk) for desk in _texts(held["desks"])),
            lead=Lead(str(held["lead"])),
            urgency=Urgency(str(held["urgency"])),
            filing_days=held["filing_days"] if isinstance(held["filing_days"], int) else None,
            hold_expires_at=datetime.fromisoformat(expires) if isinstance(expires, str) else None,
            version=version,
        )

    def reasons(self, rules: RuleSet) -> tuple[Reason, ...]:
        """Explain the decision row by row; rows that these rules no longer hold are left out."""
        used = [rules.by_id[rule] for rule in self.rules if rule in rules.by_id]
        return tuple(Reason(rule.rule, rule.basis, rule.why) for rule in used)


def route(facts: Facts, rules: RuleSet, now: datetime | None = None) -> Decision:
    """Route one incident; `now` (naive local time) stands in for a missing `as_of`.

    RulesError where the rules are not total; FactsError where the clock runs and no time is given.
    """
    return route_all((facts,), rules, now)


def route_all(incidents: Sequence[Facts], rules: RuleSet, now: datetime | None = None) -> Decision:
    """Route each incident and join the results: rows in file order, most urgent level, earliest expiry."""
    if not incidents:
        raise FactsError("facts", "", "must hold at least one incident")
    routed = [_Routed.of(facts, rules, now) for facts in incidents]
    used = [rule for rule in rules if any(rule in one.used for one in routed)]
    offices = without_stand_ins(code for rule in used for code in rule.offices)
    copies = [
        copy
        for rule in used
        for copy in rule.copies
        if any(rule in one.used and copy.applies(one.flags) for one in routed)
    ]
    desks = tuple(desk for desk in Desk if any(desk_of(code) is desk for code in offices))
    expiries = [expires for facts in incidents if (expires := hold_expiry(facts))]
    return Decision(
        rules=tuple(rule.rule for rule in used),
        offices=offices,
        copies=combine(copies, offices),
        desks=desks,
        lead=_lead(desks),
        urgency=min(one.urgency for one in routed),
        filing_days=min((rule.filing_days for rule in used if rule.filing_days), default=None),
        hold_expires_at=min(expiries, default=None),
        version=rules.version,
    )


def desks_to_seal(
    incidents: Sequence[Facts], rules: RuleSet, now: datetime | None = None
) -> tuple[Desk, ...]:
    """Return the desks to seal to: those of the route and, where a hold runs, of the route at its expiry."""
    desks = set(route_all(incidents, rules, now).desks)
    if any(Derived.HOLD_RUNNING in clock_flags(facts, now) for facts in incidents):
        desks.update(route_all([_at_expiry(facts) for facts in incidents], rules, now).desks)
    return tuple(desk for desk in Desk if desk in desks)


def rows_for(allegation: Allegation, facts: Facts, flags: frozenset[str], rules: Iterable[Rule]) -> set[Rule]:
    """Return the rows taken for one allegation: each actor's first, and fallbacks only if there is no other."""
    covering = [rule for rule in rules if rule.covers(facts.place, facts.custody, allegation)]
    fitting = [rule for rule in covering if rule.holds(flags)]
    actors = frozenset(facts.actors)
    firm = set(_first(actors, [rule for rule in fitting if not rule.fallback]))
    return firm or set(_first(actors, [rule for rule in fitting if rule.fallback]))


@dataclass(frozen=True)
class _Routed:
    """One incident with the rows it uses."""

    flags: frozenset[str]
    used: frozenset[Rule]
    urgency: Urgency

    @classmethod
    def of(cls, facts: Facts, rules: RuleSet, now: datetime | None) -> "_Routed":
        flags = frozenset(str(flag) for flag in facts.flags | clock_flags(facts, now))
        used: set[Rule] = set()
        for allegation in facts.allegations:
            found = rows_for(allegation, facts, flags, rules)
            if not found:
                raise RulesError(f"no rule fits {allegation.value} at {facts.place.value}: run route --check")
            used |= found
        danger = Flag.DANGER_NOW in facts.flags
        urgency = Urgency.U0 if danger else min(rule.level(flags) for rule in used)
        return cls(flags, frozenset(used), urgency)


def _first(actors: frozenset[Actor], rules: list[Rule]) -> Iterator[Rule]:
    for actor in actors:
        yield from [rule for rule in rules if rule.fits_actor(actor, actors)][:1]


def _lead(desks: tuple[Desk, ...]) -> Lead:
    if Desk.CRCL in desks and Desk.DOJ in desks:
        return Lead.JOINT
    return Lead(desks[0].value)  # desks are listed crcl, doj, triage: triage leads only alone


def _at_expiry(facts: Facts) -> Facts:
    expires = hold_expiry(facts)
    if (
        expires is None or expires.year not in YEARS
    ):  # a hold that ends after the last year of which facts may tell
        return facts
    return replace(facts, as_of=expires + timedelta(seconds=1))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list | tuple) else ()
