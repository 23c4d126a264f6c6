"""`recourse doctor`: what is wrong with this deployment, and what to do about it."""

import click

from intake.commands.common import say, settings
from intake.service.health_check import examine


@click.command()
def doctor() -> None:
    """Look for known faults; exits 1 where one of them breaks a promise."""
    findings = list(examine(settings()))
    for finding in findings:
        say(f"{'FAULT' if finding.grave else 'note '}  {finding.what}")
        say(f"       -> {finding.do}")
    grave = sum(finding.grave for finding in findings)
    say(f"{grave} faults, {len(findings) - grave} notes." if findings else "Nothing found.")
    if grave:
        raise SystemExit(1)
