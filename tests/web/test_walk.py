"""From the first page to the receipt and back with the code, as people walk it, without JavaScript."""

import hashlib

from intake.service.review import open_case
from intake.vault.site import AckKey
from tests.conftest import World
from tests.web.browser import Browser
from tests.web.inside import cases, detail
from tests.web.people import WORDS, begin, code_of, mother, sent, what, where, words


def test_the_first_page_begins_nothing(person: Browser) -> None:
    person.get("/")
    assert person.status == 200
    assert person.cookies == {}
    assert "Make a complaint" in person.text


def test_a_mother_files_and_comes_back_with_her_code(person: Browser) -> None:
    code = sent(person)
    assert "Keep it where nobody else finds it" in person.text
    person.press(action="kept")
    assert "Nothing is left here" in person.text
    assert person.cookies == {}
    person.get("/status").press(code=code)
    assert person.path == "/status"
    assert "We have it" in person.text


def test_an_officer_reads_what_she_sent(person: Browser, world: World) -> None:
    sent(person)
    case = cases(world)[0]
    opened = open_case(world.site, world.reader("dmitri.doj"), case)
    assert opened.account[0].body["text"] == WORDS
    assert opened.identity == {
        "record": "identity",
        "name": "Maria Example",
        "contact": {"way": "phone", "address": "555 0100"},
    }


def test_a_witness_stays_anonymous_and_sends_early(person: Browser) -> None:
    what(person, "force", whom="witness").press("send")
    assert person.path == "/complaint/review"
    assert "Nobody. You stay anonymous." in person.text
    assert "Some questions are open" in person.text
    person.press()
    assert person.path == "/complaint/sent"


def test_early_sending_is_offered_only_once_there_is_something_to_send(person: Browser) -> None:
    person.get("/complaint/1")
    assert "Send what I have said" not in person.text
    what(person)
    assert "Send what I have said" in person.text


def test_a_page_without_its_required_answer_says_so_and_stays(person: Browser) -> None:
    person.get("/complaint/1").press()
    assert person.status == 422
    assert "Please check these answers" in person.text
    assert "#danger-danger-0" in person.links


def test_danger_says_at_once_what_helps(person: Browser) -> None:
    person.get("/complaint/1").press(danger__danger="yes")
    assert person.path == "/complaint/1"
    assert "call 911" in person.text
    assert "One more question" in person.text
    person.press(call_jail__call="no")
    assert person.path == "/complaint/2"


def test_back_loses_no_answer(person: Browser) -> None:
    where(person).press("back")
    assert person.path == "/complaint/3"
    assert person.form("complaint").values["where-facility_name"] == ["Alder"]
    person.press("back").press("back")
    assert person.path == "/complaint/1"
    person.press("back")
    assert person.path == "/"
    assert "You have not sent it yet" in person.text


def test_back_takes_along_what_was_just_typed(person: Browser) -> None:
    where(person).press(custody__holder="hold").press("back", account__account="half a sentence")
    assert person.path == "/complaint/4"
    person.get("/complaint/5")
    assert person.form("complaint").values["account-account"] == ["half a sentence"]


def test_one_wrong_answer_loses_no_other(person: Browser) -> None:
    what(person).press(
        where__kind="home",
        when__how="on",
        **{"when__on-year": "2026", "when__on-month": "13", "where__county": "Cook"},
    )
    assert person.status == 422
    values = person.form("complaint").values
    assert values["where-county"] == ["Cook"]
    assert values["when-on-year"] == ["2026"]
    person.get("/complaint/3")
    assert person.form("complaint").values["where-county"] == ["Cook"]


def test_a_change_from_the_review_leads_back_to_it(person: Browser) -> None:
    mother(person)
    change = next(link for link in person.links if "/complaint/5" in link)
    person.get(change).press(account__account="Other words")
    assert person.path == "/complaint/review"
    assert "Other words" in person.text


def test_a_change_that_opens_a_question_asks_it_before_the_review(person: Browser) -> None:
    mother(person)
    person.get("/complaint/5?then=review").press(elsewhere__elsewhere="yes")
    assert person.path == "/complaint/7"
    person.press(second_what__kinds=["force"], second_where__kind="home").press(
        second_who__actors=["local_police"]
    )
    while person.path != "/complaint/review":
        person.press()
    assert "The other event" in person.text


def test_the_review_says_who_will_read_it_and_why_before_anything_is_sent(
    person: Browser, world: World
) -> None:
    mother(person)
    assert "Nothing was sent yet" in person.text
    assert "Homeland Security, Office for Civil Rights (CRCL)" in person.text
    assert "Department of Justice, Civil Rights" in person.text
    assert cases(world) == []


def test_a_second_click_files_nothing_twice(person: Browser, world: World) -> None:
    mother(person)
    form = person.form("review")
    first = person.client.post(form.action, data=form.values, environ_overrides=person.environ)
    second = person.client.post(form.action, data=form.values, environ_overrides=person.environ)
    assert first.location == second.location == "/complaint/sent"
    assert len(cases(world)) == 1


