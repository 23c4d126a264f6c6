"""Routing: the worked examples, an independent reading of the same table, and the joining of incidents."""

import tomllib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.core.detainer import clock_flags, expiry
from intake.core.errors import FactsError, RulesError
from intake.core.facts import Facts
from intake.core.routing import Decision, desks_to_seal, route, route_all
from intake.core.rules import RuleSet
from intake.core.words import Allegation
from tests.core.examples import CONFIG, any_facts, at, facts, scenarios, shipped_rules, steady

TABLE: list[dict[str, Any]] = tomllib.loads((CONFIG / "routing.toml").read_text())["rule"]


@pytest.mark.parametrize("scenario", scenarios(), ids=lambda scenario: scenario["id"])
def test_a_worked_example_gets_the_decision_expected(scenario: dict[str, Any]) -> None:
    decision = route(Facts.from_document(scenario["facts"]), shipped_rules())
    assert decision.to_document() == scenario["expect"]


def fits(row: dict[str, Any], column: str, word: str) -> bool:
    return row[column] == ["*"] or word in row[column]


def row_fits(row: dict[str, Any], some: Facts, actor: str, allegation: str, flags: set[str]) -> bool:
    needed = row.get("actors_all")
    who = actor in needed and set(needed) <= set(some.actors) if needed else fits(row, "actors", actor)
    what = fits(row, "places", some.place) and fits(row, "custody", some.custody)
    words = row.get("requires", [])
    whether = all(word[1:] not in flags if word[0] == "!" else word in flags for word in words)
    return who and what and whether and fits(row, "allegations", allegation)


def rows_used(some: Facts, flags: set[str]) -> list[dict[str, Any]]:
    used: set[int] = set()
    for allegation in some.allegations:
        for fallback in (False, True):
            tried = [(n, row) for n, row in enumerate(TABLE) if (row["confidence"] == "fallback") is fallback]
            found = [
                next((n for n, row in tried if row_fits(row, some, actor, allegation, flags)), None)
                for actor in some.actors
            ]
            used |= {number for number in found if number is not None}
            if set(found) != {None}:
                break
    return [TABLE[number] for number in sorted(used)]


def offices_of(rows: list[dict[str, Any]]) -> list[str]:
    offices = list(dict.fromkeys(office for row in rows for office in row["offices"]))
    if set(offices) - {"TRIAGE", "NONE"}:
        return [office for office in offices if office not in {"TRIAGE", "NONE"}]
    return ["TRIAGE"] if "TRIAGE" in offices else offices


def copies_of(rows: list[dict[str, Any]], offices: list[str], flags: set[str]) -> list[str]:
    copies: list[str] = []
    for text in (copy for row in rows for copy in row.get("copies", [])):
        name, _, condition = text.partition("?")
        if (not condition or condition in flags) and name.split(":")[0] not in offices and name not in copies:
            copies.append(name)
    return [copy for copy in copies if ":" not in copy or copy.split(":")[0] not in copies]


def level_of(row: dict[str, Any], flags: set[str]) -> str:
    replaced = dict(pair.split(":") for pair in row.get("urgency_if", []))
    return str(min((level for flag, level in replaced.items() if flag in flags), default=row["urgency"]))


def plainly(some: Facts) -> dict[str, Any]:
    """Route in the words of the table, as a clerk would: row by row, without anything the product made."""
    flags: set[str] = {*some.flags, *clock_flags(some, None)}
    rows = rows_used(some, flags)
    offices = offices_of(rows)
    kinds = {"crcl" if o.startswith("DHS") else "doj" if o.startswith("DOJ") else "triage" for o in offices}
    desks = [desk for desk in ("crcl", "doj", "triage") if desk in kinds]
    return {
        "rules": [row["rule"] for row in rows],
        "offices": offices,
        "copies": copies_of(rows, offices, flags),
        "desks": desks,
        "lead": "joint" if {"crcl", "doj"} <= kinds else desks[0],
        "urgency": "U0" if "danger_now" in flags else min(level_of(row, flags) for row in rows),
        "filing_days": min((row["filing_days"] for row in rows if "filing_days" in row), default=None),
        "hold_expires_at": expiry(some.release_eligible_at).isoformat() if some.release_eligible_at else None,
    }


@steady
@given(any_facts())
def test_the_route_is_what_a_clerk_reads_from_the_table(some: Facts) -> None:
    assert route(some, shipped_rules()).to_document() == plainly(some)


@given(any_facts())
@steady
def test_a_decision_reads_back_from_its_record(some: Facts) -> None:
    decision = route(some, shipped_rules())
    assert Decision.from_document(decision.to_document(), decision.version) == decision


@steady
@given(st.lists(any_facts(), min_size=1, max_size=3))
def test_joined_incidents_lose_nothing_of_each(incidents: list[Facts]) -> None:
    rules = shipped_rules()
    joint = route_all(incidents, rules)
    alone = [route(some, rules) for some in incidents]
    order = [rule.rule for rule in rules]
    assert list(joint.rules) == sorted({rule for one in alone for rule in one.rules}, key=order.index)
    assert set(joint.offices) - {"TRIAGE", "NONE"} == {o for one in alone for o in one.offices} - {
        "TRIAGE",
        "NONE",
    }
    assert joint.urgency == min(one.urgency for one in alone)
    assert joint.filing_days == min((one.filing_days for one in alone if one.filing_days), default=None)
    assert joint.hold_expires_at == min((o.hold_expires_at for o in alone if o.hold_expires_at), default=None)
    assert route_all(incidents[::-1], rules) == joint


