"""Sending when something breaks on the way: no page says that nothing was sent of what is stored, or lends its code."""

import hashlib
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from intake.core.errors import NotStoredError
from intake.service import review as desk_review
from intake.service.filing import Filed, file_complaint
from intake.web import drafts, review
from tests.conftest import World
from tests.web.browser import Browser
from tests.web.inside import cases, detail, visits
from tests.web.people import WORDS, begin, code_of, mother, sent
from tests.web.test_errors import failing

OTHER = "What I wrote after the line broke."


def stored_words(world: World) -> str:
    """Return the account that an officer reads."""
    opened = desk_review.open_case(world.site, world.reader("dmitri.doj"), cases(world)[0])
    return str(opened.account[0].body["text"])


@pytest.fixture
def cut_off(person: Browser, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """Return a mother whose complaint was stored while the server died before it noted that in her draft."""
    mother(person)
    with monkeypatch.context() as broken:
        broken.setattr(review, "receipt_of", failing(RuntimeError("killed")))
        person.press()
    assert person.status == 500
    return person


def test_what_is_stored_is_shown_though_the_receipt_cannot_be_kept(
    person: Browser, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mother(person)
    with monkeypatch.context() as broken:
        broken.setattr(drafts.Draft, "hand_over", failing(NotStoredError("disk full")))
        person.press()
    assert person.status == 200
    assert "Nothing was sent" not in person.text
    code = code_of(person)
    assert len(cases(world)) == 1
    person.press(action="kept")
    assert "Nothing is left here" in person.text
    assert visits(world) == 0
    assert "We have it" in person.get("/status").press(code=code).text


def test_a_change_after_the_line_broke_is_told_not_to_be_added(cut_off: Browser, world: World) -> None:
    cut_off.get("/complaint/5?then=review").press(account__account=OTHER)
    assert cut_off.path == "/complaint/sent"
    assert "Your later changes were not added" in cut_off.text
    assert stored_words(world) == WORDS
    text = cut_off.get("/complaint/certificate.txt").page.get_data(as_text=True)
    assert hashlib.sha256(WORDS.encode()).hexdigest() in text
    assert hashlib.sha256(OTHER.encode()).hexdigest() not in text


def test_an_unchanged_repeat_says_nothing_of_changes(cut_off: Browser, world: World) -> None:
    cut_off.get("/complaint/4")
    cut_off.get("/complaint/review")
    assert cut_off.path == "/complaint/sent"
    assert "later changes" not in cut_off.text
    assert len(cases(world)) == 1


def test_of_two_texts_sent_at_once_the_first_is_kept_and_the_second_is_told(
    person: Browser, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other tab's complaint is stored between the check and the filing of this one."""
    mother(person)

    def slower(*args: Any, **named: Any) -> Filed:
        file_complaint(*args, **{**named, "body_tag": "the other tab's"})
        return file_complaint(*args, **named)

    monkeypatch.setattr(review, "file_complaint", slower)
    person.press()
    assert person.path == "/complaint/sent"
    assert "Your later changes were not added" in person.text
    assert len(cases(world)) == 1


def test_a_commit_whose_answer_was_lost_is_found_again(
    person: Browser, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*args: Any, **named: Any) -> Filed:
        file_complaint(*args, **named)
        raise NotStoredError("the connection broke while committing")

    mother(person)
    monkeypatch.setattr(review, "file_complaint", lost)
    person.press()
    assert person.path == "/complaint/sent"
    assert "later changes" not in person.text
    assert len(cases(world)) == 1


def test_where_nobody_can_tell_the_page_says_so(person: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    mother(person)
    calls = iter([None])

    def away(*_args: object) -> None:
        try:
            next(calls)  # the look before filing
        except StopIteration:
            raise NotStoredError("the database is away") from OperationalError("", None, Exception())

    monkeypatch.setattr(review, "file_complaint", failing(NotStoredError("the connection broke")))
    monkeypatch.setattr(review, "stored", away)
    person.press()
    assert person.status == 503
    assert "We cannot tell if it was stored" in person.text
    assert "Nothing was sent" not in person.text


def test_a_code_that_cannot_be_put_away_now_still_counts(
    person: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(person)
    monkeypatch.setattr(drafts.Draft, "end", failing(NotStoredError("disk full")))
    person.press(action="kept")
    assert person.status == 503
    assert "Your code still counts" in person.text


def test_who_sent_the_same_draft_sees_no_receipt_once_it_was_kept(person: Browser, world: World) -> None:
    mother(person)
    other = Browser(person.client.application)
    other.client.set_cookie("visit", person.cookies["visit"])
    lost = other.get("/complaint/review").form("review")
    other.client.post(lost.action, data=lost.values, environ_overrides=other.environ)
    person.press()
    code = code_of(person)
    person.press(action="kept")
    for path in ("/complaint/sent", "/complaint/certificate.txt", "/complaint/review", "/"):
        text = other.get(path).text
        assert code not in "".join(text.split())
        assert "Show my code" not in text
    assert visits(world) == 0


def test_who_sent_the_same_draft_does_not_see_the_next_client(person: Browser) -> None:
    begin(person).press(for_whom__whom="client", what__kinds=["force"])
    person.press("send")
    shared = Browser(person.client.application)
    shared.client.set_cookie("visit", person.cookies["visit"])
    form = shared.get("/complaint/review").form("review")
    shared.client.post(form.action, data=form.values, environ_overrides=shared.environ)
    person.press().press(action="again")
    person.get("/complaint/5").press(account__account="The next client's words")
    assert shared.cookies["visit"] != person.cookies["visit"]
    assert "The next client" not in shared.get("/complaint/5").page.get_data(as_text=True)


def test_the_mark_of_the_words_is_kept_where_only_the_running_server_reads_it(
    person: Browser, world: World
) -> None:
    sent(person)
    mark = hashlib.sha256(WORDS.encode()).hexdigest()
    assert detail(world).words_hash == mark
    assert mark.encode() not in b"".join(path.read_bytes() for path in world.settings.data.glob("*.db*"))
