"""What must hold whatever the table says."""

from dataclasses import replace
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from intake.core.facts import Facts
from intake.core.routing import route
from intake.core.words import Actor, Allegation, Custody, Desk, Flag, Lead, Place, Urgency
from tests.core.examples import any_facts, at, shipped_rules, steady

LOCAL_OFFICERS = (Actor.LOCAL_POLICE, Actor.JAIL_STAFF)
FEDERAL_PLACES = (Place.BOP, Place.ICE_SPC, Place.PRIVATE_ICE, Place.ICE_HOLD, Place.CBP_HOLD)
STAND_INS = {"TRIAGE", "NONE"}
ABOUT_THE_DETAINER = {Allegation.OVER_48H, Allegation.US_CITIZEN}


def one(actor: Actor, place: Place, custody: Custody, allegation: Allegation, *flags: Flag) -> Facts:
    return Facts((actor,), place, custody, (allegation,), frozenset(flags), as_of=at("2026-05-04T12:00"))


def test_a_detainer_on_file_does_not_make_a_complaint_about_a_local_jail_a_crcl_matter() -> None:
    jails = (Place.LOCAL_JAIL, Place.IGSA_JAIL, Place.JUVENILE_LOCAL, Place.STATE_PRISON)
    plain = set(Allegation) - ABOUT_THE_DETAINER
    moved = [
        (place, allegation)
        for place, allegation in product(jails, sorted(plain))
        if Desk.CRCL
        in route(one(Actor.JAIL_STAFF, place, Custody.ICE_DETAINER, allegation), shipped_rules()).desks
        and Desk.CRCL
        not in route(one(Actor.JAIL_STAFF, place, Custody.LOCAL_CHARGE, allegation), shipped_rules()).desks
    ]
    assert moved == []


def test_crcl_never_leads_on_one_act_of_a_local_officer() -> None:
    outside = [custody for custody in Custody if custody not in {Custody.ICE, Custody.CBP}]
    led = [
        (actor, place, custody, allegation)
        for actor, place, custody, allegation in product(LOCAL_OFFICERS, Place, outside, Allegation)
        if route(one(actor, place, custody, allegation), shipped_rules()).lead is Lead.CRCL
    ]
    assert led == []


@steady
@given(
    any_facts(
        actors=LOCAL_OFFICERS,
        custodies=[held for held in Custody if held not in {Custody.ICE, Custody.CBP}],
    )
)
def test_crcl_never_leads_on_acts_of_local_officers_alone(some: Facts) -> None:
    assert route(some, shipped_rules()).lead is not Lead.CRCL


@steady
@given(any_facts(places=FEDERAL_PLACES))
def test_special_litigation_has_no_office_role_in_federal_places(some: Facts) -> None:
    assert "DOJ-CRT-SPL" not in route(some, shipped_rules()).offices


@steady
@given(any_facts())
def test_danger_never_lowers_urgency(some: Facts) -> None:
    in_danger = replace(some, flags=some.flags | {Flag.DANGER_NOW})
    decision = route(in_danger, shipped_rules())
    assert decision.urgency is Urgency.U0
    assert replace(decision, urgency=route(some, shipped_rules()).urgency) == route(some, shipped_rules())


@steady
@given(any_facts(), st.sampled_from(Allegation))
def test_one_more_allegation_never_removes_an_office(some: Facts, more: Allegation) -> None:
    before = route(some, shipped_rules())
    after = route(replace(some, allegations=tuple(dict.fromkeys((*some.allegations, more)))), shipped_rules())
    assert set(before.offices) - STAND_INS <= set(after.offices)
    assert after.urgency <= before.urgency


@steady
@given(any_facts())
def test_a_copy_is_never_an_office_and_never_stands_twice(some: Facts) -> None:
    decision = route(some, shipped_rules())
    names = [copy.split(":")[0] for copy in decision.copies]
    assert set(names).isdisjoint(decision.offices)
    assert len(names) == len(set(names))
    assert not any("?" in copy for copy in decision.copies)


@steady
@given(any_facts())
def test_every_complaint_reaches_exactly_the_desks_of_its_offices(some: Facts) -> None:
    decision = route(some, shipped_rules())
    assert decision.desks
    assert (decision.lead is Lead.JOINT) == ({Desk.CRCL, Desk.DOJ} <= set(decision.desks))
    assert list(decision.desks) == [desk for desk in Desk if desk in decision.desks]
    if decision.lead is not Lead.JOINT:
        assert decision.lead.value == decision.desks[0].value
