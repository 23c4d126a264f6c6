"""Rotating the keys: everything can be read with the new ones alone, and a rotation may be stopped and begun again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeAlias

import pytest
from sqlalchemy import select

from intake.core.complaint import Desk
from intake.core.errors import CannotOpenError
from intake.service import by_code, key_files, review, rotation
from intake.service.desk_sessions import row_of
from intake.service.filing import file_complaint, new_ticket
from intake.service.site import open_site
from intake.service.tasks import put_task
from intake.service.worker import Worker
from intake.store.models import Case, Membership, Officer, OfficerSlot, Outbox
from intake.vault.guard import Guard
from intake.vault.keyring import KeyRing
from tests.conftest import World
from tests.service.made_up import NAME, complaint, filed, named


@contextmanager
def with_rings(world: World, site: KeyRing, desk: KeyRing) -> Iterator[World]:
    """Open the deployment with other rings, as a restart after the edit of the environment does."""
    settings = replace(world.settings, site_key=site.format(), desk_key=desk.format())
    opened = open_site(settings, world.clock, with_desk=True)
    yield replace(world, site=opened, settings=settings, signed_in={})
    opened.engine.dispose()


def rings(world: World) -> tuple[KeyRing, KeyRing]:
    return key_files.load_ring(world.settings, "site"), key_files.load_ring(world.settings, "desk")


def newest(ring: KeyRing) -> KeyRing:
    return KeyRing.parse(ring.format().split(",")[0])


Field: TypeAlias = tuple[Guard, bytes | None, str, str, bytes]


def guarded_fields(world: World) -> Iterator[Field]:
    """Yield every guarded field there is: its guard, the blob, table, column and row."""
    site, desk = world.site, world.site.desk
    assert desk is not None
    with site.reading() as session:
        for case in session.scalars(select(Case)):
            for column in ("listing", "detail", "access"):
                yield site.guard, getattr(case, column), "cases", column, case.id.bytes
        for task in session.scalars(select(Outbox)):
            yield site.guard, task.body, "outbox", "body", task.id.bytes
        for officer in session.scalars(select(Officer)):
            yield desk, officer.totp, "officers", "totp", officer.id.bytes
        for slot in session.scalars(select(OfficerSlot)):
            yield desk, slot.sealed, "officer_slots", slot.kind, slot.officer_id.bytes
        for one in session.scalars(select(Membership)):
            row = row_of(one.desk, one.epoch, one.officer_id)
            yield desk, one.sealed, "memberships", "sealed", row


def read_everything(world: World) -> int:
    """Decrypt every guarded field there is; returns how many."""
    plain = [
        guard.decrypt(blob, table=table, column=column, row=row)
        for guard, blob, table, column, row in guarded_fields(world)
        if blob is not None
    ]
    return len(plain)


def fill(world: World) -> None:
    for _ in range(3):
        filed(world, named(Desk.CRCL))
    with world.site.writing() as session:
        put_task(world.site, session, "traces.forget", {})


def test_everything_is_readable_with_the_new_keys_alone(any_world: World) -> None:
    fill(any_world)
    ticket = filed(any_world, named(Desk.CRCL))
    site, desk = (ring.add() for ring in rings(any_world))
    fields = read_everything(any_world)
    with with_rings(any_world, site, desk) as both:
        told: list[int] = []
        assert rotation.count_rows(both.site) == 5
        assert rotation.reencrypt_site(both.site, told.append) == 5
        assert told == [4, 5]
        assert rotation.reencrypt_desk(both.site) > 6
        assert rotation.reissue_manifest(both.site)
    with with_rings(any_world, newest(site), newest(desk)) as after:
        assert read_everything(after) == fields
        case = by_code.open_by_code(after.site, ticket.code)
        assert case.case_id == ticket.case_id
        file = review.open_case(after.site, after.reader("carmen.crcl"), ticket.case_id)
        assert file.identity is not None
        assert file.identity["name"] == NAME
        assert file_complaint(after.site, complaint(), new_ticket())
        assert Worker(after.site).run_once() == 1
    with pytest.raises(CannotOpenError):
        read_everything(any_world)


def test_a_code_is_found_before_during_and_after(any_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped halfway, some cases are under the new key and some under the old: all codes open."""
    monkeypatch.setattr(rotation, "BATCH", 1)
    tickets = [filed(any_world) for _ in range(3)]
    site, desk = (ring.add() for ring in rings(any_world))

    class StoppedError(Exception):
        pass

    def stop_after_the_first(done: int) -> None:
        if done == 1:
            raise StoppedError

    def all_open(world: World) -> bool:
        return all(by_code.open_by_code(world.site, one.code).case_id == one.case_id for one in tickets)

    with with_rings(any_world, site, desk) as both:
        assert all_open(both)
        with pytest.raises(StoppedError):
            rotation.reencrypt_site(both.site, stop_after_the_first)
        with both.site.reading() as session:
            versions = sorted(
                both.site.guard.version_of(case.detail) for case in session.scalars(select(Case))
            )
        assert versions == [1, 1, 2]
        assert all_open(both)
        rotation.reencrypt_site(both.site)
        assert all_open(both)
        rotation.reencrypt_desk(both.site)
    with with_rings(any_world, newest(site), newest(desk)) as after:
        assert all_open(after)


def test_a_second_run_writes_nothing(any_world: World) -> None:
    fill(any_world)
    site, desk = (ring.add() for ring in rings(any_world))
    with with_rings(any_world, site, desk) as both:
        rotation.reencrypt_site(both.site)
        with both.site.reading() as session:
            before = session.scalars(select(Case.detail).order_by(Case.id)).all()
        rotation.reencrypt_site(both.site)
        with both.site.reading() as session:
            assert session.scalars(select(Case.detail).order_by(Case.id)).all() == before


def test_a_case_whose_code_is_gone_is_rotated_too(any_world: World) -> None:
    ticket = filed(any_world)
    with any_world.site.writing() as session:
        case = session.get_one(Case, ticket.case_id)
        case.access, case.lookup_tag = None, None
    site, desk = (ring.add() for ring in rings(any_world))
    with with_rings(any_world, site, desk) as both:
        rotation.reencrypt_site(both.site)
        with both.site.reading() as session:
            assert session.get_one(Case, ticket.case_id).access is None
        assert read_everything(both)


def test_a_case_that_goes_meanwhile_is_passed_over(any_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 1)
    for _ in range(2):
        filed(any_world)
    site, desk = (ring.add() for ring in rings(any_world))

    with with_rings(any_world, site, desk) as both:

        def shred_the_rest(_done: int) -> None:
            with both.site.writing() as session:
                for case in session.scalars(select(Case)):
                    session.delete(case)

        assert rotation.reencrypt_site(both.site, shred_the_rest) == 2


def test_without_the_root_key_no_manifest_is_issued(any_world: World) -> None:
    key_files.root_path(any_world.settings).unlink()
    assert not rotation.reissue_manifest(any_world.site)
    assert any_world.site.manifest().number == 1
