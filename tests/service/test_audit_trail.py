"""Walking the audit log: the checkpoints outside the database show what its own chains cannot."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from intake.core.errors import ConflictError, NotStoredError
from intake.service import checkpoints, rotation
from intake.service.audit_trail import account_chain, record, verify
from intake.service.checkpoints import publish
from intake.store.audit import Act
from intake.store.models import AuditEntry, Checkpoint, StoredManifest
from intake.vault.guard import Guard
from intake.vault.keyring import KeyRing
from intake.vault.site import AckKey
from tests.conftest import World

CHAIN = account_chain("carmen.crcl")


def act(world: World, action: str = "case.read") -> None:
    with world.site.writing() as session:
        record(world.site, session, CHAIN, Act("carmen.crcl", action))


def told(world: World) -> list[tuple[str, int, str]]:
    return [(one.chain, one.sequence, one.problem) for one in verify(world.site).breaks]


def with_ring(world: World, ring: KeyRing) -> World:
    return replace(world, site=replace(world.site, ring=ring, guard=Guard(ring)))


def rewrite(world: World, change: Any) -> None:
    """Change the newest published checkpoint as somebody with the disk could."""
    path = max(checkpoints.folder(world.site).glob("*.json"))
    path.write_text(json.dumps(change(json.loads(path.read_text()))))


def test_a_sound_log_is_counted(any_world: World) -> None:
    act(any_world)
    publish(any_world.site)
    verdict = verify(any_world.site)
    assert verdict.sound
    assert (verdict.chains, verdict.entries, verdict.checkpoints) == (6, 7, 1)


def test_a_changed_entry_is_named(any_world: World) -> None:
    act(any_world)
    with any_world.site.writing() as session:
        session.execute(update(AuditEntry).where(AuditEntry.sequence == 1).values(actor="x"))
    assert told(any_world) == [(CHAIN, 1, "it was changed after it was written")]
    assert not verify(any_world.site).sound


def test_a_tail_that_was_cut_off_shows_at_the_checkpoint(any_world: World) -> None:
    act(any_world)
    publish(any_world.site)
    with any_world.site.writing() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.chain == CHAIN, AuditEntry.sequence == 1))
    assert told(any_world) == [(CHAIN, 1, "it is not what 00000001.json says")]


def test_a_chain_that_was_written_anew_from_the_start_shows_at_the_checkpoint(any_world: World) -> None:
    act(any_world, "case.exported")
    publish(any_world.site)
    with any_world.site.writing() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.chain == CHAIN))
    act(any_world, "officer.created")
    act(any_world, "case.read")
    assert told(any_world) == [(CHAIN, 1, "it is not what 00000001.json says")]


def test_only_chains_that_grew_are_published_again(any_world: World) -> None:
    for _ in range(2):
        any_world.clock.advance(timedelta(hours=1))
        act(any_world)
        before = publish(any_world.site)
    assert len(json.loads(json.loads(before.read_text())["body"])["heads"]) == 1
    any_world.clock.advance(timedelta(hours=1))
    act(any_world)
    path = publish(any_world.site)
    body = json.loads(json.loads(path.read_text())["body"])
    assert [head[:2] for head in body["heads"]] == [[CHAIN, 3]]
    assert body["before"]
    assert (body["checkpoint"], path.name) == (3, "00000003.json")
    assert path.stat().st_mode & 0o777 == 0o600


def test_entries_just_before_a_checkpoint_are_told_again(any_world: World) -> None:
    publish(any_world.site)
    any_world.clock.advance(timedelta(minutes=4))
    body = json.loads(json.loads(publish(any_world.site).read_text())["body"])
    assert len(body["heads"]) == 6


FOREIGN = "this checkpoint was not signed by this site"


@pytest.mark.parametrize(
    "change",
    [
        lambda found: {**found, "body": found["body"].replace('"checkpoint":1', '"checkpoint":9')},
        lambda found: {**found, "signature": "00" * 64},
        lambda found: {**found, "signature": "no hex"},
        lambda found: {
            **found,
            "signature": AckKey.from_ring(KeyRing.generate()).sign(found["body"].encode()).hex(),
        },
        lambda found: {"body": found["body"]},
        lambda _found: ["not", "a checkpoint"],
    ],
)
def test_a_checkpoint_that_this_site_did_not_sign_is_refused(any_world: World, change: Any) -> None:
    publish(any_world.site)
    rewrite(any_world, change)
    assert told(any_world) == [("00000001.json", 0, FOREIGN)]


def test_half_a_checkpoint_is_named_and_the_others_are_still_read(any_world: World) -> None:
    publish(any_world.site)
    path = publish(any_world.site)
    path.write_text(path.read_text()[:40])
    assert told(any_world) == [("00000002.json", 0, FOREIGN)]
    assert verify(any_world.site).checkpoints == 2


def test_a_checkpoint_of_a_dropped_key_holds_by_the_signed_manifest(any_world: World) -> None:
    """After a rotation the old key leaves the ring; its public half stands in the manifest the root signed."""
    publish(any_world.site)
    both = with_ring(any_world, any_world.site.ring.add())
    rotation.reencrypt_site(both.site)
    assert rotation.reissue_manifest(both.site)
    publish(both.site)
    newest = with_ring(any_world, KeyRing({2: bytes.fromhex(both.site.ring.format()[2:66])}))
    assert told(newest) == []
    with newest.site.writing() as session:
        session.execute(delete(StoredManifest).where(StoredManifest.number == 1))
        session.add(StoredManifest(number=1, signed=b"what the root never signed"))
    assert told(newest) == [("00000001.json", 0, FOREIGN)]


def test_of_two_that_publish_at_once_the_second_writes_over_nothing(
    any_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = any_world.site
    first = publish(site)
    told_first = first.read_bytes()
    act(any_world)
    monkeypatch.setattr(checkpoints, "_newest", lambda _site: None)  # it had looked before the first wrote
    with pytest.raises(ConflictError):
        publish(site)
    assert first.read_bytes() == told_first
    assert [path.name for path in checkpoints.folder(site).iterdir()] == ["00000001.json"]
    assert told(any_world) == []


def test_rows_taken_from_the_database_do_not_bring_a_published_file_to_be_replaced(any_world: World) -> None:
    act(any_world)
    first = publish(any_world.site)
    told_first = first.read_bytes()
    with any_world.site.writing() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.chain == CHAIN))
        session.execute(delete(Checkpoint))
    assert publish(any_world.site).name == "00000002.json"
    assert first.read_bytes() == told_first
    assert told(any_world) == [(CHAIN, 1, "it is not what 00000001.json says")]


def test_a_row_put_in_the_way_does_not_stop_the_next_checkpoint(any_world: World) -> None:
    publish(any_world.site)
    later = any_world.clock.now() + timedelta(days=900)
    with any_world.site.writing() as session:
        session.add(Checkpoint(number=2, at=later, body=b"", signature=b""))
    assert told(any_world) == [
        ("checkpoints", 2, "the newest in the database, but 1 is the newest published")
    ]
    act(any_world)
    body = json.loads(json.loads(publish(any_world.site).read_text())["body"])
    assert CHAIN in [head[0] for head in body["heads"]]
    assert told(any_world) == []


def test_a_worker_stopped_between_file_and_commit_leaves_a_sound_log(any_world: World) -> None:
    publish(any_world.site)
    publish(any_world.site)
    with any_world.site.writing() as session:
        session.execute(delete(Checkpoint).where(Checkpoint.number == 2))
    assert told(any_world) == []
    assert publish(any_world.site).name == "00000003.json"
    assert told(any_world) == []


def test_a_database_that_is_behind_the_files_is_named(any_world: World) -> None:
    for _ in range(2):
        publish(any_world.site)
    with any_world.site.writing() as session:
        session.execute(delete(Checkpoint))
    assert told(any_world) == [
        ("checkpoints", 0, "the newest in the database, but 2 is the newest published")
    ]


def test_files_that_are_missing_or_stand_in_anothers_place_are_named(any_world: World) -> None:
    first, second, third = (publish(any_world.site) for _ in range(3))
    kept = first.read_bytes()
    second.write_bytes(kept)
    assert told(any_world) == [
        ("00000002.json", 0, "it holds checkpoint 1"),
        ("00000003.json", 0, "it does not follow 00000002.json"),
    ]
    second.unlink()
    assert told(any_world) == [("00000003.json", 0, "checkpoint 2 is missing before it")]
    third.unlink()
    assert told(any_world) == [
        ("checkpoints", 3, "the newest in the database, but 1 is the newest published")
    ]


def test_a_first_checkpoint_that_follows_another_is_named(any_world: World) -> None:
    path = publish(any_world.site)
    body = json.dumps({**json.loads(json.loads(path.read_text())["body"]), "before": "00"})
    signature = AckKey.from_ring(any_world.site.ring).sign(body.encode()).hex()
    rewrite(any_world, lambda _found: {"body": body, "signature": signature})
    assert told(any_world) == [("00000001.json", 0, "it is not the first")]


def test_after_a_file_that_cannot_be_read_all_heads_are_told(any_world: World) -> None:
    publish(any_world.site).write_text("half")
    any_world.clock.advance(timedelta(hours=1))
    body = json.loads(json.loads(publish(any_world.site).read_text())["body"])
    assert len(body["heads"]) == 6
    assert told(any_world) == [("00000001.json", 0, FOREIGN)]


def test_a_checkpoint_that_cannot_be_written_is_not_noted(any_world: World) -> None:
    checkpoints.folder(any_world.site).write_text("a file where the folder should be")
    with pytest.raises(NotStoredError):
        publish(any_world.site)
    with any_world.site.reading() as session:
        assert session.scalars(select(Checkpoint)).all() == []
