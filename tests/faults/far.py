"""A Flask test client that speaks to a site in other processes: cookies, forms and redirects as in any other test."""

from collections.abc import Callable, Iterable
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Flask

_PATIENCE = 90  # seconds: longer than any answer of the site may take
_OWN = frozenset({"connection", "transfer-encoding", "keep-alive"})  # of one connection, not of the answer
StartResponse = Callable[..., Any]
Environ = dict[str, Any]


class NotAnsweredError(Exception):
    """The request got no answer, half an answer, or one that says: not stored, come back."""


def far(address: str) -> Flask:
    """Return an app whose every request goes over the network to `http://host:port`.

    Raises NotAnsweredError where no whole answer comes. Where the client says REMOTE_ADDR, it is sent on as a proxy does.
    """
    app = Flask("far")
    parts = urlsplit(address)

    def forward(environ: Environ, start: StartResponse) -> Iterable[bytes]:
        connection = HTTPConnection(str(parts.hostname), parts.port, timeout=_PATIENCE)
        try:
            connection.request(environ["REQUEST_METHOD"], _target(environ), _body(environ), _headers(environ))
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, HTTPException) as error:
            raise NotAnsweredError(type(error).__name__) from error
        finally:
            connection.close()
        headers = [(name, value) for name, value in answer.getheaders() if name.lower() not in _OWN]
        start(f"{answer.status} {answer.reason}", headers)
        return [body]

    app.wsgi_app = forward  # type: ignore[method-assign, assignment]  # Flask's own way to put something else in its place
    return app


def _target(environ: Environ) -> str:
    path = quote(environ["PATH_INFO"].encode("latin-1"))
    return f"{path}?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else path


def _body(environ: Environ) -> bytes:
    found: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    return found


def _headers(environ: Environ) -> dict[str, str]:
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").title(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    if environ.get("CONTENT_TYPE"):
        headers["Content-Type"] = environ["CONTENT_TYPE"]
    return {**headers, "X-Forwarded-For": environ["REMOTE_ADDR"], "Connection": "close"}
