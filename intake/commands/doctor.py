"""`recourse doctor`: what is wrong with this deployment, and what to do about it."""

import click

from intake.commands.common import say, settings
from intake.export.fitness import examine_paper
from intake.service.health_check import examine


@click.command()
def doctor() -> None:
    """Look for known faults, and say what to do about each.

    Exits 1 where one of them breaks a promise (FAULT), 0 where there are only notes, 2 where a setting cannot be read.
    """
    findings = [*examine(settings()), *examine_paper()]
    for finding in findings:
        say(f"{'FAULT' if finding.grave else 'note '}  {finding.what}")
        say(f"       -> {finding.do}")
    grave = sum(finding.grave for finding in findings)
    say(f"{grave} faults, {len(findings) - grave} notes." if findings else "Nothing found.")
    if grave:
        raise SystemExit(1)
