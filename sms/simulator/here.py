"""What the rooms of the simulator's server share: the carrier that they serve, and how a line breaks."""

from socket import SHUT_RDWR, socket
from typing import cast

from flask import Response, current_app, request

from sms.simulator.network import Network


def network() -> Network:
    """Return the carrier that this app serves."""
    return cast("Network", current_app.extensions["network"])


def cut_line() -> Response:
    """Cut the connection: whoever called never gets an answer."""
    line: socket = request.environ["werkzeug.socket"]
    line.shutdown(SHUT_RDWR)
    return Response(status=500)


def stall() -> None:
    """Let the caller wait, for longer than it does."""
    network().closing.wait(network().settings.stall)
