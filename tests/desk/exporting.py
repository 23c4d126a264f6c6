"""How tests take a file of a case out of the desk."""

import json
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

from werkzeug.test import TestResponse

from intake.core.complaint import Desk
from intake.service import files
from intake.service.filing import Ticket, file_complaint, new_ticket
from tests.desk.conftest import DeskRoom, Window
from tests.desk.test_case_files import picture
from tests.service.made_up import complaint

USUAL = ["account", "answers", "facts", "messages", "notes", "history"]
ACCOUNT = "They kept my brother. Rosalba Ejemplo saw it all! Call her at 555-123-4567. He is ill. كناري"
PHONE = "555-123-4567"


def case_with_all(room: DeskRoom, *desks: Desk, **changed: Any) -> tuple[Ticket, list[files.KeptFile]]:
    """File a complaint with a name for some desks, a picture, and texts that tell who the person is."""
    kept = [files.keep_file(room.site, picture(), "Rosalba arm.jpg")]
    what = complaint(
        **{
            "account": ACCOUNT,
            "identity": {"name": "Rosalba Ejemplo"} if desks else {},
            "contact": {"way": "phone", "address": PHONE} if desks else {},
            "consent": frozenset(desks),
            "answers": {"who": {"names": "Officer Hartmann"}},
            **changed,
        }
    )
    return file_complaint(room.site, what, new_ticket(), files=kept).ticket, kept


def export(window: Window, case_id: UUID, kind: str, **fields: Any) -> TestResponse:
    """Open the page of exports and send its form at once."""
    form = {
        "revision": window.revision(case_id),
        "as": kind,
        "export-office": "",
        "export-parts": USUAL,
        "export-words_reason": "third_person",
        "export-cuts_reason": "source",
        **{f"export-{name}": value for name, value in fields.items()},
    }
    return window.post(f"/desk/case/{case_id}/export", form)


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the files of a ZIP by their names."""
    with ZipFile(BytesIO(content)) as archive:
        return {one.filename: archive.read(one) for one in archive.infolist()}


def document(answer: TestResponse) -> dict[str, Any]:
    """Return the JSON of an answer."""
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = json.loads(answer.data)
    return found
