"""What works at any moment: stop, start, help, and a receipt code."""

from datetime import timedelta

import pytest

from intake.core import receipt
from sms.dialogue import (
    AddWords,
    Forget,
    Forgotten,
    Found,
    LookUp,
    Message,
    NotForgotten,
    OptIn,
    OptOut,
    resume,
)

from .phone import CODES, Phone, asked, last, sent, telling

DAY = timedelta(hours=25)

pytestmark = pytest.mark.usefixtures("able_to_speak")


def test_groups_of_numbers_keep_their_order_in_writing_from_right_to_left() -> None:
    phone = Phone()
    phone.send("مساعدة", "1", "1", "9")
    phone.choose("send")
    assert receipt.show(CODES[0]).replace(" ", "\u00a0") in phone.text
    assert receipt.parse(receipt.show(CODES[0]).replace(" ", "\u00a0")) == CODES[0]


def test_stop_is_confirmed_once_and_then_there_is_silence_until_start() -> None:
    phone = asked()
    assert phone.send(
        "No me escriban más"
    ) == "Recourse: no more texts to this number. What was sent stays." + (" To return, send START.")
    assert last(phone) == OptOut()
    assert phone.send("stop", "hello", "1") == ""
    assert "Recourse" in phone.send("HELP")
    assert phone.wait(timedelta(minutes=5)) == ""
    assert "on again" in phone.send("START")
    assert last(phone) == OptIn()
    assert "in danger" in phone.text


def test_where_the_carrier_handles_stop_we_add_nothing() -> None:
    phone = asked()
    for kind, quiet in (("STOP", True), ("START", False), ("HELP", False)):
        assert phone.hear(Message(kind, phone.now, opt_out_type=kind)) == ""
        assert phone.state.quiet is quiet
    assert phone.effects[-2:] == [OptOut(), OptIn()]


def test_help_names_the_service_and_asks_again() -> None:
    phone = asked()
    text = phone.send("INFO")
    assert "Recourse" in text
    assert "STOP ends texts" in text
    assert "in danger" in text
    assert "in danger" in phone.send("start")


def test_status_needs_a_code_and_a_mistyped_one_is_told_from_one_that_nothing_fits() -> None:
    phone = sent()
    wrong = str((int(CODES[0][0]) + 1) % 10) + CODES[0][1:]
    assert "20 digits" in phone.send("STATUS")
    assert "not arrived yet, or the code is wrong" in phone.send(CODES[3])
    for text in (wrong, f"STATUS {wrong}", "status 1234"):
        assert "This is not a code" in phone.send(text)
        assert "arrived" not in phone.text
    phone.codes[CODES[0]] = Found("in_review", phone.now.date(), 2)
    assert "We are reading it" in phone.send(CODES[0])
    assert "2 answers wait for you" in phone.text
    assert "https://intake.example" in phone.text
    assert last(phone) == LookUp(CODES[0])


def test_a_code_works_from_any_phone_and_in_the_middle_of_another_complaint() -> None:
    stranger = Phone(codes={CODES[0]: Found("received")})
    assert "We have it" in stranger.send(receipt.show(CODES[0]))
    phone = telling()
    phone.codes[CODES[0]] = Found("closed")
    assert "The case is closed" in phone.send(CODES[0])
    assert phone.at.name == "account"
    phone.send("1" * 20)
    assert phone.state.draft is not None
    assert phone.state.draft.words == "1" * 20


def test_forget_takes_back_by_code_only() -> None:
    phone = sent()
    assert "20 digits" in phone.send("forget")
    assert "not a code" in phone.send("nothing")
    assert "erased" in phone.send(f"FORGET {receipt.show(CODES[0])}")
    assert last(phone) == Forget(CODES[0])
    assert "wrong" in phone.send(f"FORGET {CODES[0]}")
    withdrawn = resume(phone.state, Forgotten(shredded=False), phone.known)
    assert "your words stay" in withdrawn.replies[0]
    assert "The law keeps it" in resume(phone.state, NotForgotten(), phone.known).replies[0]


def test_words_are_added_with_the_code_in_the_same_text() -> None:
    phone = sent()
    phone.send("9")
    phone.choose("with_code")
    assert "one of the numbers" in phone.send("7")
    phone.choose("add")
    assert "in one text" in phone.text
    assert "We added" in phone.send(f"{CODES[0]} He is free since today")
    assert last(phone) == AddWords(CODES[0], "He is free since today")
    for choice, effect in (("see", LookUp(CODES[0])), ("take_back", Forget(CODES[0]))):
        phone.send("9")
        phone.choose("with_code")
        phone.choose(choice)
        phone.send(CODES[0])
        assert last(phone) == effect


@pytest.mark.parametrize(("text", "name"), [("AYUDA", "ar"), ("помощь", "es-419"), ("HELP", "ar")])
def test_help_is_heard_in_any_language_whatever_is_spoken(text: str, name: str) -> None:
    phone = Phone()
    phone.send("zz")
    phone.choose(name)
    assert "Recourse" in phone.send(text)
    assert phone.state.language == name
    assert phone.at.name == "keep"
    phone.send("8")
    phone.send("auxilio" if name == "ar" else "مساعدة")  # where a language is chosen, it chooses one
    assert phone.state.language == ("es-419" if name == "ar" else "ar")
