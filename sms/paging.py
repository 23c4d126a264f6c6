"""Telling the operator that something is wrong at the carrier: once an hour for each code, and never of whom."""

from datetime import datetime, timedelta
from pathlib import Path

import structlog

from intake.service import alerts
from intake.service.site import Site

log = structlog.get_logger()
_EVERY = timedelta(hours=1)
_told: dict[tuple[Path, int], datetime] = {}  # in the worker's memory: after a restart it is told once more


def page(site: Site, code: int) -> None:
    """Log an error of the carrier by its code and, where anybody is on call, mail them to look at the log."""
    now, key = site.clock.now(), (site.settings.data, code)
    if key in _told and timedelta() <= now - _told[key] < _EVERY:
        return
    _told[key] = now
    log.error("sms.page", reason=str(code))
    if site.settings.smtp_url and site.deployment.site.on_call:
        try:
            alerts.tell(site)
        except OSError as error:
            log.warning("sms.page_not_mailed", error=type(error).__name__)
