"""Own words, pictures, review, and the receipt code."""

from datetime import timedelta

import pytest

from intake.core import receipt
from intake.core.errors import AnswersError
from intake.core.words import Desk
from intake.i18n import speaking
from intake.interview.words import DESKS
from scripts.transcripts import TRANSCRIPTS, document
from sms.dialogue import (
    Dropped,
    File,
    MayText,
    MediaKept,
    MediaRefused,
    Message,
    NotFiled,
    State,
    TakeMedia,
    due,
    resume,
    sending,
    step,
)
from sms.dialogue.talk import Talk

from .phone import CODES, Phone, asked, last, ready, sent, telling

DAY = timedelta(hours=25)

pytestmark = pytest.mark.usefixtures("able_to_speak")


def test_own_words_come_in_parts_and_in_any_order() -> None:
    phone = telling()
    first, second, third = (phone.now + timedelta(seconds=number) for number in (1, 1, 9))
    assert "We kept what you wrote" in phone.hear(Message("it was", first, index=1))
    assert phone.hear(Message("dark", third)) == ""  # so soon after, silence will confirm it
    assert phone.hear(Message("On Friday", second, index=0)) == ""
    assert phone.state.draft is not None
    assert phone.state.draft.words == "On Friday\nit was\ndark"
    assert due(phone.state) == phone.now + timedelta(seconds=60)
    assert "We kept what you wrote" in phone.wait(timedelta(seconds=61))
    assert "photos" in phone.send("1")
    phone.choose("no")
    assert "somewhere else" in phone.text


def test_own_words_are_not_taken_for_numbers_or_stop_and_keep_to_their_room() -> None:
    phone = telling()
    assert "We kept" not in phone.send("")
    assert "Then send 1" in phone.send("5")
    phone.send("they would not stop beating me")
    assert not phone.state.quiet
    phone.send("x" * 20_000)
    assert "all that fits" in phone.text
    phone.send("stop")
    assert phone.state.quiet


def test_pictures_are_taken_at_any_moment_for_the_draft() -> None:
    phone = telling()
    assert "We kept 1 picture" in phone.send("", media=1)
    assert isinstance(last(phone), TakeMedia)
    phone.send("1")
    phone.choose("yes")
    assert "Then send 1" in phone.text
    assert "one of the numbers" in phone.send("3")
    assert "Send them now" in phone.send("", media=2)
    assert "somewhere else" in phone.send("1")
    turn = resume(phone.state, MediaRefused(1), phone.known)
    assert "Only pictures" in turn.replies[0]
    assert "later on the web" in sent().send("", media=1)


def test_pictures_sent_instead_of_a_yes_are_the_yes() -> None:
    phone = telling()
    phone.send("1")
    assert phone.at.name == "files"
    assert "Send them now" in phone.send("", media=1)
    turn = resume(phone.state, MediaKept(99, 2), phone.known)
    assert "2 pictures" in turn.replies[0]


def test_the_review_repeats_no_answer_and_says_where_it_goes() -> None:
    phone = ready()
    assert "You answered" in phone.text
    assert "It goes to:" in phone.text
    assert "doctor" not in phone.text
    phone.choose("words")
    assert "own words" in phone.text
    phone.send("one more thing to say", "1")
    assert "You answered" in phone.text
    assert "one of the numbers" in phone.send("6")
    phone.choose("open")
    assert phone.at.step == "where"
    phone.choose("home")


def test_what_says_nothing_yet_is_not_sent() -> None:
    phone = asked()
    for _ in range(60):
        if phone.at.name == "review":
            break
        phone.send("9")
        phone.choose("skip")
    assert "It goes to" not in phone.text
    phone.choose("send")
    assert "tell us what happened" in phone.text
    assert "What happened?" in phone.text
    assert not phone.filed


def test_the_code_is_told_once_in_five_groups_and_texting_first_is_asked() -> None:
    phone = ready()
    phone.choose("send")
    assert f"\n{receipt.show(CODES[0])}\n" in phone.replies[0]
    assert "delete this thread" in phone.replies[0]
    assert "May we text you" in phone.text
    assert "one of the numbers" in phone.send("zz")
    phone.choose("yes")
    assert last(phone) == MayText(agreed=True)
    assert CODES[0] not in str(phone.state.to_document())
    assert MayText(agreed=False) in sent().effects


