"""What every page reaches for: the site it belongs to, and the way to the next page."""

from typing import Any

from flask import current_app, redirect, url_for
from werkzeug.wrappers import Response

from intake.service.site import Site


def the_site() -> Site:
    """Return the deployment that this app serves."""
    site: Site = current_app.extensions["recourse.site"]
    return site


def go(endpoint: str, **values: Any) -> Response:
    """Send the browser on with GET, so that a reload repeats nothing (303 See Other, RFC 9110)."""
    return redirect(url_for(endpoint, **values), 303)
