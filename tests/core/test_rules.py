"""Rule files: the shipped one says what the reference says, and whatever is malformed is named."""

import csv
import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from intake.core.copies import Copy, combine
from intake.core.errors import RulesError
from intake.core.offices import Office, desk_of, parse_offices, without_stand_ins
from intake.core.rules import RuleSet
from intake.core.words import Actor, Desk, Urgency
from tests.core.examples import CONFIG, shipped_rules

TEXT = (CONFIG / "routing.toml").read_text()
REFERENCE = Path(__file__).parent / "data"
# The table and the worked examples as they were agreed; what a rule says is changed there first, and then here.
AGREED = {
    "routing_rules.csv": "ef72fa4df2e1d735858f486477a91638b9ff5f71e3f03e59423057b9c66c26c2",
    "routing_scenarios.jsonl": "90b6adcd0898413aea5f7eb44a7c2b0b21cf4f8da9e696e426ffe8a16396daf9",
}
ROW = """
[[rule]]
rule = "A1"
actors = ["ice"]
places = ["*"]
custody = ["*"]
allegations = ["force"]
requires = ["injury", "!minor"]
offices = ["DHS-OIG"]
copies = ["FBI", "DHS-CRCL:deid?pattern"]
urgency = "U2"
urgency_if = ["injury:U1", "pattern:U0"]
filing_days = 180
basis = "IG Act"
confidence = "high"
why = "One office looks at this."
"""


def test_the_shipped_rules_say_what_the_reference_says() -> None:
    with (REFERENCE / "routing_rules.csv").open(encoding="utf-8", newline="") as file:
        reference = list(csv.DictReader(file))
    told = [
        {
            column: "|".join(value) if isinstance(value, list) else str(value)
            for column, value in row.items()
            if column != "why"
        }
        for row in tomllib.loads(TEXT)["rule"]
    ]
    assert told == [{column: cell for column, cell in row.items() if cell} for row in reference]


@pytest.mark.parametrize(("name", "digest"), AGREED.items())
def test_the_reference_is_the_one_that_was_agreed(name: str, digest: str) -> None:
    assert hashlib.sha256((REFERENCE / name).read_bytes()).hexdigest() == digest


def test_there_are_71_rows_each_with_a_plain_sentence() -> None:
    assert len(shipped_rules().rules) == 71
    for sentence in shipped_rules().sentences:
        assert sentence.endswith(".")
        assert len(sentence.split()) <= 25
        assert sentence.count(".") - sentence.count("U.S.") * 2 == 1, sentence


def test_every_office_and_copy_has_a_full_name_and_none_is_idle() -> None:
    offices = parse_offices((CONFIG / "offices.toml").read_text())
    rules = shipped_rules()
    named = {code for rule in rules for code in rule.offices} | {
        c.name for rule in rules for c in rule.copies
    }
    assert set(offices) == named


def test_a_row_is_read_column_by_column() -> None:
    (rule,) = RuleSet.parse(ROW)
    assert rule.actors == {Actor.ICE}
    assert not rule.fallback
    assert rule.filing_days == 180
    assert rule.copies == (Copy("FBI"), Copy("DHS-CRCL", "deid", "pattern"))
    assert rule.holds(frozenset({"injury"}))
    assert not rule.holds(frozenset({"injury", "minor"}))
    assert not rule.holds(frozenset())
    assert [rule.level(frozenset(flags)) for flags in ((), ("injury",), ("injury", "pattern"))] == [
        Urgency.U2,
        Urgency.U1,
        Urgency.U0,
    ]


def test_comments_and_order_of_columns_do_not_change_the_version() -> None:
    version = RuleSet.parse(ROW).version
    assert re.fullmatch("[0-9a-f]{64}", version)
    assert (
        RuleSet.parse("# a note\n" + ROW.replace('basis = "IG Act"\n', "") + 'basis = "IG Act"').version
        == version
    )
    assert RuleSet.parse(ROW.encode()).version == version
    assert RuleSet.parse(b"\xef\xbb\xbf" + ROW.encode()).version == version


