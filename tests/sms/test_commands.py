"""`recourse sms`: the doctor finds what is planted, and the ledger is printed in counts."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result

from intake.cli import recourse
from intake.core.clock import SystemClock
from intake.service import texting_copies
from intake.service.texting_copies import GIVEN_UP, Copy
from intake.service.texting_rows import opened
from intake.store.models import Erasure
from sms import carrier as carrier_api
from sms import doctor, simulator
from sms.simulator import Simulator
from sms.simulator.settings import ACCOUNT, NUMBER, TOKEN
from tests.conftest import World
from tests.sms.line import PUBLIC
from tests.sms.signed import new_sid


@pytest.fixture
def carrier() -> Iterator[Simulator]:
    settings = simulator.Settings(
        sms_url=f"{PUBLIC}/sms/inbound", fallback_url=f"{PUBLIC}/sms/fallback", opt_out="carrier"
    )
    with simulator.run(settings, SystemClock()) as running:
        yield running


def run(world: World, carrier: Simulator, command: str, **changed: str) -> Result:
    env = {
        "RECOURSE_DATA": str(world.settings.data),
        "DATABASE_URL": world.settings.database_url,
        "RECOURSE_PUBLIC_URL": PUBLIC,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_NUMBER": NUMBER,
        "TWILIO_API_BASE": carrier.base_url,
        "RECOURSE_SMS_OPT_OUT": "carrier",
        **changed,
    }
    return CliRunner().invoke(recourse, ["sms", command], env=env)


def test_a_sound_line_has_no_fault(world: World, carrier: Simulator) -> None:
    told = run(world, carrier, "doctor")
    assert told.exit_code == 0
    assert "0 faults, 1 notes" in told.output
    assert f"sms_url: {PUBLIC}/sms/inbound" in told.output


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"TWILIO_AUTH_TOKEN": "another-token-entirely"}, "the carrier refuses (code 20003)"),
        ({"TWILIO_NUMBER": "+12025550199"}, "not a number of this account"),
        ({"RECOURSE_PUBLIC_URL": "https://other.example"}, "sms_url at the number is"),
        ({"TWILIO_API_BASE": "http://127.0.0.1:9"}, "the carrier does not answer"),
    ],
)
def test_what_is_wrong_is_found_with_the_way_out(
    world: World, carrier: Simulator, changed: dict[str, str], words: str
) -> None:
    told = run(world, carrier, "doctor", **changed)
    assert told.exit_code == 1
    assert words in told.output
    assert "->" in told.output


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"RECOURSE_PUBLIC_URL": "http://127.0.0.1:8000"}, "not https"),
        ({"RECOURSE_SMS_OPT_OUT": "ours"}, "must be switched off"),
        ({"RECOURSE_SMS_ERASE": "redact"}, "numbers and times stay"),
    ],
)
def test_what_should_be_known_is_noted(
    world: World, carrier: Simulator, changed: dict[str, str], words: str
) -> None:
    assert words in run(world, carrier, "doctor", **changed).output


def test_what_the_api_does_not_tell_of_redaction_is_said_with_where_to_look(
    world: World, carrier: Simulator
) -> None:
    told = run(world, carrier, "doctor").output
    assert "the carrier's API does not tell" in told
    assert "Message Redaction" in told


@pytest.mark.parametrize(
    ("number", "body", "words"),
    [("+1202555XXXX", "", "redacts phone numbers"), ("+12025550171", "", "empties texts that came in")],
)
def test_redaction_that_can_be_seen_is_a_fault(
    world: World, carrier: Simulator, number: str, body: str, words: str
) -> None:
    carrier.network.carrier.take_in(number, body, [])
    told = run(world, carrier, "doctor")
    assert words in told.output
    assert told.exit_code == 1


def test_texts_that_we_emptied_ourselves_are_no_fault(world: World, carrier: Simulator) -> None:
    carrier.network.carrier.take_in("+12025550171", "", [])
    told = run(world, carrier, "doctor", RECOURSE_SMS_ERASE="redact")
    assert told.exit_code == 0
    assert "does not tell" in told.output


def test_a_number_that_calls_nobody_is_found(world: World, carrier: Simulator) -> None:
    carrier.point_at("", "")
    told = run(world, carrier, "doctor")
    assert "sms_url at the number is empty" in told.output
    assert told.exit_code == 1


def test_copies_that_wait_or_were_given_up_are_found(world: World, carrier: Simulator) -> None:
    world.clock.advance(SystemClock().now() - world.clock.now() - timedelta(days=1))
    sids = [new_sid(), new_sid()]
    for sid in sids:
        texting_copies.note_one(world.site, Copy("message", "inbound", sid))
    with world.site.reading() as session:
        rows = list(session.query(Erasure))
    first = next(row for row in rows if opened(world.site, row)["sid"] == sids[0])

    def give_up(entry: texting_copies.Entry) -> None:
        entry.state = GIVEN_UP

    texting_copies.change(world.site, first.id, give_up)
    told = run(world, carrier, "doctor")
    assert "1 copies could not be erased" in told.output
    assert "waits for its erasure since" in told.output
    ledger = run(world, carrier, "erasure").output
    assert "given up" in ledger
    assert "The oldest that waits: since" in ledger
    assert not any(sid in ledger for sid in sids)


def test_an_empty_ledger_says_so(world: World, carrier: Simulator) -> None:
    assert "Nothing waits." in run(world, carrier, "erasure").output


@pytest.mark.parametrize("command", ["doctor"])
def test_without_a_carrier_it_is_said_what_is_missing(world: World, command: str) -> None:
    env = {"RECOURSE_DATA": str(world.settings.data), "DATABASE_URL": world.settings.database_url}
    told = CliRunner().invoke(recourse, ["sms", command], env=env)
    assert "TWILIO_ACCOUNT_SID" in str(told.exception)


def test_a_check_that_would_take_forgeries_is_found(
    world: World, carrier: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "is_signed", lambda *_: True)
    assert "not told from a forged one" in run(world, carrier, "doctor").output


def test_a_suspended_account_and_a_wrong_method_are_found(
    world: World, carrier: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_at_number = {"sms_url": "x", "sms_fallback_url": "x", "sms_method": "GET", "status_callback": ""}
    monkeypatch.setattr(carrier_api, "account_status", lambda _settings: "suspended")
    monkeypatch.setattr(carrier_api, "number_settings", lambda _settings: set_at_number)
    told = run(world, carrier, "doctor").output
    assert "the account is suspended" in told
    assert "the number calls with GET" in told
