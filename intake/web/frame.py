"""The frame round every page: its language, the links in it, and what the layout needs to know."""

from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, g, make_response, request, url_for

from intake.core.errors import OvertakenError, RecourseError
from intake.i18n import chosen, render
from intake.static_files import url_of
from intake.web import drafts, opened
from intake.web.here import the_site


def find_language() -> None:
    """Speak the language of the draft or the opened case; a link changes it, and is remembered there.

    Before anything is begun there is no cookie to remember it in: then it travels in the links.
    """
    visits = [visit for visit in (drafts.current(), opened.current()) if visit is not None]
    wanted = the_site().deployment.language(request.args.get("lang", ""))
    if visits and wanted is None:
        g.language = visits[0].language
    if wanted is None:
        return
    g.language = wanted.tag
    if not visits:
        g.carried = wanted.tag
    try:
        _remember(wanted.tag)
    except OvertakenError:  # another tab wrote: once more, on what it wrote
        g.pop("draft")
        _remember(wanted.tag)


def _remember(tag: str) -> None:
    for visit in (drafts.current(), opened.current()):
        if visit is not None and visit.language != tag:
            visit.language = tag
            visit.save()


def carry_language(_endpoint: str, values: dict[str, Any]) -> None:
    """Put a language that nothing remembers yet into every link to one of our pages."""
    if "carried" in g:
        values.setdefault("lang", g.carried)


def context() -> dict[str, Any]:
    """Return what the layout asks of every page."""
    language = chosen()
    return {
        "locale": language.tag,
        "direction": language.direction,
        "languages": [
            {"code": one.tag, "own_name": one.own_name, "href": _in_language(one.tag)}
            for one in the_site().deployment.languages
        ],
        "exit_url": url_for("web.start.leave"),
        "home_url": url_for("web.start.home"),
        "site_name": the_site().deployment.site.name,
        "reviewed": language.reviewed,
        "static": _static,
    }


def page(template: str, title: str, status: int = 200, /, **values: Any) -> Response:
    """Return a page of the site; `title` is neutral, since it stands in the browser's history."""
    return make_response(render(template, page_title=f"{title} – Recourse", **values), status)


def plain_page(template: str, title: str, status: int, /, **values: Any) -> Response:
    """Return a page where no room was found or something failed: as `page`, in whatever language can be told."""
    try:
        find_language()
    except RecourseError:
        g.draft = g.open_case = None
    return page(template, title, status, **context(), **values)


def _static(name: str) -> str:
    return url_of("web", name)


def _in_language(tag: str) -> str:
    """Return this page in another language; the first page where this one cannot be asked for with GET."""
    here = current_app.url_map.bind_to_environ(request.environ)
    if not here.test(method="GET"):
        return url_for("web.start.home", lang=tag)
    kept = {name: value for name, value in request.args.items() if name != "lang"}
    return f"{request.path}?{urlencode({**kept, 'lang': tag})}"
