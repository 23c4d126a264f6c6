"""Pictures: fetched from an address that we build, never from one that we are told, and never more than five megabytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from config.carrier import CarrierSettings
from intake.core.errors import SettingsError, UnsafeFileError
from sms import media
from sms.errors import CarrierError, Fate
from tests.conftest import World
from tests.sms.line import CARRIER
from tests.sms.signed import new_sid, open_door

MESSAGE, FILE = "MM" + "1" * 32, "ME" + "2" * 32
PATH = f"/2010-04-01/Accounts/{CARRIER.account}/Messages/{MESSAGE}/Media/{FILE}"


@dataclass
class Host:
    """A host that answers what it is told to: path -> (status, headers, body); keeps what was asked."""

    url: str = ""
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    @property
    def settings(self) -> CarrierSettings:
        """The carrier's settings with this host as its API."""
        return replace(CARRIER, api_base=self.url)


@contextmanager
def serving() -> Iterator[Host]:
    host = Host()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host.asked.append((self.path, self.headers.get("Authorization", "")))
            status, headers, body = host.answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                return  # it was hung up on, as it should be

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    host.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield host
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def host() -> Iterator[Host]:
    with serving() as made:
        yield made


def test_a_file_is_fetched_with_our_token_from_the_address_we_build(host: Host) -> None:
    host.answers[PATH] = (200, {}, b"bytes")
    assert media.fetch(host.settings, MESSAGE, FILE) == b"bytes"
    ((path, authorization),) = host.asked
    assert path == PATH
    assert authorization.startswith("Basic ")


def test_a_redirect_to_the_carrier_is_followed_without_the_token(host: Host) -> None:
    host.answers[PATH] = (307, {"Location": "/elsewhere"}, b"")
    host.answers["/elsewhere"] = (200, {}, b"bytes")
    assert media.fetch(host.settings, MESSAGE, FILE) == b"bytes"
    assert [path for path, _ in host.asked] == [PATH, "/elsewhere"]
    assert host.asked[1][1] == ""


def test_a_redirect_to_another_host_is_not_followed(host: Host) -> None:
    with serving() as other:
        other.answers["/secret"] = (200, {}, b"inside")
        host.answers[PATH] = (302, {"Location": f"{other.url}/secret"}, b"")
        with pytest.raises(CarrierError) as told:
            media.fetch(host.settings, MESSAGE, FILE)
        assert told.value.fate is Fate.never
        assert other.asked == []


def test_redirects_in_a_circle_come_to_an_end(host: Host) -> None:
    host.answers[PATH] = (302, {"Location": PATH}, b"")
    with pytest.raises(CarrierError):
        media.fetch(host.settings, MESSAGE, FILE)
    assert len(host.asked) == 4


@pytest.mark.parametrize("headers", [{}, {"Content-Length": "10"}, {"Content-Encoding": "gzip"}])
def test_more_than_five_megabytes_are_refused_whatever_the_header_says(
    host: Host, headers: dict[str, str]
) -> None:
    host.answers[PATH] = (200, headers, b"x" * (media.MOST + 1))
    if "Content-Length" in headers:
        assert len(media.fetch(host.settings, MESSAGE, FILE)) <= media.MOST
        return
    with pytest.raises(UnsafeFileError, match="size"):
        media.fetch(host.settings, MESSAGE, FILE)


@pytest.mark.parametrize(
    ("status", "fate"), [(404, Fate.gone), (429, Fate.retry), (500, Fate.doubtful), (401, Fate.page)]
)
def test_an_answer_that_is_no_file_is_told_by_what_follows(host: Host, status: int, fate: Fate) -> None:
    host.answers[PATH] = (status, {}, b"")
    with pytest.raises(CarrierError) as told:
        media.fetch(host.settings, MESSAGE, FILE)
    assert (told.value.fate, told.value.code) == (fate, status)


def test_a_host_that_is_not_there_is_tried_again() -> None:
    with pytest.raises(CarrierError) as told:
        media.fetch(replace(CARRIER, api_base="http://127.0.0.1:9"), MESSAGE, FILE)
    assert told.value.fate is Fate.retry
    assert told.value.__context__ is None


@pytest.mark.parametrize(("message", "file"), [("../x", FILE), (MESSAGE, "ME/../../x"), ("", "")])
def test_an_id_that_is_none_is_never_asked_for(host: Host, message: str, file: str) -> None:
    with pytest.raises(CarrierError):
        media.fetch(host.settings, message, file)
    assert host.asked == []


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://api.twilio.com/x", True),
        ("https://mms.twiliocdn.com/x", True),
        ("https://s3-external-1.amazonaws.com/bucket/x", True),
        ("http://mms.twiliocdn.com/x", False),
        ("https://mms.twiliocdn.com.evil.example/x", False),
        ("https://mms.twiliocdn.com:8443/x", False),
        ("https://user@mms.twiliocdn.com/x", False),
        ("https://169.254.169.254/latest", False),
        ("file:///etc/passwd", False),
        ("https://[", False),
        ("https://mms.twiliocdn.com:port/", False),
        ("", False),
    ],
)
def test_only_the_carrier_s_own_hosts_are_asked(address: str, *, allowed: bool) -> None:
    assert media.is_allowed(CARRIER, address) is allowed


def test_of_several_files_those_that_can_be_taken_are_kept(world: World, host: Host) -> None:
    ids = [new_sid("ME") for _ in range(3)]
    base = PATH.rsplit("/", 1)[0]
    host.answers[f"{base}/{ids[0]}"] = (200, {}, b"A text of a witness.")
    host.answers[f"{base}/{ids[1]}"] = (200, {}, b"\x7fELF\x02\x01\x01")
    with open_door(world, host.settings) as door:
        kept = media.take(door.site, MESSAGE, ids, [])
    assert [(one.name, one.kind) for one in kept] == [("text-1.txt", "text/plain")]


def test_a_carrier_that_does_not_answer_is_asked_again(world: World, host: Host) -> None:
    host.answers[PATH] = (503, {}, b"")
    with open_door(world, host.settings) as door, pytest.raises(CarrierError):
        media.take(door.site, MESSAGE, [FILE], [])


def test_without_a_carrier_the_door_does_not_open(world: World) -> None:
    with pytest.raises(SettingsError, match="TWILIO_ACCOUNT_SID"):
        media.carrier_of(world.site)
