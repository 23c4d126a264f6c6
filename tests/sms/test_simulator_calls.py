"""What the simulated carrier calls the service with, and what it does with the answers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from threading import Event

import pytest
from flask import Response
from twilio.base.exceptions import TwilioRestException
from twilio.twiml.messaging_response import MessagingResponse

from intake.core.clock import FixedClock
from sms.simulator import Alert, Settings, Simulator, run
from tests.sms.simulated import LAWYER, MOTHER, SETTINGS, Service, client_of, serve, twiml

CLOCK = FixedClock(datetime(2026, 5, 4, 12, 0, tzinfo=UTC))
OURS = SETTINGS.number


@pytest.fixture
def service() -> Iterator[Service]:
    with serve() as serving:
        yield serving


@pytest.fixture
def simulator(service: Service) -> Iterator[Simulator]:
    with run(pointed(SETTINGS, service), CLOCK) as running:
        yield running


def pointed(settings: Settings, service: Service) -> Settings:
    """Return settings whose number calls the service."""
    return replace(
        settings, sms_url=f"{service.url}/sms/inbound?a=b%20c", fallback_url=f"{service.url}/sms/fallback"
    )


def test_a_text_reaches_the_webhook_signed_with_all_its_parameters(
    service: Service, simulator: Simulator
) -> None:
    (sid,) = simulator.phone(MOTHER).send("مرحبا + hello")
    simulator.settle()
    (call,) = service.calls
    assert call.is_signed
    assert call.path == "/sms/inbound?a=b%20c"
    assert call.told == {
        "AccountSid": SETTINGS.account,
        "ApiVersion": "2010-04-01",
        "Body": "مرحبا + hello",
        "From": MOTHER,
        "FromCity": "",
        "FromCountry": "US",
        "FromState": "",
        "FromZip": "",
        "MessageSid": sid,
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "SmsStatus": "received",
        "To": OURS,
        "ToCity": "",
        "ToCountry": "US",
        "ToState": "",
        "ToZip": "",
    }


def test_pictures_are_told_by_their_addresses(service: Service, simulator: Simulator) -> None:
    (sid,) = simulator.phone(MOTHER).send("", [b"one", b"two"], "image/png")
    simulator.settle()
    told = service.calls[0].told
    assert sid.startswith("MM")
    assert (told["NumMedia"], told["MediaContentType1"]) == ("2", "image/png")
    assert told["MediaUrl0"].startswith(
        f"{simulator.base_url}/2010-04-01/Accounts/{SETTINGS.account}/Messages/{sid}/"
    )


def test_the_signature_is_over_the_public_address(service: Service) -> None:
    public = "https://intake.example"
    service.signed_as = public
    settings = replace(SETTINGS, sms_url=f"{public}/sms/inbound", reach=(public, service.url))
    with run(settings, CLOCK) as simulator:
        simulator.phone(MOTHER).send("hello")
        simulator.settle()
    assert [call.is_signed for call in service.calls] == [True]


def test_a_number_that_calls_nothing_keeps_what_came(service: Service) -> None:
    with run(SETTINGS, CLOCK) as simulator:
        simulator.phone(MOTHER).send("hello")
        simulator.settle()
        assert len(simulator.readable()) == 1
        assert simulator.alerts == []


def test_the_answer_goes_back_to_the_phone(service: Service, simulator: Simulator) -> None:
    service.answer = lambda told: twiml(f"You said {told['Body']}", "And?")
    simulator.phone(MOTHER).send("hello")
    simulator.settle()
    assert simulator.phone(MOTHER).received == ["You said hello", "And?"]
    assert [copy.direction for copy in simulator.readable()] == [
        "inbound",
        "outbound-reply",
        "outbound-reply",
    ]


def test_an_answer_may_go_elsewhere_with_a_picture_and_reports(
    service: Service, simulator: Simulator
) -> None:
    def answer(told: dict[str, str]) -> Response:
        response = MessagingResponse()
        message = response.message(to=LAWYER, action="/sms/status")
        message.body("look")
        message.media("/picture")
        return Response(str(response), content_type="application/xml")

    service.answer = answer
    simulator.phone(MOTHER).send("hello")
    simulator.settle()
    (bubble,) = simulator.phone(LAWYER).thread
    assert (bubble.text, bubble.pictures) == ("look", (b"a picture",))
    sid = simulator.readable()[1].sid
    assert service.statuses(sid) == ["sent", "delivered"]
    assert service.calls[-1].path == "/sms/status"


@pytest.mark.parametrize(
    ("answer", "texts"),
    [
        (Response("plain words", content_type="text/plain"), ["plain words"]),
        (Response("", content_type="text/html"), []),
        (Response(status=204), []),
    ],
)
def test_plain_and_empty_answers_are_taken(
    service: Service, simulator: Simulator, answer: Response, texts: list[str]
) -> None:
    service.answer = lambda _told: answer
    simulator.phone(MOTHER).send("hello")
    simulator.settle()
    assert simulator.phone(MOTHER).received == texts
    assert simulator.alerts == []


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Response("broken", status=500), 11200),
        (Response("no", status=403), 11200),
        (Response("elsewhere", status=302, headers={"Location": "/"}), 11200),
        (Response("{}", content_type="application/json"), 12300),
        (Response("<Response><Message>", content_type="text/xml"), 12100),
        (Response("<Response><Dial>1</Dial></Response>", content_type="text/xml"), 12200),
    ],
)
def test_an_answer_that_is_none_leads_to_the_fallback(
    service: Service, simulator: Simulator, answer: Response, code: int
) -> None:
    service.answer = lambda told: twiml("from the fallback") if "ErrorCode" in told else answer
    simulator.phone(MOTHER).send("hello")
    simulator.settle()
    url = f"{service.url}/sms/inbound?a=b%20c"
    assert simulator.phone(MOTHER).received == ["from the fallback"]
    assert simulator.alerts == [Alert(code, url)]
    first, second = service.calls
    assert second.is_signed
    assert second.path == "/sms/fallback"
    assert second.told == first.told | {"ErrorCode": str(code), "ErrorUrl": url}


def test_an_answer_that_does_not_come_leads_to_the_fallback(service: Service) -> None:
    heard = Event()

    def answer(told: dict[str, str]) -> Response:
        if "ErrorCode" not in told:
            heard.wait()
            return twiml("too late")
        heard.set()
        return twiml("in time")

    service.answer = answer
    with run(replace(pointed(SETTINGS, service), call_timeout=1.0), CLOCK) as simulator:
        simulator.phone(MOTHER).send("hello")
        simulator.settle()
        assert simulator.phone(MOTHER).received == ["in time"]
        assert [alert.code for alert in simulator.alerts] == [11200]


def test_a_service_that_is_down_gets_nothing_and_both_calls_are_told(service: Service) -> None:
    with run(SETTINGS, CLOCK) as simulator:
        simulator.point_at("http://127.0.0.1:1/sms/inbound", "http://127.0.0.1:1/sms/fallback")
        simulator.phone(MOTHER).send("hello")
        simulator.settle()
        assert [alert.code for alert in simulator.alerts] == [11205, 11205]


def test_reports_follow_a_text_until_it_is_done_with(service: Service, simulator: Simulator) -> None:
    sid = (
        client_of(simulator)
        .messages.create(to=MOTHER, from_=OURS, body="hello", status_callback=f"{service.url}/sms/status")
        .sid
    )
    simulator.settle()
    assert service.statuses(sid) == ["sent", "delivered"]
    assert all(call.is_signed for call in service.calls)
    assert service.calls[-1].told == {
        "AccountSid": SETTINGS.account,
        "ApiVersion": "2010-04-01",
        "From": OURS,
        "MessageSid": sid,
        "MessageStatus": "delivered",
        "SmsSid": sid,
        "SmsStatus": "delivered",
        "To": MOTHER,
    }


def test_a_phone_that_is_off_is_reported_with_the_reason(service: Service, simulator: Simulator) -> None:
    simulator.phone(MOTHER).error = 30003
    client = client_of(simulator)
    made = client.messages.create(
        to=MOTHER, from_=OURS, body="x", status_callback=f"{service.url}/sms/status"
    )
    simulator.settle()
    assert service.statuses(made.sid) == ["sent", "undelivered"]
    assert service.calls[-1].told["ErrorCode"] == "30003"
    assert client.messages(made.sid).fetch().error_code == 30003
    assert simulator.phone(MOTHER).received == []


def test_a_picture_that_cannot_be_fetched_fails_the_text(service: Service, simulator: Simulator) -> None:
    client = client_of(simulator)
    for url in ("http://127.0.0.1:1/a.png", f"{service.url}/missing"):
        made = client.messages.create(to=MOTHER, from_=OURS, media_url=[url])
        simulator.settle()
        found = client.messages(made.sid).fetch()
        assert (found.sid[:2], found.status, found.error_code) == ("MM", "failed", 11200)


def test_a_report_that_nobody_takes_is_an_alert(simulator: Simulator) -> None:
    nowhere = "http://127.0.0.1:1/status"
    client_of(simulator).messages.create(to=MOTHER, from_=OURS, body="x", status_callback=nowhere)
    simulator.settle()
    assert simulator.alerts == [Alert(11205, nowhere)] * 2


def test_the_carrier_keeps_a_stop_list_where_it_is_asked_to(service: Service) -> None:
    service.answer = lambda told: twiml("from us") if told["Body"] == "hello" else twiml()
    with run(replace(pointed(SETTINGS, service), opt_out="carrier"), CLOCK) as simulator:
        phone, client = simulator.phone(MOTHER), client_of(simulator)
        phone.send(" Stop ")
        simulator.settle()
        assert service.calls[-1].told["OptOutType"] == "STOP"
        assert "unsubscribed" in phone.received[-1]
        with pytest.raises(TwilioRestException, match="unsubscribed"):
            client.messages.create(to=MOTHER, from_=OURS, body="hello")
        phone.send("hello")
        simulator.settle()
        assert "OptOutType" not in service.calls[-1].told
        assert simulator.alerts[-1].code == 21610
        assert "from us" not in phone.received
        for word, kind in (("HELP", "HELP"), ("unstop", "START")):
            phone.send(word)
            simulator.settle()
            assert service.calls[-1].told["OptOutType"] == kind
        client.messages.create(to=MOTHER, from_=OURS, body="again")
        simulator.settle()
        assert phone.received[-1] == "again"


def test_words_are_left_to_the_service_otherwise(service: Service, simulator: Simulator) -> None:
    simulator.phone(MOTHER).send("STOP")
    simulator.settle()
    assert "OptOutType" not in service.calls[0].told
    assert client_of(simulator).messages.create(to=MOTHER, from_=OURS, body="bye").status == "queued"


def test_many_callers_lose_nothing(service: Service) -> None:
    service.answer = lambda told: twiml(told["Body"])
    with run(replace(pointed(SETTINGS, service), callers=4), CLOCK) as simulator:
        for number in range(20):
            simulator.phone(MOTHER).send(str(number))
        simulator.settle()
        assert sorted(simulator.phone(MOTHER).received, key=int) == [str(number) for number in range(20)]
