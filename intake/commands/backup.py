"""`recourse backup`: one file of ciphertext, made while the site runs."""

from pathlib import Path

import click

from intake.commands.common import opened, say
from intake.commands.progress import bars
from intake.service.backup import make_backup


@click.command()
@click.argument("target", type=click.Path(path_type=Path), metavar="FILE|FOLDER")
def backup(target: Path) -> None:
    """Write a backup to FILE, or into FOLDER under a name of the time. The site may run meanwhile.

    It holds no keys: keep them apart from it, and the file revocations.jsonl too. Exits 2 where it could not be made.
    """
    with opened() as site, bars() as progress:
        made = make_backup(site, target, progress)
    contents = made.contents
    say(f"Backup: {made.path} ({made.size / 1_000_000:,.1f} MB)")
    say("Holds:  " + ", ".join(f"{count} {name}" for name, count in contents.rows.items()))
    if contents.deleted_meanwhile:
        say(
            f"        {len(contents.deleted_meanwhile)} files were deleted while it was made; they are not in it."
        )
    say(f"Everything acknowledged until {contents.until:%Y-%m-%d %H:%M:%S} UTC is in it.")
    say(
        "No keys are in it. Keep apart, elsewhere: the keys, and a fresh copy of"
        f" {site.settings.data / 'revocations.jsonl'}, which says what must not come back."
    )
