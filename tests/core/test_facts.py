"""Facts documents: what is taken, what is refused, and that the refusal names field and word."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.core.errors import FactsError
from intake.core.facts import Facts
from intake.core.words import Actor, Allegation, Custody, Flag, Place
from tests.core.examples import any_facts, at, facts, steady

DOCUMENT: dict[str, Any] = {
    "actors": ["jail_staff"],
    "place": "local_jail",
    "custody": "detainer_only",
    "allegations": ["over_48h"],
    "flags": [],
    "release_eligible_at": "2011-11-23T17:00",
    "released_at": None,
    "as_of": "2011-11-28T18:00",
}


def test_the_documented_example_is_read() -> None:
    assert Facts.from_document(DOCUMENT) == Facts(
        actors=(Actor.JAIL_STAFF,),
        place=Place.LOCAL_JAIL,
        custody=Custody.DETAINER_ONLY,
        allegations=(Allegation.OVER_48H,),
        release_eligible_at=at("2011-11-23T17:00"),
        as_of=at("2011-11-28T18:00"),
    )


@steady
@given(any_facts())
def test_every_document_reads_back_as_it_was_written(some: Facts) -> None:
    assert Facts.from_document(some.to_document()) == some


def test_words_said_twice_count_once_in_their_order() -> None:
    read = facts(actors=["ice", "cbp", "ice"], allegations=["force", "force"], flags=["injury", "injury"])
    assert read.actors == (Actor.ICE, Actor.CBP)
    assert read.allegations == (Allegation.FORCE,)
    assert read.flags == {Flag.INJURY}


@pytest.mark.parametrize(
    ("change", "field", "word"),
    [
        ({"actors": ["icee"]}, "actors", "icee"),
        ({"actors": ["ICE"]}, "actors", "ICE"),
        ({"actors": "ice"}, "actors", "ice"),
        ({"actors": []}, "actors", ""),
        ({"actors": [["ice"]]}, "actors", "['ice']"),
        ({"place": "jail"}, "place", "jail"),
        ({"place": None}, "place", "None"),
        ({"custody": 7}, "custody", "7"),
        ({"custody": "*"}, "custody", "*"),
        ({"allegations": []}, "allegations", ""),
        ({"allegations": ["over_48h", "late"]}, "allegations", "late"),
        ({"flags": ["still_held"]}, "flags", "still_held"),
        ({"flags": ["hold_expired"]}, "flags", "hold_expired"),
        ({"flags": ["hold_running"]}, "flags", "hold_running"),
        ({"flags": None}, "flags", "None"),
        ({"flag": []}, "facts", "flag"),
        ({"as_of": "2011-11-28"}, "as_of", "2011-11-28"),
        ({"as_of": "2011-11-28 18:00"}, "as_of", "2011-11-28 18:00"),
        ({"as_of": "2011-11-28T18:00Z"}, "as_of", "2011-11-28T18:00Z"),
        ({"as_of": "2011-11-28T18:00+01:00"}, "as_of", "2011-11-28T18:00+01:00"),
        ({"as_of": "2011-11-28T18:00:00.5"}, "as_of", "2011-11-28T18:00:00.5"),
        ({"as_of": "2011-02-30T18:00"}, "as_of", "2011-02-30T18:00"),
        ({"as_of": "2011-11-28T24:00"}, "as_of", "2011-11-28T24:00"),
        ({"as_of": "٢٠١١-11-28T18:00"}, "as_of", "٢٠١١-11-28T18:00"),
        ({"as_of": 1322503200}, "as_of", "1322503200"),
        ({"as_of": "9999-12-31T00:00"}, "as_of", "9999-12-31T00:00:00"),
        ({"as_of": "1811-11-28T18:00"}, "as_of", "1811-11-28T18:00:00"),
        ({"released_at": "2011-11-23T16:59"}, "released_at", "2011-11-23T16:59:00"),
    ],
)
def test_a_word_that_does_not_belong_is_named_with_its_field(
    change: dict[str, object], field: str, word: str
) -> None:
    with pytest.raises(FactsError) as refused:
        Facts.from_document({**DOCUMENT, **change})
    assert (refused.value.field, refused.value.word) == (field, word)
    assert field in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("field", ["actors", "place", "custody", "allegations"])
def test_a_missing_field_is_named(field: str) -> None:
    document = {key: value for key, value in DOCUMENT.items() if key != field}
    with pytest.raises(FactsError, match=re.escape(field) + ": is missing"):
        Facts.from_document(document)


def test_a_very_long_word_is_cut_short_in_the_error() -> None:
    with pytest.raises(FactsError) as refused:
        facts(place="x" * 5000)
    assert len(str(refused.value)) < 120


def test_release_at_the_very_moment_is_no_error() -> None:
    read = facts(release_eligible_at="2011-11-23T17:00", released_at="2011-11-23T17:00")
    assert read.released_at == read.release_eligible_at


def test_a_time_with_an_offset_is_refused_however_the_facts_are_made() -> None:
    with pytest.raises(FactsError, match="without an offset"):
        Facts(
            (Actor.ICE,),
            Place.HOME,
            Custody.NONE,
            (Allegation.ENTRY,),
            as_of=datetime(2011, 11, 28, tzinfo=UTC),
        )


@given(st.text(max_size=80).filter(lambda word: word not in set(Place)))
def test_no_unknown_word_ever_passes(word: str) -> None:
    with pytest.raises(FactsError) as refused:
        facts(place=word)
    assert "\n" not in str(refused.value)
