"""The addresses that the carrier calls: only the carrier gets in, and a repeat gets the same bytes."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from intake.service import texting_copies
from intake.store.models import Conversation, Erasure, Inbound
from sms import pace, turns
from tests.conftest import World
from tests.sms.line import CARRIER, MOTHER, PUBLIC
from tests.sms.signed import Door, form_of, new_sid, open_door

OTHER_TOKEN = "another-token-of-the-account"


@pytest.fixture
def door(world: World) -> Iterator[Door]:
    with open_door(world) as opened:
        yield opened


def texts(answer: Any) -> list[str]:
    return [message.text or "" for message in ET.fromstring(answer.data).iter("Message")]  # noqa: S314 -- our own


def rows(door: Door, table: type[Any]) -> list[Any]:
    with door.site.reading() as session:
        return list(session.scalars(select(table)))


def test_a_text_is_answered_with_what_the_dialogue_says(door: Door) -> None:
    answer = door.text("help")
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    assert any("Texts are not private" in text for text in texts(answer))
    assert f'action="{PUBLIC}/sms/status"' in answer.text


@pytest.mark.parametrize("path", ["/sms/inbound", "/sms/fallback"])
def test_a_repeat_gets_the_same_bytes_and_changes_nothing(door: Door, path: str) -> None:
    sid = new_sid()
    first = door.text("help", sid=sid)
    door.text("1")
    before = [(row.body, row.wakes_at) for row in rows(door, Conversation)]
    again = door.text("help", sid=sid, path=path)
    assert (again.status_code, again.data) == (200, first.data)
    assert [(row.body, row.wakes_at) for row in rows(door, Conversation)] == before
    assert len(rows(door, Inbound)) == 2


def test_two_calls_with_the_same_text_at_once_are_one(any_world: World) -> None:
    with open_door(any_world) as door:
        sid, answers = new_sid(), []
        threads = [
            threading.Thread(target=lambda: answers.append(door.text("help", sid=sid))) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {(answer.status_code, answer.data) for answer in answers} == {(200, answers[0].data)}
        assert len(rows(door, Inbound)) == len(rows(door, Conversation)) == 1


@pytest.mark.parametrize("path", ["/sms/inbound", "/sms/fallback", "/sms/status"])
@pytest.mark.parametrize(
    "changed",
    [
        {"token": OTHER_TOKEN},
        {"signed_for": f"{PUBLIC}/sms/elsewhere"},
        {"signed_for": "http://localhost/sms/inbound"},
        {"headers": {"X-Twilio-Signature": ""}},
        {"headers": {"X-Twilio-Signature": "كناري"}},
        {
            "token": OTHER_TOKEN,
            "headers": {"Host": "intake.example", "X-Forwarded-Host": "intake.example"},
        },
    ],
)
def test_what_the_carrier_did_not_sign_gets_nothing(door: Door, path: str, changed: dict[str, Any]) -> None:
    answer = door.post(path, {**form_of("help"), "From": CARRIER.number}, **changed)
    assert (answer.status_code, answer.data) == (403, b"")
    assert rows(door, Inbound) == rows(door, Conversation) == []


def test_a_signed_text_that_was_changed_on_the_way_is_refused(door: Door) -> None:
    form = form_of("I am well")
    signed = door.post("/sms/inbound", form).request.headers["X-Twilio-Signature"]
    client = door.app.test_client()
    for name, value in (("Body", "help"), ("From", "+12025550199"), ("MessageSid", new_sid()), ("Added", "")):
        answer = client.post(
            "/sms/inbound", data={**form, name: value}, headers={"X-Twilio-Signature": signed}
        )
        assert answer.status_code == 403


def test_the_second_token_is_taken_while_the_first_is_replaced(world: World) -> None:
    with open_door(world, replace(CARRIER, token_secondary=OTHER_TOKEN)) as door:
        for token in (CARRIER.token, OTHER_TOKEN):
            assert door.post("/sms/inbound", form_of("help"), token=token).status_code == 200


def test_the_address_is_ours_whatever_host_the_client_names(door: Door) -> None:
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}
    assert door.post("/sms/inbound", form_of("help"), headers=headers).status_code == 200


def test_the_query_is_signed_as_it_stands_in_the_request_line(door: Door) -> None:
    path = "/sms/inbound?b=%7e&a=1+2&empty="
    assert door.post(path, form_of("help")).status_code == 200
    assert (
        door.post(path, form_of("help"), signed_for=f"{PUBLIC}/sms/inbound?b=~&a=1+2&empty=").status_code
        == 403
    )


def test_a_prefix_of_the_public_address_is_part_of_what_is_signed(world: World) -> None:
    with open_door(world, public_url=f"{PUBLIC}/intake/") as door:
        form = form_of("help")
        assert door.post("/sms/inbound", form, signed_for=f"{PUBLIC}/intake/sms/inbound").status_code == 200


@pytest.mark.parametrize("field", [{"AccountSid": "AC" + "0" * 32}, {"To": "+12025550100"}, {"To": ""}])
def test_another_account_or_number_is_refused_though_it_is_signed(door: Door, field: dict[str, str]) -> None:
    assert door.text("help", **field).status_code == 403


@pytest.mark.parametrize(
    "given",
    [
        {"content_type": "application/json"},
        {"content_type": "multipart/form-data"},
        {"content_type": "text/plain"},
    ],
)
def test_only_forms_are_taken(door: Door, given: dict[str, str]) -> None:
    assert door.app.test_client().post("/sms/inbound", data=b"{}", **given).status_code == 403


@pytest.mark.parametrize("sid", ["", "SM1", "SM" + "g" * 32, "CA" + "0" * 32, "SM" + "0" * 32 + "\n"])
@pytest.mark.parametrize("path", ["/sms/inbound", "/sms/status"])
def test_an_id_that_is_none_is_refused(door: Door, sid: str, path: str) -> None:
    form = {**form_of("help"), "MessageSid": sid}
    if path == "/sms/status":
        form |= {"From": CARRIER.number}
    assert door.post(path, form).status_code == 400


@pytest.mark.parametrize("sender", ["PHARMACY", "", "whatsapp:+12025550171", "+1202555017a"])
def test_a_sender_that_cannot_be_answered_gets_no_answer(door: Door, sender: str) -> None:
    answer = door.text("help", From=sender)
    assert (answer.status_code, texts(answer)) == (200, [])
    assert rows(door, Conversation) == []


def test_a_get_is_not_taken(door: Door) -> None:
    assert door.app.test_client().get("/sms/inbound").status_code in {403, 405}


def test_what_the_carrier_answered_itself_is_not_answered_again(world: World) -> None:
    with open_door(world, replace(CARRIER, opt_out="carrier")) as door:
        door.text("help")
        for word in ("STOP", "HELP", "START"):
            assert texts(door.text(word, OptOutType=word)) == []


def test_every_copy_of_a_text_at_the_carrier_is_to_be_erased(door: Door) -> None:
    files = {f"MediaUrl{number}": f"https://api.twilio.com/x/Media/{new_sid('ME')}" for number in range(2)}
    door.text("help", NumMedia="2", **files)
    assert len(rows(door, Erasure)) == 3


@pytest.mark.parametrize("count", ["", "x", "-1", "²", "99999999999"])
def test_a_count_of_files_that_is_none_stops_nothing(door: Door, count: str) -> None:
    assert door.text("help", NumMedia=count, MediaUrl0="https://[", MediaUrl1="x").status_code == 200
    assert len(rows(door, Erasure)) == 1


def test_over_the_hour_s_number_it_is_said_once_and_all_is_kept(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "ANSWERS_AN_HOUR", 3)
    for word in ("help", "1", "2"):
        assert texts(door.text(word))
    (told,) = texts(door.text("1"))
    assert "in an hour" in told
    for _ in range(3):
        answer = door.text("1")
        assert (answer.status_code, texts(answer)) == (200, [])
    assert len(rows(door, Inbound)) == 7
    assert texts(door.text("help", From="+12025550172")), "another number is not held up"


def test_where_nothing_can_be_stored_the_carrier_is_told_to_call_again(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> bytes:
        raise OperationalError("canary statement", {}, Exception(MOTHER))

    monkeypatch.setattr("intake.service.texting._receive", full_disk(full))
    with capture_logs() as told:
        answer = door.text("canary words")
    assert (answer.status_code, answer.data) == (503, b"")
    assert "canary" not in str(told)
    assert MOTHER not in str(told)


def full_disk(raising: Any) -> Any:
    """Return what fails as the database does inside a transaction."""

    def receive(site: Any, *_: object) -> bytes:
        with site.writing():
            raising()
        return b""

    return receive


def test_a_fault_of_ours_is_told_by_its_kind_alone(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(f"canary {MOTHER}")

    monkeypatch.setattr(turns, "step", broken)
    with capture_logs() as told:
        answer = door.text("canary words")
    assert (answer.status_code, answer.data) == (500, b"")
    assert {"event": "sms.failed", "error": "RuntimeError"}.items() <= told[-1].items()
    assert "canary" not in str(told)
    assert rows(door, Inbound) == []


def test_a_body_that_is_far_too_large_is_refused_without_a_word(door: Door) -> None:
    answer = door.app.test_client().post("/sms/inbound", data={"Body": "x" * 700_000})
    assert answer.status_code in {403, 413}
    assert answer.data == b""


HUGE = "9" * 5000


@pytest.mark.parametrize("code", [HUGE, "0" * 5000, "-1", "1e9", "٣٠٠٠٣", " 30003"])
def test_a_report_with_an_impossible_error_code_is_taken_like_one_without(door: Door, code: str) -> None:
    sid = new_sid()
    form = {
        "AccountSid": CARRIER.account,
        "MessageSid": sid,
        "MessageStatus": "failed",
        "ErrorCode": code,
        "From": CARRIER.number,
        "To": MOTHER,
    }
    assert door.post("/sms/status", form).status_code == 204
    assert door.post(f"/sms/status?text={HUGE}-{HUGE}", {**form, "MessageSid": new_sid()}).status_code == 204
    assert sum(texting_copies.count(door.site).values()) == 2


@pytest.mark.parametrize("name", ["NumMedia", "NumSegments", "MediaUrl0", "OptOutType", "ApiVersion"])
def test_no_number_in_a_text_is_too_long_to_take_the_text(door: Door, name: str) -> None:
    answer = door.text("help", **{name: HUGE})
    assert answer.status_code == 200
    assert len(rows(door, Inbound)) == 1
