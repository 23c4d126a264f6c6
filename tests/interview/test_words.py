"""Every code of the domain has plain words, and no two codes of a kind share them."""

from collections.abc import Mapping
from enum import StrEnum

import pytest

from intake.core.complaint import Channel
from intake.core.words import Actor, Allegation, Custody, Desk, Flag, Place, Urgency
from intake.interview import words
from intake.interview.help import DANGER_HELP
from intake.interview.steps.person import RACE_ETHNICITY
from intake.interview.steps.where import PLACE_CHOICES
from intake.interview.steps.who import ACTOR_CHOICES, HOLDER_CHOICES

TABLES: list[tuple[type[StrEnum], Mapping[StrEnum, str]]] = [
    (Actor, words.ACTORS),  # type: ignore[list-item]  # a mapping's key type is invariant
    (Place, words.PLACES),  # type: ignore[list-item]  # a mapping's key type is invariant
    (Custody, words.CUSTODIES),  # type: ignore[list-item]  # a mapping's key type is invariant
    (Allegation, words.ALLEGATIONS),  # type: ignore[list-item]  # a mapping's key type is invariant
    (Flag, words.FLAGS),  # type: ignore[list-item]  # a mapping's key type is invariant
    (Urgency, words.URGENCIES),  # type: ignore[list-item]  # a mapping's key type is invariant
    (Desk, words.DESKS),  # type: ignore[list-item]  # a mapping's key type is invariant
]
PUBLIC_STATUSES = {
    *("received", "in_review", "needs_you", "referred", "not_ours"),
    *("investigating", "decided", "closed", "withdrawn"),
}


@pytest.mark.parametrize(("kind", "table"), TABLES, ids=lambda value: getattr(value, "__name__", ""))
def test_every_code_has_words_of_its_own(kind: type[StrEnum], table: Mapping[StrEnum, str]) -> None:
    assert set(table) == set(kind)
    said = [str(text) for text in table.values()]
    assert all(said)
    assert len(said) == len(set(said))


def test_every_public_status_has_words() -> None:
    assert set(words.STATUSES) == PUBLIC_STATUSES


def test_every_door_says_what_helps_in_danger() -> None:
    assert set(DANGER_HELP) == set(Channel)
    assert all(texts for texts in DANGER_HELP.values())


def test_the_six_groups_hold_every_kind_once_and_something_else() -> None:
    codes = [code for group in words.GROUPS for code in group.choices]
    assert len(words.GROUPS) == 6
    assert sorted(codes) == sorted([*Allegation, words.OTHER])
    assert len({group.pictogram for group in words.GROUPS}) == 6


def test_what_only_the_directory_can_know_is_not_asked() -> None:
    places = {code for code, _label in PLACE_CHOICES}
    actors = {code for code, _label in ACTOR_CHOICES}
    assert set(Place) - places == {Place.IGSA_JAIL, Place.ICE_SPC, Place.USMS_CONTRACT}
    assert set(Actor) - actors == {Actor.DEPUTY_287G, Actor.DOJ_CONTRACTOR}
    assert {code for code, _label in HOLDER_CHOICES}.isdisjoint({Custody.ICE_DETAINER, Custody.DETAINER_ONLY})


def test_one_can_always_say_i_do_not_know() -> None:
    for choices in (PLACE_CHOICES, ACTOR_CHOICES, HOLDER_CHOICES):
        assert choices[-1][0] == "unknown"


def test_race_and_ethnicity_are_the_seven_categories_of_the_directive_of_2024() -> None:
    assert [str(label) for _code, label in RACE_ETHNICITY] == [
        "American Indian or Alaska Native",
        "Asian",
        "Black or African American",
        "Hispanic or Latino",
        "Middle Eastern or North African",
        "Native Hawaiian or Pacific Islander",
        "White",
    ]
