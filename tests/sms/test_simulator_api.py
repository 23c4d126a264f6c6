"""The simulated carrier's API as the official client sees it."""

import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import Message
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from intake.core.clock import FixedClock
from sms.simulator import Copy, Simulator, run
from tests.sms.simulated import LAWYER, MOTHER, SETTINGS, client_of

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
OURS = SETTINGS.number


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def simulator(clock: FixedClock) -> Iterator[Simulator]:
    with run(SETTINGS, clock) as running:
        yield running


@pytest.fixture
def client(simulator: Simulator) -> Client:
    return client_of(simulator)


@dataclass(frozen=True)
class Page:
    """What a plain request is answered, no redirect followed."""

    status: int
    headers: Message
    content: bytes


def get(url: str, *, token: str | None = None, method: str = "GET") -> Page:
    parts = urlsplit(url)
    known = b64encode(f"{SETTINGS.account}:{token}".encode()).decode()
    headers = {"Authorization": f"Basic {known}"} if token is not None else {}
    with closing(HTTPConnection(parts.hostname or "", parts.port)) as connection:
        connection.request(method, f"{parts.path}?{parts.query}", headers=headers)
        answer = connection.getresponse()
        return Page(answer.status, answer.headers, answer.read())


def code_of(error: pytest.ExceptionInfo[TwilioRestException]) -> tuple[int, int]:
    return error.value.status, error.value.code


def test_a_text_goes_out_and_arrives(client: Client, simulator: Simulator) -> None:
    made = client.messages.create(to=MOTHER, from_=OURS, body="hello")
    assert (made.status, made.direction, made.num_segments, made.date_sent) == (
        "queued",
        "outbound-api",
        "1",
        None,
    )
    simulator.settle()
    found = client.messages(made.sid).fetch()
    assert (found.status, found.body, found.date_sent) == ("delivered", "hello", NOON)
    assert simulator.phone(MOTHER).received == ["hello"]


def test_long_texts_are_one_message_of_several_segments(client: Client, simulator: Simulator) -> None:
    made = client.messages.create(to=MOTHER, from_=OURS, body="x" * 161)
    simulator.settle()
    assert made.num_segments == "2"
    assert simulator.phone(MOTHER).received == ["x" * 161]


def test_redaction_takes_the_text_and_leaves_the_record(client: Client, simulator: Simulator) -> None:
    sid = client.messages.create(to=MOTHER, from_=OURS, body="hello").sid
    simulator.settle()
    assert simulator.readable() == [Copy("message", sid, "outbound-api", MOTHER, "hello")]
    assert client.messages(sid).update(body="").body == ""
    assert client.messages(sid).fetch().num_segments == "1"
    assert simulator.readable() == []


def test_a_text_is_changed_to_nothing_but_nothing(client: Client, simulator: Simulator) -> None:
    sid = client.messages.create(to=MOTHER, from_=OURS, body="hello").sid
    simulator.settle()
    with pytest.raises(TwilioRestException) as refused:
        client.messages(sid).update(body="goodbye")
    assert code_of(refused) == (400, 20001)
    with pytest.raises(TwilioRestException) as too_late:
        client.messages(sid).update(status="canceled")
    assert code_of(too_late) == (400, 30409)


def test_a_deleted_text_is_gone_with_its_files(client: Client, simulator: Simulator) -> None:
    (sid,) = simulator.phone(MOTHER).send("look", [b"one"])
    simulator.settle()
    assert len(simulator.readable()) == 2
    assert client.messages(sid).delete()
    assert simulator.readable() == []
    with pytest.raises(TwilioRestException) as gone:
        client.messages(sid).fetch()
    assert code_of(gone) == (404, 20404)


def test_a_text_is_not_erased_before_it_is_done_with(clock: FixedClock) -> None:
    with run(replace(SETTINGS, erasable_after=timedelta(minutes=1)), clock) as simulator:
        client = client_of(simulator)
        sid = client.messages.create(to=MOTHER, from_=OURS, body="hello").sid
        simulator.settle()
        for erase in (client.messages(sid).delete, lambda: client.messages(sid).update(body="")):
            with pytest.raises(TwilioRestException) as early:
                erase()
            assert code_of(early) == (422, 20009)
        clock.advance(timedelta(minutes=1))
        assert client.messages(sid).delete()


