"""What the tests of the core share: the shipped configuration, facts made by hand, and hypothesis strategies."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from config.settings import PROJECT
from intake.core.directory import Directory
from intake.core.facts import Facts
from intake.core.rules import RuleSet
from intake.core.words import Actor, Allegation, Custody, Flag, Place

CONFIG = PROJECT / "config"
SCENARIOS = Path(__file__).parent / "data" / "routing_scenarios.jsonl"

steady = settings(deadline=None)


@cache
def shipped_rules() -> RuleSet:
    return RuleSet.parse((CONFIG / "routing.toml").read_bytes())


@cache
def shipped_directory() -> Directory:
    return Directory.load((CONFIG / "facilities.csv").read_text(), (CONFIG / "agencies.csv").read_text())


def scenarios() -> list[dict[str, Any]]:
    return [json.loads(line) for line in SCENARIOS.read_text(encoding="utf-8").splitlines()]


def facts(**changes: Any) -> Facts:
    """Return plain facts (a jail's conditions, on a local charge) with changes, as a document would state them."""
    document: dict[str, Any] = {
        "actors": ["jail_staff"],
        "place": "local_jail",
        "custody": "local_charge",
        "allegations": ["conditions"],
        "as_of": "2026-05-04T12:00",
    }
    return Facts.from_document({**document, **changes})


def at(text: str) -> datetime:
    """Return a naive local time."""
    return datetime.fromisoformat(text)


def times() -> st.SearchStrategy[datetime]:
    return st.datetimes(at("2005-01-01"), at("2040-12-31")).map(lambda at: at.replace(microsecond=0))


@st.composite
def any_facts(
    draw: st.DrawFn,
    actors: Sequence[Actor] = tuple(Actor),
    places: Sequence[Place] = tuple(Place),
    custodies: Sequence[Custody] = tuple(Custody),
) -> Facts:
    """Draw facts as any document may state them, with or without a clock."""
    some_actors = st.lists(st.sampled_from(actors), min_size=1, max_size=4, unique=True)
    some_allegations = st.lists(st.sampled_from(Allegation), min_size=1, max_size=4, unique=True)
    eligible, released, as_of = draw(
        st.one_of(
            st.tuples(st.none(), st.none(), times()),
            st.tuples(times(), st.none(), times()),
            st.tuples(times(), times(), times()).map(lambda three: (*sorted(three[:2]), three[2])),
        )
    )
    return Facts(
        actors=tuple(draw(some_actors)),
        place=draw(st.sampled_from(places)),
        custody=draw(st.sampled_from(custodies)),
        allegations=tuple(draw(some_allegations)),
        flags=draw(st.frozensets(st.sampled_from(Flag), max_size=5)),
        release_eligible_at=eligible,
        released_at=released,
        as_of=as_of,
    )
