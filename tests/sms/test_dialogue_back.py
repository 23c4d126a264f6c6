"""0 leads to the question before, field by field; and what is private is said in each language that is spoken."""

import pytest

from .phone import Phone, asked, sent

pytestmark = pytest.mark.usefixtures("able_to_speak")
NOTICE = {"es-419": "Esto no es privado", "ar": "الرسائل", "en": "Texts are not private"}


def over_48h() -> Phone:
    """Return a phone that is asked on which day he could leave."""
    phone = asked()
    phone.send("2")
    for code in ("0", "over_48h", "told", "yes"):
        phone.choose(code)
    return phone


def test_after_a_day_zero_leads_to_the_question_about_the_day() -> None:
    phone = over_48h()
    day = phone.text
    assert "Wrong? Send 0." in phone.send("5 29")
    assert phone.at.field == "hour"
    phone.send("0")
    assert (phone.at.step, phone.at.field) == ("held", "day")
    assert day.split("\n", 1)[1] in phone.text
    phone.send("5 28", "5 pm")
    assert phone.state.draft is not None
    assert phone.state.draft.answers["held"] == {"could_leave": "yes", "day": "2026-05-28", "hour": "17:00"}


def test_zero_leads_from_one_step_to_the_last_question_of_the_one_before() -> None:
    phone = over_48h()
    phone.send("5 29", "5 pm")
    phone.choose("yes")
    phone.choose("local_jail")
    phone.send("somewhere", "tx")
    assert phone.at.step == "when"
    for field in ("state", "facility_name", "kind"):
        phone.send("0")
        assert (phone.at.step, phone.at.field) == ("where", field)
    phone.send("0")
    assert (phone.at.step, phone.at.field) == ("still_held", "still")
    phone.send("0")
    assert (phone.at.step, phone.at.field) == ("held", "hour")


def test_a_day_of_its_own_step_is_asked_again_by_zero() -> None:
    phone = over_48h()
    phone.send("5 29", "5 pm")
    phone.choose("yes")
    phone.choose("home")
    phone.send("tx", "1")
    assert phone.at.step == "when"
    phone.choose("on")
    assert "Wrong? Send 0." in phone.send("5 20")
    phone.send("0")
    assert (phone.at.step, phone.at.field) == ("when", "on")
    phone.send("5 21")
    assert phone.state.draft is not None
    assert phone.state.draft.answers["when"] == {"how": "on", "on": "2026-05-21"}


@pytest.mark.parametrize(("hello", "first", "then"), [("hola", "es-419", "ar"), ("hi", "en", "es-419")])
def test_what_is_private_is_said_again_in_another_language(hello: str, first: str, then: str) -> None:
    phone = Phone()
    assert NOTICE[first] in phone.send(hello)
    phone.send("8")
    phone.choose(then)
    assert NOTICE[then] in phone.text
    assert phone.at.name == "keep"
    phone.send("8")
    phone.choose(first)
    assert NOTICE[first] not in phone.text  # it was said


def test_what_is_private_is_said_in_another_language_in_the_middle_and_after_start() -> None:
    phone = asked()
    phone.send("8")
    phone.choose("es-419")
    assert NOTICE["es-419"] in phone.text
    assert phone.at.step == "danger"
    stopped = Phone()
    stopped.send("hi", "stop", "START", "8")
    stopped.choose("es-419")
    assert NOTICE["es-419"] in stopped.text


def test_an_older_draft_that_is_gone_on_with_in_another_language_says_what_is_private() -> None:
    phone = asked()
    phone.send("9")
    phone.choose("new")
    phone.send("1", "8")
    phone.choose("es-419")
    phone.send("9")
    phone.choose("older")
    phone.send("1")
    assert NOTICE["es-419"] in phone.text


def test_after_it_was_sent_another_language_says_nothing_of_it_until_one_begins() -> None:
    phone = sent()
    phone.send("8")
    phone.choose("es-419")
    assert NOTICE["es-419"] not in phone.text
    phone.choose("new")
    assert NOTICE["es-419"] in phone.text
