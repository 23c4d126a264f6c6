"""An attachment, opened for an officer whose desk holds the key; each opening is recorded before it is given."""

from uuid import UUID

from intake.core.errors import NoSuchCaseError
from intake.service.audit_trail import case_chain, record
from intake.service.files import KeptFile, read_file
from intake.service.reader import Reader
from intake.service.records import open_all
from intake.service.review import READERS
from intake.service.site import Site
from intake.store import cases
from intake.store.audit import Act
from intake.vault.parts import Part
from intake.vault.suite import KeyPair


def open_file(site: Site, reader: Reader, case_id: UUID, blob: UUID) -> tuple[KeptFile, bytes]:
    """Return a file of a case and its whole content, at most 25 MB: nothing is given before the last byte fits.

    Raises NoSuchCaseError for a file that is not this case's, NoKeyError, NotAllowedError, CannotOpenError.
    """
    reader.need(*READERS)
    kept = _find(site, reader, case_id, blob)
    with site.writing() as session:
        record(site, session, case_chain(case_id), Act(reader.name, "case.file", blob.hex))
    return kept, b"".join(read_file(site, kept))


def _find(site: Site, reader: Reader, case_id: UUID, blob: UUID) -> KeptFile:
    """Return the record that holds the file's key; it lies sealed among the account or the conversation."""
    with site.reading() as session:
        case = cases.get_case(session, case_id)
        for part in (Part.account, Part.conversation):
            pair = KeyPair.from_seed(reader.open_seed(session, case, part))
            for entry in open_all(cases.records_of(session, case.id, part.value), {0: pair}):
                if entry.body.get("record") == "file" and entry.body["blob"] == blob.hex:
                    return KeptFile.from_document(entry.body)
    raise NoSuchCaseError("no such file of this case")
