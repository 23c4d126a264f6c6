"""What is measured: each step of a complaint's way, over HTTP, on a real site in its own processes."""

import os
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from urllib.parse import urljoin

from sqlalchemy import func, select, text

from bench.measure import Figure, Meter, resident
from intake.service.filing import Ticket
from intake.service.site import Site
from intake.store.cases import desks_of
from intake.store.models import Case
from intake.vault import receipt
from tests.faults.far import far
from tests.faults.house import House
from tests.faults.people import Officer, Person, file_by_api

ACCOUNT = ("They keep him in the jail and nobody says why. " * 32)[:1500]
FILTERS = "/desk/?urgency=1&language=en&channel=web"
_ASSETS = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"')
_STORED = 100
_MEMBER = "sunita.supervisor"


@dataclass(frozen=True)
class Weights:
    """Sizes: a cold public page in bytes over the wire, a stored complaint in bytes, a public worker in kilobytes."""

    page: int
    stored: int
    worker: int


def figures(house: House, tickets: list[Ticket], meter: Meter, tell: Callable[[str], None]) -> list[Figure]:
    """Measure every operation; `tell` hears its name before."""
    public, desk = far(house.serving.address("public")), far(house.serving.address("desk"))
    person, program = Person(public), public.test_client()
    with house.site() as site:
        officer, mine = Officer(desk, house.cookie(site, _MEMBER)), _openable(site, tickets)
        turns = cycle(mine)
        salt = site.manifest().salt
    steps: list[tuple[str, Callable[[], object], int]] = [
        ("public page", lambda: person.get("/?lang=en"), 60),
        (
            "submission through the API *",
            lambda: file_by_api(program, ACCOUNT, secrets.token_urlsafe(24)),
            20,
        ),
        ("whole web submission", lambda: Person(public).file(ACCOUNT), 6),
        ("status look-up *", lambda: program.post("/api/v1/status", json={"receipt": next(turns).code}), 20),
        ("queue page of 50, three filters *", lambda: officer.client.get(FILTERS), 30),
        ("queue page of 50, no filter", lambda: officer.client.get("/desk/"), 30),
        ("open a case *", lambda: officer.look(next(turns).case_id), 30),
    ]
    measured = [_argon2(mine[0].code, salt)]
    for name, operation, each in steps:
        tell(name)
        measured.append(meter.measure(name, operation, each))
    return measured


def weights(house: House) -> Weights:
    """Weigh a page, a stored complaint and a worker that has worked."""
    person = Person(far(house.serving.address("public")))
    for _ in range(_STORED):
        file_by_api(person.client, ACCOUNT, secrets.token_urlsafe(24))
    with house.site() as site, site.reading() as session:
        stored = _size(site) // (session.scalar(select(func.count()).select_from(Case)) or 1)
    workers = house.serving.processes()["public worker"]
    return Weights(_cold(person), stored, max(resident(worker) for worker in workers))


def _argon2(code: str, salt: bytes) -> Figure:
    """Measure what the receipt code costs by itself, in this process."""
    here = Meter(lambda: [os.getpid()])
    return here.measure("Argon2id of a receipt code", lambda: receipt.derive(code, salt), 20)


def _openable(site: Site, tickets: list[Ticket]) -> list[Ticket]:
    """Return the tickets of cases at one desk: a case that is opened a hundred times has a longer history than any has."""
    with site.reading() as session:
        return [ticket for ticket in tickets if "crcl" in desks_of(session, ticket.case_id)]


def _cold(person: Person) -> int:
    """Return the bytes of the first page and of all that it loads, compressed where the server does so."""
    person.get("/?lang=en")
    html = person.page.get_data()
    assets = {urljoin("/", path) for path in _ASSETS.findall(html.decode())}
    loaded = (person.client.get(path, headers={"Accept-Encoding": "gzip"}) for path in sorted(assets))
    return len(html) + sum(len(answer.get_data()) for answer in loaded)


def _size(site: Site) -> int:
    if site.engine.dialect.name == "sqlite":
        return Path(str(site.engine.url.database)).stat().st_size
    with site.reading() as session:
        return int(session.scalar(text("SELECT pg_database_size(current_database())")) or 0)
