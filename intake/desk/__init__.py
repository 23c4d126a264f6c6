"""The review queue of the officers."""

from flask import Flask, redirect, url_for
from flask_wtf.csrf import CSRFProtect

from intake.desk import (
    access,
    account,
    administration,
    audit,
    case_acts,
    case_page,
    context,
    errors,
    export_page,
    keeping_acts,
    key_in,
    key_in_code,
    key_in_review,
    letter_page,
    lost_code_acts,
    people,
    queue_page,
    sign_in,
)
from intake.desk.blueprint import Desk, blueprint
from intake.service.site import Site

PAGES = (
    context,
    access,
    sign_in,
    account,
    queue_page,
    case_page,
    case_acts,
    export_page,
    letter_page,
    keeping_acts,
    lost_code_acts,
    key_in,
    key_in_review,
    key_in_code,
    people,
    administration,
    audit,
    errors,
)
"""The modules whose routes the blueprint holds, in the order in which they are asked."""


def register(app: Flask, site: Site, csrf: CSRFProtect) -> None:  # noqa: ARG001 -- no route of the desk is exempt
    """Open the desk in an app; every route but a few is closed to whoever is not signed in."""
    app.extensions["recourse.desk"] = Desk(site)
    app.register_blueprint(blueprint)
    if site.settings.rooms == {"desk"}:  # else the front page is the public site's
        app.add_url_rule("/", "front_door", lambda: redirect(url_for("desk.queue"), 303), methods=["GET"])
