"""What the desk's index costs to build, in a process of its own as the desk is one."""

import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from bench.measure import resident
from config.settings import Settings
from intake.server_worker import calm_collector
from intake.service.desk_index import DeskIndex
from intake.service.site import open_site


@dataclass(frozen=True)
class Built:
    """Seconds of CPU, and how many megabytes larger the process is with the index."""

    cpu_seconds: float
    megabytes: float


def measure_index(settings: Settings) -> Built:
    """Build the index in a fresh process."""
    with ProcessPoolExecutor(1, get_context("spawn")) as fresh:
        return fresh.submit(_build, settings).result()


def _build(settings: Settings) -> Built:
    site = open_site(settings, with_desk=True)
    calm_collector()
    before, began = resident(os.getpid()), time.process_time()
    index = DeskIndex(site)
    index.build()
    return Built(time.process_time() - began, (resident(os.getpid()) - before) / 1024)
