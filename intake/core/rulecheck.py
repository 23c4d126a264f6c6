"""Proof that a rule file is total, holds no row that can never fire, and names no unknown office."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, combinations, product

from intake.core.rules import Rule, RuleSet
from intake.core.words import Actor, Allegation, Custody, Derived, Flag, Place

_CLOCK: frozenset[str] = frozenset({Flag.RELEASED, *Derived})


def check(rules: RuleSet, offices: Collection[str]) -> tuple[str, ...]:
    """Walk every combination of facts and say what is wrong, a sentence each; nothing where all is sound.

    `offices` are the codes that have a full name. Complete, not sampled: a complaint's flags matter only
    through the rows that cover its place, custody and allegation, so combinations with the same rows are
    tried once, under every consistent set of the flags they name. One actor at a time is enough: further
    actors can only add rows, but for rows that ask for several at once, whose smallest set is tried too.
    """
    fired: set[Rule] = set()
    gaps: list[str] = []
    for actors, place, custody, allegation, found in _walk(rules):
        fired |= found.fired
        if found.gap is not None and not gaps:
            flags = "|".join(sorted(found.gap)) or "no flags"
            where = ", ".join([*sorted(actors), place, custody, allegation])
            gaps.append(f"not total: no rule fits {where} with {flags}")
    dead = [f"rule {rule.rule}: can never fire" for rule in rules if rule not in fired]
    return (*_unknown_offices(rules, offices), *gaps, *dead)


@dataclass(frozen=True)
class _Found:
    """The rows that fire under some flags, and flags under which none does."""

    fired: frozenset[Rule]
    gap: frozenset[str] | None


def _walk(
    rules: RuleSet,
) -> Iterator[tuple[frozenset[Actor], Place, Custody, Allegation, _Found]]:
    several = (rule.actors for rule in rules if rule.actors_all)
    groups = dict.fromkeys([*(frozenset({actor}) for actor in Actor), *several])
    fits = {group: [_fitting(rules, actor, group) for actor in group] for group in groups}
    solve = cache(_solve)
    for place, custody in product(Place, Custody):
        here = frozenset(rule for rule in rules if place in rule.places and custody in rule.custody)
        for allegation in Allegation:
            covering = frozenset(rule for rule in here if allegation in rule.allegations)
            for group, by_actor in fits.items():
                rows = tuple(tuple(rule for rule in fitting if rule in covering) for fitting in by_actor)
                yield group, place, custody, allegation, solve(rows, custody is Custody.NONE)


def _fitting(rules: RuleSet, actor: Actor, group: frozenset[Actor]) -> list[Rule]:
    return [rule for rule in rules if rule.fits_actor(actor, group)]


def _solve(by_actor: tuple[tuple[Rule, ...], ...], free: bool) -> _Found:
    fired: set[Rule] = set()
    gap = None
    for flags in _flag_sets(set(chain.from_iterable(by_actor)), free):
        firm = _firsts(by_actor, flags, fallback=False)
        taken = firm or _firsts(by_actor, flags, fallback=True)
        fired |= taken
        if not taken and gap is None:
            gap = flags
    return _Found(frozenset(fired), gap)


def _firsts(by_actor: tuple[tuple[Rule, ...], ...], flags: frozenset[str], *, fallback: bool) -> set[Rule]:
    holding = (
        [rule for rule in rows if rule.fallback is fallback and rule.holds(flags)] for rows in by_actor
    )
    return {rows[0] for rows in holding if rows}


def _flag_sets(rows: set[Rule], free: bool) -> Iterator[frozenset[str]]:
    """Yield every consistent set of the flags that these rows name, with every state of the clock."""
    named = frozenset(chain.from_iterable(rule.requires | rule.requires_not for rule in rows))
    said = sorted(named - _CLOCK)
    choices = chain.from_iterable(combinations(said, size) for size in range(len(said) + 1))
    clocks = _clock_states(free) if named & _CLOCK else [frozenset()]
    for some, clock in product(choices, clocks):
        yield frozenset(some) | clock


def _clock_states(free: bool) -> list[frozenset[str]]:
    """Return what the clock can say: of a person in nobody's custody (`free`), or of any other."""
    expired, still = Derived.HOLD_EXPIRED.value, Derived.STILL_HELD.value
    gone = [frozenset(), frozenset({expired})]
    released = [state | {Flag.RELEASED.value} for state in gone]
    held = [frozenset({still}), frozenset({still, expired}), frozenset({still, Derived.HOLD_RUNNING.value})]
    return [*gone, *released, *([] if free else held)]


def _unknown_offices(rules: RuleSet, offices: Collection[str]) -> Iterator[str]:
    for rule in rules:
        for code in (*rule.offices, *(copy.name for copy in rule.copies)):
            if code not in offices:
                yield f"rule {rule.rule}: unknown office: {code!r}"
