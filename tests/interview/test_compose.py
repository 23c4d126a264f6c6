"""What people say becomes the facts that route it, and each part of the complaint goes where it belongs."""

import json
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.core.complaint import Channel
from intake.core.routing import Decision, route_all
from intake.core.words import Actor, Allegation, Custody, Desk, Flag, Lead, Place, Urgency
from intake.interview.answers import Answers
from intake.interview.compose import APART
from intake.interview.to_facts import ANY_OTHER_ACT

from .people import RULES, Given, answer, complaint_of, composed, what
from .strategies import UNHURRIED, interviews

OAK: Given = {
    "where": {"kind": "local_jail", "facility_name": "oak county"},
    "facility": {"facility": "oak-jail"},
}
MOTHER: Given = {
    "danger": {"danger": "no"},
    "for_whom": {"whom": "family"},
    "what": {"kinds": ["over_48h"]},
    **OAK,
    "custody": {"holder": "hold"},
    "papers": {"paper": "told"},
    "held": {"could_leave": "yes", "day": "2026-05-29", "hour": "22:30"},
    "still_held": {"still": "yes"},
    "identity": {"consent": "anonymous"},
}


def route_of(given: Given) -> Decision:
    return route_all([incident.derived for incident in complaint_of(given).incidents], RULES)


def test_a_mother_whose_son_is_held_past_the_day() -> None:
    (incident,) = complaint_of(MOTHER).incidents
    facts = incident.derived
    assert incident.facts.actors == (Actor.UNKNOWN,)
    assert facts.actors == (Actor.JAIL_STAFF,)
    assert (facts.place, facts.custody) == (Place.LOCAL_JAIL, Custody.DETAINER_ONLY)
    assert facts.allegations == (Allegation.OVER_48H,)
    assert facts.release_eligible_at == datetime(2026, 5, 29, 22, 30)  # noqa: DTZ001  # facts hold local times
    assert facts.as_of == datetime(2026, 6, 3, 12, 0)  # noqa: DTZ001  # noon in Texas, where the jail is
    decision = route_of(MOTHER)
    assert (decision.rules, decision.lead, decision.urgency) == (("D04",), Lead.JOINT, Urgency.U0)


def test_the_clock_still_runs_where_the_son_could_leave_later_and_a_day_without_an_hour_is_its_midnight() -> (
    None
):
    held = {"could_leave": "yes", "day": "2026-06-02"}
    facts = complaint_of({**MOTHER, "held": held}).incidents[0].derived
    assert facts.release_eligible_at == datetime(2026, 6, 2)  # noqa: DTZ001  # facts hold local times
    decision = route_of({**MOTHER, "held": held})
    assert (decision.rules, decision.urgency) == (("D08",), Urgency.U1)


def test_a_detainee_of_ice_in_a_county_jail_is_crcls() -> None:
    given: Given = {
        "what": {"kinds": ["conditions"]},
        "where": {"kind": "local_jail", "state": "GA", "county": "Appling"},
        "who": {"actors": ["jail_staff"]},
        "custody": {"holder": "ice"},
    }
    (incident,) = complaint_of(given).incidents
    assert incident.facts.place is Place.LOCAL_JAIL
    assert incident.derived.place is Place.IGSA_JAIL
    assert (incident.state, incident.county, incident.facility) == ("GA", "13001", None)
    decision = route_of(given)
    assert (decision.rules, decision.offices) == (("I04",), ("DHS-CRCL",))


def test_a_street_stop_by_a_police_that_is_in_the_directory() -> None:
    given: Given = {
        **what("profiling", kind="community"),
        "who": {"actors": ["local_police"]},
        "agency": {"agency_name": "ash police"},
        "which_agency": {"agency": "ash-police"},
        "asked": {"about": "crime"},
    }
    (incident,) = complaint_of(given).incidents
    assert incident.facts.custody is Custody.NONE
    assert incident.derived.flags == {Flag.STATE_AUTHORITY, Flag.DOJ_FUNDED}
    assert (incident.agency, incident.agency_name) == ("ash-police", "ash police")
    assert route_of(given).rules == ("L01",)


