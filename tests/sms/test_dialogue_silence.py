"""Silence: a shared phone shows nothing, words are confirmed, drafts end as was agreed."""

from datetime import timedelta

import pytest

from intake.core import receipt
from intake.core.words import Flag
from sms.dialogue import (
    Dropped,
    KeepDraft,
    NotFiled,
    due,
    expire,
    resume,
)

from .phone import CODES, Phone, asked, last, telling

DAY = timedelta(hours=25)

pytestmark = pytest.mark.usefixtures("able_to_speak")


def test_ten_minutes_of_silence_end_own_words() -> None:
    phone = telling()
    phone.send("they gave him no medicine")
    assert "photos" in phone.wait(timedelta(minutes=11))
    assert not phone.wait(timedelta(minutes=11))


def test_after_a_day_nothing_that_was_said_is_repeated() -> None:
    phone = asked("hola")
    phone.send("2")
    phone.choose("0")
    phone.choose("over_48h")
    phone.now += timedelta(hours=24)
    text = phone.send("1")
    assert phone.at.name == "return"
    assert "I-247" not in text
    phone.send("0")
    assert phone.at.name == "return"
    phone.choose("go_on")
    assert "I-247" in phone.text


def test_two_people_can_share_a_phone() -> None:
    phone = asked()
    phone.send("2")
    phone.now += DAY
    phone.send("my brother was hit by the guards")
    phone.choose("new")
    assert "Texts are not private" in phone.text
    assert phone.state.draft is not None
    assert phone.state.draft.words == "my brother was hit by the guards"
    assert phone.state.shelf[0].parts == ()
    phone.send("1", "1")
    phone.send("9")
    phone.choose("older")
    assert "From June 3, 2026" in phone.text
    assert "one of the numbers" in phone.send("5")
    phone.send("1")
    assert "What happened?" in phone.text
    assert [draft.number for draft in phone.state.shelf] == [2]


def test_words_after_a_day_go_to_the_draft_that_is_chosen() -> None:
    phone = asked()
    phone.now += DAY
    phone.send("now they took his medicine")
    assert phone.state.draft is not None
    assert phone.state.draft.words == ""
    phone.choose("go_on")
    assert phone.state.draft.words == "now they took his medicine"


def test_a_phone_holds_a_few_drafts_and_no_more() -> None:
    phone = asked()
    for _ in range(4):
        phone.send("2", "9")
        phone.choose("new")
        phone.send("1")
    assert "finish or delete one" in "".join(phone.said)
    assert len(phone.state.shelf) == 3
    untouched = Phone()
    untouched.send("hi", "9")
    untouched.choose("new")
    assert untouched.effects == [Dropped(1)]


@pytest.mark.parametrize(
    ("agreed", "codes", "hours"),
    [("1", ("2", "medical"), 7 * 24), ("1", ("0", "over_48h"), 24), ("2", ("0", "over_48h"), 7 * 24)],
)
def test_a_draft_nobody_goes_on_with_is_sent_if_agreed_else_deleted(
    agreed: str, codes: tuple[str, ...], hours: int
) -> None:
    phone = Phone()
    phone.send("help", agreed, "2")
    for code in codes:
        phone.choose(code)
    assert KeepDraft(1, agreed=agreed == "1") in phone.effects
    phone.wait(timedelta(hours=hours, seconds=-1))
    assert due(phone.state)
    assert phone.wait(timedelta(seconds=2)) == ""  # nobody knows who holds the phone now
    assert phone.state.draft is None
    assert len(phone.filed) == (agreed == "1")
    assert due(phone.state) is None
    if agreed == "1":
        assert phone.filed[0].incomplete
        assert "while you were away" in phone.send("hi")
        phone.choose("codes")
        assert receipt.show(CODES[0]) in phone.text
        assert not phone.state.codes
    else:
        assert last(phone) == Dropped(1)


def test_danger_is_sent_within_the_hour() -> None:
    phone = asked()
    phone.send("1")
    phone.wait(timedelta(hours=1, seconds=1))
    assert Flag.DANGER_NOW in phone.filed[0].incidents[0].derived.flags


def test_a_silent_failure_is_tried_again_after_an_hour() -> None:
    phone = asked()
    phone.send("1")
    phone.now += timedelta(hours=2)
    turn = expire(phone.state, phone.known)
    failed = resume(turn.state, NotFiled(1), phone.known)
    assert not failed.replies
    assert due(failed.state) == phone.now + timedelta(hours=1)
    retried = Phone(state=failed.state, now=phone.now)
    retried.wait(timedelta(hours=1))
    assert len(retried.filed) == 1


def test_silence_in_a_menu_or_after_stop_says_nothing() -> None:
    phone = telling()
    phone.send("they gave him no medicine", "9")
    assert phone.wait(timedelta(minutes=11)) == ""
    phone.send("1", "STOP")
    assert phone.wait(timedelta(minutes=11)) == ""


def test_texts_nobody_could_be_asked_about_are_gone_after_a_week() -> None:
    phone = Phone()
    phone.send("xx yy zz qq")
    assert phone.state.loose
    phone.wait(timedelta(days=7))
    assert not phone.state.loose
