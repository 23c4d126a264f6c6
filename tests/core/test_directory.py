"""The dated directory: what it finds, on which day, and what it refuses to load."""

from datetime import date

import pytest

from intake.core.directory import DETENTION, Directory, Operator
from intake.core.errors import DirectoryError
from intake.core.words import Place
from tests.core.examples import shipped_directory

FACILITIES = (
    "id,name,aliases,kind,operator,state,county_fips,timezone,county_run,valid_from,valid_to,languages\n"
    "elm-jail,Elm Jail,Old Elm | Elm,local_jail,county,TX,48901,America/Chicago,yes,2001-01-01,2010-12-31,en|es\n"
)
AGENCIES = (
    "id,name,kind,state,county_fips,section_287g,doj_funded,valid_from,valid_to\n"
    "elm-police,Elm Police,city_police,TX,48901,no,yes,2001-01-01,\n"
)


def test_the_demo_directory_has_every_kind_of_place_in_which_people_are_held() -> None:
    directory = shipped_directory()
    assert {facility.kind for facility in directory.facilities} == DETENTION
    assert len({facility.timezone for facility in directory.facilities}) >= 5
    assert {agency.section_287g for agency in directory.agencies} == {True, False}
    assert any(agency.doj_funded and not agency.section_287g for agency in directory.agencies)


def test_a_place_is_what_it_was_on_the_day() -> None:
    directory = shipped_directory()
    kinds = {
        day: facility.kind if (facility := directory.facility("juniper-county-jail", day)) else None
        for day in (date(1990, 1, 1), date(2019, 6, 30), date(2019, 7, 1), None)
    }
    assert list(kinds.values()) == [None, Place.LOCAL_JAIL, Place.IGSA_JAIL, Place.IGSA_JAIL]


def test_an_agency_has_its_agreement_only_from_the_day_it_began() -> None:
    directory = shipped_directory()
    before, after = (directory.agency("alder-county-sheriff", date(2018, 1 + month, 31)) for month in (0, 2))
    assert before is not None
    assert after is not None
    assert (before.section_287g, after.section_287g) == (False, True)
    assert directory.agency("nobody") is None


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("RIO CLARO", "rio-claro-border-station"),
        ("río  claro", "rio-claro-border-station"),
        ("la hielera", "rio-claro-border-station"),
        ("carcel de silver mesa", "silver-mesa-county-jail"),
        ("jail alder", "alder-county-jail"),
        ("Jail, TX", "alder-county-jail"),
        ("copper", "copper-bluff-detention-facility"),
        ("Hopewell Children's Shelter", "hopewell-childrens-shelter"),
    ],
)
def test_a_name_is_found_however_it_is_written(typed: str, first: str) -> None:
    assert shipped_directory().search(typed)[0].id == first


@pytest.mark.parametrize("typed", ["", "  ", "...", "no such place"])
def test_what_names_nothing_finds_nothing(typed: str) -> None:
    assert shipped_directory().search(typed, date(2026, 5, 4)) == ()


def test_a_search_finds_only_what_was_there_on_the_day_and_each_place_once() -> None:
    directory = shipped_directory()
    assert [place.kind for place in directory.search("juniper", date(2010, 1, 1))] == [Place.LOCAL_JAIL]
    assert [place.kind for place in directory.search("juniper")] == [Place.IGSA_JAIL]
    assert directory.search("juniper", date(1980, 1, 1)) == ()
    assert [agency.id for agency in directory.search_agencies("ashford")] == ["ashford-police"]


def test_whole_names_come_before_beginnings_and_those_before_words() -> None:
    rows = [
        FACILITIES.replace("elm-jail,Elm Jail,Old Elm | Elm", f"{id_},{name},").splitlines()[1]
        for id_, name in (("a", "Great Elm"), ("b", "Elm Yard"), ("c", "Elm"), ("d", "Elm Camp"))
    ]
    directory = Directory.load("\n".join([FACILITIES.splitlines()[0], *rows]), AGENCIES)
    assert [place.id for place in directory.search("elm")] == ["c", "d", "b", "a"]


def test_a_row_is_read_column_by_column() -> None:
    directory = Directory.load("\ufeff" + FACILITIES + "\n", AGENCIES)
    (jail,), (police,) = directory.facilities, directory.agencies
    assert (jail.names, jail.languages) == (("Elm Jail", "Old Elm", "Elm"), ("en", "es"))
    assert (jail.operator, jail.county_run, jail.valid_to) == (Operator.COUNTY, True, date(2010, 12, 31))
    assert (police.section_287g, police.doj_funded, police.valid_to) == (False, True, None)


def test_one_id_may_have_one_period_after_another() -> None:
    later = FACILITIES.splitlines()[1].replace("2001-01-01,2010-12-31", "2011-01-01,")
    assert len(Directory.load(FACILITIES + later, AGENCIES).facilities) == 2
    touching = later.replace("2011-01-01", "2010-12-31")
    with pytest.raises(DirectoryError, match="line 3: id: stands twice for the same day: 'elm-jail'"):
        Directory.load(FACILITIES + touching, AGENCIES)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("elm-jail", "Elm Jail!", "line 2: id: is empty or malformed"),
        ("Elm Jail", "", "line 2: name: is empty or malformed"),
        ("local_jail", "castle", "line 2: kind: unknown word: 'castle'"),
        ("local_jail", "community", "line 2: kind: is not a place where people are held"),
        (",county,", ",crown,", "line 2: operator: unknown word: 'crown'"),
        ("TX", "Texas", "line 2: state: is empty or malformed"),
        ("48901", "489", "line 2: county_fips"),
        ("America/Chicago", "America/Elm", "line 2: timezone: unknown time zone: 'America/Elm'"),
        ("America/Chicago", "America", "line 2: timezone: unknown time zone"),
        ("America/Chicago", "../etc", "line 2: timezone: unknown time zone"),
        (",yes,", ",true,", "line 2: county_run: must be yes or no: 'true'"),
        ("2001-01-01", "", "line 2: valid_from: must be a day"),
        ("2010-12-31", "2010-13-31", "line 2: valid_to: must be a day"),
        ("2010-12-31", "1999-12-31", "line 2: valid_to: is before valid_from"),
        (",en|es", "", "line 2: has 11 columns, not 12"),
        ("id,name", "name,id", "line 1: the columns must be id,name"),
    ],
)
def test_a_malformed_list_is_named_with_line_column_and_word(old: str, new: str, named: str) -> None:
    with pytest.raises(DirectoryError) as refused:
        Directory.load(FACILITIES.replace(old, new, 1), AGENCIES)
    assert str(refused.value).startswith("facilities: ")
    assert named in str(refused.value)


def test_a_malformed_agency_is_named_too() -> None:
    with pytest.raises(DirectoryError, match="agencies: line 2: section_287g: must be yes or no"):
        Directory.load(FACILITIES, AGENCIES.replace("no,yes", "maybe,yes"))
    with pytest.raises(DirectoryError, match="agencies: line 1"):
        Directory.load(FACILITIES, "")
