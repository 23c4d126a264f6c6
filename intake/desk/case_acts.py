"""What an officer does with a case. Each act carries the revision that was read; a stale one keeps what was typed."""

from collections.abc import Callable
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from intake.core.errors import ConflictError, MoveError, NoSuchCaseError
from intake.core.statuses import Outcome, Status
from intake.desk.access import reader
from intake.desk.blueprint import blueprint, desk, site
from intake.desk.case_forms import move_form_for, refer_form, reply_form
from intake.desk.case_page import show_case
from intake.desk.case_talk import looks_unlike
from intake.desk.forms import NoteForm
from intake.service import moves, review
from intake.service.documents import Listing
from intake.service.queue import line_of

_LONGEST = 10  # digits of a revision
Work = Callable[[int], None]


@blueprint.post("/case/<uuid:case_id>/reply")
def reply(case_id: UUID) -> Response:
    """Write to the person; a text that may not be in their language is shown back once before it is sent."""
    own = _line(case_id).language
    form = reply_form(own, site().deployment, request.form)
    if not form.validate():
        return show_case(case_id, act="reply", notice="fields", status=422)
    text, language = form.text.data or "", str(form.language.data)
    doubt = _doubt(text, language, own)
    if doubt and not form.as_it_is.data:
        return show_case(case_id, act="reply", notice=doubt, status=422)

    def work(revision: int) -> None:
        review.reply(
            site(), reader(), case_id, text, language=language, translated=language == own, revision=revision
        )

    return do_act(case_id, "reply", work)


@blueprint.post("/case/<uuid:case_id>/note")
def note(case_id: UUID) -> Response:
    """Write a note for one's own desk; it stands beside others, so no revision is asked."""
    form = NoteForm(request.form, prefix="note-")
    if not form.validate():
        return show_case(case_id, act="note", notice="fields", status=422)
    return do_act(
        case_id, "note", lambda _revision: review.note(site(), reader(), case_id, form.text.data or "")
    )


@blueprint.post("/case/<uuid:case_id>/move")
def move(case_id: UUID) -> Response:
    """Move a case; the table of moves says what is missing."""
    to = request.form.get("to", "")
    if to not in set(Status):
        return show_case(case_id, notice="move", status=422)
    form = move_form_for(Status(_line(case_id).status), Status(to), request.form)
    act = f"move:{to}"
    if not form.validate():
        return show_case(case_id, act=act, notice="fields", status=422)
    asked = moves.Move(
        to=Status(to),
        reason=form.reason.data or "",
        outcome=Outcome(form.outcome.data) if form.outcome.data else None,
        waiting_on=form.waiting_on.data or "",
        return_on=form.return_on.data,
    )
    return do_act(
        case_id, act, lambda revision: moves.move_case(site(), reader(), case_id, asked, revision=revision)
    )


@blueprint.post("/case/<uuid:case_id>/refer")
def refer(case_id: UUID) -> Response:
    """Seal the case to another desk too, with the reason as a note; the name never goes along."""
    form = refer_form(frozenset(_line(case_id).desks.split()), request.form)
    if not form.validate():
        return show_case(case_id, act="refer", notice="fields", status=422)
    to, reason = str(form.to.data), form.reason.data or ""
    return do_act(
        case_id,
        "refer",
        lambda revision: moves.refer(site(), reader(), case_id, to, reason, revision=revision),
    )


@blueprint.post("/case/<uuid:case_id>/claim")
def claim(case_id: UUID) -> Response:
    """Take a case, or give it back."""
    release = bool(request.form.get("release"))
    act = "release" if release else "claim"
    return do_act(
        case_id,
        act,
        lambda revision: review.claim(site(), reader(), case_id, release=release, revision=revision),
    )


def do_act(case_id: UUID, act: str, work: Work, *, refused: str = "move", then: str = "") -> Response:
    """Do it at the revision that was read and go back to the case; what was refused is shown with what was typed.

    `refused` is the notice where the state of the case does not allow it; `then` another page to go on to.
    """
    try:
        work(revision_sent())
    except ConflictError:
        return show_case(case_id, act=act, notice="conflict", status=409)
    except MoveError:
        return show_case(case_id, act=act, notice=refused, status=422)
    return redirect(then or url_for("desk.case", case_id=case_id, done=act.partition(":")[0]), 303)


def revision_sent() -> int:
    """Return the revision that the form carries; -1, which no case has, where it is none."""
    revision = request.form.get("revision", "")
    return int(revision) if revision.isascii() and revision.isdigit() and len(revision) < _LONGEST else -1


def _line(case_id: UUID) -> Listing:
    """Return the case's line of the index; raises NoSuchCaseError."""
    line = line_of(desk().index(), case_id)
    if line is None:
        raise NoSuchCaseError("no such case")
    return line


def _doubt(text: str, language: str, own: str) -> str:
    """Return why a text may not be in the person's language: said so, or its letters say so; "" where it may."""
    if language != own:
        return "language"
    known = site().deployment.language(language)
    return "script" if known and looks_unlike(text, known) else ""
