"""Conversations in the database: once for each text, guarded, found by keyed tags, readable after a rotation, and ended."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from intake.core.errors import ConflictError
from intake.service import (
    key_files,
    rotation,
    texting,
    texting_contact,
    texting_copies,
    texting_ends,
    texting_out,
)
from intake.service.files import keep_file
from intake.service.site import Site, open_site
from intake.service.texting import Talk, Thought
from intake.service.texting_copies import Copy
from intake.service.worker import Worker
from intake.store.models import Blob, Conversation, Erasure, Inbound, Outbox, Outgoing
from intake.vault.keyring import KeyRing
from tests.conftest import World
from tests.service.made_up import filed, rows

NUMBER = "+12025550171"
TABLES = ("text_conversations", "text_inbound", "text_outgoing", "text_erasures", "outbox")


def sid_of(number: int) -> str:
    return f"SM{number:032x}"


def answering(words: str, **given: Any) -> Callable[[Talk], Thought]:
    def think(talk: Talk) -> Thought:
        talk.state = {"heard": [*(talk.state or {"heard": []})["heard"], words]}
        return Thought(reply=words.encode(), **given)

    return think


def only(site: Site, table: type[Any]) -> Any:
    with site.reading() as session:
        return session.scalars(select(table)).one()


def test_a_repeat_gets_the_first_bytes_and_is_not_thought_about(any_world: World) -> None:
    site = any_world.site
    assert texting.receive(site, sid_of(1), NUMBER, answering("first")) == b"first"
    assert texting.receive(site, sid_of(1), NUMBER, answering("second")) == b"first"
    talk = texting.load(site, only(site, Conversation).id)
    assert talk is not None
    assert talk.state == {"heard": ["first"]}


def test_a_turn_that_fails_leaves_nothing_behind(any_world: World) -> None:
    def broken(_talk: Talk) -> Thought:
        raise RuntimeError

    before = rows(any_world)
    with pytest.raises(RuntimeError):
        texting.receive(any_world.site, sid_of(1), NUMBER, broken)
    assert rows(any_world) == before


def test_others_who_write_first_are_waited_for_three_times(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []

    def lost(*_: object) -> bytes:
        tries.append(1)
        raise ConflictError("somebody else")

    monkeypatch.setattr(texting, "_receive", lost)
    with pytest.raises(ConflictError):
        texting.receive(world.site, sid_of(1), NUMBER, answering("x"))
    assert len(tries) == 3


def test_what_is_said_stands_nowhere_in_clear(any_world: World) -> None:
    site = any_world.site
    thought = {"sends": ["canary reply"], "work": [{"effect": "canary effect"}]}
    think = answering("canary words", copies=[Copy("message", "inbound", sid_of(1))], **thought)
    texting.receive(site, sid_of(1), NUMBER, think)
    found = rows(any_world)
    raw = repr([found[name] for name in TABLES]).encode()
    for word in ("canary", NUMBER, NUMBER[1:], sid_of(1)):
        assert word.encode() not in raw
    assert all(found[name] for name in TABLES)


def test_an_effect_is_gone_on_with_once(any_world: World) -> None:
    site = any_world.site
    texting.receive(site, sid_of(1), NUMBER, answering("x", work=[{"effect": "it"}]))
    row = only(site, Conversation)
    talk = texting.load(site, row.id)
    assert talk is not None
    (work,) = talk.work
    for _ in range(2):
        texting.resume(site, row.id, answering("done"), work=work)
    texting.resume(site, UUID(int=0), answering("nobody"))
    talk = texting.load(site, row.id)
    assert talk is not None
    assert (talk.state, talk.work) == ({"heard": ["x", "done"]}, {})
    assert texting.load(site, UUID(int=0)) is None


def test_all_is_found_and_readable_with_a_new_key_alone(any_world: World) -> None:
    site = any_world.site
    think = answering("first", sends=["a text"], copies=[Copy("message", "inbound", sid_of(1))])
    texting.receive(site, sid_of(1), NUMBER, think)
    letter = only(site, Outgoing).id

    def handed(kept: texting_out.Letter) -> None:
        kept.sid = sid_of(2)

    texting_out.change(site, letter, handed)
    ring = key_files.load_ring(any_world.settings, "site").add()
    with_both = open_site(replace(any_world.settings, site_key=ring.format()), any_world.clock)
    assert rotation.reencrypt_site(with_both) == rotation.count_rows(with_both) == 6
    with_both.engine.dispose()
    alone = KeyRing.parse(ring.format().split(",")[0])
    after = open_site(replace(any_world.settings, site_key=alone.format()), any_world.clock)
    assert texting.receive(after, sid_of(1), NUMBER, answering("second")) == b"first"
    texting.receive(after, sid_of(3), NUMBER, answering("third"))
    talk = texting.load(after, only(after, Conversation).id)
    assert talk is not None
    assert talk.state == {"heard": ["first", "third"]}
    texting_copies.note_one(after, Copy("message", "inbound", sid_of(1)))
    assert sum(texting_copies.count(after).values()) == 1
    texting_out.report(after, sid_of(2), "", lambda _letter: True, again=timedelta())
    assert texting_out.load(after, letter) is None
    after.engine.dispose()


def test_a_text_without_a_sid_has_no_tag_after_a_rotation(any_world: World) -> None:
    texting.receive(any_world.site, sid_of(1), NUMBER, answering("x", sends=["one", "two"]))
    ring = key_files.load_ring(any_world.settings, "site").add()
    site = open_site(replace(any_world.settings, site_key=ring.format()), any_world.clock)
    rotation.reencrypt_site(site)
    with site.reading() as session:
        assert [row.tag for row in session.scalars(select(Outgoing))] == [None, None]
    site.engine.dispose()


def test_a_conversation_ends_with_its_pictures_and_leaves_no_row(any_world: World) -> None:
    site = any_world.site
    kept = keep_file(site, b"what happened", "words.txt")

    def think(talk: Talk) -> Thought:
        talk.media = {"1": [kept.to_document()]}
        return Thought(kept_for=timedelta(days=3))

    texting.receive(site, sid_of(1), NUMBER, think)
    for _ in range(50):
        any_world.clock.advance(timedelta(hours=1))
        texting_ends.tidy(site)
        Worker(site).run_once()
    assert only(site, Blob).name == kept.blob, "pictures of a draft are kept as long as it is"
    any_world.clock.advance(timedelta(hours=23))
    texting_ends.tidy(site)
    Worker(site).run_once()
    assert texting_ends.conversations(site) == []
    with pytest.raises(FileNotFoundError):
        list(site.blobs.read(kept.blob))
    any_world.clock.advance(timedelta(days=31))
    texting_ends.tidy(site)
    found = rows(any_world)
    assert [found[name] for name in TABLES if name != "outbox"] == [[], [], [], []]


def test_a_number_is_unlinked_from_a_case_that_is_gone(any_world: World) -> None:
    site = any_world.site
    case = filed(any_world).case_id

    def think(talk: Talk) -> Thought:
        talk.cases, talk.last_case = {case.hex: "", uuid4().hex: ""}, uuid4().hex
        return Thought(contact={case.hex: True, uuid4().hex: True})

    texting.receive(site, sid_of(1), NUMBER, think)
    texting_ends.tidy(site)
    talk = texting.load(site, only(site, Conversation).id)
    assert talk is not None
    assert (talk.cases, talk.last_case) == ({case.hex: ""}, None)
    assert texting_contact.standing(site, case) is not None
    assert texting_contact.standing(site, uuid4()) is None


def test_conversations_wake_when_their_time_has_come(any_world: World) -> None:
    site, now = any_world.site, any_world.clock.now()
    for number, wait in enumerate((5, 1, 3)):
        think = answering("x", wakes_at=now + timedelta(minutes=wait))
        texting.receive(site, sid_of(number), f"+1202555017{number}", think)
    any_world.clock.advance(timedelta(minutes=3))
    waking = [texting.load(site, one) for one in texting_ends.waking(site)]
    assert [talk.number[-1] for talk in waking if talk] == ["1", "2"]


@pytest.mark.parametrize("table", [Inbound, Outgoing, Erasure, Conversation])
def test_rows_lie_in_the_order_of_their_random_ids(world: World, table: type[Any]) -> None:
    with world.site.reading() as session:
        statement = f"SELECT sql FROM sqlite_master WHERE name = '{table.__tablename__}'"  # noqa: S608 -- our own names
        assert "WITHOUT ROWID" in str(session.connection().exec_driver_sql(statement).scalar())


def test_nothing_waits_in_the_outbox_after_a_plain_answer(any_world: World) -> None:
    texting.receive(any_world.site, sid_of(1), NUMBER, answering("x"))
    with any_world.site.reading() as session:
        assert list(session.scalars(select(Outbox))) == []
