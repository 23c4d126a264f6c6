"""Budgets per client: wrong codes are limited, filing never is; a client is a keyed hash that nobody can turn back.

The key is HMAC(salt of the day, address). The salt lives only in memory: made by the supervisor for all its workers,
else by each process for itself; an address is neither stored nor logged.
"""

import hmac
import os
import secrets
from dataclasses import dataclass
from math import ceil

from flask import Flask, current_app, request
from flask_limiter import Limiter
from limits import RateLimitItemPerHour

from intake.i18n import _, _n
from intake.networks import client_of
from intake.service.site import Site
from intake.web import drafts, opened
from intake.web.here import the_site
from intake.web.limit_storage import SCHEME

SALT = "RECOURSE_LIMIT_SALT"
MISSES = RateLimitItemPerHour(300)
FILINGS = RateLimitItemPerHour(10)
UPLOADS = RateLimitItemPerHour(200_000)  # kilobytes of one visit: four times what a case may have
_BURST_DIGITS = 16
_SHARED = frozenset({"127.0.0.1", "0000000000000000"})  # loopback, of IPv6 its network


@dataclass(frozen=True)
class Budgets:
    """One app's counters and the salt behind its keys."""

    limiter: Limiter
    salt: bytes

    def client(self, purpose: str) -> str:
        """Return who is asking: an HMAC of the day, the purpose and the address.

        Behind an onion service or a proxy on this machine all share one address: there a browser is known by its
        draft or its opened case, where it has one.
        """
        address = client_of(request.remote_addr or "")
        return self._key(purpose, _visit() or address if address in _SHARED else address)

    def visitor(self, visit: str) -> str:
        """Return whose files these are: an HMAC of the day and the visit's token."""
        return self._key("uploads", visit)

    def _key(self, purpose: str, who: str) -> str:
        day = the_site().clock.today().isoformat()
        return hmac.digest(self.salt, f"{day}/{purpose}/{who}".encode(), "sha256").hex()


def set_up_budgets(app: Flask, site: Site) -> Budgets:
    """Give an app its budgets; they are counted in the data folder, under keyed hashes only."""
    given = os.environ.get(SALT, "")
    budgets = Budgets(
        Limiter(
            lambda: _budgets().client("misses"),
            app=app,
            storage_uri=f"{SCHEME}://{site.settings.data / 'limits.db'}",
            storage_options={"clock": site.clock},  # type: ignore[dict-item]  # passed on to our own storage
            strategy="fixed-window",
            swallow_errors=True,
        ),
        given.encode() if given else secrets.token_bytes(32),
    )
    app.extensions["recourse.budgets"] = budgets
    return budgets


def miss() -> int:
    """Count a code that fits nothing; return 0, or the seconds to wait where this client's budget is spent.

    Codes that fit never come here: they are answered whatever others at the same address typed. How much work
    all codes together may cost is bounded by the pool for look-ups. Where the counter fails, nobody waits.
    """
    budgets, strategy = _budgets(), _budgets().limiter.limiter
    client = budgets.client("misses")
    try:
        if strategy.hit(MISSES, client):
            return 0
        ends = strategy.get_window_stats(MISSES, client).reset_time
    except Exception:  # noqa: BLE001 -- a broken counter must not shut a door
        return 0
    return max(1, ceil(ends - the_site().clock.now().timestamp()))


def too_many(wait: int) -> str:
    """Say that the budget of wrong codes is spent for `wait` seconds."""
    minutes = ceil(wait / 60)
    text = _n(
        "Too many wrong codes came from here. Please try again in %(num)s minute.",
        "Too many wrong codes came from here. Please try again in %(num)s minutes.",
        minutes,
    )
    return " ".join((text, _("A code that fits always opens.")))


def may_upload(visit: str, size: int) -> bool:
    """Count the bytes of a file against its draft or opened case; False where that has sent too many in this hour.

    What a draft lists is bounded by the draft; this bounds what requests sent at once leave behind beside it.
    """
    budgets = _budgets()
    try:
        return bool(budgets.limiter.limiter.hit(UPLOADS, budgets.visitor(visit), cost=max(1, size // 1000)))
    except Exception:  # noqa: BLE001 -- as above
        return True


def burst(*, suspicious: bool = False) -> str:
    """Count a filing; return the group it belongs to at the desk where one client files very many, else "".

    Nothing is refused. Where the counter fails, nothing is grouped.
    """
    budgets = _budgets()
    try:
        within = budgets.limiter.limiter.hit(FILINGS, budgets.client("filings"))
    except Exception:  # noqa: BLE001 -- a broken counter must never stop a complaint
        within = True
    return budgets.client("burst")[:_BURST_DIGITS] if suspicious or not within else ""


def _budgets() -> Budgets:
    found: Budgets = current_app.extensions["recourse.budgets"]
    return found


def _visit() -> str:
    for visit in (drafts.current(), opened.current()):
        if visit is not None:
            return visit.token
    return ""
