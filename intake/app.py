"""The one factory: which rooms to open, and what each of them is given."""

from collections.abc import Callable, Mapping

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from config.settings import Settings
from intake import health, http, i18n, metrics, static_files
from intake.core.clock import Clock
from intake.rooms import Room
from intake.service.site import open_site


def _web() -> Room:
    from intake import web

    return Room(web.register, has_static=True)


def _sms() -> Room:
    from sms.room import ROOM

    return ROOM


def _desk() -> Room:
    from intake import desk

    return Room(desk.register, has_static=True)


_ROOMS: Mapping[str, Callable[[], Room]] = {"web": _web, "sms": _sms, "desk": _desk}


def rooms_of(settings: Settings) -> dict[str, Room]:
    """Return the rooms that the settings name; code of the others is not even loaded."""
    return {name: load() for name, load in _ROOMS.items() if name in settings.rooms}


def create_app(settings: Settings, clock: Clock | None = None) -> Flask:
    """Return an app with the rooms that the settings name; raises SettingsError with the way out.

    The desk's keys are loaded only where the desk is among the rooms, and an app that has the desk signs its
    cookies with the desk host key.
    """
    with_desk = "desk" in settings.rooms
    site = open_site(settings, clock, with_desk=with_desk)
    app = Flask("intake", static_folder=None, template_folder=None)
    app.logger.disabled = (
        True  # its tracebacks may quote what people typed; errors are told by our own events
    )
    app.extensions["recourse.site"] = site
    app.jinja_env.autoescape = True
    guard = site.desk or site.guard
    http.set_up_http(app, settings, guard.tag("cookies", b"secret"), "desk" if site.desk else "site")
    i18n.set_up_languages(app, site.deployment)
    metrics.set_up_metrics(app)
    csrf = CSRFProtect(app)
    app.register_blueprint(health.blueprint)
    for name, room in rooms_of(settings).items():
        if room.has_static:
            static_files.serve(app, name, settings.data / "static")
        room.register(app, site, csrf)
    return app
