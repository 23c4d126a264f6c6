"""A person whose code is lost is followed in a new case: by the same word, by two officers, and nothing old is opened."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from intake.core.complaint import Complaint, Desk
from intake.core.errors import ConflictError, MoveError, NoKeyError, NoSuchCaseError, NotAllowedError
from intake.service import by_code, follow_up, lost_code, review, rotation, taking_back
from intake.service.audit_trail import case_chain
from intake.service.by_code import Opened
from intake.service.desk_index import DeskIndex
from intake.service.documents import detail_of, flags_of, guard_column, listing_of
from intake.service.lost_code import Earlier
from intake.service.queue import line_of
from intake.service.worker import Worker
from intake.store import audit, cases
from intake.store.models import Case
from tests.canaries import search
from tests.conftest import World
from tests.service.made_up import complaint, detail, filed, named, opened, rows
from tests.service.test_rotation import newest, rings, with_rings

WORD = "bluemoonontheriver"
TO_DOJ = {"actors": ["local_police"], "place": "community", "custody": "none", "allegations": ["profiling"]}
CARMEN, DMITRI = "carmen.crcl", "dmitri.doj"


def before(**changed: Any) -> Complaint:
    return complaint(word=WORD, **changed)


def after(**changed: Any) -> Complaint:
    return complaint(earlier_word=WORD, **changed)


@pytest.fixture
def index(any_world: World) -> Iterator[DeskIndex]:
    made = DeskIndex(any_world.site)
    made.build()
    yield made
    made.close()


def revision(world: World, case_id: UUID) -> int:
    with world.site.reading() as session:
        return cases.get_case(session, case_id).revision


def ask(world: World, name: str, new: UUID, old: UUID) -> None:
    lost_code.ask_to_follow(world.site, world.reader(name), new, old, revision=revision(world, new))


def agree(world: World, name: str, new: UUID, old: UUID) -> None:
    lost_code.agree_to_follow(world.site, world.reader(name), new, old, revision=revision(world, new))


def stop(world: World, name: str, new: UUID, old: UUID) -> None:
    lost_code.stop_following(world.site, world.reader(name), new, old, revision=revision(world, new))


def found(world: World, index: DeskIndex, name: str, new: UUID) -> list[Earlier]:
    index.refresh()
    return lost_code.candidates(world.site, index, world.reader(name), new, detail(world, new))


def seen(world: World, case: Opened) -> list[UUID]:
    """Return the earlier cases that the holder of a code is told of."""
    view = by_code.view(world.site, case)
    return [old for old, _detail in lost_code.earlier_cases(world.site, view.case_id, view.detail)]


def acts(world: World, case_id: UUID) -> list[tuple[str, str, str]]:
    with world.site.reading() as session:
        entries = audit.history(session, case_chain(case_id))
    return [(one.actor, one.action, one.detail) for one in entries if one.action.startswith("case.follow")]


@pytest.fixture
def pair(any_world: World) -> tuple[Opened, Opened]:
    """Return an earlier case and a new one that names its word, both open by their codes."""
    old = opened(any_world, before())
    any_world.clock.advance(timedelta(days=30))
    return old, opened(any_world, after())


def test_two_officers_let_a_person_be_followed_and_both_chains_say_so(
    any_world: World, pair: tuple[Opened, Opened]
) -> None:
    old, new = pair
    ask(any_world, CARMEN, new.case_id, old.case_id)
    assert seen(any_world, new) == []
    agree(any_world, DMITRI, new.case_id, old.case_id)
    assert seen(any_world, new) == [old.case_id]
    assert lost_code.follower(any_world.site, old.case_id, detail(any_world, old.case_id)) == new.case_id
    for mine, other in ((new, old), (old, new)):
        assert acts(any_world, mine.case_id) == [
            (CARMEN, "case.follow_asked", str(other.case_id)),
            (DMITRI, "case.follow_agreed", str(other.case_id)),
        ]


def test_the_new_code_opens_nothing_of_the_earlier_case_and_the_old_code_goes_on(
    any_world: World,
) -> None:
    old = opened(any_world, named(Desk.CRCL, word=WORD, code_opens_account=True))
    new = opened(any_world, after())
    review.reply(
        any_world.site, any_world.reader(CARMEN), old.case_id, "Hola", language="es-419", translated=True
    )
    ask(any_world, CARMEN, new.case_id, old.case_id)
    agree(any_world, DMITRI, new.case_id, old.case_id)
    theirs = by_code.view(any_world.site, new)
    assert (theirs.conversation, theirs.account, theirs.has_identity) == ([], [], False)
    with pytest.raises(NoSuchCaseError):
        follow_up.add_words(any_world.site, Opened(old.case_id, new.seeds, new.lookup), "hello")
    kept = by_code.view(any_world.site, old)
    assert [entry.body["text"] for entry in kept.conversation] == ["Hola"]
    assert kept.account
    assert seen(any_world, old) == []


def test_the_officer_who_asked_cannot_agree(any_world: World, pair: tuple[Opened, Opened]) -> None:
    old, new = pair
    with pytest.raises(MoveError):
        agree(any_world, CARMEN, new.case_id, old.case_id)
    ask(any_world, CARMEN, new.case_id, old.case_id)
    with pytest.raises(MoveError):
        ask(any_world, DMITRI, new.case_id, old.case_id)
    with pytest.raises(MoveError):
        agree(any_world, CARMEN, new.case_id, old.case_id)
    assert detail(any_world, new.case_id).follow_asked == {old.case_id.hex: CARMEN}
    assert seen(any_world, new) == []
    assert acts(any_world, new.case_id) == [(CARMEN, "case.follow_asked", str(old.case_id))]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (complaint(), after()),
        (complaint(word=WORD + "s"), after()),
        (before(), complaint()),
        (complaint(), complaint()),
    ],
)
def test_without_the_same_word_there_is_nothing_to_agree_to(
    any_world: World, index: DeskIndex, old: Complaint, new: Complaint
) -> None:
    first, second = filed(any_world, old).case_id, filed(any_world, new).case_id
    assert found(any_world, index, CARMEN, second) == []
    with pytest.raises(MoveError):
        ask(any_world, CARMEN, second, first)
    assert acts(any_world, first) == acts(any_world, second) == []


def test_a_case_follows_neither_itself_nor_a_later_one(any_world: World, index: DeskIndex) -> None:
    both = filed(any_world, complaint(word=WORD, earlier_word=WORD)).case_id
    any_world.clock.advance(timedelta(hours=1))
    later = filed(any_world, before()).case_id
    assert found(any_world, index, CARMEN, both) == []
    for other in (both, later):
        with pytest.raises(MoveError):
            ask(any_world, CARMEN, both, other)


def test_an_officer_of_another_desk_is_told_of_nothing_and_may_do_nothing(
    any_world: World, index: DeskIndex
) -> None:
    old = filed(any_world, before(facts=TO_DOJ)).case_id
    any_world.clock.advance(timedelta(hours=1))
    new = filed(any_world, after()).case_id
    assert [one.case_id for one in found(any_world, index, DMITRI, new)] == [old]
    assert found(any_world, index, CARMEN, new) == []
    for act in (ask, agree, stop):
        with pytest.raises(NoKeyError):
            act(any_world, CARMEN, new, old)
    for name in ("ada.admin", "otto.auditor"):
        with pytest.raises(NotAllowedError):
            ask(any_world, name, new, old)


def test_the_candidates_are_the_newest_first_with_who_asked_and_where_they_are_followed(
    any_world: World, index: DeskIndex
) -> None:
    olds = []
    for _ in range(3):
        olds.append(filed(any_world, before()).case_id)
        any_world.clock.advance(timedelta(minutes=1))
    new, other = filed(any_world, after()).case_id, filed(any_world, after()).case_id
    ask(any_world, CARMEN, new, olds[0])
    ask(any_world, CARMEN, other, olds[1])
    agree(any_world, DMITRI, other, olds[1])
    told = [(one.case_id, one.asked_by, one.followed_in) for one in found(any_world, index, DMITRI, new)]
    assert told == [(olds[2], "", None), (olds[1], "", other), (olds[0], CARMEN, None)]
    with pytest.raises(MoveError, match="followed already"):
        ask(any_world, CARMEN, new, olds[1])


def test_of_very_many_that_fit_only_the_newest_are_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lost_code, "MOST", 1)
    index = DeskIndex(world.site)
    filed(world, before())
    world.clock.advance(timedelta(minutes=1))
    newer = filed(world, before()).case_id
    assert [one.case_id for one in found(world, index, CARMEN, filed(world, after()).case_id)] == [newer]
    index.close()


def test_a_mark_that_two_words_share_is_not_enough(
    any_world: World, index: DeskIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lost_code, "word_mark", lambda _value: "same")
    monkeypatch.setattr("intake.service.documents.word_mark", lambda value: "same" if value else "")
    filed(any_world, complaint(word="another"))
    mine = filed(any_world, before()).case_id
    new = filed(any_world, after()).case_id
    assert [one.case_id for one in found(any_world, index, CARMEN, new)] == [mine]


def test_one_officer_is_enough_to_undo_a_request_or_an_agreement(
    any_world: World, pair: tuple[Opened, Opened]
) -> None:
    old, new = pair
    with pytest.raises(MoveError):
        stop(any_world, CARMEN, new.case_id, old.case_id)
    ask(any_world, CARMEN, new.case_id, old.case_id)
    stop(any_world, DMITRI, new.case_id, old.case_id)
    assert detail(any_world, new.case_id).follow_asked == {}
    ask(any_world, CARMEN, new.case_id, old.case_id)
    agree(any_world, DMITRI, new.case_id, old.case_id)
    stop(any_world, CARMEN, new.case_id, old.case_id)
    assert seen(any_world, new) == []
    assert (detail(any_world, old.case_id).followed_in, detail(any_world, new.case_id).follows) == ("", [])
    for case in (old, new):
        assert [action for _actor, action, _detail in acts(any_world, case.case_id)] == [
            *("case.follow_asked", "case.follow_ended"),
            *("case.follow_asked", "case.follow_agreed", "case.follow_ended"),
        ]


def test_an_act_on_a_case_that_changed_meanwhile_is_refused(
    any_world: World, pair: tuple[Opened, Opened]
) -> None:
    old, new = pair
    before_it = revision(any_world, new.case_id)
    ask(any_world, CARMEN, new.case_id, old.case_id)
    with pytest.raises(ConflictError):
        lost_code.agree_to_follow(
            any_world.site, any_world.reader(DMITRI), new.case_id, old.case_id, revision=before_it
        )
    assert seen(any_world, new) == []


def test_a_request_stands_in_the_queue_until_it_is_answered(
    any_world: World, pair: tuple[Opened, Opened]
) -> None:
    old, new = pair
    ask(any_world, CARMEN, new.case_id, old.case_id)
    assert "follow" in flags_of(detail(any_world, new.case_id))
    agree(any_world, DMITRI, new.case_id, old.case_id)
    assert "follow" not in flags_of(detail(any_world, new.case_id))


def test_an_earlier_case_that_was_shredded_is_offered_no_more_and_ends_what_was_agreed(
    any_world: World, index: DeskIndex, pair: tuple[Opened, Opened]
) -> None:
    old, new = pair
    ask(any_world, CARMEN, new.case_id, old.case_id)
    agree(any_world, DMITRI, new.case_id, old.case_id)
    assert taking_back.take_back(any_world.site, old).shredded
    assert found(any_world, index, CARMEN, new.case_id) == []
    assert seen(any_world, new) == []
    for act in (ask, agree):
        with pytest.raises(NoSuchCaseError):
            act(any_world, CARMEN, new.case_id, old.case_id)
    stop(any_world, CARMEN, new.case_id, old.case_id)
    assert detail(any_world, new.case_id).follows == []
    with pytest.raises(MoveError):
        stop(any_world, CARMEN, new.case_id, old.case_id)


def test_a_new_case_that_was_shredded_leaves_the_earlier_one_free(
    any_world: World, index: DeskIndex, pair: tuple[Opened, Opened]
) -> None:
    old, new = pair
    ask(any_world, CARMEN, new.case_id, old.case_id)
    agree(any_world, DMITRI, new.case_id, old.case_id)
    assert taking_back.take_back(any_world.site, new).shredded
    assert lost_code.follower(any_world.site, old.case_id, detail(any_world, old.case_id)) is None
    again = filed(any_world, after()).case_id
    assert [one.followed_in for one in found(any_world, index, CARMEN, again)] == [None]
    ask(any_world, CARMEN, again, old.case_id)


def test_a_case_that_was_taken_back_for_good_keeps_no_word_and_is_followed_no_more(
    any_world: World, index: DeskIndex, pair: tuple[Opened, Opened]
) -> None:
    old, new = pair
    ask(any_world, CARMEN, new.case_id, old.case_id)
    agree(any_world, DMITRI, new.case_id, old.case_id)
    review.open_case(any_world.site, any_world.reader(CARMEN), old.case_id)
    taking_back.take_back(any_world.site, old)
    assert seen(any_world, new) == [old.case_id]
    any_world.clock.advance(taking_back.UNDO)
    Worker(any_world.site).run_once()
    assert detail(any_world, old.case_id).word == ""
    assert seen(any_world, new) == []
    assert found(any_world, index, CARMEN, new.case_id) == []


def test_words_given_before_a_rotation_of_the_site_key_still_fit(
    any_world: World, pair: tuple[Opened, Opened]
) -> None:
    old, new = pair
    site, desk = rings(any_world)
    fresh = site.add()
    with with_rings(any_world, fresh, desk) as world:
        rotation.reencrypt_site(world.site)
    with with_rings(any_world, newest(fresh), desk) as world:
        index = DeskIndex(world.site)
        assert [one.case_id for one in found(world, index, CARMEN, new.case_id)] == [old.case_id]
        index.close()


def test_the_word_itself_stands_nowhere(world: World) -> None:
    """Neither as typed nor as compared, in no row, no file, and no opened document; nor does its value in clear."""
    old, new = opened(world, before()), opened(world, after())
    ask(world, CARMEN, new.case_id, old.case_id)
    agree(world, DMITRI, new.case_id, old.case_id)
    review.note(world.site, world.reader(CARMEN), new.case_id, "the same hand")
    value = detail(world, old.case_id).word
    assert detail(world, new.case_id).earlier_word == value != ""
    assert search([WORD, value], [world.settings.data]) == []
    assert WORD not in repr(rows(world))
    for case in (old, new):
        assert WORD not in repr(review.open_case(world.site, world.reader(CARMEN), case.case_id))


def test_a_line_that_was_written_before_there_were_words_is_still_read(world: World) -> None:
    case_id = filed(world).case_id
    with world.site.writing() as session:
        case = session.get_one(Case, case_id)
        line = listing_of(detail_of(world.site.guard, case), cases.desks_of(session, case_id))
        older = json.dumps(
            [value for name, value in line._asdict().items() if name not in line._field_defaults]
        )
        case.listing = guard_column(world.site.guard, case_id, "listing", older.encode())
    index = DeskIndex(world.site)
    index.build()
    assert line_of(index, case_id) == line
    index.close()


def test_without_a_word_nothing_of_one_is_kept(world: World) -> None:
    kept = detail(world, filed(world).case_id)
    assert (kept.word, kept.earlier_word) == ("", "")
