"""The pages of the interview: show one, take what was posted, go on; each works without JavaScript."""

from typing import Any

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from intake.core.complaint import Channel
from intake.core.directory import Directory
from intake.core.errors import NotStoredError
from intake.i18n import _
from intake.interview import asking
from intake.interview.asking import REVIEW, Asked
from intake.interview.attaching import ACCEPT, FilesForm, files_form
from intake.interview.flow import PAGES, previous_page, progress, routable
from intake.interview.help import DANGER_HELP
from intake.web import attaching, cookies, drafts
from intake.web.drafts import Draft
from intake.web.errors import RETRY_AFTER
from intake.web.frame import page
from intake.web.here import go, the_site

_BUTTONS = frozenset({"back", "send", "add", "remove"})  # all but "Continue": they ask for no complete page
blueprint = Blueprint("complaint", __name__, url_prefix="/complaint")


@blueprint.get("/<int:number>")
def show(number: int) -> AnyResponse:
    """Show a page of the interview, with the answers so far."""
    return _show(_index(number))


@blueprint.get("/all")
def show_all() -> AnyResponse:
    """Show all questions on one page."""
    return _show(None)


@blueprint.post("/<int:number>")
@drafts.insisting
def answer(number: int) -> AnyResponse:
    """Take the answers of a page and go on."""
    return _answer(_index(number))


@blueprint.post("/all")
@drafts.insisting
def answer_all() -> AnyResponse:
    """Take the answers of the one page that holds all."""
    return _answer(None)


def address_of(number: int | None) -> dict[str, Any]:
    """Return endpoint and values of a page, counted from 0; None is the one page that holds all."""
    if number is None:
        return {"endpoint": "web.complaint.show_all"}
    if number == REVIEW:
        return {"endpoint": "web.review.review"}
    return {"endpoint": "web.complaint.show", "number": number + 1}


def _index(number: int) -> int:
    if not 1 <= number <= REVIEW:
        raise NotFound
    return number - 1


def _directory() -> Directory:
    return the_site().deployment.directory


def _show(number: int | None) -> AnyResponse:
    draft = drafts.current()
    if draft is None and drafts.ran_out():
        return go("web.complaint.gone")
    if draft is None:
        return _render(None, number) if number in {0, None} else go("web.complaint.show", number=1)
    if draft.sent:
        return go("web.sent.sent")
    draft.whole = number is None
    shown = _render(draft, number)
    draft.notice = ""
    draft.touch()
    return shown


def _answer(number: int | None) -> AnyResponse:
    draft = drafts.current()
    if draft is None and drafts.ran_out():
        return _rescue(number)
    draft = draft or drafts.begin()
    if draft.sent:
        return go("web.sent.sent")
    whole = _BUTTONS.isdisjoint(request.form)
    files = _take_files(draft)
    asked = asking.take(draft.answers, number, request.form, _directory(), whole=whole)
    draft.trapped = draft.trapped or bool(request.form.get("website"))
    draft.whole = number is None
    try:
        draft.save()
    except NotStoredError:
        draft.notice = "unsaved"
        return _later(_render(draft, number, asked, files, status=503))
    if "back" not in request.form and (asking.wrong(asked) or files.errors):
        shown = _render(draft, number, asked, files, status=attaching.status_of(files))
        return _later(shown) if files.full else shown
    return _onward(draft, number)


def _later(shown: Response) -> Response:
    """Say when to send a page again whose answers stand in it, but could not be kept here."""
    shown.headers["Retry-After"] = RETRY_AFTER
    return shown


def _onward(draft: Draft, number: int | None) -> AnyResponse:
    """Go where the pressed button leads."""
    if "back" in request.form:
        return _back(draft, number)
    if "add" in request.form or "remove" in request.form:
        return go(**address_of(number), _anchor="step-files")
    if "send" in request.form:
        return go("web.review.review")
    from_review = request.form.get("then") == "review"
    onward = asking.following(draft.answers, number, _directory(), back_to_review=from_review)
    return go(**address_of(onward), **({"then": "review"} if from_review and onward != REVIEW else {}))


def _take_files(draft: Draft) -> FilesForm:
    if "remove" in request.form:
        attaching.remove_file(draft.files, request.form["remove"])
    form = attaching.take_files(draft.files, draft.token)
    asking.note_files(draft.answers, some=bool(draft.files))
    return form


def _back(draft: Draft, number: int | None) -> AnyResponse:
    before = previous_page(draft.answers, number, _directory()) if number is not None else None
    return go("web.start.home") if before is None else go(**address_of(before))


def _rescue(number: int | None) -> AnyResponse:
    """Begin anew with what was just written, since the draft it belonged to is gone."""
    draft = drafts.begin()
    asking.rescue(draft.answers, number, request.form, _directory())
    draft.notice = "rescued"
    draft.save()
    return go("web.complaint.show", number=1)


@blueprint.get("/gone")
def gone() -> AnyResponse:
    """Say that the hour is over and the answers are deleted, with the ways on."""
    if not drafts.ran_out():
        return go("web.complaint.show", number=1)
    cookies.take(drafts.COOKIE)
    return page("gone.html", _("Time is over"), minutes=drafts.MINUTES)


def _render(
    draft: Draft | None,
    number: int | None,
    asked: list[Asked] | None = None,
    files: FilesForm | None = None,
    *,
    status: int = 200,
) -> Response:
    answers = draft.answers if draft else drafts.blank()
    asked = asked or asking.show(answers, number, _directory())
    at = progress(answers, number, _directory()) if number is not None else None
    heading = _("All questions") if number is None else PAGES[number].title
    return page(
        "complaint.html",
        _("Page %(current)s of %(total)s", current=at[0], total=at[1]) if at else _("All questions"),
        status,
        heading=heading,
        asked=asked,
        number=number,
        plain=number is None,  # all questions at once are long enough without pictures
        progress=at,
        unseen=asking.unseen(answers, asked) if draft and not asking.wrong(asked) else [],
        in_danger=answers.word("danger", "danger") == "yes",
        danger_help=DANGER_HELP[Channel.WEB],
        can_send=routable(answers),
        files_form=files or files_form(),
        kept_files=draft.files if draft else [],
        accept=ACCEPT,
        from_review=request.values.get("then") == "review",
        notice=draft.notice if draft else "",
        draft_minutes=drafts.MINUTES,
        texts=the_site().deployment.site,
        counties_url=url_for("web.names.county_names"),
    )