def test_files_are_listed_fetched_and_deleted(client: Client, simulator: Simulator) -> None:
    (sid,) = simulator.phone(MOTHER).send("", [b"one", b"two"], "image/png")
    files = client.messages(sid).media.list()
    assert [file.content_type for file in files] == ["image/png", "image/png"]
    assert client.messages(sid).media(files[0].sid).fetch().parent_sid == sid
    assert client.messages(sid).media(files[0].sid).delete()
    assert [copy.content for copy in simulator.readable()] == [b"two"]
    with pytest.raises(TwilioRestException) as gone:
        client.messages(sid).media(files[0].sid).fetch()
    assert code_of(gone) == (404, 20404)
    assert client.messages(sid).fetch().num_media == "2"


def test_a_file_is_behind_the_token_and_a_redirect(clock: FixedClock, simulator: Simulator) -> None:
    (sid,) = simulator.phone(MOTHER).send("", [b"one"], "image/png")
    media_sid = simulator.readable()[0].sid
    url = f"{simulator.base_url}/2010-04-01/Accounts/{SETTINGS.account}/Messages/{sid}/Media/{media_sid}"
    assert get(url).status == 401
    redirect = get(url, token=SETTINGS.tokens[0])
    assert redirect.status == 307
    place = redirect.headers["Location"]
    assert place.startswith(simulator.base_url)
    answer = get(place)
    assert (answer.content, answer.headers["Content-Type"]) == (b"one", "image/png")
    assert get(place[:-1] + "x").status == 403
    client_of(simulator).messages(sid).delete()
    assert get(place).status == 404
    clock.advance(timedelta(hours=5))
    assert get(place).status == 403


def test_media_can_be_elsewhere(clock: FixedClock) -> None:
    with run(replace(SETTINGS, media_base="https://elsewhere.example"), clock) as simulator:
        (sid,) = simulator.phone(MOTHER).send("", [b"one"])
        path = f"/2010-04-01/Accounts/{SETTINGS.account}/Messages/{sid}/Media/{simulator.readable()[0].sid}"
        redirect = get(simulator.base_url + path, token=SETTINGS.tokens[0])
        assert redirect.headers["Location"].startswith("https://elsewhere.example/media/")


def test_listing_is_by_number_newest_first(client: Client, simulator: Simulator) -> None:
    simulator.phone(MOTHER).send("first")
    simulator.phone(LAWYER).send("other")
    simulator.phone(MOTHER).send("second")
    assert [one.body for one in client.messages.list(from_=MOTHER)] == ["second", "first"]
    assert [one.body for one in client.messages.list(to=OURS)] == ["second", "other", "first"]
    assert client.messages.list(to=LAWYER) == []


def test_listing_is_by_time(client: Client, simulator: Simulator, clock: FixedClock) -> None:
    for text in ("first", "second", "third"):
        simulator.phone(MOTHER).send(text)
        clock.advance(timedelta(days=1))
    second = NOON + timedelta(days=1)

    def bodies(**asked: datetime) -> list[str | None]:
        return [one.body for one in client.messages.list(**asked)]

    assert bodies(date_sent_after=second) == ["third", "second"]
    assert bodies(date_sent_after=second + timedelta(seconds=1)) == ["third"]
    assert bodies(date_sent_before=second) == ["second", "first"]
    assert bodies(date_sent=second) == ["second"]
    base = f"{simulator.base_url}/2010-04-01/Accounts/{SETTINGS.account}/Messages.json"
    day = get(f"{base}?DateSent=2026-05-05", token=SETTINGS.tokens[0])
    assert [one["body"] for one in json.loads(day.content)["messages"]] == ["second"]


def test_pages_skip_nothing_while_copies_are_deleted(client: Client, simulator: Simulator) -> None:
    for number in range(7):
        simulator.phone(MOTHER).send(str(number))
    seen = []
    for message in client.messages.stream(page_size=2):
        seen.append(message.body)
        client.messages(message.sid).delete()
    assert seen == ["6", "5", "4", "3", "2", "1", "0"]


