"""For how long a case is kept: its class follows the schedule until an officer chooses, and a legal hold goes before."""

import json
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from intake.core.complaint import Desk
from intake.core.errors import ConflictError, MoveError, NoKeyError, NotAllowedError
from intake.core.retention import RetentionClass, Schedule
from intake.core.statuses import Outcome, Role, Status
from intake.service import review, taking_back
from intake.service.documents import CaseDetail
from intake.service.keeping import classes_for, keeping_of, set_legal_hold, set_retention
from intake.service.moves import Move
from intake.service.reader import Reader
from intake.service.worker import Worker
from tests.conftest import World
from tests.service.ended import (
    CARMEN,
    DMITRI,
    SUNITA,
    TALA,
    YEAR,
    agree,
    closed,
    go,
    propose,
    revision,
    rewritten,
)
from tests.service.made_up import DETAINED, complaint, detail, filed, mentions, named, opened


def kept(world: World, case_id: UUID) -> tuple[str, date | None]:
    found = keeping_of(detail(world, case_id), world.site.deployment.retention)
    return found.code, found.day


def choose(world: World, case_id: UUID, code: str, name: str = CARMEN) -> None:
    set_retention(world.site, world.reader(name), case_id, code, "because", revision=revision(world, case_id))


def hold(world: World, case_id: UUID, *, held: bool, name: str = SUNITA) -> None:
    set_legal_hold(
        world.site, world.reader(name), case_id, "a lawsuit", held=held, revision=revision(world, case_id)
    )


def acts(world: World, case_id: UUID) -> list[tuple[str, str, str]]:
    file = review.open_case(world.site, world.reader(SUNITA), case_id)
    return [(actor, action, told) for _at, actor, action, told in file.acts]


def test_an_open_case_has_a_class_and_no_day(world: World) -> None:
    case = filed(world).case_id
    assert kept(world, case) == ("standard", None)


@pytest.mark.parametrize(
    ("changed", "outcome", "wanted"),
    [
        ({}, Outcome.no_further_contact, ("standard", date(2029, 5, 4))),
        ({}, Outcome.outside_jurisdiction, ("short", date(2027, 5, 4))),
        ({"allegations": ["over_48h", "death"]}, Outcome.outside_jurisdiction, ("serious", date(2033, 5, 4))),
        ({"flags": ["injury"]}, Outcome.no_further_contact, ("serious", date(2033, 5, 4))),
    ],
)
def test_closing_a_case_sets_its_day_by_its_facts_and_outcome(
    world: World, changed: dict[str, list[str]], outcome: Outcome, wanted: tuple[str, date]
) -> None:
    case = closed(world, complaint(facts={**DETAINED, **changed}), outcome=outcome)
    assert kept(world, case) == wanted
    assert detail(world, case).kept_as == "", "the class is derived and not stored"


def test_opening_a_case_again_takes_its_day_away_and_closing_it_sets_a_later_one(world: World) -> None:
    case = closed(world)
    world.clock.advance(timedelta(days=10))
    go(world, case, Move(Status.screening, "new facts"))
    assert kept(world, case) == ("standard", None)
    go(world, case, Move(Status.not_ours, "no"), Move(Status.closed, outcome=Outcome.no_further_contact))
    assert kept(world, case) == ("standard", date(2029, 5, 14))


def test_a_case_taken_back_has_no_day_until_its_week_is_over_and_then_counts_from_the_first(
    any_world: World,
) -> None:
    mine = opened(any_world)
    review.open_case(any_world.site, any_world.reader(CARMEN), mine.case_id)
    taking_back.take_back(any_world.site, mine)
    assert kept(any_world, mine.case_id) == ("standard", None)
    any_world.clock.advance(timedelta(days=7))
    Worker(any_world.site).run_once()
    assert kept(any_world, mine.case_id) == ("standard", date(2029, 5, 4))


def test_a_case_taken_back_stays_for_its_class_too(any_world: World) -> None:
    mine = opened(any_world, named(Desk.CRCL))
    review.open_case(any_world.site, any_world.reader(CARMEN), mine.case_id)
    taking_back.take_back(any_world.site, mine)
    any_world.clock.advance(3 * YEAR)
    with pytest.raises(MoveError, match="not closed"):
        propose(any_world, mine.case_id)
    Worker(any_world.site).run_once()
    propose(any_world, mine.case_id)
    agree(any_world, mine.case_id)
    assert "cases" not in mentions(any_world, mine.case_id)


