"""Answers are JSON, and nothing else gets in."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.core.errors import AnswersError
from intake.interview.answers import DOOR, Answers

from .strategies import UNHURRIED

VALUES = st.one_of(st.text(), st.booleans(), st.lists(st.text()))


def test_empty_values_are_left_out_and_the_step_counts_as_seen() -> None:
    answers = Answers()
    answers.put("where", {"kind": "home", "state": "", "county": None, "more": [], "tick": False})
    answers.put("before", {})
    assert answers.of("where") == {"kind": "home"}
    assert "before" in answers
    assert "who" not in answers
    assert list(answers) == ["where", "before"]


def test_reading_a_field_of_another_kind_gives_nothing() -> None:
    answers = Answers(
        {"what": {"kinds": ["force"]}, "where": {"kind": "home"}, "review": {"code_opens": True}}
    )
    assert answers.word("what", "kinds") == ""
    assert answers.words("where", "kind") == ()
    assert answers.words("what", "kinds") == ("force",)
    assert answers.ticked("review", "code_opens")
    assert not answers.ticked("where", "kind")


def test_what_is_read_cannot_change_what_is_kept() -> None:
    answers = Answers({"where": {"kind": "home"}})
    answers.of("where")["kind"] = "work"
    assert answers.word("where", "kind") == "home"


def test_forgetting_a_step_makes_it_unseen() -> None:
    answers = Answers({"where": {"kind": "home"}})
    answers.forget("where")
    answers.forget("never answered")
    assert "where" not in answers


def test_the_door_knows_the_day_and_the_facility_of_a_kiosk() -> None:
    answers = Answers.at_the_door(date(2026, 6, 3), "oak-jail")
    assert answers.of(DOOR) == {"today": "2026-06-03", "filed_from": "oak-jail"}
    assert Answers.at_the_door(date(2026, 6, 3)).of(DOOR) == {"today": "2026-06-03"}


@UNHURRIED
@given(st.dictionaries(st.text(), st.dictionaries(st.text(), VALUES)))
def test_what_was_written_as_json_is_read_again(
    document: dict[str, dict[str, str | bool | list[str]]],
) -> None:
    answers = Answers.from_document(document)
    assert Answers.from_json(answers.to_json()) == answers


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '"a"',
        '{"where": "home"}',
        '{"where": {"kind": 1}}',
        '{"a": {"b": {"c": ""}}}',
        '{"a": {"b": [1]}}',
        '{"a": {"b": 0}}',
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(AnswersError):
        Answers.from_json(text)


def test_a_field_without_a_name_is_refused() -> None:
    with pytest.raises(AnswersError):
        Answers.from_document({"where": {1: "home"}})


def test_a_draft_nested_without_end_is_refused() -> None:
    with pytest.raises(AnswersError):
        Answers.from_json("[" * 200_000)
