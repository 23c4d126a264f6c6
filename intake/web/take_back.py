"""Taking a complaint back in two steps: first what exactly will happen, then the deed; and undoing it for a week."""

from flask import Blueprint, request
from werkzeug.wrappers import Response as AnyResponse

from intake.core.errors import MoveError
from intake.i18n import _
from intake.service import by_code, taking_back
from intake.web.follow import with_case
from intake.web.follow_forms import TakeBackForm
from intake.web.frame import page
from intake.web.here import go, the_site
from intake.web.opened import OpenCase

blueprint = Blueprint("take_back", __name__, url_prefix="/status")
DAYS = taking_back.UNDO.days


@blueprint.get("/take-back")
@with_case
def explain(case: OpenCase) -> AnyResponse:
    """Say exactly what taking back will do to this case now."""
    return _explain(case, TakeBackForm())


@blueprint.post("/take-back")
@with_case
def take_back(case: OpenCase) -> AnyResponse:
    """Take the complaint back: deleted where no officer looked yet, withdrawn for a week where one did."""
    form = TakeBackForm(request.form)
    if not form.validate():
        return _explain(case, form, 422)
    try:
        what = taking_back.take_back(the_site(), case.opened)
    except MoveError:
        return page("taken_back.html", _("Not taken back"), 409, held=True, days=DAYS)
    if what.shredded:
        case.end()
        return page("taken_back.html", _("Taken back"), held=False, days=DAYS)
    case.done = "withdrawn"
    case.save()
    return go("web.status.ask")


@blueprint.post("/undo")
@with_case
def undo(case: OpenCase) -> AnyResponse:
    """Go on with a complaint that was taken back; a second click changes nothing."""
    try:
        taking_back.undo(the_site(), case.opened)
        case.done = "undone"
    except MoveError:
        case.done = ""
    case.save()
    return go("web.status.ask")


def _explain(case: OpenCase, form: TakeBackForm, status: int = 200) -> AnyResponse:
    detail = by_code.view(the_site(), case.opened).detail
    return page(
        "take_back.html",
        _("Take it back"),
        status,
        looked=detail.looked,
        held=detail.legal_hold,
        form=form,
        days=DAYS,
    )
