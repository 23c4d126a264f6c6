"""What a room gives the site: its routes, what it does with its tasks, and the rounds that a worker goes for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from intake.service.site import Site
from intake.service.worker import Handler, Round


@dataclass(frozen=True)
class Room:
    """One door: `register` opens it in an app; a worker does its tasks by kind and goes its rounds.

    `last` are the kinds of tasks that nobody waits for. `has_static` says whether files for browsers lie in
    `intake/<name>/static`.
    """

    register: Callable[[Flask, Site, CSRFProtect], None]
    handlers: Mapping[str, Handler] = field(default_factory=dict)
    rounds: tuple[Round, ...] = ()
    last: frozenset[str] = frozenset()
    has_static: bool = False
