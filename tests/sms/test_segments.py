"""Segments are counted as carriers count them, and long texts are cut without losing a letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms.segments import fits, is_gsm, segments, split


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("a" * 459, 3),
        ("a" * 460, 4),
        ("€" * 80, 1),  # of the extension table: two septets each
        ("€" * 81, 2),
        ("€" * 152, 2),  # 76 fit into 153 septets, not 76 and a half
        ("€" * 153, 3),
        ("ñ¿¡éà@Δ" * 20, 1),
        ("í" * 70, 1),  # not in GSM-7: UTF-16 units
        ("í" * 71, 2),
        ("í" * 134, 2),
        ("í" * 201, 3),
        ("í" * 202, 4),
        ("😀" * 35, 1),  # two units each
        ("😀" * 36, 2),
        ("😀" * 66, 2),  # 33 fit into 67 units, not 33 and a half
        ("😀" * 67, 3),
        ("a" * 70 + "م", 2),
    ],
)
def test_a_text_takes_as_many_segments_as_the_standard_says(text: str, count: int) -> None:
    assert segments(text) == count
    assert fits(text) is (count <= 3)


def test_the_alphabet_is_that_of_the_standard() -> None:
    assert is_gsm("Hello [1] {2} ~ 10 € ¿Qué? ñ \n")
    assert not is_gsm("sí")
    assert not is_gsm("it’s")
    assert not is_gsm("\u00a0")


@given(st.text(alphabet="ab é€😀\nم ", max_size=900), st.sampled_from(["", "Message 1. Keys.\n", "رسالة\n"]))
def test_what_is_split_fits_and_holds_every_word(text: str, head: str) -> None:
    pieces = split(text, head)
    assert all(fits(head + piece) for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_a_text_is_cut_at_a_line_else_at_a_space_else_anywhere() -> None:
    assert split("a" * 400 + "\n" + "b" * 100) == ["a" * 400, "b" * 100]
    assert split("a" * 400 + " " + "b" * 100) == ["a" * 400, "b" * 100]
    assert split("a" * 500) == ["a" * 459, "a" * 41]
