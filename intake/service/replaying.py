"""Taking away from a restored database what was taken away for good after its backup: shredded cases, withdrawn names.

The list is kept outside every backup (`revocations.jsonl`). A line that the backup's own copy of the list holds was done
before its database was copied, so it is not done again: the person may have agreed anew since.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, select, update

from intake.core.errors import BackupError
from intake.service import revocations
from intake.service.documents import detail_of, write_detail
from intake.service.key_files import write_private
from intake.service.site import Site
from intake.store import cases
from intake.store.changes import note_change
from intake.store.engine import open_engine
from intake.store.models import Blob, Case, CaseRecord, CaseSeal, OfficerSession, Visit
from intake.vault.parts import Part

Line = dict[str, Any]
_IDENTITY = Part.identity.value


@dataclass(frozen=True)
class TakenAway:
    """How many cases and names were taken away again."""

    cases: int
    names: int


def lines_of(raw: bytes) -> list[Line]:
    """Read a list of revocations; raises BackupError for a line of an unknown kind, which a newer release wrote."""
    lines = list(revocations.read_lines(raw))
    for line in lines:
        try:
            known = UUID(line["case"]) and (
                line["what"] == "case" or (line["what"] == "identity" and isinstance(line["desk"], str))
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            known = False
        if not known:
            raise BackupError(f"the list of revocations holds a line that this release does not know: {line}")
    return lines


def later_lines(known: bytes, before: bytes) -> list[Line]:
    """Return, in order, the lines of a list that the backup's copy of it does not hold.

    A list only ever grows, so a newer one of the same site holds every line of the copy. Raises BackupError where one is
    lacking, or where the list ends in a half line: it is then not known what else should be taken away.
    """
    _check_end(known)
    seen = Counter(_key(line) for line in lines_of(before))
    copied, later = seen.total(), []
    for line in lines_of(known):
        if seen[_key(line)]:
            seen[_key(line)] -= 1
        else:
            later.append(line)
    if lacking := seen.total():
        raise BackupError(
            f"the list of revocations lacks {lacking} of the {copied} lines of the backup's own copy: it is empty, older"
            " than the backup, cut, or of another site. Give the newest revocations.jsonl of the site that was backed up"
        )
    return later


def _check_end(known: bytes) -> None:
    """Raise BackupError where the last line is cut: each was written with a line break after it."""
    last = known.rstrip().rpartition(b"\n")[2]
    if last and not (known.endswith(b"\n") and list(revocations.read_lines(last))):
        raise BackupError(
            "the list of revocations ends in a half line: it was cut, and more may be lost. Copy it again from where it is"
            " kept; where it ends so there too, complete that line, or take it out and shred that case again by hand"
        )


def keep(path: Path, lines: Iterable[Line]) -> None:
    """Write the list that the restored site goes on with."""
    write_private(path, b"".join(b"\n" + _key(line).encode() + b"\n" for line in lines))


def take_away(url: str, lines: list[Line]) -> TakenAway:
    """Delete, in one transaction, cases and names that were revoked, and every sign-in and visit of that time.

    It needs no key and reads no column that an older schema lacks.
    """
    engine = open_engine(url)
    try:
        with engine.begin() as connection:
            gone = sum(_take_case(connection, case) for case in _cases(lines))
            names = sum(
                _take_name(connection, UUID(line["case"]), line["desk"]) for line in _identities(lines)
            )
            connection.execute(delete(OfficerSession))
            connection.execute(delete(Visit))
    finally:
        engine.dispose()
    return TakenAway(gone, names)


def correct_consent(site: Site, lines: list[Line]) -> None:
    """Take the desks out of what the server knows of a person's consent; doing it twice does no harm."""
    for line in _identities(lines):
        with site.writing() as session:
            case = session.get(Case, UUID(line["case"]))
            detail = detail_of(site.guard, case) if case else None
            if case is None or detail is None or line["desk"] not in detail.consent:
                continue
            detail.consent = [desk for desk in detail.consent if desk != line["desk"]]
            detail.consent_changed = True
            detail.no_contact = detail.no_contact or not detail.consent
            write_detail(site.guard, case, detail, cases.desks_of(session, case.id))
            note_change(session, case.id, site.clock.now())


def _cases(lines: list[Line]) -> set[UUID]:
    return {UUID(line["case"]) for line in lines if line["what"] == "case"}


def _identities(lines: list[Line]) -> Iterator[Line]:
    return (line for line in lines if line["what"] == "identity")


def _take_case(connection: Connection, case: UUID) -> int:
    connection.execute(delete(Blob).where(Blob.case_id == case))
    return connection.execute(delete(Case).where(Case.id == case)).rowcount


def _take_name(connection: Connection, case: UUID, desk: str) -> int:
    """Delete a desk's seals of a name, and with the last of them the name itself."""
    of_name = (CaseSeal.case_id == case, CaseSeal.part == _IDENTITY)
    gone = connection.execute(delete(CaseSeal).where(*of_name, CaseSeal.desk == desk)).rowcount
    left = connection.scalar(select(func.count()).select_from(CaseSeal).where(*of_name))
    if gone and not left:
        connection.execute(delete(CaseRecord).where(CaseRecord.case_id == case, CaseRecord.part == _IDENTITY))
        connection.execute(
            update(Case).where(Case.id == case).values(has_identity=False, identity_public=None)
        )
    return min(gone, 1)


def _key(line: Line) -> str:
    return json.dumps(line, sort_keys=True)
