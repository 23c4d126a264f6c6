"""Speaking where no page is asked for: an application context, so that a worker finds the catalogues."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, has_app_context

from config.deployment import Deployment
from intake.i18n import set_up_languages

_KEPT = 2
_made: list[tuple[Deployment, Flask]] = []  # newest first: making one reads all catalogues


@contextmanager
def able_to_speak(deployment: Deployment) -> Iterator[None]:
    """Give the texts of the dialogue their catalogues, in a worker as in the web process."""
    if has_app_context():
        yield
        return
    with _app_for(deployment).app_context():
        yield


def _app_for(deployment: Deployment) -> Flask:
    for known, app in _made:
        if known is deployment:
            return app
    app = Flask("sms", static_folder=None, template_folder=None)
    set_up_languages(app, deployment)
    _made.insert(0, (deployment, app))
    del _made[_KEPT:]
    return app
