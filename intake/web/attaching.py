"""Taking files: what the browser sent is kept, or told to be wrong; and taking one away again."""

from flask import request
from werkzeug.datastructures import FileStorage

from intake.core.errors import NotStoredError, UnsafeFileError
from intake.interview.attaching import FIELD, PROBLEMS, FilesForm, take_each
from intake.service.files import MAX_FILE_BYTES, KeptFile, check_total, drop_file, keep_file
from intake.web import budgets
from intake.web.here import the_site


def take_files(kept: list[KeptFile], visit: str, had: tuple[int, int] = (0, 0)) -> FilesForm:
    """Keep each file that was sent with this request, and return the form with what is wrong with the others.

    `visit` is the token of the draft or the opened case, `had` how many files and bytes the case has already.
    """

    def keep(upload: FileStorage) -> None:
        kept.append(_taken(upload, kept, visit, had))

    form = take_each(request.files.getlist(FIELD), keep)
    form.full = any(str(PROBLEMS["room"]) in error for error in form.files.errors)
    return form


def status_of(form: FilesForm) -> int:
    """Return the status of a page that shows such a form again: 503 where there was no room, else 422."""
    return 503 if form.full else 422


def remove_file(kept: list[KeptFile], blob: str) -> None:
    """Take one file away; nothing where it is gone already."""
    for one in [one for one in kept if one.blob.hex == blob]:
        drop_file(the_site(), one)
        kept.remove(one)


def _taken(upload: FileStorage, kept: list[KeptFile], visit: str, had: tuple[int, int]) -> KeptFile:
    content = upload.stream.read(MAX_FILE_BYTES + 1)
    check_total(kept, len(content), had=had)
    if not budgets.may_upload(visit, len(content)):
        raise UnsafeFileError("often")
    try:
        return keep_file(the_site(), content, upload.filename or "")
    except NotStoredError as error:
        raise UnsafeFileError("room") from error
