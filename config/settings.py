"""Everything that differs between deployments, read once from the environment and checked at boot."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from config.carrier import CarrierSettings, carrier_of
from intake.core.errors import SettingsError

PROJECT = Path(__file__).resolve().parent.parent
ROOMS = ("web", "sms", "desk")
_ALWAYS = frozenset({"web", "desk"})  # the door for texts opens by itself only where a carrier is named
_RING = re.compile(r"[1-9]\d{0,5}:[0-9a-f]{64}(,[1-9]\d{0,5}:[0-9a-f]{64})*")
_PIN = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Settings:
    """The checked settings of one deployment; secrets are kept out of its repr."""

    data: Path
    database_url: str = field(repr=False)
    blob_url: str = field(repr=False)
    config: Path
    site_key: str | None = field(default=None, repr=False)
    desk_key: str | None = field(default=None, repr=False)
    root: str | None = None
    public_url: str | None = None
    exit_url: str = "https://www.weather.gov/"
    onion: str | None = None
    smtp_url: str | None = field(default=None, repr=False)
    rooms: frozenset[str] = _ALWAYS
    proxy_hops: int = 0
    metrics_port: int | None = None
    carrier: CarrierSettings | None = None

    @property
    def secure(self) -> bool:
        """Whether the public address is https, so that cookies carry the __Host- prefix and Secure."""
        return self.public_url is not None and self.public_url.startswith("https://")

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """Read and check every setting; raises SettingsError naming the first variable that is wrong."""
        data = _path(env, "RECOURSE_DATA", Path("var"))
        if data.exists() and not data.is_dir():
            raise SettingsError(f"RECOURSE_DATA: is not a folder: {data}")
        carrier = carrier_of(env)
        return cls(
            data=data,
            database_url=_database(env, data),
            blob_url=env.get("RECOURSE_BLOB_URL") or (data / "blobs").as_uri(),
            config=_folder(env, "RECOURSE_CONFIG", PROJECT / "config"),
            site_key=_matching(
                env, "RECOURSE_SITE_KEY", _RING, "a key ring: version:64 hex digits, newest first"
            ),
            desk_key=_matching(
                env, "RECOURSE_DESK_KEY", _RING, "a key ring: version:64 hex digits, newest first"
            ),
            root=_matching(env, "RECOURSE_ROOT", _PIN, "the 64 hex digits that `recourse init` printed"),
            public_url=_url(env, "RECOURSE_PUBLIC_URL", ("https", "http")),
            exit_url=_url(env, "RECOURSE_EXIT_URL", ("https", "http")) or cls.exit_url,
            onion=_url(env, "RECOURSE_ONION", ("http", "https")),
            smtp_url=_url(env, "SMTP_URL", ("smtp", "smtps")),
            rooms=_rooms(env, carrier),
            proxy_hops=_number(env, "RECOURSE_PROXY_HOPS", 0, 5) or 0,
            metrics_port=_number(env, "RECOURSE_METRICS_PORT", 1, 65535),
            carrier=carrier,
        )


def _database(env: Mapping[str, str], data: Path) -> str:
    url = env.get("DATABASE_URL") or f"sqlite:///{data / 'recourse.db'}"
    scheme, mark, rest = url.partition("://")
    if not mark or scheme not in {"sqlite", "postgres", "postgresql", "postgresql+psycopg"}:
        raise SettingsError("DATABASE_URL: must begin with sqlite:/// or postgresql://")
    _check_port("DATABASE_URL", url)
    if scheme == "sqlite" and (not rest.startswith("/") or rest in {"/", "/:memory:"}):
        raise SettingsError("DATABASE_URL: must name a file: sqlite:///path")  # several processes share it
    return url if scheme == "sqlite" else f"postgresql+psycopg://{rest}"


def _path(env: Mapping[str, str], name: str, default: Path) -> Path:
    try:
        return Path(env.get(name) or default).expanduser().absolute()
    except RuntimeError as error:
        raise SettingsError(f"{name}: {error}") from error


def _folder(env: Mapping[str, str], name: str, default: Path) -> Path:
    folder = _path(env, name, default)
    if not folder.is_dir():
        raise SettingsError(f"{name}: no such folder: {folder}")
    return folder


def _matching(env: Mapping[str, str], name: str, pattern: re.Pattern[str], wanted: str) -> str | None:
    value = env.get(name, "").strip()
    if not value:
        return None
    if not pattern.fullmatch(value):
        raise SettingsError(f"{name}: must be {wanted}")
    return value


def _url(env: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str | None:
    value = env.get(name, "").strip()
    if not value:
        return None
    parts = _check_port(name, value)
    if parts.scheme not in schemes or not parts.hostname:
        raise SettingsError(f"{name}: must be an address that begins with {' or '.join(schemes)}://")
    return value.rstrip("/") if not parts.path.strip("/") else value


def _check_port(name: str, value: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        _ = parts.port  # reading it is what checks it
    except ValueError as error:
        raise SettingsError(f"{name}: {error}") from error
    return parts


def _rooms(env: Mapping[str, str], carrier: CarrierSettings | None) -> frozenset[str]:
    names = [name.strip() for name in env.get("RECOURSE_ROOMS", "").split(",") if name.strip()]
    for name in names:
        if name not in ROOMS:
            raise SettingsError(
                f"RECOURSE_ROOMS: this release has no room {name!r}; it has {', '.join(ROOMS)}"
            )
    if "sms" in names and carrier is None:
        raise SettingsError("TWILIO_ACCOUNT_SID: is not set, though RECOURSE_ROOMS names sms")
    return frozenset(names) or (frozenset(ROOMS) if carrier else _ALWAYS)


def _number(env: Mapping[str, str], name: str, low: int, high: int) -> int | None:
    value = env.get(name, "").strip()
    if not value:
        return None
    if not value.isdecimal() or not low <= int(value) <= high:
        raise SettingsError(f"{name}: must be a whole number from {low} to {high}")
    return int(value)
