"""The queue: counts on top, filters that combine, sorting, pages of 50, and the next case."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import make_response, redirect, request, url_for
from werkzeug.wrappers import Response
from wtforms import SelectField

from intake.core.words import Allegation, Desk, Urgency
from intake.desk import words
from intake.desk.access import reader
from intake.desk.blueprint import blueprint, desk, site
from intake.desk.forms import Choices, QueueForm
from intake.desk.queue_rows import row_of, urgency_words
from intake.i18n import _, render
from intake.interview.words import ALLEGATIONS
from intake.service import queue as service
from intake.service.queue import NOBODY, Wanted

FILTERS = (
    "urgency",
    "status",
    "owner",
    "desks",
    "kinds",
    "place",
    "agency",
    "language",
    "channel",
    "flags",
    "burst",
)
MINE = "mine"
# Each count on top, and the filters it leads to.
COUNTS: dict[str, dict[str, str]] = {
    "open": {},
    "urgent": {"urgency": "0"},
    "overdue": {"overdue": "y"},
    "unowned": {"owner": NOBODY},
    "message": {"flags": "message"},
    "clock": {"flags": "clock"},
}


@blueprint.get("/")
def queue() -> Response:
    """Show the cases of my desks, the most pressing first."""
    here, me, now = desk(), reader(), site().clock.now()
    index = here.index()
    wanted = wanted_now()
    page = service.page_of(index, wanted, now)
    deployment = site().deployment
    return make_response(
        render(
            "desk_queue.html",
            rows=[row_of(line, me, deployment, now) for line in page.lines],
            page=page,
            counts=_counts(service.counts(index, me.desks, now)),
            form=_form(service.choices(index, me.desks)),
            wanted=wanted,
            narrowed=bool(wanted.filters or wanted.overdue or wanted.closed),
            sort_by=wanted.order.removeprefix("-"),
            descending=wanted.order.startswith("-"),
            href_sort=_href_sort,
            href_unsorted=_href(sort=""),
            href_page=lambda number: _href(page=str(number)),
            href_burst=lambda burst: url_for("desk.queue", burst=burst),
            next_url=url_for("desk.next_case"),
            zone=str(deployment.site.zone).replace("_", " "),
            said=request.args.get("said", ""),
        )
    )


@blueprint.get("/next")
def next_case() -> Response:
    """Go to the most pressing case that nobody else owns, another than the one just seen."""
    me, after = reader(), request.args.get("after", "")
    seen = UUID(after) if _is_case_id(after) else None
    found = service.next_case(desk().index(), Wanted(me.desks), me.name, site().clock.now(), seen)
    if found is None:
        return redirect(url_for("desk.queue", said="none_free"), 303)
    return redirect(url_for("desk.case", case_id=found), 303)


def wanted_now() -> Wanted:
    """Return what the address asks for; a word that is no filter of ours is passed over."""
    filters = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    if filters.get("owner") == MINE:
        filters["owner"] = reader().name
    order, page = request.args.get("sort", ""), request.args.get("page", "1")
    return Wanted(
        desks=reader().desks,
        filters=filters,
        overdue=bool(request.args.get("overdue")),
        closed=bool(request.args.get("closed")),
        order=order if order in service.ORDERS else "pressing",
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,  # noqa: PLR2004 -- pages of a million
    )


def _is_case_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _href(**changed: str) -> str:
    """Return this page's address with something else in it; a first page and a plain order need no word."""
    kept = {
        name: value for name in (*FILTERS, "overdue", "closed", "sort") if (value := request.args.get(name))
    }
    values: dict[str, Any] = {**kept, **changed}
    return _address({name: value for name, value in values.items() if value})


def _address(values: Mapping[str, Any]) -> str:
    return url_for("desk.queue", **values)


def _href_sort(name: str) -> str:
    """Return the address that sorts by a column; by the same one again, the other way round."""
    return _href(sort=f"-{name}" if wanted_now().order == name else name)


def _counts(found: dict[str, int]) -> list[tuple[str, str, int, str, bool]]:
    """Return (name, words, number, address, whether it is what is shown) for each count."""
    shown = {name: request.args[name] for name in (*FILTERS, "overdue", "closed") if request.args.get(name)}
    titles = {
        "open": _("Open cases"),
        "urgent": _("Urgent (U0)"),
        "overdue": _("Overdue"),
        "unowned": _("Nobody's"),
        "message": _("With a new message"),
        "clock": _("Hold running"),
    }
    return [
        (name, titles[name], found[name], _address(COUNTS[name]), shown == COUNTS[name]) for name in COUNTS
    ]


def _form(there: dict[str, list[str]]) -> QueueForm:
    """Return the filters, offering what the cases hold; what the address asks for stands there even if no case has it."""
    form = QueueForm(request.args)
    offered = _vocabularies()
    deployment = site().deployment
    directory = deployment.directory
    offered["owner"] = [(MINE, _("Mine")), (NOBODY, _("Nobody")), *((name, name) for name in there["owner"])]
    offered["status"] = [(code, words.known(words.STATUSES, code)) for code in there["status"]]
    offered["channel"] = [(code, words.known(words.CHANNELS, code)) for code in there["channel"]]
    offered["place"] = _named(there["place"], directory.facility)
    offered["agency"] = _named(there["agency"], directory.agency)
    offered["language"] = [
        (tag, found.own_name if (found := deployment.language(tag)) else tag) for tag in there["language"]
    ]
    for name, choices in offered.items():
        asked = request.args.get(name, "")
        beside = [(asked, asked)] if asked and asked not in dict(choices) else []
        field: SelectField = getattr(form, name)
        field.choices = [("", _("All")), *choices, *beside]
    return form


def _vocabularies() -> dict[str, Choices]:
    """Return the filters whose words are always the same."""
    deployment = site().deployment
    return {
        "urgency": [(level[1], f"{level} · {urgency_words(level, deployment)}") for level in Urgency],
        "desks": [(code, words.known(words.DESKS, code)) for code in Desk],
        "kinds": [(kind.value, str(ALLEGATIONS[kind])) for kind in Allegation],
        "flags": [(code, str(text)) for code, (text, _icon, _kind) in words.FLAGS.items()],
    }


def _named(codes: list[str], look_up: Any) -> list[tuple[str, str]]:
    named = [(code, found.names[0] if (found := look_up(code)) else code) for code in codes]
    return sorted(named, key=lambda one: one[1].casefold())
