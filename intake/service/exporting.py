"""A file of a case that leaves the desk: recorded before it is given, by whom, of what kind, for whom, redacted or not."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from intake.service.audit_trail import case_chain, record
from intake.service.case_files import open_file
from intake.service.documents import detail_of
from intake.service.files import KeptFile
from intake.service.reader import Reader
from intake.service.review import READERS, finish_change, own_desk, write_note
from intake.service.site import Site
from intake.store import cases
from intake.store.audit import Act
from intake.store.models import Case

EXPORTED, PACKET = "case.exported", "case.packet"


@dataclass(frozen=True)
class Told:
    """What the audit log says of an export: codes and counts, never what the case says.

    `office` is the outside office that a packet is for; `deidentified` a copy of facility, month and kind of act alone.
    """

    kind: str
    redacted: bool
    identity: bool
    files: int = 0
    office: str = ""
    deidentified: bool = False

    @property
    def act(self) -> str:
        """The action under which it stands in the audit log."""
        return PACKET if self.office else EXPORTED

    @property
    def detail(self) -> str:
        """The words that stand in the audit log, as "DHS-OIG pdf redacted no-name files:2"."""
        words = [
            self.office,
            self.kind,
            "deidentified" if self.deidentified else "redacted" if self.redacted else "unredacted",
            "name" if self.identity else "no-name",
            f"files:{self.files}",
        ]
        return " ".join(filter(None, words))


def record_export(
    site: Site, reader: Reader, case_id: UUID, told: Told, *, revision: int, consent: str = ""
) -> None:
    """Record an export of the case as it was at `revision`, before the file is given.

    `consent` says where the person let an outside office know the name; it is kept as a note of the desk. Raises
    ConflictError where the case is no longer at `revision`: what came since was not looked at; NoKeyError, NotAllowedError.
    """
    reader.need(*READERS)
    with site.writing() as session:
        case = cases.get_case(session, case_id)
        cases.check_revision(case, revision)
        desk = own_desk(reader, cases.desks_of(session, case_id))
        act = Act(reader.name, told.act, told.detail)
        if consent:
            _note_consent(site, session, reader, case, desk, f"{told.office}: {consent}", act)
        else:
            record(site, session, case_chain(case_id), act)


def read_chosen(site: Site, reader: Reader, case_id: UUID, files: list[KeptFile]) -> list[bytes]:
    """Return the contents of a case's files, each whole; each opening is recorded as on the case's page."""
    return [open_file(site, reader, case_id, one.blob)[1] for one in files]


def _note_consent(
    site: Site, session: Session, reader: Reader, case: Case, desk: str, text: str, act: Act
) -> None:
    write_note(site, session, reader, case, desk, text)
    finish_change(site, session, case, detail_of(site.guard, case), act)
