"""`recourse worker`: do what stands in the outbox, and go the rounds."""

import signal
import threading

import click

from intake.commands.common import settings
from intake.core.errors import NotStoredError
from intake.log import set_up_logging
from intake.service.site import open_site
from intake.service.worker import Worker

_PAUSE = 1.0


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
def worker(*, once: bool) -> None:
    """Work until told to stop (SIGTERM); a task that was under way when it was killed is done again."""
    set_up_logging()
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopping.set())
    site = open_site(settings())
    busy = Worker(site)
    while not stopping.is_set():
        try:
            done = busy.run_once()
        except NotStoredError:
            done = 0
        if once and not done:
            break
        if not done:
            stopping.wait(_PAUSE)
    site.engine.dispose()
