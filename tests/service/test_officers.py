"""Officers' accounts: names, passphrases, second factors, locks, recovery."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from intake.core.errors import ConflictError, SettingsError, SignInError
from intake.core.statuses import Role
from intake.service import officers
from intake.service.accounts import set_active_by_operator
from intake.service.desk_sessions import resume_session
from intake.service.site import open_site
from intake.store.models import AuditEntry, Officer, OfficerSlot
from tests.conftest import World

NAME = "carmen.crcl"
WRONG = "wrong words wrong words"


def sign_in(world: World, name: str = NAME, passphrase: str = "", totp: str = "") -> Officer:
    return officers.authenticate(
        world.site, name, passphrase or world.passphrase(name), totp or world.totp(name)
    )[0]


def acts(world: World, chain: str) -> list[tuple[str, str]]:
    with world.site.reading() as session:
        rows = session.scalars(
            select(AuditEntry).where(AuditEntry.chain == chain).order_by(AuditEntry.sequence)
        )
        return [(row.actor, row.action) for row in rows]


def test_signing_in_gives_the_officers_own_seed_and_is_recorded(any_world: World) -> None:
    officer, seed = officers.authenticate(
        any_world.site, NAME, any_world.passphrase(NAME), any_world.totp(NAME)
    )
    assert seed == any_world.people[NAME][1].pair.seed
    assert officer.name == NAME
    assert acts(any_world, f"account:{NAME}")[-1] == (NAME, "signed.in")


def test_a_code_of_the_step_before_or_after_is_taken_but_each_only_once(world: World) -> None:
    totp = pyotp.TOTP(world.people[NAME][1].totp_secret)
    now = world.clock.now()
    before, after = (totp.at(now + timedelta(seconds=shift)) for shift in (-30, 30))
    sign_in(world, totp=before)
    with pytest.raises(SignInError):
        sign_in(world, totp=before)
    sign_in(world, totp=after)
    for earlier in (before, world.totp(NAME), after):
        with pytest.raises(SignInError):
            sign_in(world, totp=earlier)


@pytest.mark.parametrize("shift", [-90, 90])
def test_a_code_of_another_time_is_refused(world: World, shift: int) -> None:
    totp = pyotp.TOTP(world.people[NAME][1].totp_secret)
    with pytest.raises(SignInError):
        sign_in(world, totp=totp.at(world.clock.now() + timedelta(seconds=shift)))


def test_a_code_may_be_typed_with_a_space(world: World) -> None:
    code = world.totp(NAME)
    assert sign_in(world, totp=f"{code[:3]} {code[3:]}").name == NAME


def test_an_unknown_name_is_refused_like_a_known_one_and_not_written_down(world: World) -> None:
    with pytest.raises(SignInError, match="name, passphrase or code is wrong"):
        sign_in(world, passphrase=WRONG)
    with pytest.raises(SignInError, match="name, passphrase or code is wrong"):
        officers.authenticate(world.site, "my whole passphrase", WRONG, "123456")
    assert acts(world, f"account:{NAME}")[-1] == ("?", "sign-in.failed")
    assert acts(world, "account:?") == [("?", "sign-in.failed")]


def test_waits_begin_after_five_wrong_codes_and_double_up_to_fifteen_minutes(world: World) -> None:
    waits = []
    for _ in range(14):
        with pytest.raises(SignInError):
            sign_in(world, totp="000000")
        with world.site.reading() as session:
            until = session.scalars(select(Officer.locked_until).where(Officer.name == NAME)).one()
        waits.append(until - world.clock.now() if until else timedelta())
        world.clock.advance(waits[-1])
    assert waits[:4] == [timedelta()] * 4
    assert waits[4:7] == [timedelta(seconds=15), timedelta(seconds=30), timedelta(seconds=60)]
    assert waits[-1] == timedelta(minutes=15)


def test_a_locked_account_refuses_the_right_words_and_a_right_sign_in_ends_the_count(world: World) -> None:
    for _ in range(5):
        with pytest.raises(SignInError):
            sign_in(world, totp="000000")
    with pytest.raises(SignInError, match="wait"):
        sign_in(world)
    world.clock.advance(timedelta(seconds=16))
    sign_in(world)
    with world.site.reading() as session:
        officer = session.scalars(select(Officer).where(Officer.name == NAME)).one()
    assert (officer.failures, officer.locked_until) == (0, None)


def test_wrong_passphrases_alone_keep_no_officer_out(world: World) -> None:
    for _ in range(12):
        with pytest.raises(SignInError):
            sign_in(world, passphrase=WRONG)
    sign_in(world)
    assert acts(world, f"account:{NAME}").count(("?", "sign-in.failed")) == 12


def test_a_wrong_code_counts_as_a_wrong_try(world: World) -> None:
    for _ in range(5):
        with pytest.raises(SignInError):
            sign_in(world, totp="000000")
    with pytest.raises(SignInError, match="wait"):
        sign_in(world)


def test_a_closed_account_does_not_sign_in(world: World) -> None:
    set_active_by_operator(world.site, NAME, active=False)
    with pytest.raises(SignInError):
        sign_in(world)


def test_the_recovery_code_sets_a_new_passphrase_for_the_same_seed(world: World) -> None:
    made = world.people[NAME][1]
    officers.recover(world.site, NAME, made.recovery_code, world.totp(NAME), "a fresh passphrase for me")
    world.clock.advance(timedelta(minutes=1))
    _officer, seed = officers.authenticate(world.site, NAME, "a fresh passphrase for me", world.totp(NAME))
    assert seed == made.pair.seed
    assert (NAME, "passphrase.changed") in acts(world, f"account:{NAME}")


def test_a_wrong_recovery_code_is_recorded_and_keeps_nobody_out(world: World) -> None:
    for _ in range(6):
        with pytest.raises(SignInError):
            officers.recover(world.site, NAME, "wrong", world.totp(NAME), "a fresh passphrase for me")
    assert acts(world, f"account:{NAME}").count(("?", "sign-in.failed")) == 6
    code = world.people[NAME][1].recovery_code
    token = world.cookie(NAME)
    world.clock.advance(timedelta(minutes=1))
    officers.recover(world.site, NAME, code, world.totp(NAME), "a fresh passphrase for me")
    assert resume_session(world.site, token) is None, "recovering ends the sessions there were"
    with pytest.raises(SignInError):
        officers.recover(world.site, "nobody.here", "wrong", "123456", "a fresh passphrase for me")
    assert acts(world, "account:?") == [("?", "sign-in.failed")]


@pytest.mark.parametrize("fresh", ["", "fourteen chars", "               "])
def test_a_passphrase_has_at_least_fifteen_characters(world: World, fresh: str) -> None:
    made = world.people[NAME][1]
    with pytest.raises(SettingsError, match="at least 15"):
        officers.change_passphrase(world.site, made.id, made.pair.seed, fresh)
    with pytest.raises(SettingsError, match="at least 15"):
        officers.recover(world.site, NAME, made.recovery_code, world.totp(NAME), fresh)


@pytest.mark.parametrize("name", ["", "x", "Carmen", "carmen crcl", "cármen", "a" * 41, "carmen/crcl"])
def test_a_sign_in_name_is_plain(world: World, name: str) -> None:
    with world.site.writing() as session, pytest.raises(SettingsError, match="a sign-in name is"):
        officers.create_officer(
            world.site, session, name, frozenset({Role.officer}), "a passphrase long enough", by="test"
        )


def test_a_second_account_of_the_same_name_is_refused(world: World) -> None:
    with pytest.raises(ConflictError), world.site.writing() as session:
        officers.create_officer(
            world.site, session, NAME, frozenset({Role.officer}), "a passphrase long enough", by="test"
        )


def test_slots_and_second_factors_lie_under_the_desk_host_key_alone(world: World) -> None:
    secret = world.people[NAME][1].totp_secret.encode()
    with world.site.reading() as session:
        stored = [row.sealed for row in session.scalars(select(OfficerSlot))]
        stored += [row.totp for row in session.scalars(select(Officer))]
    assert all(secret not in blob for blob in stored)
    public = open_site(world.settings, world.clock)
    assert public.desk is None
    with pytest.raises(SettingsError, match="RECOURSE_DESK_KEY"):
        officers.authenticate(public, NAME, world.passphrase(NAME), world.totp(NAME))
    public.engine.dispose()