def test_the_account_that_a_withdrawal_left_is_kept_until_the_day_of_its_class(world: World) -> None:
    mine = opened(world)
    review.open_case(world.site, world.reader(CARMEN), mine.case_id)
    taking_back.take_back(world.site, mine)
    world.clock.advance(timedelta(days=8))
    Worker(world.site).run_once()
    with pytest.raises(MoveError, match="kept longer"):
        propose(world, mine.case_id)


def test_what_was_withdrawn_can_have_a_class_of_its_own() -> None:
    schedule = Schedule.parse(
        'default = "a"\n[[class]]\ncode = "a"\nname = "A"\nkeep = "2 years"\n[[class]]\ncode = "b"\nname = "B"\n'
        'keep = "1 month"\n[[rule]]\nclass = "b"\noutcomes = ["withdrawn"]\n'
    )
    found = CaseDetail("", "en", "web", [], {}, [], status="withdrawn", since="2026-05-04")
    assert keeping_of(found, schedule).day == date(2026, 6, 4)


def test_an_officer_chooses_a_longer_class_and_leaves_it_to_the_rules_again(any_world: World) -> None:
    case = closed(any_world)
    choose(any_world, case, "serious")
    assert kept(any_world, case) == ("serious", date(2033, 5, 4))
    assert (CARMEN, "case.retention", "longer") in acts(any_world, case)
    with pytest.raises(NotAllowedError):
        choose(any_world, case, "")
    choose(any_world, case, "", SUNITA)
    assert kept(any_world, case) == ("standard", date(2029, 5, 4))
    assert (SUNITA, "case.retention", "shorter") in acts(any_world, case)


def test_only_a_supervisor_keeps_a_case_shorter(world: World) -> None:
    case = closed(world)
    with pytest.raises(NotAllowedError):
        choose(world, case, "short")
    assert kept(world, case)[0] == "standard"
    choose(world, case, "short", SUNITA)
    assert kept(world, case) == ("short", date(2027, 5, 4))


def test_what_an_officer_may_choose_is_what_the_service_takes(world: World) -> None:
    schedule, case = world.site.deployment.retention, closed(world)
    for name in (CARMEN, SUNITA):
        offered = {one.code for one in classes_for(world.reader(name), detail(world, case), schedule)}
        for code in schedule.classes:
            rewritten(world, case, kept_as="")
            try:
                choose(world, case, code, name)
            except NotAllowedError:
                assert code not in offered
            else:
                assert code in offered


def test_a_class_that_left_the_schedule_keeps_a_case_for_ever_until_a_supervisor_chooses(
    world: World,
) -> None:
    case = closed(world)
    rewritten(world, case, kept_as="gone")
    assert kept(world, case) == ("gone", None)
    with pytest.raises(NotAllowedError):
        choose(world, case, "serious")
    choose(world, case, "serious", SUNITA)
    assert kept(world, case) == ("serious", date(2033, 5, 4))
    assert acts(world, case)[-2] == (SUNITA, "case.retention", "shorter")


def test_of_a_class_that_left_the_schedule_an_officer_may_still_make_a_permanent_one(world: World) -> None:
    schedule, case = world.site.deployment.retention, closed(world)
    ever = RetentionClass("ever", "For ever", None)
    wider = replace(schedule, classes={**schedule.classes, "ever": ever})
    found = rewritten(world, case, kept_as="gone")
    assert classes_for(world.reader(CARMEN), found, wider) == [ever]
    site = replace(world.site, deployment=replace(world.site.deployment, retention=wider))
    set_retention(site, world.reader(CARMEN), case, "ever", "r", revision=revision(world, case))
    assert acts(world, case)[-2] == (CARMEN, "case.retention", "as long")


def test_a_class_that_there_is_not_is_refused(world: World) -> None:
    case = closed(world)
    for name in (CARMEN, SUNITA):
        with pytest.raises(MoveError, match="no such class"):
            choose(world, case, "for-a-day", name)
    assert kept(world, case)[0] == "standard"


