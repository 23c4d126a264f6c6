"""The simulator's server: the API, the media host and the page with the phones, on the loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.serving import WSGIRequestHandler, make_server

from intake.core.clock import Clock, SystemClock
from sms.simulator.errors import ApiError
from sms.simulator.media import media_host
from sms.simulator.network import Network
from sms.simulator.page import page
from sms.simulator.phone import Phone
from sms.simulator.records import Alert, Copy
from sms.simulator.rest import api
from sms.simulator.settings import Settings

_LOOPBACK = "127.0.0.1"
_LARGEST = 16 * 1024 * 1024
_LOOKS_EVERY = 0.05  # seconds between looks at whether it should end


@dataclass(frozen=True)
class Simulator:
    """A running carrier. `base_url` is what `client.api.base_url` and TWILIO_API_BASE are set to."""

    network: Network

    @property
    def base_url(self) -> str:
        """Where it is served."""
        return self.network.base_url

    @property
    def page(self) -> str:
        """Where the page with the phones is."""
        return f"{self.base_url}/phone"

    @property
    def alerts(self) -> list[Alert]:
        """What went wrong when the service was called, the oldest first."""
        return list(self.network.carrier.alerts)

    @property
    def struck(self) -> dict[str, int]:
        """How often each fault happened."""
        return dict(self.network.chance.struck)

    def phone(self, number: str) -> Phone:
        """Return the phone with a number (E.164): always the same one."""
        return self.network.phone(number)

    def point_at(self, sms_url: str, fallback_url: str = "", reach: tuple[str, str] | None = None) -> None:
        """Say which addresses the number calls with a text, and how they are reached where that has changed."""
        line = self.network.carrier.line
        line.sms_url, line.sms_fallback_url, line.reach = sms_url, fallback_url, reach or line.reach

    def block(self, number: str) -> None:
        """Put a number on the carrier's STOP list: texts to it are refused with 21610."""
        self.network.carrier.blocked.add(number)

    def settle(self) -> None:
        """Wait until no call and no text is on its way; raises what the simulator itself failed at."""
        self.network.post.settle()

    def readable(self) -> list[Copy]:
        """Return every text and file that can still be read at the carrier."""
        return self.network.carrier.readable()


@contextmanager
def run(
    settings: Settings | None = None, clock: Clock | None = None, host: str = _LOOPBACK, port: int = 0
) -> Iterator[Simulator]:
    """Serve a carrier until the block is left; port 0 takes a free one."""
    network = Network(settings or Settings(), clock or SystemClock())
    server = make_server(host, port, app_of(network), threaded=True, request_handler=_Quiet)
    network.base_url = f"http://{host}:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(_LOOKS_EVERY,), name="carrier-server")
    thread.start()
    try:
        yield Simulator(network)
    finally:
        network.closing.set()
        network.post.close()
        server.shutdown()
        thread.join()
        server.server_close()


def app_of(network: Network) -> Flask:
    """Return the app that serves a carrier."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST
    app.extensions["network"] = network
    for room in (api, media_host, page):
        app.register_blueprint(room)
    app.add_url_rule("/livez", view_func=_livez)
    app.register_error_handler(HTTPException, _on_http)
    return app


def _livez() -> str:
    """Answer whoever asks whether it runs."""
    return "ok\n"


class _Quiet(WSGIRequestHandler):
    """Keeps no log: the addresses of the API hold numbers."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - the parent's name for it
        """Write nothing."""


def _on_http(error: HTTPException) -> ResponseReturnValue:
    """Answer as the API does."""
    if isinstance(error, NotFound):
        error = ApiError(20404, request.path)
    elif isinstance(error, MethodNotAllowed):
        error = ApiError(20004)
    if isinstance(error, ApiError):
        return jsonify(error.to_document()), error.code or 500
    return error.get_response()
