"""A word only the person knows: compared without what keyboards add, never among the answers, never shown again."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.interview.flow import BY_KEY, PAGES
from intake.interview.summary import summary
from intake.interview.text import comparable_word

from .people import DIRECTORY, Given, answer, complaint_of
from .strategies import UNHURRIED

STEP = BY_KEY["word"]
SAID: Given = {
    "what": {"kinds": ["conditions"]},
    "word": {"word": "Blue Moon", "earlier": "El árbol viejo"},
}


def errors(word: str) -> Any:
    form = STEP.check(answer({}), DIRECTORY, {"word": word})
    form.validate()
    return form.errors.get("word", [])


@pytest.mark.parametrize(
    ("typed", "later"),
    [
        ("Blue Moon", "  blue-moon "),
        ("El Árbol", "el arbol"),
        ("ＢＬＵＥ", "blue"),
        ("Straße", "STRASSE"),
        ("القَمَر", "القمر"),
        ("می\u200cروم", "میروم"),
        ("casa ٢٢", "casa 22"),
        ("l’étoile", "l'etoile"),
    ],
)
def test_what_one_keyboard_adds_and_another_leaves_out_tells_no_two_words_apart(
    typed: str, later: str
) -> None:
    assert comparable_word(typed) == comparable_word(later) != ""


def test_letters_that_make_another_word_do_tell_them_apart() -> None:
    assert comparable_word("blue moon") != comparable_word("blue noon")
    assert comparable_word("चाँद") != comparable_word("चूड़ी")


@UNHURRIED
@given(st.text())
def test_a_compared_word_holds_letters_marks_and_digits_alone_and_stays_as_it_is(typed: str) -> None:
    word = comparable_word(typed)
    assert comparable_word(word) == word
    assert {unicodedata.category(letter)[0] for letter in word} <= set("LMN")
    assert word.encode().decode() == word


def test_a_word_is_long_enough_to_be_told_from_others_and_is_no_number() -> None:
    assert errors("") == []
    assert errors("moon") == []
    assert errors("m-o-n") == ["Please use at least 4 letters."]
    assert errors("1980 05 04") == ["Please use letters too. A number may tell who you are."]
    assert errors("٢٠٨ ٢٠٨") == ["Please use letters too. A number may tell who you are."]
    assert "too long" in errors("m" * 201)[0]


def test_it_is_asked_last_about_the_person_and_never_by_sms() -> None:
    about_you = next(page for page in PAGES if STEP in page.steps)
    assert about_you.keys[-1] == "word"
    assert "name" in about_you.keys
    assert STEP.sms is None
    assert not STEP.required


def test_the_complaint_carries_it_as_it_is_compared_and_its_answers_do_not() -> None:
    complaint = complaint_of(SAID)
    assert (complaint.word, complaint.earlier_word) == ("bluemoon", "elarbolviejo")
    assert "word" not in complaint.answers
    for form in ("Blue Moon", "bluemoon", "árbol", "elarbolviejo"):
        assert form not in repr(complaint)


def test_the_review_says_that_it_was_given_and_not_what_it_is() -> None:
    lines = [line for line in summary(answer(SAID), DIRECTORY) if line.step == "word"]
    assert [line.answers for line in lines] == [("Given",), ("Given",)]
