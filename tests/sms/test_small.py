"""The small parts: ids and numbers, the table of errors, the hours, the request line, effects as JSON."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from intake.core.errors import AnswersError
from intake.interview.answers import Answers
from sms import effects, numbers, paging, voice
from sms.dialogue import AddWords, File, Forget, LookUp, TakeMedia
from sms.errors import Fate, fate_of
from sms.hours import is_safe
from sms.signature import target_of
from tests.conftest import World
from tests.service.mail import post_office

NEW_YORK, HONOLULU = ZoneInfo("America/New_York"), ZoneInfo("Pacific/Honolulu")


@pytest.mark.parametrize("text", ["+12025550171", "+442071838750", "12345", "911911"])
def test_what_can_be_answered_is_a_number_or_a_short_code(text: str) -> None:
    assert numbers.is_sender(text)


@pytest.mark.parametrize(
    "text", ["", "+", "+0202555", "PHARMACY", "+1202555017١", "12025550171", "+1" * 9, "123 45", "12345\n"]
)
def test_all_else_is_not(text: str) -> None:
    assert not numbers.is_sender(text)


@pytest.mark.parametrize(
    ("url", "sid"),
    [
        (f"https://api.twilio.com/2010/Accounts/AC/Messages/MM/Media/ME{'a' * 32}", f"ME{'a' * 32}"),
        (f"https://evil.example/ME{'a' * 32}/", f"ME{'a' * 32}"),
        (f"https://api.twilio.com/ME{'a' * 32}.json", ""),
        ("https://api.twilio.com/", ""),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_of_an_address_only_the_id_is_taken(url: str, sid: str) -> None:
    assert numbers.media_sid(url) == sid


@given(st.text())
def test_whatever_is_taken_for_an_id_has_no_letter_that_could_lead_elsewhere(text: str) -> None:
    for known in (numbers.is_message(text), numbers.is_media(text), bool(numbers.media_sid(text))):
        assert not known or text.strip("/").rsplit("/", 1)[-1].isalnum()


@pytest.mark.parametrize(
    ("code", "status", "fate"),
    [
        (21610, 400, Fate.opted_out),
        (20003, 401, Fate.page),
        (20429, 429, Fate.retry),
        (20009, 400, Fate.retry),
        (20404, 404, Fate.gone),
        (30003, 0, Fate.later),
        (30007, 0, Fate.page),
        (21211, 400, Fate.never),
        (None, 429, Fate.retry),
        (None, 404, Fate.gone),
        (None, 403, Fate.page),
        (None, 502, Fate.doubtful),
        (99999, 400, Fate.never),
        (99999, 0, Fate.never),
    ],
)
def test_an_error_means_what_the_table_says_and_else_what_its_status_says(
    code: int | None, status: int, fate: Fate
) -> None:
    assert fate_of(code, status) is fate


@pytest.mark.parametrize(
    ("at", "zone", "safe"),
    [
        ("2026-01-05T13:00", NEW_YORK, True),  # 8:00, winter
        ("2026-01-05T12:59", NEW_YORK, False),
        ("2026-07-06T12:00", NEW_YORK, True),  # 8:00, summer
        ("2026-07-06T11:59", NEW_YORK, False),
        ("2026-07-07T00:59", NEW_YORK, True),  # 20:59
        ("2026-07-07T01:00", NEW_YORK, False),  # 21:00
        ("2026-03-08T11:59", NEW_YORK, False),  # the day on which the clock goes forward
        ("2026-03-08T12:00", NEW_YORK, True),
        ("2026-11-01T12:59", NEW_YORK, False),  # the day on which it goes back
        ("2026-11-01T13:00", NEW_YORK, True),
        ("2026-01-05T18:00", HONOLULU, True),
        ("2026-01-05T13:00", None, False),  # 5:00 in Los Angeles
        ("2026-01-05T16:00", None, True),
        ("2026-01-06T01:59", None, True),  # 20:59 in New York
        ("2026-01-06T02:00", None, False),
    ],
)
def test_a_phone_may_ring_between_8_and_21_where_the_person_may_be(
    at: str, zone: ZoneInfo | None, *, safe: bool
) -> None:
    assert is_safe(datetime.fromisoformat(at).replace(tzinfo=UTC), zone) is safe


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1)))  # noqa: DTZ001 -- hypothesis wants bounds without a zone
def test_what_is_safe_where_nobody_knows_is_safe_at_both_ends(at: datetime) -> None:
    if is_safe(at, None):
        assert is_safe(at, NEW_YORK)
        assert is_safe(at, ZoneInfo("America/Chicago"))
        assert is_safe(at, ZoneInfo("America/Los_Angeles"))


@pytest.mark.parametrize(
    ("environ", "target"),
    [
        ({"RAW_URI": "/sms/inbound?a=%7E"}, "/sms/inbound?a=%7E"),
        ({"REQUEST_URI": "/sms/inbound"}, "/sms/inbound"),
        ({"RAW_URI": "http://evil.example/sms/inbound?a=1"}, "/sms/inbound?a=1"),
        ({"RAW_URI": "http://evil.example"}, "/"),
        ({}, "/"),
    ],
)
def test_the_request_line_is_taken_as_it_came(environ: dict[str, Any], target: str) -> None:
    assert target_of(environ) == target


@pytest.mark.parametrize(
    "effect",
    [
        File(3, Answers({"what": {"kinds": ["force"]}}), "es-419", incomplete=True),
        LookUp("1"),
        Forget("1"),
        AddWords("1", "كناري"),
        TakeMedia(2),
    ],
)
def test_an_effect_survives_as_json(effect: effects.Slow) -> None:
    document = json.loads(json.dumps(effects.to_document(effect)))
    assert effects.from_document({**document, "with": {"message": "MM"}}) == effect


@pytest.mark.parametrize("document", [{}, {"effect": "OptOut"}, {"effect": "Unknown"}])
def test_an_effect_of_a_later_release_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(AnswersError):
        effects.from_document(document)


def test_an_app_to_speak_with_is_made_once_for_a_deployment(world: World) -> None:
    first = voice._app_for(world.site.deployment)
    assert voice._app_for(world.site.deployment) is first
    other = replace(world.site.deployment)
    assert voice._app_for(other) is not first
    assert len(voice._made) <= 2


def test_the_operator_is_told_once_an_hour_and_by_mail_where_somebody_is_on_call(world: World) -> None:
    paging._told.clear()
    with post_office() as post:
        texts = replace(world.site.deployment.site, on_call=("on@call.test",))
        site = replace(
            world.site,
            settings=replace(world.settings, smtp_url=f"smtp://localhost:{post.port}"),
            deployment=replace(world.site.deployment, site=texts),
        )
        for _ in range(3):
            paging.page(site, 20003)
        world.clock.advance(timedelta(hours=1))
        paging.page(site, 20003)
    assert len(post.messages) == 2
    with capture_logs() as told:
        paging.page(site, 30007)
    assert [event["event"] for event in told] == ["sms.page", "sms.page_not_mailed"]
