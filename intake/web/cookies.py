"""The two cookies of the public site: each holds nothing but the key of a server-side row."""

from flask import Response, after_this_request, request

from intake.http import cookie_name, drop_cookie, set_cookie
from intake.web.here import the_site


def token_of(name: str) -> str:
    """Return what a cookie holds; "" where the browser sent none."""
    return request.cookies.get(cookie_name(the_site().settings, name), "")


def give(name: str, token: str) -> None:
    """Set a cookie on the answer to this request."""

    @after_this_request
    def _set(response: Response) -> Response:
        set_cookie(response, the_site().settings, name, token)
        return response


def take(name: str) -> None:
    """Take a cookie away with the answer to this request."""

    @after_this_request
    def _drop(response: Response) -> Response:
        drop_cookie(response, the_site().settings, name)
        return response
