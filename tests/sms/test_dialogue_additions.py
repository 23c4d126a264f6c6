"""Words that come with, before or after a receipt code: they go to its complaint, or wait until it is said where."""

from datetime import timedelta

import pytest

from intake.core import receipt
from sms.dialogue import (
    AddWords,
    Found,
    LookUp,
    Message,
    NotFound,
    TakeMedia,
    TooManyMisses,
    due,
    resume,
    step,
)

from .phone import CODES, Phone, last, sent, telling

STORY = "Please hurry, he has no insulin"
MISTYPED = str((int(CODES[0][0]) + 1) % 10) + CODES[0][1:]

pytestmark = pytest.mark.usefixtures("able_to_speak")


def adding() -> Phone:
    """Return a phone that stands where a code and words are asked for."""
    phone = sent()
    phone.send("9")
    phone.choose("with_code")
    phone.choose("add")
    return phone


def added(phone: Phone) -> list[AddWords]:
    """Return all that was to be added."""
    return [effect for effect in phone.effects if isinstance(effect, AddWords)]


def test_words_after_a_code_go_to_its_complaint_when_the_person_says_so() -> None:
    phone = sent()
    phone.send(receipt.show(CODES[0]))
    text = phone.send(STORY)
    assert "not sent yet" in text
    assert "We kept" not in text
    phone.send("now!", "?")
    assert "one of the numbers" in phone.text
    phone.choose("add")
    assert "We added your words" in phone.text
    assert last(phone) == AddWords(CODES[0], f"{STORY}\nnow!")
    assert phone.state.loose == ()
    assert "not sent yet" in phone.send("and he is cold")  # its minutes are not over


def test_words_after_a_code_may_begin_a_new_one() -> None:
    phone = sent()
    phone.send(CODES[0], STORY)
    phone.choose("new")
    assert phone.state.draft is not None
    assert phone.state.draft.words == STORY
    assert phone.state.held == ""
    assert added(phone) == []


def test_a_code_is_forgotten_after_its_minutes_and_then_asked_for_again() -> None:
    phone = sent()
    phone.send(CODES[0], STORY)
    assert due(phone.state) == phone.now - timedelta(seconds=30) + timedelta(minutes=10)
    assert phone.wait(timedelta(minutes=10)) == ""
    assert CODES[0] not in str(phone.state.to_document())
    assert "Send the code" in phone.send("1")
    assert "not sent yet. Where" in phone.send(CODES[0])
    phone.choose("add")
    assert added(phone) == [AddWords(CODES[0], STORY)]


def test_what_wakes_late_adds_nothing_with_a_code_whose_minutes_are_over() -> None:
    phone = adding()
    phone.send(CODES[0])
    assert "not sent yet. Send the code" in phone.send(STORY, after=timedelta(minutes=11))
    assert added(phone) == []
    assert [part.text for part in phone.state.loose] == [STORY]


def test_stop_forgets_the_code() -> None:
    for message in (Message("stop", sent().now), Message("STOP", sent().now, opt_out_type="STOP")):
        phone = sent()
        phone.send(CODES[0])
        phone.hear(message)
        assert phone.state.held == ""


def test_without_a_code_words_at_the_end_are_not_called_kept() -> None:
    phone = sent()
    text = phone.send(STORY)
    assert "not sent yet" in text
    assert "We kept" not in text
    phone.choose("with_code")
    assert "not sent yet. Send the code" in phone.text
    phone.send(CODES[0])
    phone.choose("add")
    assert added(phone) == [AddWords(CODES[0], STORY)]
    assert "not sent yet" in sent().send(STORY, after=timedelta(hours=25))


def test_words_that_come_while_it_is_being_sent_are_asked_about_afterwards() -> None:
    phone = sent()
    waiting = step(phone.state, Message(STORY, phone.now), phone.known)
    phone.state = waiting.state
    assert "Where should they go" in phone.send("0")
    assert "Where should they go" in phone.send("9", "0")


def test_while_another_is_told_words_after_a_code_are_asked_about() -> None:
    phone = telling()
    phone.codes[CODES[3]] = Found("received")
    phone.send(CODES[3], STORY)
    assert phone.at.shown == ("add", "draft", "new")
    phone.choose("draft")
    assert phone.state.draft is not None
    assert phone.state.draft.words == STORY
    assert "We kept what you wrote" in phone.text
    assert phone.state.held == ""
    phone.send(CODES[3], "he is cold")
    phone.choose("add")
    assert last(phone) == AddWords(CODES[3], "he is cold")
    assert phone.at.name == "account"
    phone.send("1")
    assert phone.state.held == ""  # the interview goes on


def test_at_a_question_words_after_a_code_are_no_answer() -> None:
    phone = telling()
    phone.codes[CODES[3]] = Found("received")
    phone.send("1")
    phone.choose("no")
    phone.send("9", "0", CODES[3], STORY)
    assert phone.at.name == "whose"
    phone.send("0")
    assert phone.at.name == "ask"


def test_a_name_that_is_typed_after_a_code_is_no_answer_where_it_tells_something() -> None:
    phone = Phone(codes={CODES[3]: Found("received")})
    phone.send("help", "1", "2")
    phone.choose("2")
    phone.choose("medical")
    phone.choose("local_jail")
    phone.send(CODES[3], STORY)
    assert phone.at.name == "whose"
    phone.send("0", "oak county")
    assert phone.at.field == "state"


