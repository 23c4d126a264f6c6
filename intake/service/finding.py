"""What `recourse doctor` tells of: one fault or one piece of advice."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something an operator should know; `grave` ones stop a site from keeping its promise."""

    grave: bool
    what: str
    do: str
