"""Taking a case out of the desk as PDF, JSON or ZIP: chosen and looked at on a page, recorded, then given from memory."""

from urllib.parse import quote
from uuid import UUID

from flask import jsonify, make_response, request
from werkzeug.wrappers import Response

from intake.core.errors import ConflictError, NoPaperError
from intake.desk import times, words
from intake.desk.access import reader
from intake.desk.blueprint import blueprint, site
from intake.desk.case_acts import revision_sent
from intake.desk.case_page import SANDBOX
from intake.desk.export_forms import (
    ExportForm,
    OutsideOffice,
    check,
    choice_of,
    export_form,
    limit_of,
    outside_offices,
    refuse_unused,
)
from intake.desk.export_made import MAKERS, Wanted
from intake.desk.export_paper import direction_of
from intake.desk.export_words import REASONS
from intake.desk.queue_rows import short_id
from intake.export import paper as printing
from intake.export.document import Made
from intake.export.redaction import marks
from intake.export.schema import CASE, DEIDENTIFIED_CASE
from intake.i18n import _, render
from intake.service.exporting import PACKET, record_export
from intake.service.review import CaseFile, open_case

_KINDS = {"pdf": "application/pdf", "json": "application/json", "zip": "application/zip"}


@blueprint.get("/case/<uuid:case_id>/export")
def export(case_id: UUID) -> Response:
    """Show what can go into a file of a case; `office` in the address chooses who gets it."""
    case = open_case(site(), reader(), case_id)
    offices = outside_offices(case, site().deployment)
    return _page(case, export_form(case, offices, office=request.args.get("office", "")), offices)


@blueprint.post("/case/<uuid:case_id>/export")
def make_export(case_id: UUID) -> Response:
    """Show how it would look, or record the export and give the file; the case must be as it was when it was read."""
    case = open_case(site(), reader(), case_id)
    offices = outside_offices(case, site().deployment)
    form = export_form(case, offices, request.form)
    if not check(form, offices):
        return _page(case, form, offices, status=422)
    made = Made(site().clock.now(), reader().name)
    wanted = Wanted(case, choice_of(form), limit_of(form, offices), made)
    if wanted.unused:
        refuse_unused(form, wanted.unused)
        return _page(case, form, offices, status=422)
    kind = request.form.get("as", "")
    if kind not in _KINDS:
        return _page(case, form, offices, wanted=wanted)
    try:
        return _given(wanted, kind, str(form.where.data or "") if form.consented.data else "")
    except ConflictError:
        return _page(case, form, offices, notice="conflict", status=409)
    except NoPaperError:
        return _page(case, form, offices, notice="long", status=503)


@blueprint.get("/export/schema")
def export_schema() -> Response:
    """Give the JSON Schemas of what is exported."""
    return jsonify({"case": CASE, "deidentified": DEIDENTIFIED_CASE})


def _given(wanted: Wanted, kind: str, consent: str) -> Response:
    """Make the file in memory, record it, and give it: what cannot be recorded is not given."""
    with site().exports.place():
        content = MAKERS[kind](wanted)
    sent = consent if wanted.choice.office else ""
    record_export(
        site(), reader(), wanted.case.case_id, wanted.told(kind), revision=revision_sent(), consent=sent
    )
    answer = make_response(content)
    answer.mimetype = _KINDS[kind]
    name = quote(f"{wanted.name}.{kind}", safe="")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer


def _page(
    case: CaseFile,
    form: ExportForm,
    offices: list[OutsideOffice],
    *,
    wanted: Wanted | None = None,
    notice: str = "",
    status: int = 200,
) -> Response:
    page = render(
        "desk_export.html",
        case=case,
        short=short_id(case.case_id),
        form=form,
        texts=form.texts,
        tasks=_tasks(case, offices),
        paper=wanted.paper if wanted else None,
        no_paper=bool(printing.why_not()),
        notice=notice,
        marks=marks,
        reason_words=REASONS,
        direction_of=direction_of,
    )
    return make_response(page, status)


def _tasks(case: CaseFile, offices: list[OutsideOffice]) -> list[dict[str, str]]:
    """Return the copies that the decision names as tasks: whom to tell, how much, and when a packet was made for them."""
    sent = {
        detail.split(" ", 1)[0]: (at, actor) for at, actor, action, detail in case.acts if action == PACKET
    }
    return [
        {
            "code": one.code,
            "name": one.name,
            "limit": str(words.LIMITS[one.limit]),
            "done": _done(*sent[one.code]) if one.code in sent else "",
        }
        for one in offices
        if one.named or one.code in sent
    ]


def _done(at: str, actor: str) -> str:
    return str(
        _("Made on %(day)s by %(who)s", day=times.shown_iso(at, site().deployment.site.zone), who=actor)
    )
