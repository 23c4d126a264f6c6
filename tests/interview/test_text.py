"""Typed text is cleaned without harming any script."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from intake.interview.text import ascii_digits, clean_line, clean_text, folded

from .strategies import UNHURRIED


def test_digits_of_every_script_are_read() -> None:
    assert ascii_digits("٢٠٢٦-۰۵ ०९ ၃") == "2026-05 09 3"


def test_control_characters_and_lone_surrogates_go_and_lines_stay() -> None:
    assert clean_text("  a\x00b\ud800\r\nc\rd\te ") == "ab\nc\nd e"


def test_characters_that_turn_the_text_around_them_go_and_joiners_stay() -> None:
    assert clean_line("a\u202eb\u2066c") == "abc"
    assert clean_line("می\u200cروم") == "می\u200cروم"


def test_a_line_has_single_spaces() -> None:
    assert clean_line(" a \n\n b\u00a0c ") == "a b c"


def test_comparing_forgets_case_and_accents() -> None:
    assert folded("  Río  GRANDE ") == "rio grande"


@UNHURRIED
@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_cleaned_text_is_plain_to_store_and_cleaning_again_changes_nothing(typed: str) -> None:
    cleaned = clean_text(typed)
    assert cleaned.encode().decode() == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert clean_text(cleaned) == cleaned
    assert "\r" not in cleaned
    assert cleaned == cleaned.strip()
