"""The desk's one blueprint, and what its pages are handed: the site and the index in memory."""

import threading
from dataclasses import dataclass, field

import structlog
from flask import Blueprint, current_app

from intake.service.desk_index import DeskIndex
from intake.service.site import Site

blueprint = Blueprint("desk", __name__, url_prefix="/desk", template_folder="templates")
log = structlog.get_logger()


@dataclass
class Desk:
    """The site, and its index: built at the first page that needs it, so that it is this process's own."""

    site: Site
    _index: DeskIndex | None = None
    _building: threading.Lock = field(default_factory=threading.Lock)

    def index(self) -> DeskIndex:
        """Return the index, with what changed since the last page."""
        with self._building:
            if self._index is None:
                built = DeskIndex(self.site)
                log.info("desk.index.built", rows=built.build())
                self._index = built
            index = self._index
        index.refresh()
        return index

    def close(self) -> None:
        """Drop the index; the next page builds it anew."""
        with self._building:
            if self._index is not None:
                self._index.close()
                self._index = None


def desk() -> Desk:
    """Return the desk of this app."""
    found: Desk = current_app.extensions["recourse.desk"]
    return found


def site() -> Site:
    """Return the site of this app's desk."""
    return desk().site
