"""A service for the simulated carrier to call: it keeps what it is told, and answers what a test wants."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

from flask import Flask, Response, request
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.twiml.messaging_response import MessagingResponse
from werkzeug.serving import make_server

from sms.simulator import Settings, Simulator

MOTHER, LAWYER = "+12025550171", "+12025550172"
SETTINGS = Settings()


@dataclass(frozen=True)
class Call:
    """A call by the carrier: its path with the query, its parameters, and whether it was signed by the account."""

    path: str
    told: dict[str, str]
    is_signed: bool


@dataclass
class Service:
    """The service under its address. `answer` makes the response to an inbound text; `patience` ends its waits."""

    url: str = ""
    signed_as: str = ""
    calls: list[Call] = field(default_factory=list)
    patience: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)
    answer: Callable[[dict[str, str]], Response] = field(default=lambda _told: twiml())

    def bodies(self) -> list[str]:
        """Return the texts that came in, in the order of the calls."""
        return [call.told["Body"] for call in self.calls if "Body" in call.told]

    def statuses(self, sid: str) -> list[str]:
        """Return the statuses that were reported of a text, in the order of the calls."""
        return [
            call.told["MessageStatus"]
            for call in self.calls
            if "MessageStatus" in call.told and call.told["MessageSid"] == sid
        ]

    def take(self, address: str) -> Response:
        """Keep a call and answer it."""
        told = request.form.to_dict()
        signature = request.headers.get("X-Twilio-Signature", "")
        good = RequestValidator(SETTINGS.tokens[0]).validate(
            (self.signed_as or self.url) + address, told, signature
        )
        with self.lock:
            self.calls.append(Call(address, told, good))
        return self.answer(told) if "Body" in told else Response(status=204)


@contextmanager
def serve() -> Iterator[Service]:
    """Serve it until the block is left."""
    service, app = Service(), Flask("service")

    @app.post("/<path:_path>")
    def call(_path: str) -> Response:
        return service.take(request.full_path.removesuffix("?"))

    @app.get("/picture")
    def picture() -> Response:
        return Response(b"a picture", content_type="image/png")

    server = make_server("127.0.0.1", 0, app, threaded=True)
    service.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield service
    finally:
        service.patience.set()
        server.shutdown()
        thread.join()
        server.server_close()


def twiml(*texts: str) -> Response:
    """Return an answer with these texts."""
    answer = MessagingResponse()
    for text in texts:
        answer.message(text)
    return Response(str(answer), content_type="text/xml")


def client_of(simulator: Simulator, token: str = SETTINGS.tokens[0]) -> Client:
    """Return the official client, pointed at the simulator."""
    client = Client(SETTINGS.account, token)
    client.api.base_url = simulator.base_url
    return client
