"""The configuration: every value is checked at boot, and what is wrong is named by its variable or file."""

import shutil
from pathlib import Path

import pytest

from config.deployment import load_deployment
from config.settings import PROJECT, Settings
from intake.core.errors import SettingsError

KEY = "ab" * 32


def test_nothing_needs_to_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = Settings.from_env({})
    assert found.data == tmp_path / "var"
    assert found.database_url == f"sqlite:///{tmp_path / 'var' / 'recourse.db'}"
    assert found.blob_url == f"file://{tmp_path}/var/blobs"
    assert found.config == PROJECT / "config"
    assert found.rooms == {"web", "desk"}
    assert (found.secure, found.proxy_hops, found.metrics_port) == (False, 0, None)
    assert found.exit_url == "https://www.weather.gov/"


def test_an_empty_value_is_one_that_is_not_set() -> None:
    names = (
        "DATABASE_URL",
        "SMTP_URL",
        *(f"RECOURSE_{name}" for name in ("ROOMS", "SITE_KEY", "ROOT", "ONION")),
    )
    assert Settings.from_env(dict.fromkeys(names, "")) == Settings.from_env({})


@pytest.mark.parametrize(
    ("name", "value", "attribute", "expected"),
    [
        ("DATABASE_URL", "postgres://u@h/d", "database_url", "postgresql+psycopg://u@h/d"),
        ("DATABASE_URL", "postgresql://u@h:5433/d", "database_url", "postgresql+psycopg://u@h:5433/d"),
        (
            "DATABASE_URL",
            "postgresql+psycopg://u@/d?host=/s",
            "database_url",
            "postgresql+psycopg://u@/d?host=/s",
        ),
        ("DATABASE_URL", "sqlite:///other.db", "database_url", "sqlite:///other.db"),
        ("RECOURSE_BLOB_URL", "s3://bucket/folder", "blob_url", "s3://bucket/folder"),
        ("RECOURSE_SITE_KEY", f"2:{KEY},1:{KEY}", "site_key", f"2:{KEY},1:{KEY}"),
        ("RECOURSE_DESK_KEY", f" 1:{KEY} ", "desk_key", f"1:{KEY}"),
        ("RECOURSE_ROOT", KEY, "root", KEY),
        ("RECOURSE_PUBLIC_URL", "https://recourse.test/", "public_url", "https://recourse.test"),
        ("RECOURSE_EXIT_URL", "https://news.test/today", "exit_url", "https://news.test/today"),
        ("RECOURSE_ONION", "http://abc.onion", "onion", "http://abc.onion"),
        ("SMTP_URL", "smtps://u:p@mail.test:465", "smtp_url", "smtps://u:p@mail.test:465"),
        ("RECOURSE_ROOMS", " web , ", "rooms", {"web"}),
        ("RECOURSE_PROXY_HOPS", "2", "proxy_hops", 2),
        ("RECOURSE_METRICS_PORT", "9100", "metrics_port", 9100),
    ],
)
def test_each_value_is_read(name: str, value: str, attribute: str, expected: object) -> None:
    assert getattr(Settings.from_env({name: value}), attribute) == expected