def test_any_other_word_changes_the_version() -> None:
    version = RuleSet.parse(ROW).version
    assert RuleSet.parse(ROW.replace("U2", "U3")).version != version
    assert RuleSet.parse(ROW.replace("One office", "An office")).version != version


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('["ice"]', '["icee"]', "actors: unknown word: 'icee'"),
        ('["ice"]', '["*", "ice"]', "actors: unknown word: '*'"),
        ('["ice"]', "[]", "actors: fill either"),
        ('["ice"]', '"ice"', "actors: must be a list of texts: 'ice'"),
        ('["ice"]', "[1]", "actors: must be a list of texts"),
        ('["ice"]', '["ice", "ice"]', "actors: holds a word twice"),
        ('places = ["*"]', "", "places: must name at least one"),
        ('custody = ["*"]', "custody = []", "custody: must name at least one"),
        ('["force"]', "[]", "allegations: must name at least one"),
        ('"injury", "!minor"', '"hurt"', "requires: unknown word: 'hurt'"),
        ('"injury", "!minor"', '"!!minor"', "requires: unknown word: '!!minor'"),
        ('["DHS-OIG"]', "[]", "offices: must name at least one"),
        ('["DHS-OIG"]', '["dhs"]', "offices: unknown word: 'dhs'"),
        ('"FBI"', '"FBI:secret"', "copies: unknown word: 'FBI:secret'"),
        ('"FBI"', '"-FBI"', "copies: unknown word: '-FBI'"),
        ('"FBI"', '"FBI?maybe"', "copies: unknown word: 'FBI?maybe'"),
        ('urgency = "U2"', 'urgency = "U9"', "urgency: unknown word: 'U9'"),
        ('urgency = "U2"', "urgency = 2", "urgency: must be a text: '2'"),
        ('urgency = "U2"', "", "urgency: must not be empty"),
        ('"injury:U1"', '"hurt:U1"', "urgency_if: unknown word: 'hurt:U1'"),
        ('"injury:U1"', '"injury:now"', "urgency_if: unknown word: 'now'"),
        ("180", "0", "filing_days: must be a positive number of days: '0'"),
        ("180", "true", "filing_days: must be a positive number of days: 'True'"),
        ('"high"', '"sure"', "confidence: unknown word: 'sure'"),
        ('"One office looks at this."', '" "', "why: must not be empty"),
        ("basis", "law", "law: unknown column: 'law'"),
        ('rule = "A1"', "", "rule: must not be empty"),
    ],
)
def test_a_malformed_row_is_named_with_line_column_and_word(old: str, new: str, named: str) -> None:
    with pytest.raises(RulesError) as refused:
        RuleSet.parse(ROW.replace(old, new))
    assert named in str(refused.value)
    assert str(refused.value).startswith("line 2: rule ")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "holds no"),
        ("rule = []", "holds no"),
        ("rule = 7", "holds no"),
        ("rule = [7]", "rule: must be a table"),
        ('title = "x"\n' + ROW, "unknown key: 'title'"),
        ("[[rule]", "not TOML"),
        ("x = " + "[" * 5000, "not TOML"),
        (ROW + ROW, "line 18: rule A1: rule: stands twice"),
        ('rule = [{rule = "B1"}]', "rule B1: actors: fill either"),
    ],
)
def test_a_malformed_file_is_named(text: str, named: str) -> None:
    with pytest.raises(RulesError) as refused:
        RuleSet.parse(text)
    assert named in str(refused.value)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(RulesError, match="not UTF-8"):
        RuleSet.parse(b"\xff\xfe")


@pytest.mark.parametrize(
    ("copies", "offices", "listed"),
    [
        (["FBI", "FBI"], [], ("FBI",)),
        (["FBI:deid", "FBI"], [], ("FBI",)),
        (["FBI", "X", "FBI:consent"], [], ("FBI", "X")),
        (["FBI:deid", "FBI:consent"], [], ("FBI:deid", "FBI:consent")),
        (["DHS-CRCL:deid", "FBI"], ["DHS-CRCL"], ("FBI",)),
        (["FBI-CJIS"], ["FBI"], ("FBI-CJIS",)),
    ],
)
def test_copies_are_combined(copies: list[str], offices: list[str], listed: tuple[str, ...]) -> None:
    parsed = [copy for copy in map(Copy.parse, copies) if copy]
    assert len(parsed) == len(copies)
    assert combine(parsed, offices) == listed


@pytest.mark.parametrize(
    ("code", "desk"),
    [
        ("DHS-CRCL", Desk.CRCL),
        ("DHS-CISOMB", Desk.CRCL),
        ("DOJ-EOIR", Desk.DOJ),
        ("HHS-UCOMB", Desk.TRIAGE),
        ("FBI", Desk.TRIAGE),
        ("TRIAGE", Desk.TRIAGE),
        ("NONE", Desk.TRIAGE),
    ],
)
def test_a_desk_works_for_the_offices_of_its_department(code: str, desk: Desk) -> None:
    assert desk_of(code) is desk
    assert Office(code, "An office").desk is desk


@pytest.mark.parametrize(
    ("codes", "left"),
    [
        (["NONE", "DHS-OIG", "TRIAGE"], ("DHS-OIG",)),
        (["NONE", "TRIAGE"], ("TRIAGE",)),
        (["NONE", "NONE"], ("NONE",)),
    ],
)
def test_stand_ins_give_way(codes: list[str], left: tuple[str, ...]) -> None:
    assert without_stand_ins(codes) == left


@pytest.mark.parametrize("text", ["FBI = 7", 'fbi = "x"', 'FBI = " "', "FBI ="])
def test_a_malformed_list_of_offices_is_refused(text: str) -> None:
    with pytest.raises(RulesError, match="offices"):
        parse_offices(text)
