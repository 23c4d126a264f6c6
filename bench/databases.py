"""On which databases a bench runs: the choice that its commands offer."""

import click

DATABASES = ("sqlite", "postgresql")
on_databases = click.option(
    "--database",
    "databases",
    default=DATABASES,
    multiple=True,
    type=click.Choice(DATABASES),
    help="On which; may be given several times.",
)