def test_pages_asked_for_after_sending_show_the_code_again(person: Browser) -> None:
    code = sent(person)
    for path in ("/complaint/3", "/complaint/review", "/complaint/all"):
        person.get(path)
        assert person.path == "/complaint/sent"
        assert code_of(person) == code
    person.get("/")
    assert "Your code is still here" in person.text


def test_a_page_posted_from_another_tab_after_sending_changes_nothing(person: Browser, world: World) -> None:
    mother(person)
    old = person.form("review")
    person.get("/complaint/5")
    page = person.form("complaint/5")
    person.get("/complaint/review").press()
    for form in (old, page):
        answer = person.client.post(form.action, data=form.values, environ_overrides=person.environ)
        assert answer.location == "/complaint/sent"
    assert len(cases(world)) == 1


def test_two_tabs_lose_nothing(person: Browser) -> None:
    words(person)
    tab = Browser(person.client.application)
    tab.client, tab.headers = person.client, person.headers
    person.get("/complaint/5")
    tab.get("/complaint/2")
    person.press(account__account="From the first tab")
    tab.press(for_whom__whom="me")
    person.get("/complaint/2")
    assert person.form("complaint").values["for_whom-whom"] == ["me"]
    person.get("/complaint/5")
    assert person.form("complaint").values["account-account"] == ["From the first tab"]


def test_the_code_may_open_what_was_written_only_where_that_was_chosen(person: Browser) -> None:
    mother(person).press(review__code_opens="y")
    code = code_of(person)
    person.press(action="kept").get("/status").press(code=code)
    assert WORDS in person.text


def test_a_code_opens_no_words_by_itself(person: Browser) -> None:
    code = sent(person)
    person.press(action="kept").get("/status").press(code=code)
    assert WORDS not in person.text
    assert "Maria" not in person.text


def test_consent_for_those_who_handle_it_names_only_the_desks_that_get_it(
    person: Browser, world: World
) -> None:
    sent(person)
    assert detail(world).consent == ["crcl", "doj"]


def test_the_one_page_form_asks_all_and_opens_what_answers_make_matter(person: Browser, world: World) -> None:
    person.get("/complaint/all").press(
        danger__danger="no",
        what__kinds=["over_48h"],
        where__kind="local_jail",
        who__actors=["jail_staff"],
        account__account=WORDS,
        identity__consent="anonymous",
    )
    assert person.path == "/complaint/all"
    assert "Did you get this paper?" in person.text
    person.press()
    assert person.path == "/complaint/review"
    assert any("/complaint/all#step-" in link for link in person.links)
    person.press("back")
    assert person.path == "/complaint/all"
    person.press().press()
    assert person.path == "/complaint/sent"
    assert len(cases(world)) == 1


def test_back_from_the_review_shows_the_page_before_it(person: Browser) -> None:
    mother(person).press("back")
    assert person.path == "/complaint/10"


def test_another_client_keeps_the_events_and_no_name(person: Browser, world: World) -> None:
    begin(person).press(for_whom__whom="client", what__kinds=["force"])
    person.press(where__kind="home", where__county="Cook").press(who__actors=["local_police"])
    person.get("/complaint/5").press("send", account__account="About the first client").press()
    assert person.path == "/complaint/sent"
    person.press(action="again")
    assert person.path == "/complaint/1"
    assert "The events are kept" in person.text
    person.get("/complaint/3")
    assert person.form("complaint").values["where-county"] == ["Cook"]
    person.get("/complaint/5")
    assert person.form("complaint").values["account-account"] == [""]
    person.press("send").press()
    assert len(cases(world)) == 2


def test_only_those_who_write_for_several_are_offered_another_client(person: Browser) -> None:
    sent(person)
    assert not any("again" in form.action for form in person._read().forms)
    answer = person.client.post(
        "/complaint/again",
        data={"csrf_token": person.form("kept").values["csrf_token"]},
        environ_overrides=person.environ,
    )
    assert answer.location == "/complaint/1"


def test_the_certificate_is_signed_and_holds_neither_code_nor_words(person: Browser, world: World) -> None:
    code = sent(person)
    person.get("/complaint/certificate.txt")
    text = person.page.get_data(as_text=True)
    assert hashlib.sha256(WORDS.encode()).hexdigest() in text
    assert "2026-05-04" in text
    assert "Special Litigation Section" in text
    assert code not in text.replace(" ", "")
    body, _, rest = text.partition("Signature (Ed25519): ")
    signature, _, key = rest.strip().partition("\nKey: ")
    assert bytes.fromhex(key) == world.site.manifest().ack_public
    AckKey.verify(bytes.fromhex(key), body.encode(), bytes.fromhex(signature))


def test_who_wants_an_interpreter_says_so_and_the_officers_see_it_at_once(
    person: Browser, world: World
) -> None:
    mother(person).get("/complaint/5?then=review").press(interpreter__wanted="y")
    assert "I want an interpreter" in person.text
    person.press()
    assert detail(world).translation
    opened = open_case(world.site, world.reader("dmitri.doj"), cases(world)[0])
    assert opened.account[0].body["answers"]["interpreter"] == {"wanted": True}


def test_nobody_is_given_an_interpreter_unasked(person: Browser, world: World) -> None:
    sent(person)
    assert not detail(world).translation
