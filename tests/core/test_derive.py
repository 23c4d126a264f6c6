"""Deriving: what the directory adds to what was said, and what it never touches."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.core.clock import FixedClock
from intake.core.derive import derive
from intake.core.directory import Agency, Facility, Operator
from intake.core.facts import Facts
from intake.core.routing import route
from intake.core.words import Actor, Custody, Flag, Place
from intake.core.zones import STATE_ZONES, local_now
from tests.core.examples import any_facts, at, facts, shipped_directory, shipped_rules, steady

DIRECTORY = shipped_directory()


def place(id_: str) -> Facility:
    found = DIRECTORY.facility(id_)
    assert found is not None
    return found


def agency(id_: str) -> Agency:
    found = DIRECTORY.agency(id_)
    assert found is not None
    return found


WITH_287G, FUNDED = agency("alder-county-sheriff"), agency("ashford-police")


@pytest.mark.parametrize(
    ("said", "custody", "derived"),
    [
        ("local_jail", "ice", Place.IGSA_JAIL),
        ("state_prison", "ice", Place.IGSA_JAIL),
        ("local_jail", "usms", Place.USMS_CONTRACT),
        ("igsa_jail", "usms", Place.USMS_CONTRACT),
        ("state_prison", "usms", Place.STATE_PRISON),
        ("local_jail", "ice_detainer", Place.LOCAL_JAIL),
        ("juvenile_local", "ice", Place.JUVENILE_LOCAL),
        ("community", "ice", Place.COMMUNITY),
        ("unknown", "ice", Place.UNKNOWN),
    ],
)
def test_custody_says_what_kind_of_place_a_building_is(said: str, custody: str, derived: Place) -> None:
    assert derive(facts(place=said, custody=custody)).place is derived


@pytest.mark.parametrize(
    ("kind", "custody"),
    [
        ("private_ice", "ice"),
        ("ice_spc", "ice"),
        ("ice_hold", "ice"),
        ("cbp_hold", "cbp"),
        ("bop", "bop"),
        ("orr", "orr"),
        ("juvenile_local", "juvenile"),
        ("local_jail", "unknown"),
        ("usms_contract", "unknown"),
        ("community", "unknown"),
    ],
)
def test_unknown_custody_is_the_places_own(kind: str, custody: str) -> None:
    assert derive(facts(place=kind, custody="unknown")).custody == custody
    assert derive(facts(place=kind, custody="local_sentence")).custody is Custody.LOCAL_SENTENCE


@pytest.mark.parametrize(
    ("kind", "operator"),
    [
        ("local_jail", "jail_staff"),
        ("igsa_jail", "jail_staff"),
        ("state_prison", "jail_staff"),
        ("juvenile_local", "jail_staff"),
        ("private_ice", "dhs_contractor"),
        ("ice_spc", "ice"),
        ("ice_hold", "ice"),
        ("cbp_hold", "cbp"),
        ("bop", "bop"),
        ("usms_contract", "usms"),
        ("orr", "orr_care"),
        ("community", "unknown"),
        ("hospital", "unknown"),
        ("unknown", "unknown"),
    ],
)
def test_an_unknown_actor_at_a_known_place_is_its_operator(kind: str, operator: str) -> None:
    assert derive(facts(actors=["unknown"], place=kind)).actors == (operator,)
    assert derive(facts(actors=["other_detainee", "unknown"], place=kind)).actors == (
        "other_detainee",
        operator,
    )


@pytest.mark.parametrize(
    ("facility", "operator", "actor"),
    [
        ("saguaro-point-spc", Operator.PRIVATE, Actor.DHS_CONTRACTOR),
        ("saguaro-point-spc", Operator.FEDERAL, Actor.ICE),
        ("lakeside-ice-hold-rooms", Operator.PRIVATE, Actor.DHS_CONTRACTOR),
        ("larkspur-federal-institution", Operator.PRIVATE, Actor.DOJ_CONTRACTOR),
        ("bitterroot-marshals-center", Operator.PRIVATE, Actor.DOJ_CONTRACTOR),
        ("bitterroot-marshals-center", Operator.COUNTY, Actor.JAIL_STAFF),
        ("bitterroot-marshals-center", Operator.FEDERAL, Actor.USMS),
        ("harborfield-jail", Operator.PRIVATE, Actor.JAIL_STAFF),
        ("hopewell-childrens-shelter", Operator.PRIVATE, Actor.ORR_CARE),
    ],
)
def test_the_directory_knows_who_runs_a_place(facility: str, operator: Operator, actor: Actor) -> None:
    run = replace(place(facility), operator=operator)
    assert derive(facts(actors=["unknown"], place="unknown"), facility=run).actors == (actor,)


def test_a_person_held_for_marshals_in_a_county_jail_is_kept_by_jail_staff() -> None:
    derived = derive(facts(actors=["unknown"], place="local_jail", custody="usms"))
    assert (derived.actors, derived.place) == ((Actor.JAIL_STAFF,), Place.USMS_CONTRACT)


def test_a_jail_with_a_contract_is_known_from_the_directory() -> None:
    derived = derive(facts(custody="local_charge"), facility=place("harborfield-jail"))
    assert derived.place is Place.IGSA_JAIL
    assert derived.custody is Custody.LOCAL_CHARGE
    assert Flag.COUNTY_RUN in derived.flags


def test_a_street_arrest_is_not_the_jails_doing() -> None:
    said = facts(actors=["local_police"], place="community", custody="none", allegations=["profiling"])
    assert derive(said, facility=place("harborfield-jail")) == said


def test_money_from_the_justice_department_is_known_from_the_directory() -> None:
    said = facts(actors=["local_police"], place="community", custody="none", allegations=["profiling"])
    assert route(derive(said), shipped_rules()).rules == ("L02",)
    assert route(derive(said, agency=FUNDED), shipped_rules()).rules == ("L01",)
    assert derive(said, agency=agency("pine-hollow-police")).flags == frozenset()


@pytest.mark.parametrize(
    ("actor", "allegations", "flags", "actors", "rules"),
    [
        ("local_police", ["profiling"], ["state_authority"], ["deputy_287g"], ["S02"]),
        ("local_police", ["status_questioning"], ["delegated"], ["deputy_287g"], ["S01"]),
        ("local_police", ["profiling"], [], ["deputy_287g"], ["S03"]),
        ("local_police", ["force"], ["injury"], ["local_police"], ["L04"]),
        ("local_police", ["disability"], [], ["local_police"], ["L13"]),
        (
            "local_police",
            ["force", "profiling"],
            ["injury"],
            ["local_police", "deputy_287g"],
            ["L04", "S03", "L01"],
        ),
        ("jail_staff", ["status_questioning"], [], ["jail_staff"], ["L05"]),
        ("jail_staff", ["status_questioning"], ["delegated"], ["deputy_287g"], ["S01"]),
        ("jail_staff", ["medical"], ["delegated"], ["jail_staff"], ["L12"]),
        (
            "jail_staff",
            ["coercion", "medical"],
            ["delegated"],
            ["jail_staff", "deputy_287g"],
            ["L12", "S01", "L05"],
        ),
        ("ice", ["profiling"], ["delegated"], ["ice"], ["Z01"]),
    ],
)
def test_an_agreement_moves_only_what_it_bears_on(
    actor: str, allegations: list[str], flags: list[str], actors: list[str], rules: list[str]
) -> None:
    said = facts(actors=[actor], allegations=allegations, flags=flags)
    derived = derive(said, agency=WITH_287G)
    assert list(derived.actors) == actors
    assert list(route(derived, shipped_rules()).rules) == rules
    assert derive(said, agency=FUNDED).actors == (actor,)


def test_the_present_is_taken_only_where_none_was_said() -> None:
    assert derive(facts(as_of=None), as_of=at("2026-05-04T09:00")).as_of == at("2026-05-04T09:00")
    assert derive(facts(), as_of=at("2026-05-04T09:00")).as_of == at("2026-05-04T12:00")


@steady
@given(
    any_facts(), st.sampled_from([None, *DIRECTORY.facilities]), st.sampled_from([None, *DIRECTORY.agencies])
)
def test_deriving_keeps_what_was_said_and_is_done_once(
    said: Facts, facility: Facility | None, agency: Agency | None
) -> None:
    derived = derive(said, facility=facility, agency=agency)
    assert derived.allegations == said.allegations
    assert derived.flags >= said.flags
    assert said.custody in {derived.custody, Custody.UNKNOWN}
    assert set(derived.actors) >= set(said.actors) - {Actor.UNKNOWN, Actor.LOCAL_POLICE, Actor.JAIL_STAFF}
    assert derive(derived, agency=agency) == derived
    assert route(derived, shipped_rules()).offices


NOON_UTC = FixedClock(datetime(2026, 5, 4, 12, 0, 30, 5, tzinfo=UTC))
SITE = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("facility", "state", "hour"),
    [
        ("silver-mesa-county-jail", "TX", "05:00:30"),  # Arizona has no summer time
        ("rio-claro-border-station", "", "07:00:30"),
        (None, "TX", "07:00:30"),
        (None, " or ", "05:00:30"),
        (None, "HI", "02:00:30"),
        (None, "", "08:00:30"),
        (None, "Atlantis", "08:00:30"),
    ],
)
def test_the_present_is_that_of_the_facility_else_the_state_else_the_site(
    facility: str | None, state: str, hour: str
) -> None:
    here = local_now(NOON_UTC, place(facility) if facility else None, state, SITE)
    assert here == at(f"2026-05-04T{hour}")


def test_every_state_has_a_zone_and_every_zone_exists() -> None:
    assert len(STATE_ZONES) == 56  # fifty States, the District, five territories
    assert {ZoneInfo(zone).key for zone in STATE_ZONES.values()} == set(STATE_ZONES.values())
