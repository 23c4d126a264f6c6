"""What an officer does with a case. Each act carries the revision that was read; a stale one keeps what was typed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from intake.core.errors import ConflictError, MoveError
from intake.core.statuses import Outcome, Status
from intake.desk.access import reader
from intake.desk.blueprint import blueprint, site
from intake.desk.case_forms import refer_form, reply_form
from intake.desk.case_page import show_case
from intake.desk.case_talk import looks_unlike
from intake.desk.forms import MoveForm, NoteForm, ReferForm, ReplyForm
from intake.service import moves, review


@blueprint.post("/case/<uuid:case_id>/reply")
def reply(case_id: UUID) -> Response:
    """Write to the person; a text that may not be in their language is shown back once before it is sent."""
    form = ReplyForm(request.form, prefix="reply-")
    form.language.validate_choice = False
    if not form.validate():
        return show_case(case_id, act="reply", notice="fields", status=422)
    opened = review.open_case(site(), reader(), case_id)
    language = str(form.language.data)
    doubt = _doubt(language, form.text.data or "", opened.detail.language)
    if doubt and not form.as_it_is.data:
        return show_case(case_id, act="reply", notice=doubt, status=422)
    return _do(
        case_id,
        "reply",
        lambda revision: review.reply(
            site(),
            reader(),
            case_id,
            form.text.data or "",
            language=language,
            translated=not doubt,
            revision=revision,
        ),
    )
