"""`recourse sms`: look after the door for texts."""

import click
from rich.table import Table

from intake.commands.common import console, opened, say


@click.group()
def sms() -> None:
    """Look after the door for texts."""


@sms.command()
def doctor() -> None:
    """Look at account, number, addresses, signatures and erasures; exits 1 where something is wrong."""
    from sms.doctor import examine, wanted
    from sms.media import carrier_of

    with opened() as site:
        carrier_of(site)
        findings = list(examine(site))
        for finding in findings:
            say(f"{'FAULT' if finding.grave else 'note '}  {finding.what}")
            say(f"       -> {finding.do}")
        for name, address in wanted(site).items():
            say(f"{name}: {address}")
    grave = sum(finding.grave for finding in findings)
    say(f"{grave} faults, {len(findings) - grave} notes.")
    if grave:
        raise SystemExit(1)


@sms.command()
def erasure() -> None:
    """Print the ledger of what the carrier erased, in counts: no number, no text, no id."""
    from intake.service import texting_copies

    with opened() as site:
        counts = texting_copies.count(site)
        since = texting_copies.oldest_open(site)
    table = Table("what", "which way", "state", "how many")
    for (kind, direction, state), number in sorted(counts.items()):
        table.add_row(kind, direction, state, str(number))
    console.print(table)
    say(f"The oldest that waits: since {since}." if since else "Nothing waits.")
