"""Finding words as a reader would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.export.folding import fold, pattern_of, spans

FOUND = [
    ("Rosa", "ROSA said", "ROSA"),
    ("José", "told Jose\u0301 so", "Jose\u0301"),
    ("jose", "told José so", "José"),
    ("Rosa Ejemplo", "Rosa\n  Ejemplo said", "Rosa\n  Ejemplo"),
    ("Rosa Ejemplo", "rosa_ejemplo-2.jpg", "rosa_ejemplo"),
    ("555-123-4567", "call (555) 123 4567 now", "555) 123 4567"),
    ("5551234567", "call ٥٥٥-١٢٣-٤٥٦٧", "٥٥٥-١٢٣-٤٥٦٧"),
    ("محمد", "قال ومُحَمَّد نعم", "مُحَمَّد"),
    ("محمد", "مـحـمد", "مـحـمد"),
    ("王小明", "他是王小明的朋友", "王小明"),
    ("Li", "Mr. Li said", "Li"),
    ("Strasse", "die Straße dort", "Straße"),
    ("Rosa", "R\u200bosa", "R\u200bosa"),
    ("Rosa", "Ｒｏｓａ", "Ｒｏｓａ"),
    ("5551234567", "555, then 123 and 4567.", "555, then 123 and 4567"),
    ("ana@example.org", "to Ana@Example.org.", "Ana@Example.org"),
]


@pytest.mark.parametrize(("term", "text", "found"), FOUND)
def test_a_word_is_found_however_it_is_written(term: str, text: str, found: str) -> None:
    pattern = pattern_of(term)
    assert pattern
    assert [text[start:end] for start, end in spans(text, fold(text), pattern)] == [found]


@pytest.mark.parametrize(
    ("term", "text"), [("Li", "the police"), ("Ana", "a banana"), ("Rosa", "Ro sa"), ("Ли", "были")]
)
def test_a_short_word_is_not_found_inside_others(term: str, text: str) -> None:
    pattern = pattern_of(term)
    assert pattern
    assert list(spans(text, fold(text), pattern)) == []


@pytest.mark.parametrize("term", ["", "  ", "...", "\u200b", "\u0301", "_"])
def test_what_has_no_letter_and_no_digit_cannot_be_searched_for(term: str) -> None:
    assert pattern_of(term) is None


@given(st.text(max_size=40), st.text(min_size=1, max_size=12), st.text(max_size=40))
def test_a_word_is_found_wherever_it_was_put(before: str, word: str, after: str) -> None:
    pattern = pattern_of(word)
    text = f"{before} {word} {after}"
    if pattern is not None:
        assert list(spans(text, fold(text), pattern))
