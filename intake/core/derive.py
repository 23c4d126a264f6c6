"""From what people said to facts: the directory fills in what nobody can be asked to know.

Only adds and sharpens; what was said is kept beside it (`core.complaint.Incident`). Where a complaint was
filed from plays no part: a street arrest is not the doing of the jail that has the kiosk.
"""

from dataclasses import replace
from datetime import datetime

from intake.core.directory import DETENTION, Agency, Facility, Operator
from intake.core.facts import Facts
from intake.core.words import Actor, Allegation, Custody, Flag, Place

_CUSTODY_OF = {
    Place.PRIVATE_ICE: Custody.ICE,
    Place.ICE_SPC: Custody.ICE,
    Place.ICE_HOLD: Custody.ICE,
    Place.CBP_HOLD: Custody.CBP,
    Place.BOP: Custody.BOP,
    Place.ORR: Custody.ORR,
    Place.JUVENILE_LOCAL: Custody.JUVENILE,
}
_OPERATOR_OF = {
    Place.LOCAL_JAIL: Actor.JAIL_STAFF,
    Place.STATE_PRISON: Actor.JAIL_STAFF,
    Place.IGSA_JAIL: Actor.JAIL_STAFF,
    Place.JUVENILE_LOCAL: Actor.JAIL_STAFF,
    Place.PRIVATE_ICE: Actor.DHS_CONTRACTOR,
    Place.ICE_SPC: Actor.ICE,
    Place.ICE_HOLD: Actor.ICE,
    Place.CBP_HOLD: Actor.CBP,
    Place.BOP: Actor.BOP,
    Place.USMS_CONTRACT: Actor.USMS,
    Place.ORR: Actor.ORR_CARE,
}
_CONTRACTOR_OF = {
    Place.ICE_SPC: Actor.DHS_CONTRACTOR,
    Place.ICE_HOLD: Actor.DHS_CONTRACTOR,
    Place.BOP: Actor.DOJ_CONTRACTOR,
    Place.USMS_CONTRACT: Actor.DOJ_CONTRACTOR,
}
_ACTS_OF_287G = frozenset(
    {
        Allegation.STATUS_QUESTIONING,
        Allegation.PROFILING,
        Allegation.COERCION,
        Allegation.DUE_PROCESS,
        Allegation.DISCRIMINATION,
        Allegation.UNLAWFUL_STOP,
        Allegation.FALSE_ARREST,
    }
)
"""Acts on which a 287(g) agreement can bear: questioning, stopping, arresting; not the running of a jail."""


def derive(
    said: Facts,
    *,
    facility: Facility | None = None,
    agency: Agency | None = None,
    as_of: datetime | None = None,
) -> Facts:
    """Return the facts to route by.

    `facility` is where it happened and `agency` who did it, as the directory knew them on the day; `as_of` is
    the local present (`zones.local_now`), taken where none was said.
    """
    # What did not happen in a place where people are held is not the facility's doing, though one was named.
    held_there = facility if said.place in DETENTION or said.place is Place.UNKNOWN else None
    building = held_there.kind if held_there else said.place
    custody = _CUSTODY_OF.get(building, Custody.UNKNOWN) if said.custody is Custody.UNKNOWN else said.custody
    return replace(
        said,
        actors=_actors(said, building, held_there, agency),
        place=_place(building, custody),
        custody=custody,
        flags=said.flags | _flags(held_there, agency),
        as_of=said.as_of or as_of,
    )


def _place(building: Place, custody: Custody) -> Place:
    """Return the kind of place that custody makes of a building: whose prisoner says more than whose walls."""
    if custody is Custody.ICE and building in {Place.LOCAL_JAIL, Place.STATE_PRISON}:
        return Place.IGSA_JAIL
    if custody is Custody.USMS and building in {Place.LOCAL_JAIL, Place.IGSA_JAIL}:
        return Place.USMS_CONTRACT
    return building


def _flags(facility: Facility | None, agency: Agency | None) -> frozenset[Flag]:
    known = {Flag.COUNTY_RUN: facility and facility.county_run, Flag.DOJ_FUNDED: agency and agency.doj_funded}
    return frozenset(flag for flag, is_so in known.items() if is_so)


def _actors(
    said: Facts, building: Place, facility: Facility | None, agency: Agency | None
) -> tuple[Actor, ...]:
    named = (_operator(building, facility) if actor is Actor.UNKNOWN else actor for actor in said.actors)
    if agency is None or not agency.section_287g:
        return tuple(dict.fromkeys(named))
    return tuple(dict.fromkeys(one for actor in named for one in _under_agreement(actor, said)))


def _operator(building: Place, facility: Facility | None) -> Actor:
    """Return who runs a place of detention, unknown elsewhere."""
    if facility and building in _CONTRACTOR_OF and facility.operator is Operator.PRIVATE:
        return _CONTRACTOR_OF[building]
    if facility and building is Place.USMS_CONTRACT and facility.operator is not Operator.FEDERAL:
        return Actor.JAIL_STAFF
    return _OPERATOR_OF.get(building, Actor.UNKNOWN)


def _under_agreement(actor: Actor, said: Facts) -> tuple[Actor, ...]:
    """Return who an officer of an agency with a 287(g) agreement (8 USC 1357(g)) is, for these acts.

    A patrol officer there may be a deputy under the agreement; a jailer is one only where delegated work was
    said. An agreement bears only on some acts: where all are such, the deputy takes the officer's place;
    where some are, the deputy stands beside the officer, so that force, care and conditions keep their own
    route; where none is, an agreement alone changes nothing.
    """
    may_be = actor is Actor.LOCAL_POLICE or (actor is Actor.JAIL_STAFF and Flag.DELEGATED in said.flags)
    bearing = _ACTS_OF_287G.intersection(said.allegations)
    if not may_be or not bearing:
        return (actor,)
    if bearing == set(said.allegations):
        return (Actor.DEPUTY_287G,)
    return (actor, Actor.DEPUTY_287G)
