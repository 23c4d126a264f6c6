"""The manifest that is used is the newest one that the pinned root signed, and never an older one again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from intake.core.errors import ManifestError
from intake.service import key_files, manifests, rotation
from intake.service.manifests import LIFETIME, ManifestKeeper
from intake.service.site import open_site
from intake.service.worker import renew_manifest
from intake.store.models import DeskEpoch, StoredManifest
from intake.vault import manifest as vault_manifest
from intake.vault.manifest import Manifest, RootKey, sign
from intake.vault.suite import KeyPair
from tests.conftest import World


def draw(world: World) -> Manifest:
    site = world.site
    with site.reading() as session:
        return manifests.draw_up(
            session, site.ring, salt=site.manifest().salt, rules="r", now=world.clock.now()
        )


def publish(world: World, root: RootKey | None = None) -> Manifest:
    fresh = draw(world)
    with world.site.writing() as session:
        manifests.publish(session, fresh, root or own_root(world))
    return fresh


def own_root(world: World) -> RootKey:
    root = key_files.load_root(world.settings)
    assert root is not None
    return root


def forget(world: World, number: int) -> None:
    with world.site.writing() as session:
        session.execute(delete(StoredManifest).where(StoredManifest.number == number))


def test_the_newest_is_used(any_world: World) -> None:
    assert any_world.site.manifest().number == 1
    assert publish(any_world).number == 2
    assert any_world.site.manifest().number == 2
    assert (any_world.settings.data / "manifest.seen").read_text() == "2"


def test_an_older_one_put_back_is_refused_by_this_process_and_the_next(any_world: World) -> None:
    publish(any_world)
    any_world.site.manifest()
    forget(any_world, 2)
    restarted = open_site(any_world.settings, any_world.clock)
    for site in (any_world.site, restarted):
        with pytest.raises(ManifestError, match="older"):
            site.manifest()
    restarted.engine.dispose()


def test_an_old_one_under_a_new_number_is_refused(any_world: World) -> None:
    publish(any_world)
    any_world.site.manifest()
    with any_world.site.writing() as session:
        first = session.get_one(StoredManifest, 1).signed
        session.add(StoredManifest(number=3, signed=first))
    with pytest.raises(ManifestError, match="older"):
        any_world.site.manifest()


def test_one_that_another_root_signed_is_never_used_and_stops_nothing(any_world: World) -> None:
    own = any_world.site.manifest()
    publish(any_world, RootKey.generate())
    assert any_world.site.manifest() == own
    forget(any_world, own.number)
    with pytest.raises(ManifestError):
        any_world.site.manifest()
    with any_world.site.reading() as session, pytest.raises(ManifestError):
        any_world.site.manifests.last(session)


def test_rubbish_in_the_table_stops_no_renewal(any_world: World) -> None:
    first = any_world.site.manifest().number
    with any_world.site.writing() as session:
        session.add_all(StoredManifest(number=first + ahead, signed=b"rubbish") for ahead in (1, 2))
    any_world.clock.advance(LIFETIME - timedelta(days=1))
    renew_manifest(any_world.site)
    assert any_world.site.manifest().number == first + 1


def test_one_that_ran_out_is_renewed_as_soon_as_a_worker_runs(any_world: World) -> None:
    any_world.clock.advance(LIFETIME + timedelta(days=1))
    with pytest.raises(ManifestError, match="expired"):
        any_world.site.manifest()
    renew_manifest(any_world.site)
    assert any_world.site.manifest().number == 2


def test_a_changed_one_is_refused(any_world: World) -> None:
    with any_world.site.writing() as session:
        signed = session.get_one(StoredManifest, 1).signed
        session.execute(update(StoredManifest).values(signed=signed.replace(b'"format"', b'"fornat"')))
    with pytest.raises(ManifestError):
        any_world.site.manifest()


def test_an_expired_one_is_refused_also_where_it_was_verified_before(any_world: World) -> None:
    any_world.clock.advance(LIFETIME - timedelta(seconds=1))
    any_world.site.manifest()
    any_world.clock.advance(timedelta(seconds=1))
    with pytest.raises(ManifestError, match="expired"):
        any_world.site.manifest()


def test_none_at_all_is_told_with_the_way_out(any_world: World) -> None:
    forget(any_world, 1)
    with pytest.raises(ManifestError, match="recourse init"):
        any_world.site.manifest()


def test_a_verified_one_is_not_verified_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = world.site.manifest()
    monkeypatch.setattr(manifests, "verify", None)
    assert world.site.manifest() is first


def test_one_signed_elsewhere_is_taken_into_use_if_it_is_newer(any_world: World) -> None:
    fresh, site = draw(any_world), any_world.site
    signed = sign(fresh, own_root(any_world))
    with site.writing() as session:
        taken = manifests.take(session, signed, pin=site.manifests.pin, now=any_world.clock.now())
    assert taken == fresh == site.manifest()
    with pytest.raises(ManifestError, match="older"), site.writing() as session:
        manifests.take(session, signed, pin=site.manifests.pin, now=any_world.clock.now())


def test_the_first_of_all_can_be_signed_elsewhere(any_world: World) -> None:
    site = any_world.site
    with site.reading() as session:
        signed = session.get_one(StoredManifest, 1).signed
    forget(any_world, 1)
    with site.writing() as session:
        manifests.take(session, signed, pin=site.manifests.pin, now=any_world.clock.now())
    assert site.manifest().number == 1


def test_one_of_another_root_is_not_taken(any_world: World) -> None:
    signed, site = sign(draw(any_world), RootKey.generate()), any_world.site
    with pytest.raises(ManifestError), site.writing() as session:
        manifests.take(session, signed, pin=site.manifests.pin, now=any_world.clock.now())


def test_every_genuine_one_is_known_the_expired_and_the_old_too(any_world: World) -> None:
    publish(any_world)
    publish(any_world, RootKey.generate())
    any_world.clock.advance(LIFETIME * 2)
    keeper = any_world.site.manifests
    with any_world.site.reading() as session:
        assert sorted(one.number for one in keeper.genuine(session)) == [1, 2]


def test_what_two_processes_saw_at_once_stands_in_the_file(world: World) -> None:
    one, two = (ManifestKeeper(world.site.manifests.pin, world.site.manifests._seen) for _ in range(2))
    publish(world)
    with world.site.reading() as session:
        for keeper in (one, two):
            assert keeper.newest(session, world.clock.now()).number == 2
    assert (world.settings.data / "manifest.seen").read_text() == "2"
    assert not list(world.settings.data.glob(".manifest*"))


def test_the_first_manifest_names_each_desks_newest_key(any_world: World) -> None:
    manifest = any_world.site.manifest()
    assert [(desk.desk, desk.epoch) for desk in manifest.desks] == [("crcl", 1), ("doj", 1), ("triage", 1)]
    assert draw(any_world) == replace(manifest, number=2, rules="r")
    with any_world.site.reading() as session:
        assert len(session.scalars(select(StoredManifest)).all()) == 1


def test_a_desk_key_from_the_table_is_never_signed_with_nobody_looking(any_world: World) -> None:
    before, planted = any_world.site.manifest(), KeyPair.generate().public
    with any_world.site.writing() as session:
        session.add(DeskEpoch(desk="crcl", epoch=2, public=planted, since=any_world.clock.now()))
    assert rotation.reissue_manifest(any_world.site)
    any_world.clock.advance(LIFETIME - timedelta(days=29))
    renew_manifest(any_world.site)
    renewed = any_world.site.manifest()
    assert (renewed.number, renewed.desks, renewed.salt) == (3, before.desks, before.salt)
    assert draw(any_world).desk("crcl").public == planted  # a person compares its fingerprint first


def test_what_another_process_saw_holds_here_too(any_world: World) -> None:
    site, seen = any_world.site, any_world.settings.data / "manifest.seen"
    idle, knowing = (ManifestKeeper(site.manifests.pin, seen) for _ in range(2))
    publish(any_world)
    now = any_world.clock.now()
    with site.reading() as session:
        assert knowing.newest(session, now).number == 2
    publish(any_world)
    assert site.manifest().number == 3
    forget(any_world, 3)
    for keeper in (idle, knowing):
        with site.reading() as session, pytest.raises(ManifestError, match="older"):
            keeper.newest(session, now)
    assert seen.read_text() == "3"


def test_a_number_that_another_process_raised_meanwhile_is_not_lowered(
    any_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = any_world.settings.data / "manifest.seen"
    genuine = vault_manifest.verify

    def verify_slowly(signed: bytes, **given: Any) -> Manifest:
        seen.write_text("7")
        return genuine(signed, **given)

    publish(any_world)
    monkeypatch.setattr(manifests, "verify", verify_slowly)
    assert any_world.site.manifest().number == 2
    assert seen.read_text() == "7"
    with pytest.raises(ManifestError, match="older"):
        any_world.site.manifest()
