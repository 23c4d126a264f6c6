"""What a person does with an open case: write more, add a file, say who may know their name, change the code."""

from collections.abc import Callable
from functools import wraps

from flask import Blueprint, request
from werkzeug.wrappers import Response as AnyResponse

from intake.core.errors import NoSuchCaseError, UnsafeFileError
from intake.i18n import _
from intake.interview.attaching import PROBLEMS, FilesForm
from intake.service import by_code, follow_up
from intake.service.files import KeptFile, drop_unfiled
from intake.web import attaching, opened
from intake.web.follow_forms import ConsentForm, WordsForm
from intake.web.here import go, the_site
from intake.web.opened import OpenCase
from intake.web.status import Written, show_case

blueprint = Blueprint("follow", __name__, url_prefix="/status")
Act = Callable[[OpenCase], AnyResponse]


def with_case(act: Act) -> Callable[[], AnyResponse]:
    """Hand a view the open case; without one, ask for the code. A case that is gone meanwhile is closed."""

    @wraps(act)
    def view() -> AnyResponse:
        case = opened.current()
        if case is None:
            return go("web.status.ask")
        try:
            return act(case)
        except NoSuchCaseError:
            if not case.catch_up():
                case.end()
            return go("web.status.ask")

    return view


@blueprint.post("/words")
@with_case
def add_words(case: OpenCase) -> AnyResponse:
    """Add words, and the files sent with them; each is sealed to the case."""
    form = WordsForm(request.form, prefix="words")
    detail = by_code.view(the_site(), case.opened).detail
    kept: list[KeptFile] = []
    files = attaching.take_files(kept, case.token, (detail.files, detail.file_bytes))
    try:
        fits = form.validate()
        if not form.text.data and not kept and not files.files.errors:
            form.text.errors = [_("Please write a message or choose a file.")]
            fits = False
        if not fits:
            return show_case(case, Written(words=form, files=files), 422)
        if form.text.data:
            follow_up.add_words(the_site(), case.opened, form.text.data)
        _add_files(case, kept, files)
    finally:
        drop_unfiled(the_site(), kept)
    if files.files.errors:
        return show_case(case, Written(files=files), attaching.status_of(files))
    return _done(case, "added")


def _add_files(case: OpenCase, kept: list[KeptFile], files: FilesForm) -> None:
    """Seal files to the case; another window may have filled it meanwhile."""
    for one in kept:
        try:
            follow_up.add_file(the_site(), case.opened, one)
        except UnsafeFileError as error:
            files.files.errors = [*files.files.errors, f"{one.name}: {PROBLEMS[str(error)]}"]


@blueprint.post("/consent")
@with_case
def set_consent(case: OpenCase) -> AnyResponse:
    """Say anew who may know the name."""
    form = ConsentForm(request.form, prefix="consent")
    if not form.validate():
        return show_case(case, Written(consent=form), 422)
    identity = {"name": form.name.data, "contact": {"address": form.way.data} if form.way.data else {}}
    desks = frozenset(form.desks.data or ())
    follow_up.set_consent(the_site(), case.opened, desks, identity if desks else None)
    return _done(case, "consent")


@blueprint.post("/code")
@with_case
def change_code(case: OpenCase) -> AnyResponse:
    """Change the code; a second click changes to the same one."""
    if not case.new_code:
        case.change_code()
    return go("web.status.ask")


@blueprint.post("/code/kept")
@with_case
def keep_code(case: OpenCase) -> AnyResponse:
    """Stop showing the new code."""
    case.new_code = ""
    return _done(case, "kept")


def _done(case: OpenCase, what: str) -> AnyResponse:
    """Remember the sentence that the next page shows, and go there."""
    case.done = what
    case.save()
    return go("web.status.ask")
