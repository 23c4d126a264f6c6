"""Check and send: the answers with links to change them, who will read it and why, and the one click that sends."""

import json
from collections.abc import Callable
from functools import wraps

from flask import Blueprint, g, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from intake.core.complaint import Channel, Complaint, Desk
from intake.core.errors import ConflictError, NotStoredError
from intake.core.routing import desks_to_seal, route_all
from intake.i18n import _
from intake.interview.answers import DOOR
from intake.interview.asking import REVIEW
from intake.interview.compose import compose, for_its_handlers
from intake.interview.flow import BY_KEY, PAGES, live, missing, progress, routable
from intake.interview.help import DANGER_HELP
from intake.interview.summary import by_page, summary
from intake.service.filing import Filed, Ticket, file_complaint, stored
from intake.service.room import FOR_OTHER_DOORS, check_room
from intake.web import budgets, drafts, telling
from intake.web.complaint import address_of
from intake.web.drafts import Draft
from intake.web.frame import page
from intake.web.here import go, the_site
from intake.web.sent import receipt_of, show_receipt

blueprint = Blueprint("review", __name__, url_prefix="/complaint")
STEP = BY_KEY["review"]


Act = Callable[[Draft], AnyResponse]


def with_draft(act: Act) -> Callable[[], AnyResponse]:
    """Hand a view the draft that can be sent; what was filed already is answered with its receipt."""

    @drafts.insisting
    @wraps(act)
    def view() -> AnyResponse:
        draft = drafts.current()
        if draft is None:
            return go("web.complaint.gone")
        if draft.sent:
            return go("web.sent.sent")
        if not routable(draft.answers):
            return go(**address_of(1))
        filed = stored(the_site(), draft.ticket) if draft.ticket else None
        return act(draft) if filed is None else _receipt(draft, filed)

    return view


@blueprint.get("/review")
@with_draft
def review(draft: Draft) -> AnyResponse:
    """Show what would be sent and who would read it; the ticket is made here."""
    draft.take_ticket()
    draft.save()
    return _render(draft)


@blueprint.post("/review")
@with_draft
def send(draft: Draft) -> AnyResponse:
    """File the complaint. Whatever fails, the draft stays; whoever clicks twice has filed once."""
    check_room(the_site(), FOR_OTHER_DOORS)
    _take(draft)
    if "back" in request.form:
        return go(**address_of(None if draft.whole else REVIEW - 1))
    return _receipt(draft, _file(draft, draft.take_ticket()))


def _file(draft: Draft, ticket: Ticket) -> Filed:
    """File, and return what is stored: where two sent at once, what came first."""
    try:
        return file_complaint(
            the_site(),
            complaint_of(draft),
            ticket,
            files=draft.files,
            body_tag=_tags(draft)[0],
            burst=budgets.burst(suspicious=draft.trapped),
        )
    except (ConflictError, NotStoredError):
        g.unsure = True  # until the database says whether the commit went through
        known = stored(the_site(), ticket)
        g.unsure = False
        if known is None:
            raise
        return known


def _receipt(draft: Draft, filed: Filed) -> AnyResponse:
    """Lead to the receipt; where even that cannot be kept, show the code at once: the complaint is stored."""
    changed = filed.detail.body_tag not in _tags(draft)
    receipt = receipt_of(filed, draft.answers, changed=changed)
    try:
        draft.hand_over(receipt)
    except NotStoredError:
        return show_receipt(receipt, kept=False)
    return go("web.sent.sent")


def _tags(draft: Draft) -> tuple[str, ...]:
    """Return what tells one text to send from another: an HMAC under each site key, newest first.

    It covers what counts of the answers, and the files. The day at the door and the language are not what was said.
    """
    counted = live(draft.answers, the_site().deployment.directory)
    said = {step: counted.of(step) for step in counted if step != DOOR and counted.of(step)}
    body = json.dumps([said, [kept.blob.hex for kept in draft.files]], sort_keys=True)
    return tuple(tag.hex() for tag in the_site().guard.tags("web-body", body.encode()))


def complaint_of(draft: Draft) -> Complaint:
    """Return the complaint that a draft makes; "those who handle it" are the desks that will receive it."""
    site = the_site()
    complaint = compose(
        draft.answers,
        directory=site.deployment.directory,
        clock=site.clock,
        site_zone=site.deployment.site.zone,
        language=draft.language,
        channel=Channel.WEB,
        incomplete=bool(missing(draft.answers, site.deployment.directory)),
    )
    return for_its_handlers(complaint, draft.answers, site.deployment.rules)


def _desks(complaint: Complaint) -> tuple[Desk, ...]:
    return desks_to_seal([one.derived for one in complaint.incidents], the_site().deployment.rules)


def _take(draft: Draft) -> None:
    form = STEP.bind(draft.answers, the_site().deployment.directory, request.form)
    STEP.keep(draft.answers, form)
    draft.trapped = draft.trapped or bool(request.form.get("website"))
    draft.take_ticket()
    draft.save()


def _render(draft: Draft) -> AnyResponse:
    directory = the_site().deployment.directory
    complaint = complaint_of(draft)
    decision = route_all([one.derived for one in complaint.incidents], the_site().deployment.rules)
    at = progress(draft.answers, REVIEW, directory)
    return page(
        "review.html",
        _("Page %(current)s of %(total)s", current=at[0], total=at[1]),
        sections=_sections(draft),
        missing=[(step.title, _change(draft, step.key)) for step in missing(draft.answers, directory)],
        desks=telling.desk_names(_desks(complaint)),
        offices=telling.office_names(decision.offices),
        reasons=telling.reasons(decision),
        named=telling.desk_names(complaint.consent) if complaint.identity or complaint.contact else [],
        files=draft.files,
        form=STEP.bind(draft.answers, directory),
        step=STEP,
        progress=at,
        in_danger=draft.answers.word("danger", "danger") == "yes",
        danger_help=DANGER_HELP[Channel.WEB],
        draft_minutes=drafts.MINUTES,
    )


def _sections(draft: Draft) -> list[tuple[str, list[tuple[str, tuple[str, ...], str]]]]:
    """Return the answers page by page: (title, [(question, answers, address to change them)])."""
    lines = summary(draft.answers, the_site().deployment.directory, without={"review", "files"})
    return [
        (title, [(one.question, one.answers, _change(draft, one.step)) for one in those])
        for title, those in by_page(lines)
    ]


def _change(draft: Draft, key: str) -> str:
    if draft.whole:
        return url_for("web.complaint.show_all", _anchor=f"step-{key}")
    number = next(number for number, each in enumerate(PAGES) if key in each.keys)
    return url_for("web.complaint.show", number=number + 1, then="review", _anchor=f"step-{key}")
