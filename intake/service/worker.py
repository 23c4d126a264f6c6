"""The worker: does what stands in the outbox, and the rounds that come back (sweeps, checkpoints, manifests)."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import structlog
from sqlalchemy import delete

from intake.service import alerts, checkpoints, counts, key_files, manifests, revocations
from intake.service.desk_sessions import sweep_sessions
from intake.service.site import Site
from intake.service.taking_back import finish_withdrawal
from intake.service.tasks import put_task
from intake.service.visits import sweep_visits
from intake.store import changes, outbox
from intake.store.engine import forget_traces
from intake.store.models import Blob, Outbox

log = structlog.get_logger()
Handler = Callable[[Site, dict[str, Any]], None]


class Round(NamedTuple):
    """Work that comes back by itself: its name in the log, how often, and what is done."""

    name: str
    every: timedelta
    work: Callable[[Site], object]


_LONGEST_PAUSE = timedelta(hours=6)
_CHANGES_KEPT = timedelta(hours=1)
_RENEW_BEFORE = timedelta(days=30)


def handlers() -> dict[str, Handler]:
    """Return what does each kind of task of the site itself. All of them may be done twice."""
    return {
        "blob.delete": lambda site, body: site.blobs.delete(UUID(body["blob"])),
        "revocation.write": revocations.write,
        "withdrawal.finish": lambda site, body: finish_withdrawal(site, UUID(body["case"])),
        "alert.urgent": lambda site, _body: alerts.tell(site),
        "traces.forget": lambda site, _body: forget_traces(site.engine),
    }


def rounds() -> tuple[Round, ...]:
    """Return the rounds of the site itself."""
    return (
        Round("visits", timedelta(minutes=1), sweep_visits),
        Round("sessions", timedelta(minutes=1), sweep_sessions),
        Round("blobs", timedelta(minutes=5), sweep_blobs),
        Round("changes", timedelta(minutes=5), _prune_changes),
        Round("checkpoint", timedelta(hours=1), _publish_heads),
        Round("manifest", timedelta(hours=12), renew_manifest),
    )


@dataclass
class Worker:
    """Takes tasks and goes its rounds; any number may run on one database. `last` are kinds that nobody waits for."""

    site: Site
    handlers: dict[str, Handler] = field(default_factory=handlers)
    rounds: tuple[Round, ...] = field(default_factory=rounds)
    last: frozenset[str] = frozenset()
    _last: dict[str, datetime] = field(default_factory=dict)

    def run_once(self) -> int:
        """Do what is due now; returns how many tasks were taken."""
        site = self.site
        with site.writing() as session:
            tasks = outbox.lease(session, site.clock.now(), last=self.last)
        for task in tasks:
            self._do(task)
        self._rounds()
        return len(tasks)

    def _do(self, task: Outbox) -> None:
        site = self.site
        try:
            raw = site.guard.decrypt(task.body, table="outbox", column="body", row=task.id.bytes)
            self.handlers[task.kind](site, json.loads(raw))
        except Exception as error:  # noqa: BLE001 -- one bad task must not stop the others; it stays and is told
            # a kind that the database made up is no label: whoever writes there could make as many as he likes
            counts.task(task.kind if task.kind in self.handlers else "unknown", failed=True)
            log.warning("task.failed", kind=task.kind, attempts=task.attempts, error=type(error).__name__)
            pause = min(_LONGEST_PAUSE, timedelta(seconds=10 * 2 ** min(task.attempts, 12)))
            with site.writing() as session:
                outbox.again(session, task.id, site.clock.now() + pause)
            return
        with site.writing() as session:
            outbox.done(session, task.id)
        counts.task(task.kind, failed=False)
        log.info("task.done", kind=task.kind)

    def _rounds(self) -> None:
        now = self.site.clock.now()
        for name, every, work in self.rounds:
            # a clock that was set back must not stop the rounds until it has caught up
            if name in self._last and timedelta() <= now - self._last[name] < every:
                continue
            self._last[name] = now
            try:
                work(self.site)
            except Exception as error:  # noqa: BLE001 -- the next round tries again
                counts.ROUNDS_FAILED.labels(name).inc()
                log.warning("round.failed", round=name, error=type(error).__name__)


def sweep_blobs(site: Site) -> None:
    """Give up files of drafts that were never filed: no case can take them from now on, and the outbox deletes them."""
    stale = (Blob.case_id.is_(None), Blob.expires_at <= site.clock.now())
    with site.writing() as session:
        for name in session.scalars(delete(Blob).where(*stale).returning(Blob.name)).all():
            put_task(site, session, "blob.delete", {"blob": name.hex})


def renew_manifest(site: Site) -> None:
    """Issue the next manifest a month before the last runs out, or after, where the root key is on this machine."""
    root = key_files.load_root(site.settings)
    with site.reading() as session:
        last = site.manifests.last(session)
    if root is None or last.expires - site.clock.now() > _RENEW_BEFORE:
        return
    fresh = manifests.carry_forward(
        last, site.ring, rules=site.deployment.rules.version, now=site.clock.now()
    )
    with site.writing() as session:
        manifests.publish(session, fresh, root)


def _publish_heads(site: Site) -> None:
    checkpoints.publish(site)


def _prune_changes(site: Site) -> None:
    with site.writing() as session:
        changes.prune(session, site.clock.now() - _CHANGES_KEPT)
