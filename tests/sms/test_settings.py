"""The settings of the door for texts: all or none, each checked, no secret shown; which rooms open by themselves."""

from pathlib import Path

import pytest

from config.carrier import API_BASE
from config.settings import Settings
from intake.core.errors import SettingsError

GIVEN = {
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "canary-token-of-sixteen",
    "TWILIO_NUMBER": "+12025550123",
    "RECOURSE_PUBLIC_URL": "https://intake.example",
}


def test_without_a_carrier_there_is_no_door_for_texts() -> None:
    found = Settings.from_env({})
    assert found.carrier is None
    assert found.rooms == {"web", "desk"}


def test_with_a_carrier_the_door_opens_by_itself() -> None:
    found = Settings.from_env(GIVEN)
    assert found.rooms == {"web", "sms", "desk"}
    assert found.carrier is not None
    assert (found.carrier.api_base, found.carrier.opt_out, found.carrier.erase) == (
        API_BASE,
        "ours",
        "delete",
    )
    assert found.carrier.tokens == (GIVEN["TWILIO_AUTH_TOKEN"],)


def test_the_door_can_be_left_shut() -> None:
    assert Settings.from_env({**GIVEN, "RECOURSE_ROOMS": "web,desk"}).rooms == {"web", "desk"}


def test_the_door_cannot_be_opened_without_a_carrier() -> None:
    with pytest.raises(SettingsError, match=r"^TWILIO_ACCOUNT_SID: is not set, though RECOURSE_ROOMS"):
        Settings.from_env({"RECOURSE_ROOMS": "web,sms"})


@pytest.mark.parametrize("name", sorted(GIVEN))
def test_half_a_carrier_stops_the_boot_and_names_what_is_missing(name: str) -> None:
    with pytest.raises(SettingsError, match=rf"^{name}: "):
        Settings.from_env({**GIVEN, name: ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TWILIO_ACCOUNT_SID", "AC1"),
        ("TWILIO_ACCOUNT_SID", "SK" + "0" * 32),
        ("TWILIO_AUTH_TOKEN", "short"),
        ("TWILIO_AUTH_TOKEN_SECONDARY", "short"),
        ("TWILIO_NUMBER", "2025550123"),
        ("TWILIO_NUMBER", "+0025550123"),
        ("TWILIO_API_BASE", "http://api.example"),
        ("TWILIO_API_BASE", "http://127.0.0.1"),
        ("TWILIO_API_BASE", "ftp://127.0.0.1:9"),
        ("TWILIO_API_BASE", "https://"),
        ("TWILIO_API_BASE", "http://127.0.0.1:port"),
        ("RECOURSE_SMS_OPT_OUT", "nobody"),
        ("RECOURSE_SMS_ERASE", "keep"),
    ],
)
def test_a_malformed_value_is_named_by_its_variable_and_never_shown(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as told:
        Settings.from_env({**GIVEN, name: value})
    assert str(told.value).startswith(f"{name}: ")
    assert "canary" not in str(told.value)


@pytest.mark.parametrize(
    ("name", "value", "attribute", "expected"),
    [
        ("TWILIO_API_BASE", "http://127.0.0.1:8/", "api_base", "http://127.0.0.1:8"),
        ("TWILIO_API_BASE", "https://carrier.example", "api_base", "https://carrier.example"),
        ("RECOURSE_SMS_OPT_OUT", "carrier", "opt_out", "carrier"),
        ("RECOURSE_SMS_ERASE", "redact", "erase", "redact"),
        ("TWILIO_AUTH_TOKEN_SECONDARY", "x" * 16, "tokens", (GIVEN["TWILIO_AUTH_TOKEN"], "x" * 16)),
    ],
)
def test_each_value_is_read(name: str, value: str, attribute: str, expected: object) -> None:
    assert getattr(Settings.from_env({**GIVEN, name: value}).carrier, attribute) == expected


def test_no_secret_is_shown_by_its_repr(tmp_path: Path) -> None:
    env = {**GIVEN, "TWILIO_AUTH_TOKEN_SECONDARY": "canary-second-token", "RECOURSE_DATA": str(tmp_path)}
    shown = repr(Settings.from_env(env))
    assert "canary" not in shown
    assert GIVEN["TWILIO_NUMBER"] not in shown