def test_a_speaker_of_kiche_who_stays_anonymous_and_says_little() -> None:
    answers = answer(
        {
            "danger": {"danger": "yes"},
            "account": {"account": "Xub'an k'ax chwe"},
            "identity": {"consent": "anonymous"},
        }
    )
    complaint = composed(answers, incomplete=True, language="quc")
    (incident,) = complaint.incidents
    assert complaint.language == "quc"
    assert complaint.account == "Xub'an k'ax chwe"
    assert (complaint.identity, complaint.contact, complaint.consent) == ({}, {}, frozenset())
    assert complaint.incomplete
    assert incident.facts.actors == (Actor.UNKNOWN,)
    assert (incident.facts.place, incident.facts.custody) == (Place.UNKNOWN, Custody.UNKNOWN)
    decision = route_all([incident.derived], RULES)
    assert (decision.desks, decision.urgency) == ((Desk.TRIAGE,), Urgency.U0)


def test_an_attorney_with_a_second_event_elsewhere() -> None:
    given: Given = {
        "for_whom": {"whom": "client"},
        **what("unlawful_stop", kind="community"),
        "when": {"how": "on", "on": "2026-05-20"},
        "who": {"actors": ["local_police"]},
        "elsewhere": {"elsewhere": "yes"},
        "second_what": {"kinds": ["medical"]},
        "second_where": {"kind": "private_ice", "facility_name": "Dune"},
        "second_when": {"how": "ongoing"},
        "second_facility": {"facility": "dune-center"},
        "identity": {"consent": "choose"},
        "identity_desks": {"desks": ["crcl"]},
        "name": {"name": "A. Lawyer"},
        "contact": {"way": "phone", "address": "555 0100", "hours": "9 to 5"},
        "review": {"code_opens": "y"},
    }
    complaint = complaint_of(given)
    first, second = complaint.incidents
    assert (first.happened_on, second.happened_on) == ("2026-05-20", "ongoing")
    assert second.derived.actors == (Actor.DHS_CONTRACTOR,)
    assert second.derived.custody is Custody.ICE
    assert second.facility == "dune-center"
    assert complaint.identity == {"name": "A. Lawyer"}
    assert complaint.contact == {"way": "phone", "address": "555 0100", "hours": "9 to 5"}
    assert complaint.consent == {Desk.CRCL}
    assert complaint.code_opens_account
    decision = route_of(given)
    assert set(decision.rules) == {"L02", "I05"}
    assert decision.lead is Lead.JOINT


@pytest.mark.parametrize(
    ("given", "custody"),
    [
        (
            {**what("over_48h"), "custody": {"holder": "local_charge"}, "papers": {"paper": "got"}},
            "ice_detainer",
        ),
        ({**what("over_48h"), "papers": {"paper": "got"}, "held": {"could_leave": "yes"}}, "detainer_only"),
        ({**what("over_48h"), "papers": {"paper": "got"}, "held": {"day": "2026-06-01"}}, "detainer_only"),
        ({**what("over_48h"), "custody": {"holder": "ice"}, "papers": {"paper": "told"}}, "ice_detainer"),
        ({**what("conditions"), "custody": {"holder": "ice"}}, "ice"),
        ({**what("conditions"), "custody": {"holder": "hold"}}, "ice_detainer"),
        ({**what("conditions", kind="bop"), "custody": {"holder": "hold"}}, "unknown"),
        ({**what("over_48h"), "custody": {"holder": "local_sentence"}}, "unknown"),
        (
            {
                **what("over_48h"),
                "custody": {"holder": "local_sentence"},
                "held": {"could_leave": "no"},
            },
            "local_sentence",
        ),
        ({**what("medical"), "custody": {"holder": "local_charge"}}, "local_charge"),
        (what("profiling", kind="home"), "none"),
        (what("profiling", kind="courthouse"), "unknown"),
        (what("over_48h", kind="community"), "unknown"),
        ({**what("over_48h"), "custody": {"holder": "usms"}, "papers": {"paper": "got"}}, "usms"),
        (what("medical"), "unknown"),
    ],
)
def test_on_whose_authority_the_person_is_held(given: Given, custody: str) -> None:
    assert complaint_of(given).incidents[0].facts.custody == custody