def test_pictures_after_a_code_are_refused_not_put_elsewhere() -> None:
    phone = telling()
    phone.codes[CODES[3]] = Found("received")
    phone.send(CODES[3])
    assert "later on the web" in phone.send("", media=1)
    assert not any(isinstance(effect, TakeMedia) for effect in phone.effects)
    phone.send("1")
    phone.choose("yes")
    phone.send(CODES[3])
    assert "We kept 1 picture" in phone.send("", media=1)  # asked for right before


def test_a_code_alone_is_taken_and_its_words_follow() -> None:
    phone = adding()
    text = phone.send(CODES[0])
    assert "We have your code. Now send your words." in text
    assert last(phone) == LookUp(CODES[0])
    assert "Now send your words" in phone.send("1")
    assert "We added" in phone.send("they would not stop beating him")
    assert last(phone) == AddWords(CODES[0], "they would not stop beating him")
    phone.send("2")
    assert phone.at.name == "with_code"
    phone.choose("add")
    assert "Now send your words" in phone.text  # its minutes are not over
    assert "We have your code" in phone.send(CODES[0])
    assert "We added" in phone.send(f"He is free {CODES[0]} today")
    assert last(phone) == AddWords(CODES[0], "He is free today")


def test_a_mistyped_code_and_one_that_nothing_fits_lose_no_words() -> None:
    phone = adding()
    assert "This is not a code" in phone.send("1234")
    assert "This is not a code" in phone.send(f"{MISTYPED} {STORY}")
    assert "not sent yet. Send the code" in phone.text
    assert "not arrived yet, or the code is wrong" in phone.send(CODES[5])
    assert "not sent yet. Send the code" in phone.text
    assert phone.state.held == ""
    assert "Where should they go" in phone.send(CODES[0])
    phone.choose("add")
    assert added(phone) == [AddWords(CODES[0], STORY)]


def test_words_whose_code_nothing_fits_come_back_and_wait() -> None:
    phone = adding()
    text = phone.send(f"{CODES[5]} {STORY}")
    assert "the code is wrong" in text
    assert "not sent yet" in text
    assert [part.text for part in phone.state.loose] == [STORY]
    assert phone.at.shown == ("new", "with_code")


def test_words_that_were_refused_for_a_while_come_back_and_wait() -> None:
    phone = sent()
    phone.send(CODES[0])
    turn = resume(phone.state, TooManyMisses(1, STORY), phone.known)
    assert "again in 1 minute." in turn.replies[0]
    assert "not sent yet" in "".join(turn.replies)
    assert turn.state.held == CODES[0]
    again = resume(adding().state, TooManyMisses(9), phone.known)
    assert "again in 9 minutes" in again.replies[0]


def test_words_beside_a_code_are_asked_about_wherever_they_come() -> None:
    stranger = Phone(codes={CODES[0]: Found("received")})
    assert "Where should they go" in stranger.send(f"{receipt.show(CODES[0])} {STORY}")
    stranger.choose("add")
    assert last(stranger) == AddWords(CODES[0], STORY)
    spanish = Phone(codes={CODES[0]: Found("received")})
    spanish.send(f"{CODES[0]} mi hijo no tiene insulina y está en la cárcel")
    assert spanish.state.language == "es-419"
    phone = telling()
    phone.send(f"{CODES[0]} {STORY}")
    assert phone.at.name == "whose"
    assert CODES[0] not in str(phone.state.loose)


def test_more_words_than_may_wait_are_said_to_be_too_many() -> None:
    phone = sent()
    phone.send(CODES[0], STORY)
    assert "all that fits" in phone.send("x" * 20_000)
    assert len(phone.state.loose) == 1
    for number in range(20):
        phone.send(f"part {number} of what happened")
    assert "all that fits" in phone.text
    assert len(phone.state.loose) == 20


def test_words_that_do_not_fit_into_the_draft_wait_on() -> None:
    phone = telling()
    phone.codes[CODES[3]] = Found("received")
    phone.send("y" * 15_000, CODES[3], "x" * 9_000)
    phone.choose("draft")
    assert "all that fits" in phone.text
    assert len(phone.state.loose) == 1


def test_a_second_code_that_nothing_fits_keeps_the_words_that_wait() -> None:
    phone = sent()
    phone.send(CODES[0], STORY)
    turn = resume(phone.state, NotFound(), phone.known)
    assert turn.state.held == ""
    assert "Where should they go" in turn.replies[0]


def test_words_where_only_a_code_or_a_number_was_asked_for_wait_too() -> None:
    phone = sent()
    phone.send("STATUS", STORY)
    assert phone.at.name == "whose"
    phone.choose("with_code")
    phone = sent()
    phone.send("STATUS", f"{CODES[0]} {STORY}")
    assert "We have it" in phone.text
    assert "Where should they go" in phone.text
    phone.choose("add")
    assert added(phone) == [AddWords(CODES[0], STORY)]
    phone.send("2", "he died")
    assert phone.at.name == "whose"
    again = sent()
    again.send("STATUS", f"status {CODES[0]}")
    assert again.state.loose == ()
    assert "one of the numbers" in again.send("2", "6")
