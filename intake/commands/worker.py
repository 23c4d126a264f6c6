"""`recourse worker`: do what stands in the outbox, and go the rounds."""

import click
import structlog

from intake.app import rooms_of
from intake.commands.common import opened
from intake.commands.stopping import told_to_stop
from intake.core.errors import NotStoredError
from intake.log import set_up_logging
from intake.service.site import Site
from intake.service.worker import Worker, handlers, rounds

log = structlog.get_logger()
_PAUSE = 1.0


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
def worker(*, once: bool) -> None:
    """Work until told to stop (SIGTERM); a task that was under way when it was killed is done again."""
    set_up_logging()
    with opened() as site, told_to_stop() as stop:
        busy = of_all_rooms(site)
        while not stop.asked:
            done = _run(busy, once=once)
            if once and not done:
                break
            if not done:
                stop.wait(_PAUSE)


def of_all_rooms(site: Site) -> Worker:
    """Return a worker that does the tasks and goes the rounds of the site and of every room it opens."""
    opened_rooms = rooms_of(site.settings).values()
    tasks = {kind: handler for room in opened_rooms for kind, handler in room.handlers.items()}
    return Worker(
        site,
        {**handlers(), **tasks},
        (*rounds(), *(one for room in opened_rooms for one in room.rounds)),
        frozenset(kind for room in opened_rooms for kind in room.last),
    )


def _run(busy: Worker, *, once: bool) -> int:
    """Do what is due; a worker that stays waits for a database that does not answer just now."""
    try:
        return busy.run_once()
    except NotStoredError as error:
        if once:
            raise
        log.warning("worker.waits", error=type(error).__name__)
        return 0