@pytest.mark.parametrize(
    ("step", "fields", "kinds", "flag"),
    [
        ("danger", {"danger": "yes"}, "conditions", Flag.DANGER_NOW),
        ("injury", {"hurt": "yes"}, "force", Flag.INJURY),
        ("others", {"others": "many"}, "profiling", Flag.PATTERN),
        ("others", {"order": "yes"}, "profiling", Flag.PATTERN),
        ("asked", {"about": "papers"}, "profiling", Flag.DELEGATED),
        ("asked", {"about": "crime"}, "profiling", Flag.STATE_AUTHORITY),
        ("disability", {"disability": "yes"}, "medical", Flag.DISABILITY),
        ("prior", {"before": "yes"}, "retaliation", Flag.PRIOR_CASE),
        ("still_held", {"still": "free"}, "over_48h", Flag.RELEASED),
        ("still_held", {"still": "free_since"}, "over_48h", Flag.RELEASED),
    ],
)
def test_an_answer_sets_its_flag_and_no_other(
    step: str, fields: dict[str, str], kinds: str, flag: Flag
) -> None:
    given: Given = {**what(kinds), "who": {"actors": ["jail_staff"]}, step: fields}
    assert complaint_of(given).incidents[0].facts.flags == {flag}


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        *(("asked", {"about": "both"}), ("asked", {"about": "unsure"}), ("others", {"others": "few"})),
        *(("danger", {"danger": "no"}), ("others", {"order": "unknown"})),
    ],
)
def test_other_answers_set_no_flag(step: str, fields: dict[str, str]) -> None:
    given: Given = {**what("profiling"), "who": {"actors": ["local_police"]}, step: fields}
    assert complaint_of(given).incidents[0].facts.flags == frozenset()


def test_a_child_in_border_custody_is_flagged() -> None:
    given: Given = {**what("over_72h", kind="cbp_hold"), "minor": {"under_18": "yes"}}
    assert Flag.MINOR in complaint_of(given).incidents[0].facts.flags
    assert Flag.DISABILITY in complaint_of(what("disability")).incidents[0].facts.flags


def test_a_claim_to_citizenship_joins_what_happened() -> None:
    given: Given = {**what("no_notice"), "citizenship": {"citizen": "yes"}}
    assert complaint_of(given).incidents[0].facts.allegations == (Allegation.NO_NOTICE, Allegation.US_CITIZEN)


def test_something_else_is_any_other_act_and_gives_way_to_what_was_named() -> None:
    assert complaint_of(what("other")).incidents[0].facts.allegations == (ANY_OTHER_ACT,)
    assert complaint_of(what("other", "force")).incidents[0].facts.allegations == (Allegation.FORCE,)


@pytest.mark.parametrize(
    ("actor", "rule"),
    [
        ("local_police", "Z03"),
        ("bop", "Z02"),
        ("ice", "Z01"),
        ("unknown", "Z04"),
        ("immigration_court", "I14"),
    ],
)
def test_something_else_takes_the_row_for_any_other_act(actor: str, rule: str) -> None:
    assert route_of({**what("other", kind="community"), "who": {"actors": [actor]}}).rules == (rule,)


def test_somebody_without_a_badge_is_unknown_and_a_named_one_stands_alone() -> None:
    masked = complaint_of({**what("force"), "who": {"actors": ["no_badge"]}}).incidents[0]
    both = complaint_of({**what("force"), "who": {"actors": ["no_badge", "ice"]}}).incidents[0]
    assert masked.facts.actors == (Actor.UNKNOWN,)
    assert both.facts.actors == (Actor.ICE,)


@pytest.mark.parametrize(
    ("still_held", "released", "flagged"),
    [
        ({"still": "free_since", "day": "2026-06-02", "hour": "10:00"}, "2026-06-02T10:00:00", False),
        ({"still": "free_since", "day": "2026-06-02"}, "2026-06-02T00:00:00", False),
        ({"still": "free_since", "day": "2026-05-29"}, "2026-05-29T22:30:00", False),
        ({"still": "free_since", "day": "2026-05-29", "hour": "10:00"}, None, True),
        ({"still": "free_since", "day": "2026-05-01"}, None, True),
        ({"still": "yes", "day": "2026-06-02"}, None, False),
        ({"still": "free", "day": "2026-06-02"}, None, True),
    ],
)
def test_when_the_person_went_free(still_held: dict[str, str], released: str | None, flagged: bool) -> None:
    facts = complaint_of({**MOTHER, "still_held": still_held}).incidents[0].facts
    assert (facts.released_at.isoformat() if facts.released_at else None) == released
    assert (Flag.RELEASED in facts.flags) is flagged


def test_a_day_to_leave_does_not_start_the_clock_where_they_could_not_leave() -> None:
    held = {"could_leave": "no", "day": "2026-05-29"}
    facts = complaint_of({**MOTHER, "held": held}).incidents[0].facts
    assert facts.release_eligible_at is None
    assert facts.custody is Custody.ICE_DETAINER


