"""What the commands share: the settings of this shell, and words on a terminal."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from rich.console import Console

from config.settings import Settings

if TYPE_CHECKING:
    from intake.service.site import Site

console = Console()
errors = Console(stderr=True)


@contextmanager
def opened(*, with_desk: bool = False) -> Iterator["Site"]:
    """Open the site of the environment for one command, and let go of its database afterwards."""
    from intake.service.site import open_site

    site = open_site(settings(), with_desk=with_desk)
    try:
        yield site
    finally:
        site.engine.dispose()


def settings() -> Settings:
    """Return the settings of the environment; raises SettingsError naming the variable."""
    return Settings.from_env(os.environ)


def say(text: str) -> None:
    """Print a line as it stands, without markup."""
    click.echo(text)


def warn_embedded(found: Settings) -> None:
    """Say once at start what keys beside the database mean."""
    if (found.data / "keys").exists():
        errors.print(
            "[yellow]Note:[/yellow] the keys lie beside the database (an embedded site). Whoever takes the whole disk"
            " can read the guarded tier; accounts, names and messages stay sealed. See THREAT-MODEL.md.",
            highlight=False,
        )
