"""Taking files: what the browser sent, what is wrong with it in plain words, and taking one away again."""

from collections.abc import Mapping

from flask import request
from werkzeug.datastructures import FileStorage
from wtforms import MultipleFileField

from intake.core.errors import UnsafeFileError
from intake.i18n import _, _l
from intake.interview.fields import StepForm
from intake.service.files import MAX_FILE_BYTES, KeptFile, check_total, drop_file, keep_file
from intake.web.here import the_site

ACCEPT = "image/*,application/pdf,audio/*,video/*,text/plain"
PROBLEMS: Mapping[str, str] = {
    "empty": _l("This file is empty."),
    "size": _l("This file is too large. The most is 25 MB."),
    "kind": _l("We cannot take this kind of file. Photos, PDF, sound, video and plain text are fine."),
    "picture": _l("This picture does not open. It may be broken."),
    "pixels": _l("This picture is too large. Please send a smaller one."),
    "count": _l("You can add 10 files at most."),
    "total": _l("All files together may have 50 MB at most."),
}


class FilesForm(StepForm):
    """Files to add."""

    files = MultipleFileField(_l("Add photos or papers"))


def files_form() -> FilesForm:
    """Return the form; its field is named `upload-files`."""
    return FilesForm(prefix="upload")


def take_files(kept: list[KeptFile]) -> FilesForm:
    """Keep each file that was sent with this request, and return the form with what is wrong with the others."""
    form = files_form()
    errors = []
    for upload in request.files.getlist("upload-files"):
        if upload.filename:
            try:
                kept.append(_taken(upload, kept))
            except UnsafeFileError as error:
                errors.append(
                    _("%(name)s: %(problem)s", name=upload.filename[:80], problem=PROBLEMS[str(error)])
                )
    form.files.errors = errors
    return form


def remove_file(kept: list[KeptFile], blob: str) -> None:
    """Take one file away; nothing where it is gone already."""
    for one in [one for one in kept if one.blob.hex == blob]:
        drop_file(the_site(), one)
        kept.remove(one)


def _taken(upload: FileStorage, kept: list[KeptFile]) -> KeptFile:
    content = upload.stream.read(MAX_FILE_BYTES + 1)
    check_total(kept, len(content))
    return keep_file(the_site(), content, upload.filename or "")
