"""Making a deployment: keys for their owner alone, desks with members, and nothing made twice."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from config.settings import Settings
from intake.core.clock import FixedClock
from intake.core.complaint import Desk
from intake.core.errors import NotStoredError, SettingsError
from intake.core.statuses import Role
from intake.service import key_files
from intake.service.officers import create_officer
from intake.service.setup import FirstOfficer, is_set_up, made_up_passphrase, made_up_people, set_up
from intake.service.site import open_site
from intake.store.models import Membership
from intake.vault.keyring import KeyRing
from intake.vault.manifest import RootKey
from tests.conftest import NOON, World

GOOD = "six words that nobody would ever guess"


def person(
    name: str = "pat", passphrase: str = GOOD, desks: frozenset[Desk] = frozenset(Desk)
) -> FirstOfficer:
    return FirstOfficer(name, frozenset({Role.officer}), desks, passphrase)


def folder(settings: Settings) -> dict[str, bytes]:
    return {
        str(path.relative_to(settings.data)): path.read_bytes()
        for path in settings.data.rglob("*")
        if path.is_file()
    }


def test_what_is_made_works_on_both_engines(empty_settings: Settings) -> None:
    assert not is_set_up(empty_settings)
    site, made = set_up(empty_settings, [person()], FixedClock(NOON))
    assert is_set_up(empty_settings)
    assert [officer.name for officer in made] == ["pat"]
    assert {desk.desk for desk in site.manifest().desks} == {"crcl", "doj", "triage"}
    assert site.manifest().rules == site.deployment.rules.version
    with site.reading() as session:
        assert {row.desk for row in session.scalars(select(Membership))} == {"crcl", "doj", "triage"}
    site.engine.dispose()


def test_keys_are_their_owners_alone(world: World) -> None:
    data = world.settings.data
    for path in (data / "keys", data):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    for path in [*(data / "keys").iterdir(), data / "root.pin"]:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {path.name for path in (data / "keys").iterdir()} == {"site.ring", "desk.ring", "root.seed"}


@pytest.mark.parametrize("moved", [True, False])
def test_a_second_init_changes_nothing_even_where_the_root_key_was_moved_away(
    world: World, *, moved: bool
) -> None:
    if moved:
        key_files.root_path(world.settings).unlink()
    before = folder(world.settings)
    with pytest.raises(SettingsError, match="set up already"):
        set_up(world.settings, made_up_people())
    assert folder(world.settings) == before
    assert world.site.manifest().number == 1


def test_a_second_init_makes_no_keys_where_the_keys_are_in_the_environment(world: World) -> None:
    for name in ("site.ring", "desk.ring", "root.seed"):
        (world.settings.data / "keys" / name).unlink()
    with pytest.raises(SettingsError, match="set up already"):
        set_up(world.settings, made_up_people())
    assert list((world.settings.data / "keys").iterdir()) == []


def test_keys_of_the_environment_are_not_written_to_the_disk(tmp_path: Path) -> None:
    settings = replace(
        Settings.from_env({"RECOURSE_DATA": str(tmp_path / "data")}),
        site_key=KeyRing.generate().format(),
        desk_key=KeyRing.generate().format(),
    )
    site, _ = set_up(settings, [person()], FixedClock(NOON))
    assert {path.name for path in (tmp_path / "data" / "keys").iterdir()} == {"root.seed"}
    site.engine.dispose()


def test_a_root_key_that_is_there_already_signs(tmp_path: Path) -> None:
    settings = Settings.from_env({"RECOURSE_DATA": str(tmp_path / "data")})
    root = RootKey.generate()
    key_files.save_root(settings, root)
    site, _ = set_up(settings, [person()], FixedClock(NOON))
    assert site.manifests.pin == root.pin
    assert site.manifest().number == 1
    site.engine.dispose()


@pytest.mark.parametrize(
    ("people", "problem"),
    [
        ([], "crcl, doj, triage"),
        ([person(desks=frozenset({Desk.CRCL, Desk.TRIAGE}))], "none was named for doj"),
        ([person(passphrase="short")], "at least 15 characters"),
        ([person(passphrase=" " * 20)], "at least 15 characters"),
        ([person(name="Pat")], "sign-in name"),
        ([person(name="p")], "sign-in name"),
        ([person(name="-pat")], "sign-in name"),
        ([person(name="p" * 41)], "sign-in name"),
    ],
)
def test_people_who_would_not_do_are_refused_before_anything_is_made(
    tmp_path: Path, people: list[FirstOfficer], problem: str
) -> None:
    settings = Settings.from_env({"RECOURSE_DATA": str(tmp_path / "data")})
    with pytest.raises(SettingsError, match=problem):
        set_up(settings, people)
    assert not (tmp_path / "data").exists()


def test_made_up_people_cover_every_desk_and_share_no_passphrase() -> None:
    people = made_up_people()
    assert {desk for one in people for desk in one.desks} == set(Desk)
    assert len({one.passphrase for one in people}) == len(people)
    assert len(made_up_passphrase().split()) == 6


def test_a_database_that_does_not_answer_is_one_clear_error(tmp_path: Path) -> None:
    settings = Settings.from_env(
        {"RECOURSE_DATA": str(tmp_path), "DATABASE_URL": "postgresql://no@/no?host=/no"}
    )
    with pytest.raises(NotStoredError, match="DATABASE_URL"):
        is_set_up(settings)


@pytest.mark.parametrize("desk", ["site", "desk"])
def test_a_missing_ring_is_named_with_the_way_out(world: World, desk: key_files.RingName) -> None:
    key_files.ring_path(world.settings, desk).unlink()
    with pytest.raises(SettingsError, match=rf"RECOURSE_{desk.upper()}_KEY: .*recourse init"):
        open_site(world.settings, with_desk=True)


def test_a_missing_pin_is_named_with_the_way_out(world: World) -> None:
    (world.settings.data / "root.pin").unlink()
    with pytest.raises(SettingsError, match=r"RECOURSE_ROOT: .*recourse init"):
        open_site(world.settings)


ZEROS = "0" * 64


@pytest.mark.parametrize("ring", [f"1:{ZEROS},2:{ZEROS}", f"99999:{ZEROS}", f"1:{ZEROS},1:{ZEROS}"])
def test_a_ring_that_cannot_be_is_named_by_its_variable_or_file(world: World, ring: str) -> None:
    with pytest.raises(SettingsError, match="RECOURSE_SITE_KEY: "):
        key_files.load_ring(replace(world.settings, site_key=ring), "site")
    path = key_files.ring_path(world.settings, "desk")
    path.write_text(ring)
    with pytest.raises(SettingsError, match=r"desk\.ring: "):
        key_files.load_ring(world.settings, "desk")


def test_a_ring_of_the_environment_wins_over_the_file(world: World) -> None:
    given = replace(world.settings, site_key=f"7:{ZEROS}", desk_key=f"8:{ZEROS}")
    assert key_files.load_ring(given, "site").versions == (7,)
    assert key_files.load_ring(given, "desk").versions == (8,)


def test_a_pin_of_the_environment_wins_over_the_file(world: World) -> None:
    assert key_files.load_pin(replace(world.settings, root=ZEROS)) == ZEROS


def test_a_private_file_is_written_whole_by_several_at_once(tmp_path: Path) -> None:
    """Each writer has a file of its own until the end, so none finds its file renamed away by another."""
    path = tmp_path / "keys" / "one"
    key_files.write_private(path, b"first")
    key_files.write_private(path, b"second")
    assert path.read_bytes() == b"second"
    assert [found.name for found in path.parent.iterdir()] == ["one"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_process_without_the_desks_key_cannot_make_an_officer(world: World) -> None:
    public = open_site(world.settings, world.clock)
    with pytest.raises(SettingsError, match="RECOURSE_DESK_KEY"), public.writing() as session:
        create_officer(public, session, "new", frozenset({Role.officer}), GOOD, by="test")
    public.engine.dispose()
