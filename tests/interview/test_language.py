"""The English of the interview is plain: sixth grade or lower, and no sentence of more than fifteen words."""

import re
from functools import cache
from pathlib import Path
from statistics import mean

import pytest
import textstat
from babel.messages.extract import extract_from_dir
from flask_babel.speaklater import LazyString

import intake.interview
from intake.interview.answers import Answers
from intake.interview.flow import STEPS
from intake.interview.geo import states
from intake.interview.step import Step, fields_of

from .people import DIRECTORY

GRADE = 6
WORDS = 15
# Coleman-Liau counts only letters a word: names that the law or an office fixes are not ours to shorten.
FIXED_BY_LAW = {
    "demographics": "the categories of OMB Statistical Policy Directive No. 15",
    "identity_desks": "the names of the offices",
}
FIRST = [step for step in STEPS if not step.key.startswith("second_")]
NAMES = {name for _code, name in states()}


@cache
def english() -> frozenset[str]:
    """Return every msgid of the interview as the catalogues get it."""
    rooms = Path(intake.interview.__file__).parent
    found = extract_from_dir(rooms, [("**.py", "python")], keywords={"_": None, "_l": None, "_n": (1, 2)})
    return frozenset(text for _file, _line, message, _notes, _context in found for text in _each(message))


def _each(message: str | tuple[str, ...]) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else message


def text_of(step: Step) -> str:
    """Return all that a step says, each label as a sentence."""
    said = [step.title, step.help, step.sms or "", *step.notes]
    for field in fields_of(step.bind(Answers(), DIRECTORY)):
        choices = [choice.label for choice in getattr(field, "choices", ())]
        said += [field.label.text, *choices, *getattr(field, "explain", {}).values()]
    plain = [text for text in dict.fromkeys(map(str, said)) if text and text not in NAMES]
    return " ".join(text if text.endswith((".", "?")) else f"{text}." for text in plain)


def test_no_sentence_is_longer_than_fifteen_words() -> None:
    sentences = [one for text in english() for one in re.split(r"(?<=[.?!])\s+", text)]
    assert len(sentences) > 200
    assert [one for one in sentences if len(one.split()) > WORDS] == []


@pytest.mark.parametrize("step", FIRST, ids=lambda step: step.key)
def test_each_step_reads_at_sixth_grade_or_lower(step: Step) -> None:
    assert textstat.automated_readability_index(text_of(step)) <= GRADE
    if step.key not in FIXED_BY_LAW:
        assert textstat.coleman_liau_index(text_of(step)) <= GRADE


def test_on_average_the_interview_reads_well_below_sixth_grade() -> None:
    assert mean(textstat.automated_readability_index(text_of(step)) for step in FIRST) <= GRADE / 2


def test_texts_are_plain_strings_without_bidi_marks_or_loose_spaces() -> None:
    for text in english():
        assert text == text.strip()
        assert "  " not in text
        assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", text)


@pytest.mark.parametrize("step", FIRST, ids=lambda step: step.key)
def test_every_text_of_a_step_waits_for_the_language_of_its_reader(step: Step) -> None:
    texts = [step.title, *step.notes, *(text for text in (step.help, step.sms) if text)]
    texts += [field.label.text for field in fields_of(step.bind(Answers(), DIRECTORY))]
    for text in texts:
        assert isinstance(text, LazyString), str(text)
        assert str(text) in english()


def test_percent_signs_stand_only_in_named_places() -> None:
    for text in english():
        assert not re.search(r"%(?!\(\w+\)s)", text), text
