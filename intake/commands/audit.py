"""`recourse audit`: whether every entry of the audit log still fits."""

import click

from intake.commands.common import console, opened, say
from intake.service import audit_trail, checkpoints


@click.group()
def audit() -> None:
    """Check and publish the audit log."""


@audit.command()
def verify() -> None:
    """Walk all chains and published checkpoints; name the first entry of each that does not fit. Exits 1 then."""
    with opened() as site, console.status("Walking the audit log"):
        verdict = audit_trail.verify(site)
    for broken in verdict.breaks:
        say(f"{broken.chain} entry {broken.sequence}: {broken.problem}")
    say(
        f"{verdict.entries} entries in {verdict.chains} chains, {verdict.checkpoints} checkpoints: "
        + ("all fit" if verdict.sound else f"{len(verdict.breaks)} do not fit")
    )
    if not verdict.sound:
        raise SystemExit(1)


@audit.command()
def checkpoint() -> None:
    """Sign the heads of all chains now and publish them as a file."""
    with opened() as site:
        say(str(checkpoints.publish(site)))