def test_the_reason_is_sealed_as_a_note_and_stands_in_no_guarded_field(world: World) -> None:
    case = closed(world)
    set_retention(
        world.site, world.reader(CARMEN), case, "serious", "the sergeant lied", revision=revision(world, case)
    )
    choose(world, case, "serious")
    hold(world, case, held=True)
    notes = review.open_case(world.site, world.reader(CARMEN), case).notes
    assert [note.body["text"] for note in notes][-3:] == ["the sergeant lied", "because", "a lawsuit"]
    assert b"sergeant" not in detail(world, case).to_bytes()
    told = [told for _who, what, told in acts(world, case) if what == "case.retention"]
    assert told == ["longer", "as long"], "the clear entry names no class"
    assert all("sergeant" not in told and "lawsuit" not in told for _who, _what, told in acts(world, case))


def test_any_officer_of_the_desk_puts_a_legal_hold_on_and_only_a_supervisor_lifts_it(
    any_world: World,
) -> None:
    case = filed(any_world).case_id
    hold(any_world, case, held=True, name=CARMEN)
    assert detail(any_world, case).legal_hold
    with pytest.raises(NotAllowedError):
        hold(any_world, case, held=False, name=CARMEN)
    hold(any_world, case, held=False)
    assert not detail(any_world, case).legal_hold
    told = [(who, what) for who, what, _detail in acts(any_world, case) if "hold" in what or "held" in what]
    assert told == [(CARMEN, "case.held"), (SUNITA, "case.hold_lifted")]


@pytest.mark.parametrize("held", [True, False])
def test_a_legal_hold_that_is_so_already_is_no_act(world: World, *, held: bool) -> None:
    case = filed(world).case_id
    rewritten(world, case, legal_hold=held)
    with pytest.raises(MoveError, match="already"):
        hold(world, case, held=held)


def test_a_legal_hold_stops_what_the_person_wants_forgotten(world: World) -> None:
    mine = opened(world)
    hold(world, mine.case_id, held=True)
    with pytest.raises(MoveError, match="legal hold"):
        taking_back.take_back(world.site, mine)


@pytest.mark.parametrize("act", ["hold", "class"])
def test_either_ends_a_proposal_to_dispose_of_the_case(world: World, act: str) -> None:
    case = closed(world)
    world.clock.advance(3 * YEAR)
    propose(world, case)
    if act == "hold":
        hold(world, case, held=True)
        hold(world, case, held=False)
    else:
        choose(world, case, "standard")
    assert detail(world, case).proposal == {}
    assert detail(world, case).disposal == {}


def test_strangers_and_stale_readers_change_nothing(world: World) -> None:
    case = closed(world)
    before, at = detail(world, case), revision(world, case)
    for name, error in (
        (TALA, NoKeyError),
        ("ada.admin", NotAllowedError),
        ("otto.auditor", NotAllowedError),
    ):
        with pytest.raises(error):
            choose(world, case, "serious", name)
        with pytest.raises(error):
            hold(world, case, held=True, name=name)
    review.note(world.site, world.reader(DMITRI), case, "meanwhile")
    with pytest.raises(ConflictError):
        set_retention(world.site, world.reader(CARMEN), case, "serious", "r", revision=at)
    with pytest.raises(ConflictError):
        set_legal_hold(world.site, world.reader(CARMEN), case, "r", held=True, revision=at)
    assert detail(world, case) == before


def test_a_supervisor_of_another_desk_is_a_stranger(world: World) -> None:
    case = filed(world).case_id
    sunita = world.reader(SUNITA)
    elsewhere = {key: pair for key, pair in sunita.desk_pairs.items() if key[0] == "triage"}
    other = Reader(sunita.id, sunita.name, frozenset({Role.supervisor}), elsewhere, sunita.pair)
    with pytest.raises(NoKeyError):
        set_legal_hold(world.site, other, case, "r", held=True, revision=revision(world, case))


def test_a_case_of_the_first_release_is_read_and_follows_the_rules(world: World) -> None:
    case = closed(world, complaint(facts={**DETAINED, "allegations": ["over_48h", "death"]}))
    written = json.loads(detail(world, case).to_bytes())
    written = {name: value for name, value in written.items() if name not in {"kept_as", "disposal"}}
    found = CaseDetail.from_bytes(json.dumps({**written, "retention": "standard"}).encode())
    assert keeping_of(found, world.site.deployment.retention).code == "serious"
    assert found == detail(world, case)
