"""Check and send: the answers with links to change them, who will read it and why, and the one click that sends."""

from dataclasses import replace

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from intake.core.complaint import Channel, Complaint, Desk
from intake.core.routing import desks_to_seal, route_all
from intake.i18n import _
from intake.interview.compose import compose
from intake.interview.flow import BY_KEY, PAGES, missing, progress, routable
from intake.interview.help import DANGER_HELP
from intake.interview.steps.person import ALL
from intake.interview.summary import summary
from intake.service.filing import Ticket, file_complaint, new_ticket
from intake.web import budgets, drafts, telling
from intake.web.asking import REVIEW
from intake.web.complaint import address_of
from intake.web.drafts import Draft
from intake.web.frame import page
from intake.web.here import go, the_site
from intake.web.sent import receipt_of

blueprint = Blueprint("review", __name__, url_prefix="/complaint")
STEP = BY_KEY["review"]


@blueprint.get("/review")
def review() -> AnyResponse:
    """Show what would be sent and who would read it; the ticket is made here."""
    draft = drafts.current()
    if draft is None:
        return go("web.complaint.gone")
    if draft.sent:
        return go("web.sent.sent")
    if not routable(draft.answers):
        return go(**address_of(1))
    draft.ticket = draft.ticket or new_ticket()
    draft.save()
    return _render(draft)


@blueprint.post("/review")
def send() -> AnyResponse:
    """File the complaint. Whatever fails, the draft stays; whoever clicks twice has filed once."""
    draft = drafts.current()
    if draft is None:
        return go("web.complaint.gone")
    if draft.sent:
        return go("web.sent.sent")
    if not routable(draft.answers):
        return go(**address_of(1))
    ticket = _take(draft)
    if "back" in request.form:
        return go(**address_of(None if draft.whole else REVIEW - 1))
    complaint = complaint_of(draft)
    filed = file_complaint(
        the_site(),
        complaint,
        ticket,
        files=draft.files,
        burst=budgets.burst(suspicious=draft.trapped),
    )
    draft.hand_over(receipt_of(filed, complaint, draft.answers))
    return go("web.sent.sent")


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
    if draft.answers.word("identity", "consent") != ALL:
        return complaint
    return replace(complaint, consent=frozenset(_desks(complaint)))


def _desks(complaint: Complaint) -> tuple[Desk, ...]:
    return desks_to_seal([one.derived for one in complaint.incidents], the_site().deployment.rules)


def _take(draft: Draft) -> Ticket:
    form = STEP.bind(draft.answers, the_site().deployment.directory, request.form)
    STEP.keep(draft.answers, form)
    draft.trapped = draft.trapped or bool(request.form.get("website"))
    ticket = draft.ticket = draft.ticket or new_ticket()
    draft.save()
    return ticket


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
        (
            str(each.title),
            [(one.question, one.answers, _change(draft, one.step)) for one in lines if one.page == number],
        )
        for number, each in enumerate(PAGES)
        if any(one.page == number for one in lines)
    ]


def _change(draft: Draft, key: str) -> str:
    if draft.whole:
        return url_for("web.complaint.show_all", _anchor=f"step-{key}")
    number = next(number for number, each in enumerate(PAGES) if key in each.keys)
    return url_for("web.complaint.show", number=number + 1, then="review", _anchor=f"step-{key}")