def test_a_complaint_from_a_kiosk_about_the_building_it_stands_in() -> None:
    answers = Answers.at_the_door(datetime(2026, 6, 3).date(), "reed-jail")  # noqa: DTZ001  # a day
    answer(
        {"what": {"kinds": ["conditions"]}, "here": {"here": "yes"}, "custody": {"holder": "ice"}}, answers
    )
    complaint = composed(answers, filed_from="reed-jail")
    (incident,) = complaint.incidents
    assert complaint.filed_from == "reed-jail"
    assert incident.facility == "reed-jail"
    assert (incident.derived.place, incident.derived.actors) == (Place.IGSA_JAIL, (Actor.JAIL_STAFF,))
    assert incident.derived.as_of == datetime(2026, 6, 3, 13, 0)  # noqa: DTZ001  # noon in Texas is one in Georgia


def test_a_street_arrest_told_at_a_kiosk_is_not_the_jails_doing() -> None:
    complaint = complaint_of(what("false_arrest", kind="community"), filed_from="oak-jail")
    (incident,) = complaint.incidents
    assert complaint.filed_from == "oak-jail"
    assert incident.facility is None
    assert incident.derived.actors == (Actor.UNKNOWN,)


@pytest.mark.parametrize(
    ("when", "kind"),
    [({"on": "2018-05"}, Place.LOCAL_JAIL), ({"on": "2026-05"}, Place.IGSA_JAIL), ({}, Place.IGSA_JAIL)],
)
def test_the_directory_is_read_as_it_was_on_the_day(when: dict[str, str], kind: Place) -> None:
    given: Given = {
        "what": {"kinds": ["conditions"]},
        "where": {"kind": "local_jail", "facility_name": "reed"},
        "when": when,
        "facility": {"facility": "reed-jail"},
    }
    (incident,) = complaint_of(given).incidents
    assert incident.derived.place is kind
    assert incident.happened_on == (when.get("on") or None)


def test_a_month_typed_and_then_taken_back_does_not_count() -> None:
    given: Given = {**what("force"), "when": {"how": "unknown", "on": "2018-05"}}
    assert complaint_of(given).incidents[0].happened_on is None


def test_a_facility_chosen_for_another_name_does_not_count() -> None:
    answers = answer({"what": {"kinds": ["conditions"]}, **OAK})
    answer({"where": {"kind": "local_jail", "facility_name": "elsewhere"}}, answers)
    (incident,) = composed(answers).incidents
    assert incident.facility is None
    assert incident.facility_name == "elsewhere"


def test_an_agency_that_is_none_of_those_offered_is_a_name_only() -> None:
    given: Given = {
        **what("profiling", kind="community"),
        "agency": {"agency_name": "ash"},
        "which_agency": {"agency": "none"},
    }
    (incident,) = complaint_of(given).incidents
    assert (incident.agency, incident.agency_name) == (None, "ash")


def test_consent_to_those_who_handle_it_names_every_desk_and_the_vault_takes_those_of_the_route() -> None:
    complaint = complaint_of({"identity": {"consent": "all"}, "name": {"name": "Ana"}})
    assert complaint.consent == frozenset(Desk)
    assert complaint.identity == {"name": "Ana"}


def test_a_name_typed_and_then_withdrawn_is_not_in_the_complaint() -> None:
    answers = answer({**what("force"), "identity": {"consent": "all"}, "name": {"name": "Ana Canary"}})
    answer({"identity": {"consent": "anonymous"}}, answers)
    assert "Canary" not in repr(composed(answers))


def test_parts_with_readers_of_their_own_are_not_among_the_answers() -> None:
    given: Given = {
        **what("force"),
        "account": {"account": "canary one"},
        "identity": {"consent": "all"},
        "name": {"name": "canary two"},
        "contact": {"way": "email", "address": "canary three"},
        "demographics": {"groups": ["asian", "white"]},
    }
    complaint = complaint_of(given)
    assert "canary" not in json.dumps(complaint.answers)
    assert set(complaint.answers).isdisjoint(APART)
    assert complaint.demographics == ("asian", "white")
    assert complaint.channel is Channel.WEB


def test_composing_changes_nothing_in_the_draft() -> None:
    answers = Answers()
    composed(answers)
    assert answers == Answers()


@settings(UNHURRIED, max_examples=150)
@given(interviews(), st.booleans())
def test_any_answers_that_pass_the_forms_compose_and_route(answers: Answers, incomplete: bool) -> None:
    complaint = composed(answers, incomplete=incomplete)
    decision = route_all([incident.derived for incident in complaint.incidents], RULES)
    assert decision.rules
    assert decision.desks
    assert json.loads(json.dumps(complaint.answers)) == complaint.answers
    if answers.word("danger", "danger") == "yes":
        assert decision.urgency is Urgency.U0
    if answers.word("identity", "consent") not in {"all", "choose"}:
        assert not complaint.identity
        assert not complaint.contact
        assert not complaint.consent
