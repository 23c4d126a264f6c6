"""`recourse upgrade`: bring the database to the newest schema."""

import click

from intake.commands.common import console, say, settings
from intake.store import migrate


@click.command()
def upgrade() -> None:
    """Migrate the database; make a backup first."""
    url = settings().database_url
    with console.status("Migrating"):
        migrate.upgrade(url)
    say("The database is at the newest schema.")
