"""Copies: offices that the lead officer may also tell, each with its condition and its limit."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

OFFICE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
_COPY = re.compile(r"(?P<name>[A-Z0-9-]+)(:(?P<limit>deid|consent))?(\?(?P<flag>\w+))?")


@dataclass(frozen=True)
class Copy:
    """One copy: `deid` tells facility, month and kind of act only; `consent` goes only with consent."""

    name: str
    limit: str = ""
    flag: str = ""

    @classmethod
    def parse(cls, text: str) -> "Copy | None":
        """Parse `NAME`, `NAME:deid` or `NAME:consent`, with or without `?flag`; None for any other text."""
        found = _COPY.fullmatch(text)
        if not found or not OFFICE.fullmatch(found["name"]):
            return None
        return cls(found["name"], found["limit"] or "", found["flag"] or "")

    def applies(self, flags: frozenset[str]) -> bool:
        """Say whether its condition, if it has one, is met."""
        return not self.flag or self.flag in flags

    def __str__(self) -> str:
        """Return the name with its limit, as a decision lists it."""
        return f"{self.name}:{self.limit}" if self.limit else self.name


def combine(copies: Iterable[Copy], offices: Iterable[str]) -> tuple[str, ...]:
    """Return the copies in order, once each, without offices; a limited one gives way to its unlimited twin."""
    taken = set(offices)
    listed = [copy for copy in copies if copy.name not in taken]
    unlimited = {copy.name for copy in listed if not copy.limit}
    return tuple(dict.fromkeys(str(copy) for copy in listed if not copy.limit or copy.name not in unlimited))
