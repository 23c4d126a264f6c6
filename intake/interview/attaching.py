"""The form that takes files, and what may be wrong with one in plain words; storing them is the channel's work."""

from collections.abc import Callable, Iterable, Mapping

from werkzeug.datastructures import FileStorage
from wtforms import MultipleFileField

from intake.core.errors import UnsafeFileError
from intake.i18n import _, _l
from intake.interview.fields import StepForm

ACCEPT = "image/*,application/pdf,audio/*,video/*,text/plain"
FIELD = "upload-files"
PROBLEMS: Mapping[str, str] = {
    "empty": _l("This file is empty."),
    "size": _l("This file is too large. The most is 25 MB."),
    "kind": _l("We cannot take this kind of file. Photos, PDF, sound, video and plain text are fine."),
    "picture": _l("This picture does not open. It may be broken."),
    "pixels": _l("This picture is too large. Please send a smaller one."),
    "count": _l("You can add 10 files at most."),
    "total": _l("All files together may have 50 MB at most."),
    "often": _l("You sent very many files in one hour. Please try again later."),
    "room": _l("We have no room for files right now. Please try again later. Your words are not lost."),
}


class FilesForm(StepForm):
    """Files to add."""

    files = MultipleFileField(_l("Add photos or papers"))
    full = False  # whether it was for want of room, which is no mistake of the sender's


def files_form() -> FilesForm:
    """Return the form; its field is named `FIELD`."""
    return FilesForm(prefix="upload")


def take_each(uploads: Iterable[FileStorage], keep: Callable[[FileStorage], None]) -> FilesForm:
    """Hand each file that was sent to `keep`, and return the form with what is wrong with the others.

    `keep` raises UnsafeFileError with a code of PROBLEMS.
    """
    form = files_form()
    errors = []
    for upload in uploads:
        if upload.filename:
            try:
                keep(upload)
            except UnsafeFileError as error:
                errors.append(
                    _("%(name)s: %(problem)s", name=upload.filename[:80], problem=PROBLEMS[str(error)])
                )
    form.files.errors = errors
    return form
