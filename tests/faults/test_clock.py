"""Clocks that jump a day either way, run out, or change to summer time: nothing is lost, and nothing lasts for ever."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select

from intake.app import create_app
from intake.core.complaint import Incident
from intake.core.errors import SignInError
from intake.core.facts import Facts
from intake.core.statuses import Status
from intake.service import by_code, checkpoints, follow_up, moves, officers, review
from intake.service.audit_trail import account_chain, record, verify
from intake.service.desk_sessions import IDLE, resume_session, start_session, sweep_sessions
from intake.service.filing import file_complaint, new_ticket
from intake.service.manifests import LIFETIME
from intake.service.reader import Reader
from intake.service.site import Site
from intake.service.tasks import put_task
from intake.service.visits import load_visit, new_token, save_visit
from intake.service.worker import Worker
from intake.store import outbox
from intake.store.audit import Act
from intake.store.models import AuditEntry, Officer, OfficerSession, Outbox, Visit
from tests.conftest import World
from tests.faults.whole import whole
from tests.service.made_up import DETAINED, complaint, detail, filed
from tests.web.api import BODY, KEY, post
from tests.web.browser import Browser
from tests.web.people import code_of, mother

DAY = timedelta(days=1)
CARMEN, SUNITA = "carmen.crcl", "sunita.supervisor"


@pytest.fixture
def public_site(world: World) -> Iterator[Flask]:
    """Return the public site on the test's own deployment and clock."""
    made = create_app(world.settings, world.clock)
    yield made
    site: Site = made.extensions["recourse.site"]
    site.engine.dispose()


def sign_in(world: World, name: str = SUNITA) -> str:
    """Begin a session without the second factor, whose own clock is tested below."""
    made = world.people[name][1]
    with world.site.reading() as session:
        officer = session.get_one(Officer, made.id)
    return start_session(world.site, officer, made.pair.seed)


def reader(world: World) -> Reader:
    found = resume_session(world.site, sign_in(world))
    assert found is not None
    return found


@pytest.mark.parametrize("jump", [DAY, -DAY, 30 * DAY, -30 * DAY])
def test_what_was_filed_and_done_before_a_jump_and_after_it_is_whole(
    any_world: World, jump: timedelta
) -> None:
    site, tickets = any_world.site, []
    for way in (timedelta(), jump, -jump):
        any_world.clock.advance(way)
        tickets.append(filed(any_world))
        for number, ticket in enumerate(tickets):
            opened = by_code.open_by_code(site, ticket.code)
            follow_up.add_words(site, opened, "I write again.")
            case = review.open_case(site, reader(any_world), ticket.case_id)
            review.reply(site, reader(any_world), case.case_id, f"{number}", language="en", translated=False)
        moves.move_case(
            site,
            reader(any_world),
            tickets[-1].case_id,
            moves.Move(Status.screening),
            revision=case.revision + 1,
        )
        checkpoints.publish(site)
    seen = {one.case_id: one for one in whole(site, reader(any_world))}
    assert [len(seen[ticket.case_id].conversation) for ticket in tickets] == [6, 4, 2]
    assert {one.detail.status for one in seen.values()} == {"screening"}


def test_a_draft_outlives_a_jump_back_and_has_its_hour_again_from_the_next_page(
    public_site: Flask, world: World
) -> None:
    person = mother(Browser(public_site))
    world.clock.advance(-DAY)
    assert person.get("/complaint/review").path == "/complaint/review"
    with world.site.reading() as session:
        ends = session.scalars(select(Visit.expires_at)).one()
    assert ends == world.clock.now() + timedelta(hours=1)
    assert len(code_of(person.press())) == 20


def test_a_jump_of_a_day_ends_a_draft_and_what_is_just_written_is_kept(
    public_site: Flask, world: World
) -> None:
    person = mother(Browser(public_site), consent="none").get("/complaint/5")
    world.clock.advance(DAY)
    Worker(world.site).run_once()
    person.press(account__account="Written as the clock jumped.")
    assert person.path == "/complaint/1"
    person.press(danger__danger="no").get("/complaint/5")
    assert person.form().values["account-account"] == ["Written as the clock jumped."]


@pytest.mark.parametrize("jump", [DAY, -DAY, timedelta(minutes=-2)])
def test_no_session_at_the_desk_outlives_a_jump(any_world: World, jump: timedelta) -> None:
    cookie = sign_in(any_world)
    any_world.clock.advance(jump)
    assert resume_session(any_world.site, cookie) is None
    sweep_sessions(any_world.site)
    with any_world.site.reading() as session:
        assert session.scalars(select(OfficerSession)).all() == []
    assert resume_session(any_world.site, sign_in(any_world))


def test_a_clock_that_is_put_right_by_seconds_ends_no_session(world: World) -> None:
    cookie = sign_in(world)
    world.clock.advance(timedelta(seconds=-20))
    assert resume_session(world.site, cookie)
    world.clock.advance(IDLE)
    assert resume_session(world.site, cookie)


