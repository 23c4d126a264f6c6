"""The conversation by text: what is said first, and what answers lead to."""

from dataclasses import replace
from datetime import timedelta

import pytest

from config.deployment import SiteTexts
from intake.core.complaint import Channel
from intake.core.words import Allegation, Place
from intake.interview.flow import STEPS
from sms.dialogue.questions import ORDER

from .phone import CODES, DEPLOYMENT, Phone, asked, telling

DAY = timedelta(hours=25)

pytestmark = pytest.mark.usefixtures("able_to_speak")


def test_every_question_with_a_wording_for_texts_is_asked_and_no_other() -> None:
    worded = {step.key for step in STEPS if step.sms}
    assert set(ORDER) == worded
    assert len(ORDER) == len(set(ORDER))
    assert not worded & {"before", "demographics", "word", "review", "here"}


def test_the_first_answer_says_that_texts_are_not_private_and_how_to_delete_them() -> None:
    first = Phone().send("help")
    assert first.index("Texts are not private") < first.index("How to delete") < first.index("half way")
    assert "danger" not in first
    assert "https://intake.example" in first


def test_a_deployment_with_a_form_number_says_it_and_one_without_an_address_names_none() -> None:
    site: SiteTexts = replace(DEPLOYMENT.site, omb_number="1601-0036")
    phone = Phone(deployment=replace(DEPLOYMENT, site=site), web_address="")
    assert "OMB number 1601-0036" in phone.send("hi")
    assert "http" not in phone.text
    assert "http" not in phone.send("HELP")


def test_the_language_is_chosen_by_keyword_or_from_a_menu_and_switched_by_8() -> None:
    phone = Phone()
    assert phone.send("asdf").split("\n") == ["1 English", "2 Español", "3 العربية"]
    assert phone.send("9") == phone.send("8") == phone.send("5") == phone.text
    assert "Esto no es privado" in phone.send("2")
    assert phone.state.language == "es-419"
    assert "peligro" in phone.send("1")
    phone.send("8")
    assert "خطر" in phone.send("3")
    phone.send("8")
    assert "خطر" in phone.send("0")
    assert phone.state.language == "ar"


def test_words_in_the_language_menu_choose_it_and_a_story_is_kept() -> None:
    phone = Phone()
    phone.send("xx yy zz qq")
    phone.send("hola mi hijo esta en la carcel")
    assert phone.state.language == "es-419"
    assert phone.state.draft is not None
    assert phone.state.draft.words == "xx yy zz qq\nhola mi hijo esta en la carcel"
    other = Phone()
    other.send("xx yy zz qq", "more words that nobody knows qq")
    assert len(other.state.loose) == 2


def test_danger_gives_911_first_and_goes_on() -> None:
    phone = asked()
    text = phone.send("1")
    assert text.index("911") < text.index("call the jail")
    assert phone.choose("no") == ["2"]
    assert "What happened?" in phone.text


def test_a_yes_with_a_story_is_both() -> None:
    phone = asked()
    assert "911" in phone.send("Yes! they are beating him now")
    assert phone.state.draft is not None
    assert phone.state.draft.words == "Yes! they are beating him now"
    again = asked()
    assert "Is someone in danger" in again.send("no lo dejan salir de alli")


def test_a_hold_past_the_day_runs_the_clock_to_both_desks() -> None:
    phone = asked()
    phone.send("2")
    for code in ("0", "over_48h", "told", "yes"):
        phone.choose(code)
    assert "Day: May 29, 2026" in phone.send("5 29")
    phone.send("5 pm")
    for code in ("yes", "local_jail"):
        phone.choose(code)
    phone.send("oak county", "texas")
    for code in ("ongoing", "oak-jail", "hold", "no", "family"):
        phone.choose(code)
    phone.send("9")
    phone.choose("send")
    (complaint,) = phone.filed
    facts = complaint.incidents[0].derived
    assert complaint.channel is Channel.SMS
    assert complaint.incidents[0].facility == "oak-jail"
    assert facts.release_eligible_at is not None
    assert facts.release_eligible_at.isoformat() == "2026-05-29T17:00:00"
    assert "Civil Rights (CRCL) and Department of Justice" in phone.text
    assert "the 48 hours ended on June 2, 2026 at 17:00" in phone.text


def test_a_day_without_an_hour_counts_from_midnight_and_today_is_a_number() -> None:
    phone = asked()
    phone.send("2")
    for code in ("0", "over_48h", "told", "yes", "yesterday"):
        phone.choose(code)
    phone.send("1")
    phone.choose("free_since")
    phone.choose("today")
    phone.send("1")
    phone.choose("home")
    phone.send("9")
    phone.choose("send")
    facts = phone.filed[0].incidents[0].derived
    assert facts.release_eligible_at is not None
    assert facts.release_eligible_at.isoformat() == "2026-06-02T00:00:00"
    assert facts.released_at is not None


