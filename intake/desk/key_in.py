"""Keying in a letter or a phone call: how it came, then the interview's questions, all on one page."""

from functools import partial
from typing import Any

from flask import make_response, redirect, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from intake.core.complaint import Channel
from intake.core.directory import Directory
from intake.desk import key_in_draft as drafts
from intake.desk.access import RESCUES
from intake.desk.blueprint import blueprint, site
from intake.desk.key_in_draft import Keyed
from intake.desk.key_in_forms import CameForm, came_form
from intake.i18n import render
from intake.interview import asking
from intake.interview.asking import Asked
from intake.interview.attaching import ACCEPT, FIELD, FilesForm, files_form, take_each
from intake.interview.flow import PAGES
from intake.interview.help import DANGER_HELP
from intake.service.files import MAX_FILE_BYTES, check_total, keep_file
from intake.service.filing import stored

_BUTTONS = frozenset({"keep", "add", "remove"})  # they ask for no complete page


@blueprint.get("/key-in")
def key_in() -> Response:
    """Ask how it came; what is under way goes on."""
    return elsewhere(drafts.current()) or _start(came_form())


@blueprint.post("/key-in")
def begin_key_in() -> Response:
    """Begin; one that is under way is not overwritten."""
    under_way = elsewhere(drafts.current())
    if under_way:
        return under_way
    form = came_form(request.form)
    if not form.validate():
        return _start(form, status=422)
    drafts.begin(*form.came).save()
    return redirect(url_for("desk.key_in_answers"), 303)


@blueprint.get("/key-in/answers")
def key_in_answers() -> Response:
    """Show all questions, with what was keyed in so far."""
    keyed = drafts.current()
    if keyed is None or is_filed(keyed):
        return elsewhere(keyed) or redirect(url_for("desk.key_in"), 303)
    keyed.save()
    return _show(keyed)


@blueprint.post("/key-in/answers")
def take_key_in() -> Response:
    """Take what was keyed in. Where it ran out meanwhile, what was just sent begins it anew."""
    form, keyed = came_form(request.form), drafts.current()
    fits = form.validate()
    if keyed is None:
        if not fits:
            return _start(form, status=422)
        keyed = drafts.begin(*form.came)
    if is_filed(keyed):
        return redirect(url_for("desk.key_in_code"), 303)
    if "remove" in request.form:
        keyed.remove(request.form["remove"])
    files = take_each(request.files.getlist(FIELD), partial(_keep_file, keyed))
    asking.note_files(keyed.answers, some=bool(keyed.files))
    asked = _take(keyed, form if fits else None, whole=_BUTTONS.isdisjoint(request.form))
    keyed.save()
    if not fits or asking.wrong(asked) or files.errors:
        return _show(keyed, asked, files, form, status=422)
    return _onward(keyed)


@blueprint.post("/key-in/drop")
def drop_key_in() -> Response:
    """Throw away what is not filed yet; a code that was not given stays."""
    keyed = drafts.current()
    if keyed and is_filed(keyed):
        return redirect(url_for("desk.key_in_code"), 303)
    if keyed:
        keyed.end()
    return redirect(url_for("desk.key_in", said="dropped"), 303)


def is_filed(keyed: Keyed) -> bool:
    """Tell whether it is filed, even if the answer that said so was lost on the way."""
    return keyed.filed or stored(site(), keyed.ticket) is not None


def elsewhere(keyed: Keyed | None) -> Response | None:
    """Return the way to what is under way; None where nothing is."""
    if keyed is None:
        return None
    return redirect(url_for("desk.key_in_code" if is_filed(keyed) else "desk.key_in_answers"), 303)


def rescue() -> tuple[str, bool]:
    """Keep what was sent after the session's end: whoever typed it holds the cookie that the answers lie under.

    Nothing of it is shown before somebody signs in, and then only to the officer who began it.
    """
    keyed = drafts.in_this_browser()
    if keyed is None or is_filed(keyed):
        return "", False
    form = came_form(request.form)
    fits = form.validate()
    wrong = asking.wrong(_take(keyed, form if fits else None, whole=False))
    keyed.save()
    return url_for("desk.key_in_answers"), fits and not wrong


def come_back_to(endpoint: str) -> tuple[str, bool]:
    """Keep the way to a page that needs only what is kept already."""
    return (url_for(endpoint), True) if drafts.in_this_browser() else ("", False)


RESCUES["desk.take_key_in"] = rescue
RESCUES["desk.file_key_in"] = partial(come_back_to, "desk.key_in_review")
RESCUES["desk.given_key_in"] = partial(come_back_to, "desk.key_in_code")


def _directory() -> Directory:
    return site().deployment.directory


def _take(keyed: Keyed, form: CameForm | None, *, whole: bool) -> list[Asked]:
    if form:
        keyed.comes(*form.came)
    return asking.take(keyed.answers, None, request.form, _directory(), whole=whole)


def _keep_file(keyed: Keyed, upload: FileStorage) -> None:
    content = upload.stream.read(MAX_FILE_BYTES + 1)
    check_total(keyed.files, len(content))
    keyed.files.append(keep_file(site(), content, upload.filename or ""))


def _onward(keyed: Keyed) -> Response:
    """Go where the pressed button leads; an answer may have opened questions that were not shown yet."""
    here = url_for("desk.key_in_answers", said="kept" if "keep" in request.form else None)
    if not _BUTTONS.isdisjoint(request.form):
        return redirect(f"{here}#files" if "keep" not in request.form else here, 303)
    onward = asking.following(keyed.answers, None, _directory(), back_to_review=False)
    if onward is None:
        return redirect(url_for("desk.key_in_answers", said="opened"), 303)
    return redirect(url_for("desk.key_in_review"), 303)


def _by_page(asked: list[Asked]) -> list[tuple[str, list[Asked]]]:
    """Return the steps under the titles of the interview's pages."""
    found = [(page.title, [one for one in asked if one.step in page.steps]) for page in PAGES]
    return [(title, those) for title, those in found if those]


def _start(form: CameForm, *, status: int = 200) -> Response:
    page = render("desk_key_in.html", form=form, said=request.args.get("said", ""))
    return make_response(page, status)


def _show(
    keyed: Keyed,
    asked: list[Asked] | None = None,
    files: FilesForm | None = None,
    form: CameForm | None = None,
    *,
    status: int = 200,
) -> Response:
    asked = asked or asking.show(keyed.answers, None, _directory())
    values: dict[str, Any] = {
        "form": form or came_form(keyed=keyed),
        "forms": [one.form for one in asked],
        "pages": _by_page(asked),
        "unseen": asking.unseen(keyed.answers, asked) if not asking.wrong(asked) else [],
        "by_phone": keyed.how is Channel.PHONE,
        "danger_help": DANGER_HELP[keyed.how] if keyed.answers.word("danger", "danger") == "yes" else (),
        "files_form": files or files_form(),
        "kept_files": keyed.files,
        "accept": ACCEPT,
        "said": request.args.get("said", ""),
    }
    return make_response(render("desk_key_in_answers.html", **values), status)
