"""Filling a site with cases: real ones, and many more that carry the same sealed bytes under ids of their own."""

import secrets
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, inspect, select
from sqlalchemy.orm import Session

from intake.service.demo_cases import demo_complaints
from intake.service.documents import guard_column, open_column
from intake.service.filing import Ticket, file_complaint, new_ticket
from intake.service.site import Site
from intake.store.models import Base, Case, CaseRecord, CaseSeal

_BATCH = 1000
_GUARDED = ("listing", "detail", "access")
Row = dict[str, Any]


def seed(site: Site, wanted: int, progress: Callable[[int], None]) -> list[Ticket]:
    """Fill a site with `wanted` cases; returns the tickets of the real ones, which alone can be opened.

    The others have random look-up values instead of Argon2id of a code; their guarded columns are encrypted for them,
    their seals and records are copies, so that rows, sizes and indexes are those of a real site.
    """
    tickets = []
    for complaint in demo_complaints(site):
        tickets.append(new_ticket())
        file_complaint(site, complaint, tickets[-1])
        progress(1)
    ids = iter(sorted((uuid4() for _ in range(wanted - len(tickets))), key=lambda one: one.bytes))
    with site.reading() as session:
        models = [_model(site, session, ticket.case_id) for ticket in tickets]
    number = 0
    while batch := list(islice(ids, _BATCH)):
        with site.writing() as session:
            for table in (Case, CaseSeal, CaseRecord):
                session.execute(insert(table), list(_copies(site, models, batch, table)))
        number += len(batch)
        progress(len(batch))
    return tickets


class _Model:
    """One real case: its rows, and its guarded columns opened."""

    def __init__(self, rows: dict[type[Base], list[Row]], plain: dict[str, bytes]) -> None:
        self.rows, self.plain = rows, plain


def _model(site: Site, session: Session, case_id: UUID) -> _Model:
    case = session.get_one(Case, case_id)
    found: dict[type[Base], list[Row]] = {Case: [_row(case)]}
    for table in (CaseSeal, CaseRecord):
        found[table] = [_row(one) for one in session.scalars(select(table).where(table.case_id == case_id))]
    columns = {name: open_column(site.guard, case_id, name, getattr(case, name)) for name in _GUARDED}
    return _Model(found, columns)


def _row(one: Base) -> Row:
    return {column.key: getattr(one, column.key) for column in inspect(type(one)).column_attrs}


def _copies(site: Site, models: list[_Model], ids: Iterable[UUID], table: type[Base]) -> Iterator[Row]:
    for number, case_id in enumerate(ids):
        model = models[number % len(models)]
        for row in model.rows[table]:
            if table is not Case:
                yield {**row, "case_id": case_id}
                continue
            guarded = {
                name: guard_column(site.guard, case_id, name, plain) for name, plain in model.plain.items()
            }
            yield {**row, **guarded, "id": case_id, "lookup_tag": secrets.token_bytes(32)}
