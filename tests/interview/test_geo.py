"""States and counties as people write them."""

import pytest

from intake.interview.geo import counties, county_code, states


def test_all_states_the_district_and_the_territories_are_there() -> None:
    codes = [code for code, _name in states()]
    assert len(codes) == len(set(codes)) == 56
    assert {"TX", "DC", "PR", "GU", "VI", "AS", "MP"} <= set(codes)


def test_every_state_has_counties_and_an_unknown_one_none() -> None:
    assert all(counties(code) for code, _name in states() if code not in {"AS", "MP", "VI"})
    assert counties("XX") == ()


@pytest.mark.parametrize("typed", ["travis", "Travis County", " TRAVIS  county "])
def test_a_county_is_found_as_typed(typed: str) -> None:
    assert county_code("TX", typed) == "48453"


def test_accents_do_not_matter() -> None:
    assert county_code("PR", "Anasco") == county_code("PR", "Añasco") != "Anasco"


@pytest.mark.parametrize(("state", "typed"), [("TX", "Nowhere"), ("", "Travis"), ("TX", "")])
def test_what_does_not_fit_is_kept_as_typed(state: str, typed: str) -> None:
    assert county_code(state, typed) == typed


def test_a_city_beside_its_county_is_told_apart() -> None:
    assert county_code("MD", "Baltimore") == county_code("MD", "Baltimore County") == "24005"
    assert county_code("MD", "Baltimore city") == "24510"
