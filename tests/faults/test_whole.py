"""Looking a site over finds what is half there: each of these faults is planted, and each is told."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from intake.core.errors import RecourseError
from intake.service import by_code, follow_up, review
from intake.service.files import keep_file
from intake.service.filing import file_complaint, new_ticket
from intake.store.models import AuditEntry, Blob, Case, CaseRecord, CaseSeal, Counter
from tests.conftest import World
from tests.faults.whole import whole
from tests.service.made_up import complaint

SUNITA = "sunita.supervisor"


@pytest.fixture
def worked(any_world: World) -> World:
    """Return a site with one case that has a file, words added with its code, and a reply."""
    site, ticket = any_world.site, new_ticket()
    file_complaint(site, complaint(), ticket, files=[keep_file(site, b"A page of paper.", "paper.txt")])
    follow_up.add_words(site, by_code.open_by_code(site, ticket.code), "I write again.")
    review.reply(
        site, any_world.reader(SUNITA), ticket.case_id, "We read it.", language="en", translated=False
    )
    return any_world


def lose(what: type, *of: object) -> Callable[[Session], object]:
    return lambda session: session.execute(delete(what).where(*of))  # type: ignore[arg-type]  # conditions of columns


FAULTS: dict[str, Callable[[Session], object]] = {
    "a seal of the account": lose(CaseSeal, CaseSeal.part == "account", CaseSeal.desk == "doj"),
    "every seal": lose(CaseSeal),
    "the account": lose(CaseRecord, CaseRecord.part == "account", CaseRecord.sequence == 0),
    "the first words of a conversation": lose(
        CaseRecord, CaseRecord.part == "conversation", CaseRecord.sequence == 0
    ),
    "a reply": lose(CaseRecord, CaseRecord.part == "conversation", CaseRecord.sequence == 1),
    "what was told of the reply": lose(AuditEntry, AuditEntry.action == "case.replied"),
    "the tag that finds the case": lambda session: session.execute(update(Case).values(lookup_tag=b"x" * 32)),
    "changes that were counted": lambda session: session.execute(update(Counter).values(value=0)),
    "the row of a file": lose(Blob),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_told(worked: World, fault: str) -> None:
    assert len(whole(worked.site, worked.reader(SUNITA))) == 1
    with worked.site.writing() as session:
        FAULTS[fault](session)
    with pytest.raises((AssertionError, RecourseError)):
        whole(worked.site, worked.reader(SUNITA))


def test_a_file_that_is_gone_is_told(worked: World) -> None:
    (stored,) = (worked.settings.data / "blobs").iterdir()
    stored.unlink()
    with pytest.raises(AssertionError, match=f"the file {stored.name} of .* is gone"):
        whole(worked.site, worked.reader(SUNITA))


def test_a_row_that_points_nowhere_is_told(worked: World) -> None:
    """PostgreSQL itself cannot hold one; SQLite does where a connection forgot to ask."""
    orphan = CaseSeal(case_id=uuid4(), part="account", desk="crcl", epoch=1, sealed=b"x")
    with worked.site.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE case_seals DISABLE TRIGGER ALL"))
            connection.commit()
        else:
            connection.rollback()
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        with Session(connection) as session:
            session.add(orphan)
            session.commit()
        if connection.dialect.name == "sqlite":
            connection.connection.cursor().execute("PRAGMA foreign_keys=ON")
    with pytest.raises(AssertionError, match="case_seals: 1 rows point at no cases"):
        whole(worked.site, worked.reader(SUNITA))
