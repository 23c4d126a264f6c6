"""The retention schedule: which class a case is in, and the first day on which it may go."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.settings import PROJECT
from intake.core.errors import RulesError
from intake.core.retention import RetentionClass, Schedule, months_after
from intake.core.statuses import Outcome
from intake.core.words import Allegation, Flag

SHIPPED = Schedule.parse((PROJECT / "config" / "retention.toml").read_text(encoding="utf-8"))
SMALL = """
default = "standard"
[[class]]
code = "standard"
name = "Standard"
keep = "3 years"
[[class]]
code = "ever"
name = "For the archive"
keep = "permanent"
[[rule]]
class = "ever"
allegations = ["death", "force"]
flags = ["minor"]
"""
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("allegations", "flags", "outcome", "wanted"),
    [
        (["over_48h"], [], "substantiated", "standard"),
        (["over_48h", "death"], [], "substantiated", "serious"),
        (["over_48h"], ["injury"], "no_further_contact", "serious"),
        (["over_48h"], ["minor"], "outside_jurisdiction", "short"),
        (["force"], [], "outside_jurisdiction", "serious"),
        (["over_48h"], [], "withdrawn", "standard"),
        ([], [], "", "standard"),
    ],
)
def test_the_shipped_rules_keep_what_is_serious_longest(
    allegations: list[str], flags: list[str], outcome: str, wanted: str
) -> None:
    assert SHIPPED.class_of(allegations, flags, outcome) == wanted


@pytest.mark.parametrize(
    ("code", "wanted"),
    [("short", date(2027, 5, 4)), ("standard", date(2029, 5, 4)), ("serious", date(2033, 5, 4))],
)
def test_the_shipped_classes_keep_a_case_one_three_and_seven_years(code: str, wanted: date) -> None:
    assert SHIPPED.disposal_day(date(2026, 5, 4), code) == wanted


def test_a_rule_fits_only_where_each_of_its_lists_does() -> None:
    found = Schedule.parse(SMALL)
    assert found.class_of(["death"], ["minor"], "") == "ever"
    assert found.class_of(["force", "medical"], ["minor", "injury"], "") == "ever"
    assert found.class_of(["death"], ["injury"], "") == "standard"
    assert found.class_of(["medical"], ["minor"], "") == "standard"


@pytest.mark.parametrize("code", ["ever", "left-the-schedule", ""])
def test_a_permanent_class_and_one_that_left_the_schedule_have_no_day(code: str) -> None:
    assert Schedule.parse(SMALL).disposal_day(date(2026, 5, 4), code) is None


@pytest.mark.parametrize(
    ("start", "months", "wanted"),
    [
        (date(2028, 2, 29), 12, date(2029, 3, 1)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 8, 31), 1, date(2026, 10, 1)),
        (date(2026, 12, 31), 2, date(2027, 3, 1)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 11, 30), 13, date(2027, 12, 30)),
    ],
)
def test_a_month_without_that_day_ends_on_the_first_of_the_next(
    start: date, months: int, wanted: date
) -> None:
    assert months_after(start, months) == wanted


@given(DAYS, st.integers(1, 1200))
def test_no_day_comes_too_early_and_none_a_day_too_late(start: date, months: int) -> None:
    end = months_after(start, months)
    passed = (end.year - start.year) * 12 + end.month - start.month
    assert (passed, end.day) == (months, start.day) or (passed, end.day) == (months + 1, 1)


@given(DAYS, DAYS, st.integers(1, 1200))
def test_what_ended_later_never_goes_earlier(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    assert months_after(first, months) <= months_after(second, months)


@given(
    st.sets(st.sampled_from(list(Allegation))),
    st.sets(st.sampled_from(list(Flag))),
    st.sampled_from(list(Outcome)),
)
def test_every_case_is_in_a_class_that_the_schedule_has(
    allegations: set[Allegation], flags: set[Flag], outcome: Outcome
) -> None:
    assert SHIPPED.class_of(allegations, flags, outcome) in SHIPPED.classes


def test_permanent_is_the_longest() -> None:
    ever, long, brief = (RetentionClass("c", "C", months) for months in (None, 84, 12))
    assert ever.keeps_longer(long)
    assert long.keeps_longer(brief)
    assert not any(
        one.keeps_longer(other) for one, other in ((long, ever), (brief, long), (long, long), (ever, ever))
    )


STANDARD = '[[class]]\ncode = "standard"\nname = "Standard"\nkeep = "3 years"\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "default: no such class: None"),
        ('default = "x"\n' + STANDARD, "default: no such class: 'x'"),
        ("default = []\n" + STANDARD, "default: no such class: []"),
        ('colour = "blue"\n', "the file: unknown name: 'colour'"),
        ("class = 3\n", "class: must be written as [[class]]"),
        ("rule = [1]\ndefault = 'standard'\n" + STANDARD, "rule: must be written as [[rule]]"),
        ("[[class]]\n", "class: code must be a short word of small letters: None"),
        ('[[class]]\ncode = "=x"\n', "class: code must be a short word of small letters: '=x'"),
        (STANDARD + "kept = 1\n", "class standard: unknown name: 'kept'"),
        (STANDARD.replace('"Standard"', '" "'), "class standard: name must say in words what it is"),
        (STANDARD.replace('"Standard"', "1"), "class standard: name must say in words what it is"),
        (STANDARD + STANDARD, "two classes have the same code"),
    ],
)
def test_what_is_wrong_in_a_schedule_is_named(text: str, told: str) -> None:
    with pytest.raises(RulesError) as found:
        Schedule.parse(text)
    assert str(found.value) == told


@pytest.mark.parametrize(
    "keep", ["'0 years'", "'3 days'", "'years'", "3", "'1000 years'", "'٣ years'", "'3 years '"]
)
def test_a_time_that_is_none_is_named(keep: str) -> None:
    with pytest.raises(RulesError, match="class standard: keep must be like '3 years'"):
        Schedule.parse(STANDARD.replace('"3 years"', keep))


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ('class = "x"', "rule 1: no such class: 'x'"),
        ("class = []", "rule 1: no such class: []"),
        ('class = "standard"', "rule 1: names no allegations, flags or outcomes, so it would fit every case"),
        ('class = "standard"\nallegation = ["death"]', "rule 1: unknown name: 'allegation'"),
        ('class = "standard"\nallegations = "death"', "rule 1: allegations: must be a list of words"),
        ('class = "standard"\nflags = []', "rule 1: flags: must be a list of words"),
        ('class = "standard"\nflags = ["death"]', "rule 1: flags: unknown word: 'death'"),
        ('class = "standard"\noutcomes = [["withdrawn"]]', "rule 1: outcomes: unknown word: ['withdrawn']"),
    ],
)
def test_what_is_wrong_in_a_rule_is_named(rule: str, told: str) -> None:
    with pytest.raises(RulesError) as found:
        Schedule.parse(f'default = "standard"\n{STANDARD}[[rule]]\n{rule}\n')
    assert str(found.value) == told
