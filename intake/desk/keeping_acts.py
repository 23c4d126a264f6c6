"""What is done about keeping a case: its class, its legal hold, its disposal by two people; and the list of what is due."""

from uuid import UUID

from flask import make_response, request, url_for
from werkzeug.wrappers import Response
from wtforms import Form

from intake.desk import keeping, times
from intake.desk.access import reader
from intake.desk.blueprint import blueprint, desk, site
from intake.desk.case_acts import Work, do_act
from intake.desk.case_page import show_case
from intake.desk.queue_rows import desks_words, short_id
from intake.i18n import render
from intake.service import disposal as service
from intake.service.disposal import Due
from intake.service.keeping import set_legal_hold
from intake.service.keeping import set_retention as put_in_class


@blueprint.get("/disposal")
def disposal() -> Response:
    """List the cases of my desks whose time is over."""
    due, total = service.due_for_disposal(site(), desk().index(), reader())
    return make_response(
        render(
            "desk_disposal.html",
            rows=[_row(one) for one in due],
            total=total,
            done=request.args.get("done", ""),
        )
    )


@blueprint.post("/case/<uuid:case_id>/retention")
def set_retention(case_id: UUID) -> Response:
    """Put a case in another class, or leave it to the rules again."""
    form = keeping.form_of("retention", site().deployment.retention.classes.values(), request.form)

    def work(revision: int) -> None:
        code, reason = str(form.data["code"]), str(form.data["reason"])
        put_in_class(site(), reader(), case_id, code, reason, revision=revision)

    return _if_filled(case_id, "retention", form, work)


@blueprint.post("/case/<uuid:case_id>/hold")
def set_hold(case_id: UUID) -> Response:
    """Put a legal hold on a case, or lift it."""
    form, held = keeping.form_of("hold", data=request.form), "lift" not in request.form

    def work(revision: int) -> None:
        set_legal_hold(site(), reader(), case_id, str(form.data["reason"]), held=held, revision=revision)

    return _if_filled(case_id, "hold", form, work)


@blueprint.post("/case/<uuid:case_id>/disposal/propose")
def propose_disposal(case_id: UUID) -> Response:
    """Propose that a case goes for good."""
    form = keeping.form_of("propose", data=request.form)

    def work(revision: int) -> None:
        service.propose_disposal(site(), reader(), case_id, str(form.data["reason"]), revision=revision)

    return _if_filled(case_id, "propose", form, work)


@blueprint.post("/case/<uuid:case_id>/disposal/agree")
def agree_to_disposal(case_id: UUID) -> Response:
    """Agree to what another proposed; there is no case to go back to then."""

    def work(revision: int) -> None:
        service.agree_to_disposal(site(), reader(), case_id, revision=revision)

    gone = url_for("desk.disposal", done="disposed")
    return _if_filled(case_id, "agree", keeping.form_of("agree", data=request.form), work, then=gone)


@blueprint.post("/case/<uuid:case_id>/disposal/refuse")
def refuse_disposal(case_id: UUID) -> Response:
    """Refuse what another proposed, or take one's own proposal back."""
    form = keeping.form_of("refuse", data=request.form)

    def work(revision: int) -> None:
        service.refuse_disposal(site(), reader(), case_id, str(form.data["reason"]), revision=revision)

    return _if_filled(case_id, "refuse", form, work)


def _if_filled(case_id: UUID, act: str, form: Form, work: Work, *, then: str = "") -> Response:
    """Do it where the form is filled in; else show the case with what was typed."""
    if not form.validate():
        return show_case(case_id, act=act, notice="fields", status=422)
    return do_act(case_id, act, work, refused="keeping", then=then)


def _row(one: Due) -> dict[str, object]:
    """Return a case of the list in words."""
    return {
        "href": url_for("desk.case", case_id=one.case_id),
        "short": short_id(one.case_id),
        "kept_as": keeping.class_name(one.code),
        "day": times.shown_day(one.day),
        "desks": desks_words(one.listing),
        "held": one.held,
        "proposed_by": one.proposed_by,
        "mine": one.proposed_by == reader().name,
    }
