"""Coming back with the code: open the case, see where it is and what was written, close it again."""

from dataclasses import dataclass

from flask import Blueprint, Response, request, session
from werkzeug.wrappers import Response as AnyResponse

from intake.core.errors import NoSuchCaseError, ReceiptError
from intake.i18n import _, _l
from intake.interview.attaching import ACCEPT, FilesForm, files_form
from intake.interview.fields import LineField, StepForm
from intake.service import by_code, lost_code
from intake.service.by_code import View
from intake.service.files import KeptFile, read_file
from intake.web import budgets, cookies, opened, story, telling
from intake.web.follow_forms import ConsentForm, WordsForm
from intake.web.frame import page
from intake.web.here import go, the_site
from intake.web.opened import OpenCase

blueprint = Blueprint("status", __name__, url_prefix="/status")
MISS = _l("It has not arrived yet, or the code is wrong. Please check the code, or try again later.")
NO_CODE = _l("This is not a code. Please look again: a code has 20 digits.")


class CodeForm(StepForm):
    """The receipt code; no limit on letters is said, since any digits, spaces and dashes are taken."""

    code = LineField(_l("Your code"), most=200, render_kw={"inputmode": "numeric", "spellcheck": "false"})


@dataclass
class Written:
    """What was posted to the open case and must be shown again with what is wrong."""

    words: WordsForm | None = None
    files: FilesForm | None = None
    consent: ConsentForm | None = None


@blueprint.get("")
def ask() -> AnyResponse:
    """Ask for the code, or show the case that is open."""
    case = opened.current()
    if case is None:
        ended = opened.ran_out()
        if ended:
            cookies.take(opened.COOKIE)
        return page("code.html", _("Follow up"), form=CodeForm(), ended=ended, minutes=opened.MINUTES)
    try:
        return show_case(case)
    except NoSuchCaseError:
        if case.catch_up():
            return show_case(case)
        case.end()
        return go("web.status.ask")


@blueprint.post("")
def look() -> AnyResponse:
    """Open a case by its code; every code that fits nothing is answered alike."""
    form = CodeForm(request.form)
    form.validate()
    try:
        found = by_code.open_by_code(the_site(), form.code.data or "")
        detail = by_code.view(the_site(), found).detail
    except ReceiptError:
        form.code.errors = [str(NO_CODE)]
        return page("code.html", _("Follow up"), 422, form=form)
    except NoSuchCaseError:
        return _missed(form, budgets.miss())
    opened.begin(found, detail.language)
    return go("web.status.ask")


def _missed(form: CodeForm, wait: int) -> AnyResponse:
    """Say that a code fits nothing; with `wait` seconds, that no more will be looked at before they are over."""
    form.code.errors = [str(budgets.too_many(wait) if wait else MISS)]
    answer = page("code.html", _("Follow up"), 429 if wait else 404, form=form)
    if wait:
        answer.headers["Retry-After"] = str(wait)
    return answer


@blueprint.post("/close")
def close() -> AnyResponse:
    """Close the case on this device."""
    case = opened.current()
    if case is not None:
        case.end()
        session.clear()
    return go("web.start.home")


@blueprint.get("/file/<int:sequence>")
def download(sequence: int) -> AnyResponse:
    """Hand over a file that the office sent, as a download and never to be shown in the page."""
    case = opened.current()
    try:
        view = by_code.view(the_site(), case.opened) if case else None
    except NoSuchCaseError:
        view = None  # the page that is shown instead sees to it
    entry = next((one for one in view.conversation if one.sequence == sequence), None) if view else None
    if entry is None or entry.body.get("record") != "file" or not entry.author.startswith("desk:"):
        return go("web.status.ask")
    kept = KeptFile.from_document(entry.body)
    answer = Response(read_file(the_site(), kept), mimetype="application/octet-stream")
    answer.headers.set("Content-Disposition", "attachment", filename=kept.name)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def show_case(case: OpenCase, written: Written | None = None, status: int = 200) -> AnyResponse:
    """Show an open case, with what was just posted to it where that needs another look."""
    view = by_code.view(the_site(), case.opened)
    written = written or Written()
    done, case.done = case.done, ""
    case.save()
    return page(
        "case.html", _("Where it is"), status, **_shown(case, view), **_forms(view, written), done=done
    )


def _shown(case: OpenCase, view: View) -> dict[str, object]:
    detail = view.detail
    return {
        "detail": detail,
        "status": telling.status_words(telling.public(detail)),
        "told": telling.told(detail),
        "next": telling.next_step(detail),
        "timeline": story.timeline(detail),
        "messages": story.messages(view),
        "account": story.account(view),
        "desks": telling.desk_names(view.desks),
        "hold": telling.hold_words(detail),
        "named": telling.desk_names(detail.consent),
        "undo_until": story.undo_day(detail),
        "new_code": case.new_code,
        "minutes": opened.MINUTES,
        "legal_help": telling.legal_help(detail),
        "earlier": _earlier(view),
    }


def _earlier(view: View) -> list[tuple[str, str]]:
    """Return where the earlier complaints are that this one follows, and what comes next; nothing else of them."""
    found = lost_code.earlier_cases(the_site(), view.case_id, view.detail)
    upcoming = [(telling.status_words(telling.public(old)), telling.next_step(old)) for _case, old in found]
    return [(status, soon.sentence if soon else "") for status, soon in upcoming]


def _forms(view: View, written: Written) -> dict[str, object]:
    consent = ConsentForm(prefix="consent", data={"desks": view.detail.consent})
    return {
        "words_form": written.words or WordsForm(prefix="words"),
        "files_form": written.files or files_form(),
        "consent_form": written.consent or consent,
        "accept": ACCEPT,
    }
