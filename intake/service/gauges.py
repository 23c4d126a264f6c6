"""What is measured when Prometheus asks: the outbox, the manifest, the last backup, the disk."""

import os
from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from intake.core.errors import RecourseError
from intake.service.backup import last_backup
from intake.service.site import Site
from intake.store import outbox


class SiteGauges(Collector):
    """The state of a site, read anew for each answer; `recourse_up` is 0 where the database or the manifest fails."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges; those that cannot be known now are left out."""
        up = 1.0
        try:
            yield from self._of_database()
        except RecourseError:
            up = 0.0
        yield _gauge("recourse_up", "Whether database and manifest answer", up)
        yield from self._of_disk()

    def _of_database(self) -> Iterator[GaugeMetricFamily]:
        now = self._site.clock.now()
        with self._site.reading() as session:
            waiting, since = outbox.waiting(session, now)
        oldest = (now - since).total_seconds() if since else 0.0
        days = (self._site.manifest().expires - now).total_seconds() / 86_400
        yield _gauge("recourse_outbox_waiting", "Tasks that are due", waiting)
        yield _gauge("recourse_outbox_oldest_seconds", "Since when the oldest of them is due", oldest)
        yield _gauge("recourse_manifest_days_left", "Days until the manifest runs out", days)

    def _of_disk(self) -> Iterator[GaugeMetricFamily]:
        data = self._site.settings.data
        room = os.statvfs(data)
        yield _gauge("recourse_disk_free_bytes", "Free where the data lies", room.f_bavail * room.f_frsize)
        last = last_backup(data)
        if last:
            age = (self._site.clock.now() - last).total_seconds()
            yield _gauge("recourse_backup_age_seconds", "Since the recovery point of the last backup", age)


def _gauge(name: str, says: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, says, value=value)