def test_a_flag_of_one_incident_does_not_reach_into_another() -> None:
    punished = {"actors": ["dhs_contractor"], "place": "private_ice", "custody": "ice"}
    retaliation = facts(**punished, allegations=["retaliation"])
    elsewhere = facts(actors=["bop"], place="bop", custody="bop", flags=["prior_case"])
    assert "ORIGINAL-OFFICE" not in route_all([retaliation, elsewhere], shipped_rules()).copies
    told_before = replace(retaliation, flags=elsewhere.flags)
    assert "ORIGINAL-OFFICE" in route_all([told_before, elsewhere], shipped_rules()).copies


def test_a_copy_that_is_also_sent_whole_is_listed_once_and_whole() -> None:
    decision = route(
        facts(actors=["jail_staff", "fbi"], allegations=["bail_refused", "data_error"]), shipped_rules()
    )
    assert decision.rules == ("D05", "X03")
    assert decision.copies == ("DOJ-CRT-CRM", "DHS-CRCL", "FBI-CJIS")


def test_triage_and_none_give_way_to_a_real_office() -> None:
    outcome_too = route(facts(allegations=["case_outcome", "medical"]), shipped_rules())
    assert outcome_too.rules == ("L12", "I13")
    assert outcome_too.offices == ("DOJ-CRT-SPL",)
    unclear = facts(
        actors=["unknown"], place="unknown", custody="unknown", allegations=["force", "case_outcome"]
    )
    assert route(unclear, shipped_rules()).offices == ("TRIAGE",)


def test_a_missing_present_is_asked_for_only_where_the_clock_runs() -> None:
    assert route(facts(as_of=None), shipped_rules()).rules == ("L11",)
    held = facts(as_of=None, custody="detainer_only", release_eligible_at="2026-05-04T12:00")
    with pytest.raises(FactsError, match="as_of"):
        route(held, shipped_rules())
    assert route(held, shipped_rules(), at("2026-05-05T12:00")).hold_expires_at == at("2026-05-06T12:00")


def test_nothing_that_happened_is_no_complaint() -> None:
    with pytest.raises(FactsError, match="at least one incident"):
        route_all([], shipped_rules())


def test_rules_that_leave_a_gap_say_so() -> None:
    text = (CONFIG / "routing.toml").read_text()
    first_row_only = RuleSet.parse(text[: text.index("[[rule]]", text.index("[[rule]]") + 1)])
    with pytest.raises(RulesError, match="no rule fits conditions at local_jail"):
        route(facts(), first_row_only)


def test_each_row_used_explains_itself() -> None:
    decision = route(facts(flags=["disability"], allegations=["medical"]), shipped_rules())
    (reason,) = decision.reasons(shipped_rules())
    assert (reason.rule, reason.basis) == ("L12", "42 USC 1997a; 42 USC 12132")
    assert reason.sentence in shipped_rules().sentences
    assert replace(decision, rules=("GONE",)).reasons(shipped_rules()) == ()


HELD = {"custody": "detainer_only", "allegations": ["over_48h"], "release_eligible_at": "2011-11-23T17:00"}


def test_a_running_hold_is_sealed_to_the_desks_of_its_expiry() -> None:
    text = (CONFIG / "routing.toml").read_text()
    watched_at_triage = RuleSet.parse(text.replace(_row(text, "D08"), _row(text, "D08").replace(*_OFFICES)))
    running = facts(**HELD, as_of="2011-11-28T09:00")
    assert route(running, watched_at_triage).desks == ("triage",)
    assert desks_to_seal([running], watched_at_triage) == ("crcl", "doj", "triage")
    assert desks_to_seal([running], shipped_rules()) == ("crcl", "doj")


def test_a_hold_that_ends_after_the_last_year_of_facts_is_routed_as_it_is() -> None:
    late = facts(**{**HELD, "release_eligible_at": "2099-12-30T00:00"}, as_of="2026-11-23T09:00")
    assert desks_to_seal([late], shipped_rules()) == route(late, shipped_rules()).desks


def test_where_no_hold_runs_the_desks_are_those_of_the_route() -> None:
    assert desks_to_seal([facts()], shipped_rules()) == route(facts(), shipped_rules()).desks
    both = [facts(), facts(**HELD, as_of="2011-11-28T09:00")]
    assert desks_to_seal(both, shipped_rules()) == ("crcl", "doj")


_OFFICES = ('offices = ["DOJ-CRT-SPL", "DHS-CRCL"]', 'offices = ["TRIAGE"]')


def _row(text: str, rule: str) -> str:
    start = text.index(f'rule = "{rule}"\n')
    return text[start : text.index("[[rule]]", start)]


@steady
@given(any_facts(), st.integers(1, 10**6))
def test_a_hold_only_ever_ripens(some: Facts, seconds: int) -> None:
    def level(as_of: datetime) -> int:
        flags = clock_flags(replace(some, as_of=as_of), None)
        return ("hold_expired" in flags) - ("hold_running" in flags)

    start = some.as_of or at("2026-05-04T12:00")
    assert level(start) <= level(start + timedelta(seconds=seconds))


@given(any_facts(), st.sampled_from(Allegation))
@steady
def test_the_version_and_order_of_words_do_not_depend_on_what_is_asked(some: Facts, more: Allegation) -> None:
    rules = shipped_rules()
    backwards = replace(some, actors=some.actors[::-1], allegations=some.allegations[::-1])
    assert route(backwards, rules) == route(some, rules)
    assert route(replace(some, allegations=(*some.allegations, more)), rules).version == rules.version
