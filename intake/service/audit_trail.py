"""Saying who did what, and walking all of it to see whether every entry still fits."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from intake.service import checkpoints
from intake.service.site import Site
from intake.store import audit
from intake.store.models import AuditEntry


@dataclass
class Verdict:
    """What walking all chains found."""

    entries: int = 0
    chains: int = 0
    checkpoints: int = 0
    breaks: tuple[audit.Break, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether every entry fits."""
        return not self.breaks


def case_chain(case_id: UUID) -> str:
    """Return the name of a case's chain."""
    return f"case:{case_id}"


def account_chain(name: str) -> str:
    """Return the name of an account's chain."""
    return f"account:{name}"


def record(site: Site, session: Session, chain: str, act: audit.Act) -> None:
    """Append an entry in the caller's transaction."""
    audit.append(session, chain, act, site.clock.now())


def verify(site: Site) -> Verdict:
    """Walk every chain and every published checkpoint; name the first entry of each chain that does not fit."""
    verdict = Verdict()
    # first the table, then the files, then the entries: what is published meanwhile then looks like no break
    with site.reading() as session:
        noted = checkpoints.noted(session)
    files = list(checkpoints.published(site))
    verdict.checkpoints = len(files)
    with site.reading() as session:
        breaks = list(audit.first_breaks(_counted(audit.walk(session), verdict)))
        breaks += checkpoints.breaks_of(site, session, files, noted)
    verdict.breaks = tuple(breaks)
    return verdict


def _counted(entries: Iterator[AuditEntry], verdict: Verdict) -> Iterator[AuditEntry]:
    last = ""
    for entry in entries:
        verdict.entries += 1
        if entry.chain != last:
            verdict.chains, last = verdict.chains + 1, entry.chain
        yield entry
