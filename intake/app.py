"""The one factory: which rooms to open, and what each of them is given."""

from collections.abc import Callable

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from config.settings import Settings
from intake import desk, health, http, i18n, metrics, static_files, web
from intake.core.clock import Clock
from intake.service.site import Site, open_site

ROOMS: dict[str, Callable[[Flask, Site, CSRFProtect], None]] = {"web": web.register, "desk": desk.register}


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
    for name, register in ROOMS.items():
        if name in settings.rooms:
            static_files.serve(app, name, settings.data / "static")
            register(app, site, csrf)
    return app
