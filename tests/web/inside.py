"""What tests look up behind the site: cases, their guarded detail, stored files."""

from uuid import UUID

from sqlalchemy import select

from intake.service.documents import CaseDetail, detail_of
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


def files(world: World) -> list[UUID | None]:
    """Return, for each stored file, the case that has it."""
    with world.site.reading() as session:
        return list(session.scalars(select(Blob.case_id)))


def visits(world: World) -> int:
    """Return how many drafts and opened cases are kept."""
    with world.site.reading() as session:
        return len(list(session.scalars(select(Visit.tag))))
