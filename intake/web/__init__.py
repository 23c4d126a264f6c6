"""The public site."""

from flask import Blueprint, Flask, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import HTTPException

from intake.service.site import Site
from intake.web import complaint, follow, frame, names, review, sent, start, status, take_back
from intake.web.api import blueprint as api_room
from intake.web.api.errors import on_http as on_api_http
from intake.web.budgets import set_up_budgets
from intake.web.errors import on_http, register_errors
from intake.web.tight import Tight

public = Blueprint("web", __name__, template_folder="templates")
public.before_request(frame.find_language)
public.context_processor(frame.context)
public.url_defaults(frame.carry_language)
for room in (start, complaint, review, sent, status, follow, take_back, names):
    public.register_blueprint(room.blueprint)
register_errors(public)


def register(app: Flask, site: Site, csrf: CSRFProtect) -> None:
    """Open the public site in an app."""
    app.jinja_env.add_extension(Tight)
    app.register_blueprint(public)
    app.register_blueprint(api_room)
    csrf.exempt(api_room)  # it reads no cookie, so there is nothing to forge
    set_up_budgets(app, site)
    app.register_error_handler(HTTPException, on_unrouted)


def on_unrouted(error: HTTPException) -> ResponseReturnValue:
    """Answer what belongs to no room: an unknown address, or a method that an address does not take."""
    if request.path.startswith("/api/"):
        return on_api_http(error)
    return on_http(error)
