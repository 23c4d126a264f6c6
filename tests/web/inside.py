"""What tests look up behind the site: cases, their guarded detail, stored files."""

from uuid import UUID

from sqlalchemy import select

from intake.service import follow_up
from intake.service.by_code import Opened
from intake.service.documents import Access, CaseDetail, detail_of, open_column
from intake.store.models import Blob, Case, Visit
from tests.conftest import World


def cases(world: World) -> list[UUID]:
    """Return the ids of all cases."""
    with world.site.reading() as session:
        return list(session.scalars(select(Case.id)))


def detail(world: World) -> CaseDetail:
    """Return the guarded detail of the only case."""
    with world.site.reading() as session:
        return detail_of(world.site.guard, session.scalars(select(Case)).one())


def change_case(world: World, change: follow_up.Change) -> None:
    """Change the only case as whoever holds its code."""
    with world.site.reading() as session:
        case = session.scalars(select(Case)).one()
        access = Access.from_bytes(open_column(world.site.guard, case.id, "access", case.access or b""))
    follow_up.change_case(world.site, Opened(case.id, {}, access.lookup), change)


def files(world: World) -> list[UUID | None]:
    """Return, for each stored file, the case that has it."""
    with world.site.reading() as session:
        return list(session.scalars(select(Blob.case_id)))


def visits(world: World) -> int:
    """Return how many drafts and opened cases are kept."""
    with world.site.reading() as session:
        return len(list(session.scalars(select(Visit.tag))))
