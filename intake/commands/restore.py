"""`recourse restore`: a backup into an empty place."""

from pathlib import Path

import click

from intake.commands.common import say, settings
from intake.commands.progress import bars
from intake.service.restore import Asked, Restored
from intake.service.restore import restore as put_back


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--revocations",
    type=click.Path(path_type=Path),
    help="The site's newest revocations.jsonl; by default the one in the data folder.",
)
@click.option(
    "--without-keys", is_flag=True, help="Restore though no key is here to check the backup's seal."
)
def restore(file: Path, revocations: Path | None, *, without_keys: bool) -> None:
    """Restore FILE into the empty folder RECOURSE_DATA and the empty DATABASE_URL; nothing is ever written over.

    Put the keys there first. What was shredded or withdrawn after the backup is taken away again. Exits 2 where the
    backup is refused, 1 where the audit log does not fit or files are missing.
    """
    with bars() as progress:
        done = put_back(settings(), Asked(file, revocations, without_keys), progress)
    point = f"{done.contents.until:%Y-%m-%d %H:%M:%S}"
    say(f"Everything acknowledged until {point} UTC is here; what came later is not.")
    say(
        "Receipt codes, accounts and passphrases that were changed later are again as they were: change them anew."
    )
    _say_taken_away(done)
    _say_state(done)
    if done.missing_files or (done.verdict and not done.verdict.sound):
        raise SystemExit(1)


def _say_taken_away(done: Restored) -> None:
    if not done.revocations_known:
        say(
            "WARNING: no list of revocations was here. Cases that were shredded and names that were withdrawn since are"
            " back. If a revocations.jsonl is left anywhere, restore again into an empty place with --revocations PATH."
        )
        return
    if not done.listed:
        say(
            "WARNING: the list of revocations is empty, and so is the backup's own copy of it: nothing was listed, and"
            " nothing taken away. If anything was shredded or withdrawn since, this is not the newest list: restore again"
            " into an empty place with that one."
        )
        return
    taken = done.taken_away
    if not (taken.cases or taken.names):
        say(
            f"The list of revocations has {done.listed_since} lines that are later than the backup, and none names anything"
            " in it. If something was shredded or withdrawn since, this is not the newest list, or not of this site:"
            " restore again into an empty place with the right one."
        )
    say(
        f"Taken away again, as it was after the backup: {taken.cases} cases, {taken.names} consents to a name."
    )


def _say_state(done: Restored) -> None:
    if done.missing_files:
        say(f"WARNING: {done.missing_files} files of cases are not in the backup.")
    if not done.same_config:
        say("The configuration folder differs from the one at the time of the backup; see what changed.")
    if done.verdict is None:
        say(
            "No keys are here: nothing can be opened until they are put back, and the backup's seal was not checked."
        )
        return
    verdict = done.verdict
    for broken in verdict.breaks:
        say(f"{broken.chain} entry {broken.sequence}: {broken.problem}")
    say(f"Audit log: {verdict.entries} entries, " + ("all fit." if verdict.sound else "NOT ALL FIT."))