def test_what_makes_no_sense_is_refused(client: Client, simulator: Simulator) -> None:
    base = f"{simulator.base_url}/2010-04-01/Accounts/{SETTINGS.account}"
    for query in ("PageSize=many", "DateSent=soon", "PageToken=x"):
        assert get(f"{base}/Messages.json?{query}", token=SETTINGS.tokens[0]).status == 400
    assert get(f"{base}/Calls.json", token=SETTINGS.tokens[0]).status == 404
    with pytest.raises(TwilioRestException) as refused:
        client.incoming_phone_numbers("PN" + "0" * 32).fetch()
    assert code_of(refused) == (404, 20404)


def test_only_the_tokens_open_it(simulator: Simulator, clock: FixedClock) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client_of(simulator, "wrong").messages("SM" + "0" * 32).fetch()
    assert code_of(refused) == (401, 20003)
    with pytest.raises(TwilioException, match="20003"):  # the client has no exception of its own for a page
        client_of(simulator, "wrong").messages.list()
    with run(replace(SETTINGS, tokens=("first", "second")), clock) as other:
        assert client_of(other, "second").messages.list() == []


def test_the_doctor_sees_and_changes_the_number(client: Client, simulator: Simulator) -> None:
    assert client.api.accounts(SETTINGS.account).fetch().status == "active"
    (line,) = client.incoming_phone_numbers.list(phone_number=OURS)
    assert client.incoming_phone_numbers.list(phone_number=MOTHER) == []
    changed = line.update(sms_url="https://a.example/in", sms_fallback_url="https://a.example/fallback")
    assert (changed.sms_url, changed.sms_method) == ("https://a.example/in", "POST")
    simulator.point_at("https://b.example/in")
    found = client.incoming_phone_numbers(line.sid).fetch()
    assert (found.sms_url, found.sms_fallback_url) == ("https://b.example/in", "")


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("+15005550001", 21211),
        ("+15005550002", 21612),
        ("+15005550003", 21408),
        ("+15005550004", 21610),
        ("+15005550009", 21614),
        ("12025550171", 21211),
        ("", 21604),
    ],
)
def test_numbers_that_cannot_be_texted_are_refused(client: Client, to: str, code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to=to, from_=OURS, body="hello")
    assert code_of(refused) == (400, code)


@pytest.mark.parametrize(
    ("sender", "code"),
    [
        ("+15005550001", 21212),
        ("+15005550007", 21606),
        ("+15005550008", 21611),
        ("somebody", 21212),
        (LAWYER, 21606),
        ("", 21603),
    ],
)
def test_numbers_that_cannot_send_are_refused(client: Client, sender: str, code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to=MOTHER, from_=sender, body="hello")
    assert code_of(refused) == (400, code)
    assert client.messages.create(to=MOTHER, from_="+15005550006", body="hello").status == "queued"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"body": ""}, 21602),
        ({"body": "x" * 1601}, 21617),
        ({"body": "x", "status_callback": "/sms/status"}, 21609),
        ({"body": "x", "status_callback": "http://[/"}, 21609),
        ({"body": "x", "status_callback": "http://my_host.example/"}, 21609),
        ({"media_url": ["file:///etc/passwd"]}, 21620),
        ({"media_url": ["https://a.example/1.png"] * 11}, 21620),
    ],
)
def test_texts_that_cannot_be_sent_are_refused(client: Client, content: dict[str, str], code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to=MOTHER, from_=OURS, **content)
    assert code_of(refused) == (400, code)


def test_a_number_on_the_stop_list_is_not_texted(client: Client, simulator: Simulator) -> None:
    simulator.block(MOTHER)
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to=MOTHER, from_=OURS, body="hello")
    assert code_of(refused) == (400, 21610)
    assert client.messages.create(to=LAWYER, from_=OURS, body="hello").sid.startswith("SM")


def test_a_method_that_an_address_does_not_take_is_refused(simulator: Simulator) -> None:
    assert get(simulator.page, method="PUT").status == 405