def test_a_lock_does_not_last_longer_because_the_clock_was_set_back(any_world: World) -> None:
    for _ in range(5):
        with pytest.raises(SignInError):
            officers.authenticate(any_world.site, CARMEN, any_world.passphrase(CARMEN), "000000")
    with pytest.raises(SignInError, match="wait"):
        any_world.cookie(CARMEN)
    any_world.clock.advance(-DAY)
    assert any_world.cookie(CARMEN)


def test_a_second_factor_that_was_used_waits_for_the_clock_and_no_longer(world: World) -> None:
    """A code is good once (RFC 6238, 5.2), also where the clock comes by a second time; then the next one is."""
    world.cookie(CARMEN)
    world.clock.advance(timedelta(minutes=-1))
    with pytest.raises(SignInError):
        world.cookie(CARMEN)
    world.clock.advance(timedelta(minutes=1))
    with pytest.raises(SignInError):
        world.cookie(CARMEN)
    world.clock.advance(timedelta(seconds=30))
    assert world.cookie(CARMEN)


def test_the_rounds_of_the_worker_go_on_after_the_clock_was_set_back(any_world: World) -> None:
    worker = Worker(any_world.site)
    worker.run_once()
    any_world.clock.advance(-DAY)
    save_visit(any_world.site, new_token(), {})
    any_world.clock.advance(timedelta(minutes=61))
    worker.run_once()
    with any_world.site.reading() as session:
        assert session.scalars(select(Visit)).all() == []


def test_a_task_whose_lease_lies_in_the_future_is_done(any_world: World) -> None:
    any_world.clock.advance(-2 * DAY)
    with any_world.site.writing() as session:
        put_task(any_world.site, session, "traces.forget", {})
    any_world.clock.advance(2 * DAY)
    with any_world.site.writing() as session:
        outbox.lease(session, any_world.clock.now())
    any_world.clock.advance(-DAY)
    assert Worker(any_world.site).run_once() == 1
    with any_world.site.reading() as session:
        assert session.scalars(select(Outbox)).all() == []


def test_what_is_done_after_the_clock_was_set_back_stands_in_the_next_checkpoint(any_world: World) -> None:
    site, chain = any_world.site, account_chain(CARMEN)
    checkpoints.publish(site)
    any_world.clock.advance(-DAY)
    with site.writing() as session:
        record(site, session, chain, Act(CARMEN, "case.read"))
    checkpoints.publish(site)
    assert verify(site).sound
    with site.writing() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.chain == chain, AuditEntry.action == "case.read"))
    assert [one.chain for one in verify(site).breaks] == [chain]


def test_without_a_manifest_in_force_nothing_is_acknowledged_and_the_draft_waits(
    public_site: Flask, world: World
) -> None:
    world.clock.advance(LIFETIME)
    person = mother(Browser(public_site, language="es-MX"))
    person.press()
    assert (person.status, person.page.headers["Retry-After"]) == (503, "30")
    assert 'lang="es' in person.page.text
    answer = post(person.client, BODY, **{"Idempotency-Key": KEY})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert public_site.test_client().get("/readyz").status_code == 503
    Worker(world.site).run_once()
    world.clock.advance(timedelta(minutes=-1))
    assert person.get("/complaint/review").press().path == "/complaint/sent"
    assert post(person.client, BODY, **{"Idempotency-Key": KEY}).status_code == 201
    assert len(whole(world.site, reader(world))) == 2


@pytest.mark.parametrize(
    ("eligible", "expires"),
    [
        ("2026-03-06T17:00", datetime(2026, 3, 10, 22, tzinfo=UTC)),  # Friday in winter, Tuesday in summer
        ("2026-10-30T17:00", datetime(2026, 11, 3, 23, tzinfo=UTC)),  # and the other way round
        ("2026-03-08T02:30", datetime(2026, 3, 11, 5, tzinfo=UTC)),  # an hour that this Sunday does not have
        ("2026-11-01T01:30", datetime(2026, 11, 4, 6, tzinfo=UTC)),  # an hour that this Sunday has twice
    ],
)
def test_the_48_hours_end_at_the_jails_own_clock_when_summer_time_begins_or_ends(
    any_world: World, eligible: str, expires: datetime
) -> None:
    any_world.clock.instant = datetime.fromisoformat(eligible).replace(tzinfo=UTC) + timedelta(hours=12)
    facts = Facts.from_document({**DETAINED, "release_eligible_at": eligible, "as_of": eligible})
    held = Incident(facts, facts, "2026", facility="alder-county-jail")
    ticket = file_complaint(any_world.site, complaint(incidents=(held,)), new_ticket()).ticket
    assert datetime.fromisoformat(detail(any_world, ticket.case_id).decision["hold_at"]) == expires


@pytest.mark.parametrize(
    "change", [datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)]
)
def test_a_draft_lives_an_hour_while_summer_time_begins_or_ends(world: World, change: datetime) -> None:
    world.clock.instant = change - timedelta(minutes=30)
    token = new_token()
    save_visit(world.site, token, {"still": "here"})
    world.clock.advance(timedelta(minutes=59))
    assert load_visit(world.site, token) == {"still": "here"}
    world.clock.advance(timedelta(minutes=1))
    assert load_visit(world.site, token) is None
