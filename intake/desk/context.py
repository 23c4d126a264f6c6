"""What every page of the desk is given: language, addresses of the frame, and where one may go."""

from typing import Any

from flask import g, request, url_for
from flask_babel import get_locale

from intake import static_files
from intake.core.statuses import Role
from intake.desk.access import ROLES, home_of
from intake.desk.blueprint import blueprint
from intake.i18n import _

LANGUAGES = ("en", "es-419")
"""What the desk speaks; the browser's first choice among them is taken."""

_PLACES = ("queue", "key_in", "disposal", "people", "accounts", "audit", "account")


@blueprint.before_app_request
def speak() -> None:
    """Choose the desk's language on its own pages only."""
    if request.blueprint == blueprint.name:
        g.language = _chosen()


@blueprint.context_processor
def frame() -> dict[str, Any]:
    """Return what the layout needs."""
    reader = g.get("reader")
    roles: frozenset[Role] = reader.roles if reader else frozenset()
    active = (request.endpoint or "").removeprefix("desk.")
    return {
        "locale": (str(get_locale()) or "en").replace("_", "-"),
        "direction": "ltr",
        "static": lambda name: static_files.url_of("desk", name),
        "officer": reader.name if reader else "",
        "nav": [
            (_title(place), url_for(f"desk.{place}"), _belongs(active, place))
            for place in _PLACES
            if roles & ROLES.get(f"desk.{place}", frozenset())
        ],
        "home_url": home_of(roles) if reader else url_for("desk.sign_in"),
        "sign_out_url": url_for("desk.sign_out"),
    }


def _belongs(active: str, place: str) -> bool:
    """Tell whether an endpoint is a place of the bar, or one of the pages and forms that belong to it."""
    return active == place or active.startswith(f"{place}_") or active.endswith(f"_{place}")


def _title(place: str) -> str:
    titles = {
        "queue": _("Queue"),
        "key_in": _("Key in a letter"),
        "disposal": _("Disposal"),
        "people": _("Colleagues"),
        "accounts": _("Accounts"),
        "audit": _("Audit"),
        "account": _("My account"),
    }
    return str(titles[place])


def _chosen() -> str:
    """Return the best of the desk's languages; a region of another Spanish is Spanish too."""
    for wanted in request.accept_languages.values():
        for language in LANGUAGES:
            if wanted.split("-")[0].casefold() == language.split("-")[0]:
                return language
    return LANGUAGES[0]