def test_several_kinds_of_several_groups_are_chosen_over_two_menus() -> None:
    phone = asked()
    phone.send("2", "1 3")
    assert "Held too long" in phone.text
    phone.send("1 3")
    assert "Health and daily life" in phone.text
    phone.send("7")
    assert "Nothing else" in phone.text or "disability" in phone.text
    phone.send("1")
    assert phone.state.draft is not None
    kinds = phone.state.draft.answers["what"]["kinds"]
    assert isinstance(kinds, list)
    assert kinds[:2] == ["over_48h", "bail_refused"]
    assert len(kinds) == 3


def test_a_group_chosen_by_mistake_leads_back_to_the_groups() -> None:
    phone = asked()
    phone.send("2", "6", "7")
    phone.send("0")
    assert phone.at.page == 0
    phone.send("0")
    assert "Rights, papers and language" in phone.text
    phone.send("6", "7")
    phone.choose("*")
    assert "Rights, papers and language" in phone.text


def test_zero_goes_back_to_the_question_before_and_keeps_what_came_after() -> None:
    phone = asked()
    assert "nothing before this" in phone.send("0")
    phone.send("2")
    phone.choose("2")
    phone.choose("medical")
    assert "Where did it happen" in phone.text
    phone.send("0")
    assert "What happened?" in phone.text
    phone.choose("2")
    phone.choose("medical")
    assert "Where did it happen" in phone.text
    phone.choose("local_jail")
    phone.send("oak")
    assert "In which State?" in phone.text
    assert "name of the place" in phone.send("0")
    assert "Where did it happen" in phone.send("0")


def test_a_wrong_answer_is_told_and_asked_again() -> None:
    phone = asked()
    phone.send("2")
    phone.choose("0")
    phone.choose("over_48h")
    phone.choose("told")
    assert "one of the numbers" in phone.send("1 2")
    phone.choose("yes")
    assert "one of the numbers" in phone.send("2 31")
    assert "four digits" in phone.send("2 3 1200")
    phone.send("5 29")
    assert "one of the numbers" in phone.send("5")
    assert "17:30" in phone.send("late")
    assert "still held" in phone.send("1730")


def test_any_digits_are_read() -> None:
    phone = Phone()
    phone.send("مساعدة", "١", "٢", "٣", "١")
    assert phone.state.draft is not None
    assert phone.state.draft.answers["danger"] == {"danger": "no"}
    assert phone.state.draft.answers["what"]["kinds"] == ["medical"]
    phone.send("٩")
    assert phone.at.name == "menu"


def test_a_second_event_is_asked_about_too() -> None:
    phone = telling()
    phone.send("1")
    phone.choose("no")
    phone.choose("yes")
    assert "the other event" in phone.text
    for code in ("1", "force"):
        phone.choose(code)
    phone.choose("home")
    phone.send("9")
    phone.choose("send")
    second = phone.filed[0].incidents[1].derived
    assert second.place is Place.HOME
    assert Allegation.FORCE in second.allegations


def test_a_long_menu_goes_on_under_7_and_comes_back_under_0() -> None:
    phone = asked()
    phone.send("2")
    phone.choose("2")
    phone.choose("medical")
    phone.send("7")
    assert "county or city jail" in phone.text
    phone.send("0")
    assert "On the street" in phone.text


def test_a_kind_spelled_out_at_the_groups_is_not_taken_for_a_group() -> None:
    phone = asked()
    phone.send("2")
    assert "one of the numbers" in phone.send("Locked up alone")
    phone.send("Health and daily life inside")
    assert "Which of these" in phone.text
    phone.send("Locked up alone")
    assert phone.state.draft is not None
    assert phone.state.draft.answers["what"] == {"kinds": ["segregation"]}


def test_the_menu_goes_on_under_7_where_there_is_much_to_choose() -> None:
    phone = asked()
    phone.state = replace(phone.state, codes=(CODES[1],))
    phone.send("1", "9")
    phone.choose("new")
    phone.send("1", "1", "9", "7")
    assert phone.at.page == 1
    phone.send("0")
    assert phone.at.page == 0
    phone.choose("delete")


def test_a_place_with_a_very_long_name_is_shortened_in_a_menu() -> None:
    long = replace(DEPLOYMENT.directory.facilities[0], name="Oak " + "county " * 80)
    phone = Phone(deployment=replace(DEPLOYMENT, directory=replace(DEPLOYMENT.directory, facilities=(long,))))
    phone.send("help", "1", "2")
    for code in ("2", "medical", "local_jail"):
        phone.choose(code)
    phone.send("oak", "tx")
    phone.choose("ongoing")
    assert "..." in phone.text
    phone.choose("oak-jail")
