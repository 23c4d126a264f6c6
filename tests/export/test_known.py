"""A name and a way of contact that were left out stand in no text, however they are written there."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.export.choice import Choice, Part, eraser_for
from intake.export.document import document_of
from intake.export.known import contact_terms, identity_terms, name_terms
from intake.export.redaction import Eraser, Reason, marks, written
from intake.service.records import Entry
from tests.export.cases import case_file
from tests.export.test_document import MADE

NUMBER = "+12025550188"
BETWEEN = st.sampled_from(["", " ", "-", ".", " / ", ") ", "\u200b", "\n", " then ", ", and after that "])
ZEROS = st.sampled_from([ord("0"), 0x0660, 0x0966, 0xFF10])
"""Of ASCII, Arabic, Devanagari and full-width digits."""


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Bo Li", ["Bo Li", "Bo", "Li"]),
        ("Ana de la Cruz", ["Ana de la Cruz", "Ana", "Cruz"]),
        ("Thanh Do", ["Thanh Do", "Thanh", "Do"]),
        ("Omar Al-Hashimi", ["Omar Al-Hashimi", "Omar", "Al-Hashimi", "Hashimi"]),
        ("J. O'Brien", ["J. O'Brien", "O'Brien", "Brien"]),
        ("Иванов А.", ["Иванов А.", "Иванов"]),
        ("أحمد بن علي", ["أحمد بن علي", "أحمد", "علي"]),
        ("王 明", ["王 明", "王", "明"]),
        ("", []),
    ],
)
def test_a_name_goes_whole_and_in_each_part_that_tells_who_it_is(name: str, found: list[str]) -> None:
    assert [term.text for term in name_terms(name)] == found


@pytest.mark.parametrize(
    ("contact", "found"),
    [
        ("+1 202 555", ["+1 202 555", "1202555"]),
        ("rosa.ejemplo+x@example.org", ["rosa.ejemplo+x@example.org", "rosa.ejemplo+x", "rosa.ejemplo"]),
        ("ro1@example.org", ["ro1@example.org"]),
        ("911", []),
    ],
)
def test_a_way_of_contact_goes_whole_and_in_what_tells_whose_it_is(contact: str, found: list[str]) -> None:
    assert [term.text for term in contact_terms(contact)] == found


def test_every_name_that_is_known_goes_and_no_hour_and_no_kind_of_way() -> None:
    identity = {
        "record": "identity",
        "name": "Bo",
        "called": "Lili",
        "contact": {"way": "phone", "hours": "Monday", "address": "Elm Street"},
    }
    terms = identity_terms(identity, name=True, contact=True)
    assert [(term.text, term.reason) for term in terms] == [
        ("Bo", Reason.name),
        ("Lili", Reason.name),
        ("Elm Street", Reason.contact),
    ]
    assert identity_terms(identity, name=False, contact=False) == []


def test_a_packet_without_name_and_number_holds_neither() -> None:
    found = _document("Mr. Li called me from (202) 555-0188.")
    assert found["account"][0]["text"] == "Mr. [redacted: name] called me from ([redacted: contact]."
    assert found["redactions"] == {"contact": 1, "name": 1}


@given(st.data(), st.sampled_from(["+1", "1", "001", "0", ""]), ZEROS, st.booleans())
def test_no_seven_digits_of_a_number_stay_in_a_row_however_it_is_written(
    data: st.DataObject, code: str, zero: int, local: bool
) -> None:
    digits = "5550188" if local else "2025550188"
    typed = "".join(
        f"{digit}{data.draw(BETWEEN)}" if digit == "+" else f"{chr(zero + int(digit))}{data.draw(BETWEEN)}"
        for digit in code + digits
    )
    text = _document(f"Call {typed} now.")["account"][0]["text"]
    left = "".join(str(int(letter)) for letter in text if letter.isdigit())
    rows = {NUMBER[place : place + 7] for place in range(1, len(NUMBER) - 6)}
    assert not [row for row in rows if row in left]
    assert text.startswith("Call ")
    assert text.endswith(" now.")


@given(st.lists(st.integers(1_000_000, 999_999_999_999), min_size=1, max_size=3))
def test_of_several_numbers_each_goes(numbers: list[int]) -> None:
    eraser = Eraser(tuple(contact_terms(" / ".join(map(str, numbers)))))
    for number in numbers:
        pieces = marks(eraser.text(str(number)))
        assert Reason.contact in [reason for _piece, reason in pieces]
        assert max(len(piece) for piece, _reason in pieces) < len("5550188")


@given(st.text("lo Bi", max_size=30))
def test_a_short_name_goes_as_a_word_and_never_inside_another(before: str) -> None:
    eraser = Eraser(tuple(name_terms("Bo Li")))
    struck = str(written(eraser.text(f"{before} LI, police")))
    assert struck.endswith("[redacted: name], police")
    assert not re.search(r"\b(bo|li)\b", struck, re.IGNORECASE)


def _document(account: str) -> dict[str, Any]:
    case = case_file(
        account=[Entry(0, "complainant", verified=True, body={"record": "account", "text": account})],
        conversation=[],
        identity={"name": "Bo Li", "contact": {"way": "phone", "address": NUMBER}},
    )
    choice = Choice(frozenset({Part.account}), office="DHS-OIG")
    return document_of(case, choice, eraser_for(case, choice), MADE)