@pytest.mark.parametrize(("url", "secure"), [("https://a.test", True), ("http://a.test", False)])
def test_the_site_is_secure_where_its_address_is_https(url: str, *, secure: bool) -> None:
    assert Settings.from_env({"RECOURSE_PUBLIC_URL": url}).secure is secure


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://u@h/d"),
        ("DATABASE_URL", "recourse.db"),
        ("DATABASE_URL", "sqlite:recourse.db"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "postgresql://u@h:port/d"),
        ("RECOURSE_SITE_KEY", KEY),
        ("RECOURSE_SITE_KEY", f"1:{KEY[:-2]}"),
        ("RECOURSE_SITE_KEY", f"0:{KEY}"),
        ("RECOURSE_DESK_KEY", f"1:{KEY};2:{KEY}"),
        ("RECOURSE_ROOT", "abc"),
        ("RECOURSE_PUBLIC_URL", "recourse.test"),
        ("RECOURSE_PUBLIC_URL", "ftp://recourse.test"),
        ("RECOURSE_PUBLIC_URL", "https://"),
        ("RECOURSE_PUBLIC_URL", "https://:8000"),
        ("RECOURSE_PUBLIC_URL", "https://[::1"),
        ("RECOURSE_EXIT_URL", "javascript:alert(1)"),
        ("RECOURSE_ONION", "abc.onion"),
        ("SMTP_URL", "https://mail.test"),
        ("SMTP_URL", "smtp://mail.test:post"),
        ("RECOURSE_ROOMS", "web,attic"),
        ("RECOURSE_PROXY_HOPS", "-1"),
        ("RECOURSE_PROXY_HOPS", "6"),
        ("RECOURSE_PROXY_HOPS", "two"),
        ("RECOURSE_METRICS_PORT", "0"),
        ("RECOURSE_METRICS_PORT", "65536"),
        ("RECOURSE_CONFIG", "/no/such/folder"),
        ("RECOURSE_CONFIG", "~nobody-of-this-name/config"),
        ("RECOURSE_DATA", "~nobody-of-this-name/data"),
        ("RECOURSE_DATA", __file__),
    ],
)
def test_a_malformed_value_is_named_by_its_variable_in_one_line(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as told:
        Settings.from_env({name: value})
    assert str(told.value).startswith(f"{name}: ")
    assert "\n" not in str(told.value)


def test_no_secret_is_shown_by_its_repr() -> None:
    env = {
        "DATABASE_URL": "postgresql://u:canary-1@h/d",
        "RECOURSE_BLOB_URL": "s3://canary-2",
        "RECOURSE_SITE_KEY": f"1:{KEY}",
        "RECOURSE_DESK_KEY": f"1:{KEY}",
        "SMTP_URL": "smtp://u:canary-3@h",
    }
    shown = repr(Settings.from_env(env))
    assert "canary" not in shown
    assert KEY not in shown


def test_no_secret_is_shown_by_an_error() -> None:
    with pytest.raises(SettingsError) as told:
        Settings.from_env({"RECOURSE_SITE_KEY": f"1:{KEY}canary"})
    assert KEY not in str(told.value)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in (PROJECT / "config").glob("*.*"):
        shutil.copy(path, tmp_path)
    return tmp_path


def test_the_shipped_configuration_is_sound() -> None:
    found = load_deployment(PROJECT / "config")
    assert found.languages[0].locale == "en"
    assert found.site.zone.key == "America/New_York"
    assert found.language("ES-419") == found.language("es-419")
    assert found.language("xx") is None


FILES = (
    "routing.toml",
    "offices.toml",
    "service_levels.toml",
    "retention.toml",
    "languages.toml",
    "site.toml",
)


@pytest.mark.parametrize("name", [*FILES, "facilities.csv", "agencies.csv"])
def test_a_file_that_is_missing_or_no_text_is_named(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match=rf"RECOURSE_CONFIG: {name} cannot be read"):
        load_deployment(folder)
    (folder / name).unlink()
    with pytest.raises(SettingsError, match=rf"RECOURSE_CONFIG: {name} cannot be read"):
        load_deployment(folder)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("text", ["= nothing", "unknown = 1", "[[rule]]\n[[language]]\nlocale = 1"])
def test_a_file_that_says_something_else_is_named(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=rf"RECOURSE_CONFIG: {name}: "):
        load_deployment(folder)


@pytest.mark.parametrize("name", ["facilities.csv", "agencies.csv"])
def test_a_directory_with_an_unknown_column_is_named(folder: Path, name: str) -> None:
    (folder / name).write_text("colour\nblue\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=rf"RECOURSE_CONFIG: {name[:-4]}: line 1: the columns must be"):
        load_deployment(folder)


def test_a_time_zone_that_there_is_not_is_named(folder: Path) -> None:
    text = (folder / "site.toml").read_text(encoding="utf-8")
    (folder / "site.toml").write_text(text.replace("America/New_York", "Mars/Base"), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"site\.toml: time_zone: no such zone: Mars/Base"):
        load_deployment(folder)


@pytest.mark.parametrize(
    ("facility", "state", "zone"),
    [
        (None, None, None),
        ("no-such-place", None, None),
        ("no-such-place", "CA", "America/Los_Angeles"),
        (None, "XX", None),
        (None, "", None),
    ],
)
def test_a_zone_is_that_of_the_facility_else_of_the_state(
    facility: str | None, state: str | None, zone: str | None
) -> None:
    found = load_deployment(PROJECT / "config").zone(facility, state)
    assert (found.key if found else None) == zone


def test_a_facility_has_a_zone_of_its_own() -> None:
    deployment = load_deployment(PROJECT / "config")
    facility = deployment.directory.facilities[0]
    found = deployment.zone(facility.id, "HI")
    assert found is not None
    assert found.key == facility.timezone


def test_legal_help_is_that_of_the_state_else_the_general_one(folder: Path) -> None:
    text = (folder / "site.toml").read_text(encoding="utf-8") + 'GA = "Legal aid of Georgia"\n'
    (folder / "site.toml").write_text(text, encoding="utf-8")
    site = load_deployment(folder).site
    assert site.legal_help("GA") == "Legal aid of Georgia"
    assert site.legal_help("TX") == site.legal_aid["*"]
