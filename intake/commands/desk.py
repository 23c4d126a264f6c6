"""`recourse desk`: the desks and the public keys that complaints are sealed to."""

import click
from rich.table import Table

from intake.commands.common import console, opened
from intake.vault.suite import fingerprint


@click.group()
def desk() -> None:
    """Look at the desks."""


@desk.command("list")
def list_() -> None:
    """List each desk's newest key as the signed manifest has it; compare fingerprints out of band."""
    with opened() as site:
        manifest = site.manifest()
    table = Table(
        "desk",
        "epoch",
        "key fingerprint",
        title=f"Manifest {manifest.number}, until {manifest.expires:%Y-%m-%d}",
    )
    for one in manifest.desks:
        table.add_row(one.desk, str(one.epoch), fingerprint(one.public))
    console.print(table)
