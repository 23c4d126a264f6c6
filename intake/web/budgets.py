"""Budgets per client: wrong codes are limited, filing never is; a client is a keyed hash that nobody can turn back.

The key is HMAC(salt of the day, address). The salt lives only in memory: made by the supervisor for all its workers,
else by each process for itself; an address is neither stored nor logged.
"""

import hmac
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Any

from flask import Flask, Response, current_app, request
from flask_limiter import Limiter
from limits import RateLimitItemPerHour

from intake.service.site import Site
from intake.web.here import the_site
from intake.web.limit_storage import SCHEME

SALT = "RECOURSE_LIMIT_SALT"
MISSES = RateLimitItemPerHour(300)
FILINGS = RateLimitItemPerHour(10)
_V6_NETWORK = 64  # bits: one household or one phone has a whole /64
_BURST_DIGITS = 16


@dataclass(frozen=True)
class Budgets:
    """One app's counters and the salt behind its keys."""

    limiter: Limiter
    salt: bytes

    def client(self, purpose: str) -> str:
        """Return who is asking: an HMAC of the day, the purpose and the address."""
        day = the_site().clock.today().isoformat()
        return hmac.digest(self.salt, f"{day}/{purpose}/{_address()}".encode(), "sha256").hex()


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


def limit_misses(app: Flask, budgets: Budgets, endpoints: tuple[str, ...]) -> None:
    """Put routes that look a code up under one budget of misses; a code that fits costs nothing."""
    limited: Callable[[Any], Any] = budgets.limiter.shared_limit(
        f"{MISSES.amount} per hour", scope="misses", deduct_when=_missed
    )
    for endpoint in endpoints:
        app.view_functions[endpoint] = limited(app.view_functions[endpoint])


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


def _missed(response: Response) -> bool:
    return response.status_code == 404  # noqa: PLR2004 -- HTTP's own number


def _budgets() -> Budgets:
    found: Budgets = current_app.extensions["recourse.budgets"]
    return found


def _address() -> str:
    """Return the client's address; of IPv6 the network, since one client has all of it."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        return (int(address) >> (128 - _V6_NETWORK)).to_bytes(8, "big").hex()
    return str(address)
