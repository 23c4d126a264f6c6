"""Filling a site with cases: real ones, and many more that share their sealed bytes under fresh ids."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

from intake.core.complaint import Channel, Complaint, Incident
from intake.core.facts import Facts
from intake.service.demo_cases import demo_complaints
from intake.service.filing import Ticket, accept, new_ticket, seal
from intake.service.site import Site


def seed(site: Site, wanted: int, progress: Callable[[], None]) -> list[Ticket]:
    """Accept `wanted` cases; returns the tickets of the real ones.

    The others have random look-up values instead of Argon2 (36 ms each), and cannot be opened.
    """
    tickets, sealed = [], []
    for complaint in demo_complaints(site):
        ticket = new_ticket()
        sealed.append(seal(site, complaint, ticket))
        accept(site, sealed[-1])
        tickets.append(ticket)
        progress()
    for number in range(wanted - len(tickets)):
        copy = sealed[number % len(sealed)]
        accept(site, replace(copy, case_id=uuid4(), lookup=secrets.token_bytes(32)))
        progress()
    return tickets


def sample(site: Site) -> Complaint:
    """Return a complaint of 1,500 characters that routes to two desks."""
    facts = Facts.from_document(
        {
            "actors": ["jail_staff"],
            "place": "local_jail",
            "custody": "detainer_only",
            "allegations": ["over_48h", "medical"],
            "as_of": site.clock.now().replace(tzinfo=None).isoformat(timespec="seconds"),
            "release_eligible_at": "2026-01-05T17:00",
        }
    )
    return Complaint(
        incidents=(Incident(facts, facts, "2026-01"),),
        account="They keep him in the jail and nobody says why. " * 32,
        language="en",
        channel=Channel.API,
    )
