"""The command `recourse`: a small table of commands, each imported only when it is called."""

import importlib
import os
import sys

import click

from intake.core.errors import RecourseError

# name -> the module that holds a command of that name
COMMANDS = {
    "audit": "intake.commands.audit",
    "backup": "intake.commands.backup",
    "demo": "intake.commands.demo",
    "desk": "intake.commands.desk",
    "doctor": "intake.commands.doctor",
    "init": "intake.commands.init",
    "keys": "intake.commands.keys",
    "languages": "intake.commands.languages",
    "officer": "intake.commands.officer",
    "restore": "intake.commands.restore",
    "route": "intake.commands.route",
    "serve": "intake.commands.serve",
    "sms": "sms.commands",
    "upgrade": "intake.commands.upgrade",
    "worker": "intake.commands.worker",
}


class Lazy(click.Group):
    """A group that loads a command's module when it is named, so that `recourse route` starts fast."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names in order."""
        return sorted(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """Import and return a command."""
        if name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(COMMANDS[name]), name)
        return command if isinstance(command, click.Command) else None


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="recourse", prog_name="recourse")
def recourse() -> None:
    """Confidential intake for civil-rights complaints: run it, look after it, ask it where a complaint goes."""


def main() -> None:
    """Run the command line; an expected error is one line and exit code 2."""
    os.umask(0o077)  # the database and whatever else is made is for the account of the site alone
    try:
        recourse()
    except RecourseError as error:
        click.echo(f"recourse: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