def test_nothing_is_lost_where_filing_fails() -> None:
    phone = ready()
    turn = step(phone.state, Message("1", phone.now), phone.known)
    (effect,) = turn.effects
    assert isinstance(effect, File)
    waiting = step(turn.state, Message("are you still there my friend", phone.now), phone.known)
    assert "being sent" in waiting.replies[0]
    back = resume(waiting.state, NotFiled(effect.draft), phone.known)
    assert "Nothing is lost" in back.replies[0]
    phone.state = back.state
    phone.send("1")
    assert len(phone.filed) == 1
    assert resume(phone.state, NotFiled(effect.draft), phone.known).state == phone.state


def test_deleting_asks_once_more() -> None:
    phone = asked()
    phone.send("9")
    phone.choose("delete")
    assert "one of the numbers" in phone.send("5")
    phone.choose("no")
    assert "in danger" in phone.text
    phone.send("9")
    phone.choose("delete")
    phone.choose("yes")
    assert phone.state.draft is None
    assert last(phone) == Dropped(1)
    assert "deleted here" in phone.text


def test_a_name_is_given_only_by_consent_and_reaches_the_desks_that_handle_it() -> None:
    phone = telling()
    phone.send("1")
    for code in ("no", "no", "all"):
        phone.choose(code)
    assert "Your name" in phone.text
    phone.send("Ana Stop Ruiz")
    phone.choose("phone")
    phone.send("555 0100", "mornings", "1")
    phone.choose("send")
    (complaint,) = phone.filed
    assert complaint.identity == {"name": "Ana Stop Ruiz"}
    assert complaint.contact["address"] == "555 0100"
    assert complaint.consent
    assert complaint.consent < set(Desk)


def test_skipping_works_for_questions_and_nothing_else() -> None:
    phone = ready()
    phone.send("9")
    assert "skip" not in phone.at.shown
    phone.choose("go_on")
    assert "You answered" in phone.text


def test_a_state_survives_as_json_and_another_format_is_refused() -> None:
    state = sent().state
    assert State.from_document(state.to_document()) == state
    with pytest.raises(AnswersError):
        State.from_document({**state.to_document(), "format": 2})


def test_the_transcripts_of_the_handbook_run_to_their_ends() -> None:
    text = document()
    assert text.count("## ") == len(TRANSCRIPTS)
    assert text.count(receipt.show(CODES[0])) >= 4
    assert "the 48 hours ended" in text


def to_the_end(hello: str) -> Phone:
    """Return a phone on which everything up to how to treat one's name was answered as shortly as it goes."""
    phone = telling(hello)
    phone.send("1")
    for code in ("no", "no"):
        phone.choose(code)
    return phone


@pytest.mark.parametrize("hello", ["hola", "مساعدة"])
def test_who_does_not_write_english_is_asked_whether_an_interpreter_is_wanted(hello: str) -> None:
    phone = to_the_end(hello)
    assert phone.at.step == "interpreter"
    phone.choose("y")
    phone.choose("anonymous")
    phone.choose("send")
    assert phone.filed[0].answers["interpreter"] == {"wanted": True}


def test_an_interpreter_can_be_declined_and_english_is_not_asked() -> None:
    phone = to_the_end("hola")
    phone.send("2")
    assert phone.at.step == "identity"
    phone.send("0")
    assert phone.at.step == "interpreter"
    assert to_the_end("help").at.step == "identity"


def test_offices_are_listed_as_the_language_lists_them() -> None:
    told = {}
    for tag in ("en", "es-419", "ar"):
        with speaking(tag):
            told[tag] = sending._desks([Desk.DOJ, Desk.CRCL], Talk(State(language=tag), Phone().known))
    assert told["en"] == f"{DESKS[Desk.CRCL]} and {DESKS[Desk.DOJ]}"
    assert " y " in told["es-419"]
    assert " و" in told["ar"]
