"""The library of letters: one for each stage, plain, with blanks that its text really has."""

import re
from statistics import mean

import pytest
import textstat

from intake.core.letters import BY_KEY, LETTERS, Blank, Letter, letters_for
from intake.core.moves import MOVES
from intake.core.statuses import Outcome, Status

GRADE, WORDS = 6, 15
_BLANK = re.compile(r"%\((\w+)\)s")
CLOSING = {outcome for move in MOVES if move.after is Status.closed for outcome in move.outcomes}


def filled(letter: Letter) -> str:
    """Return a letter as it may read, without what officers write into it."""
    return letter.text % dict.fromkeys(letter.blanks, "May")


@pytest.mark.parametrize("status", Status)
def test_every_stage_has_a_letter(status: Status) -> None:
    outcomes = CLOSING if status is Status.closed else {""}
    for outcome in outcomes:
        assert letters_for(status, outcome), (status, outcome)


@pytest.mark.parametrize("outcome", sorted(CLOSING))
def test_a_closed_case_is_offered_only_the_letters_of_its_outcome(outcome: Outcome) -> None:
    offered = letters_for(Status.closed, outcome)
    assert {outcome in letter.outcomes for letter in offered} == {True}


def test_letters_of_an_outcome_are_for_closed_cases_alone() -> None:
    assert {letter.stages for letter in LETTERS if letter.outcomes} == {frozenset({Status.closed})}
    assert set().union(*(letter.outcomes for letter in LETTERS)) == CLOSING


def test_keys_are_each_once() -> None:
    assert list(BY_KEY.values()) == list(LETTERS)


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.key)
def test_the_blanks_of_a_letter_are_those_of_its_text(letter: Letter) -> None:
    assert _BLANK.findall(letter.text) == list(letter.blanks)
    assert "%" not in filled(letter)
    assert set(letter.blanks.values()) <= set(Blank)


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.key)
def test_each_letter_reads_at_sixth_grade_or_lower_in_short_sentences(letter: Letter) -> None:
    text = filled(letter)
    assert textstat.automated_readability_index(text) <= GRADE
    assert textstat.coleman_liau_index(text) <= GRADE
    sentences = re.split(r"(?<=[.?!:])\s+", text)
    assert [one for one in sentences if len(one.split()) > WORDS] == []
    assert text == text.strip()


def test_on_average_letters_read_well_below_sixth_grade() -> None:
    assert mean(textstat.automated_readability_index(filled(one)) for one in LETTERS) <= GRADE / 2
