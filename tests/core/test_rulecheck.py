"""The proof of a rule file: it passes the shipped rules and finds each kind of fault that is put into them."""

import re

import pytest

from intake.core.offices import parse_offices
from intake.core.rulecheck import check
from intake.core.rulediff import difference
from intake.core.rules import RuleSet
from tests.core.examples import CONFIG, facts, shipped_rules

TEXT = (CONFIG / "routing.toml").read_text()
OFFICES = parse_offices((CONFIG / "offices.toml").read_text())
ROW = """
[[rule]]
rule = "{id}"
{actors}
places = ["*"]
custody = [{custody}]
allegations = ["*"]
requires = [{requires}]
offices = ["{office}"]
urgency = "U1"
confidence = "{confidence}"
why = "An office looks at this."
"""


def row(
    id_: str,
    requires: str = "",
    actors: str = 'actors = ["*"]',
    office: str = "TRIAGE",
    confidence: str = "high",
    custody: str = '"*"',
) -> str:
    words = {"requires": requires, "actors": actors, "office": office, "confidence": confidence}
    return ROW.format(id=id_, custody=custody, **words)


def problems(*rows: str) -> tuple[str, ...]:
    return check(RuleSet.parse("\n".join(rows)), OFFICES)


def without(rule: str) -> str:
    return re.sub(rf'\[\[rule\]\]\nrule = "{rule}"\n(.+\n)+', "", TEXT)


def test_the_shipped_rules_are_sound() -> None:
    assert check(shipped_rules(), OFFICES) == ()


@pytest.mark.parametrize("last", ["Z04"])
def test_a_gap_is_found_and_an_example_given(last: str) -> None:
    (problem,) = check(RuleSet.parse(without(last)), OFFICES)
    assert problem.startswith("not total: no rule fits ")
    assert problem.endswith(" with no flags")


def test_each_row_but_those_that_another_stands_in_for_can_be_taken_out_without_a_gap() -> None:
    assert len(RuleSet.parse(without("L10")).rules) == 70
    assert check(RuleSet.parse(without("L10")), OFFICES) == ()


def test_a_row_behind_one_that_fits_all_is_dead() -> None:
    assert problems(row("A"), row("B")) == ("rule B: can never fire",)


def test_rows_that_split_a_flag_between_them_leave_no_gap_and_the_third_is_dead() -> None:
    split = (row("A", '"minor"'), row("B", '"!minor"'))
    assert problems(*split) == ()
    assert problems(*split, row("C")) == ("rule C: can never fire",)


def test_a_gap_under_one_flag_is_found() -> None:
    (problem,) = problems(row("A", '"!minor"'))
    assert problem.endswith(" with minor")


def test_a_row_that_asks_for_a_flag_and_its_absence_is_dead() -> None:
    assert problems(row("A", '"minor", "!minor"'), row("B")) == ("rule A: can never fire",)


@pytest.mark.parametrize(
    "requires",
    [
        '"hold_expired", "hold_running"',
        '"hold_running", "!still_held"',
        '"released", "still_held"',
        '"released", "hold_running"',
    ],
)
def test_a_row_that_asks_of_the_clock_what_it_never_says_is_dead(requires: str) -> None:
    assert problems(row("A", requires), row("B")) == ("rule A: can never fire",)


@pytest.mark.parametrize(
    "requires", ['"hold_expired", "!still_held"', '"hold_expired", "released"', '"hold_expired"']
)
def test_a_row_that_asks_what_the_clock_may_say_is_alive(requires: str) -> None:
    assert problems(row("A", requires), row("B")) == ()


@pytest.mark.parametrize(
    ("requires", "dead"), [('"still_held"', True), ('"hold_running"', True), ('"hold_expired"', False)]
)
def test_nobody_holds_a_person_in_nobodys_custody(requires: str, dead: bool) -> None:
    assert problems(row("A", requires, custody='"none"'), row("B")) == (
        ("rule A: can never fire",) if dead else ()
    )


def test_a_row_for_several_actors_is_alive_where_each_alone_has_another() -> None:
    together = row("A", actors='actors_all = ["ice", "cbp"]')
    assert problems(together, row("B")) == ()
    assert problems(row("B"), together) == ("rule A: can never fire",)


def test_a_fallback_is_dead_where_each_actor_always_has_another_row() -> None:
    assert problems(row("A"), row("B", confidence="fallback")) == ("rule B: can never fire",)
    assert problems(row("A", '"minor"'), row("B", confidence="fallback")) == ()
    both = row("B", actors='actors_all = ["ice", "cbp"]', confidence="fallback")
    assert problems(row("A", actors='actors = ["ice"]'), both, row("C", confidence="fallback")) == (
        "rule B: can never fire",
    )


def test_an_office_without_a_name_is_found_also_among_copies() -> None:
    named = row("A", office="DHS-XYZ") + 'copies = ["FBI", "QQQ:deid"]\n'
    assert problems(named) == ("rule A: unknown office: 'DHS-XYZ'", "rule A: unknown office: 'QQQ'")


def test_a_case_that_would_move_is_shown_with_what_changes() -> None:
    new = RuleSet.parse(TEXT.replace('rule = "L11"', 'rule = "L11B"'))
    assert difference([facts()], shipped_rules(), new) == {}
    assert difference([facts()], shipped_rules(), RuleSet.parse(without("L11"))) == {
        "rules": {"old": ["L11"], "new": ["Z03"]},
        "offices": {"old": ["DOJ-CRT-SPL"], "new": ["DOJ-CRT-FCS"]},
        "copies": {"old": [], "new": ["DHS-CRCL:deid"]},
        "urgency": {"old": "U3", "new": "U2"},
        "filing_days": {"old": None, "new": 180},
    }
