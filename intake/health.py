"""Is it alive, is it ready: what a load balancer asks. Ready means that a complaint could be sealed and stored now."""

from flask import Blueprint, Response, current_app

from intake.core.errors import RecourseError
from intake.service.site import Site
from intake.store.migrate import is_current
from intake.vault.context import Context
from intake.vault.suite import seal

blueprint = Blueprint("health", __name__)


@blueprint.get("/livez")
def livez() -> Response:
    """Answer as long as the process runs."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
def readyz() -> Response:
    """Verify the manifest, seal to each desk, and ask the database; 503 where any of it fails."""
    site: Site = current_app.extensions["recourse.site"]
    try:
        for desk in site.manifest().desks:
            seal(desk.public, b"ready", Context("readyz", desk.desk))
        if not is_current(site.settings.database_url):
            return Response("the database is not migrated\n", 503, mimetype="text/plain")
    except RecourseError as error:
        return Response(f"{type(error).__name__}\n", 503, mimetype="text/plain")
    return Response("ready\n", mimetype="text/plain")
