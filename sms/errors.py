"""What the carrier's errors mean: a table of codes, and one error of ours that repeats nothing of what was sent."""

import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path

from intake.core.errors import RecourseError

_TOO_MANY, _NOT_FOUND, _UNAUTHORIZED, _FORBIDDEN, _SERVER = 429, 404, 401, 403, 500


class Fate(StrEnum):
    """What becomes of a request that failed."""

    retry = "retry"
    never = "never"
    page = "page"
    opted_out = "opted_out"
    gone = "gone"
    later = "later"
    doubtful = "doubtful"


class CarrierError(RecourseError):
    """The carrier did not do it; carries its code and what follows from it, never a number or a text."""

    def __init__(self, fate: Fate, code: int = 0) -> None:
        super().__init__(f"the carrier's code {code}: {fate.value}")
        self.fate, self.code = fate, code


def fate_of(code: int | None, status: int = 0) -> Fate:
    """Return what an error means: by its code where the table has it, else by the status of the answer."""
    if code in _table():
        return _table()[code]
    if status == _TOO_MANY:
        return Fate.retry
    if status == _NOT_FOUND:
        return Fate.gone
    if status in {_UNAUTHORIZED, _FORBIDDEN}:
        return Fate.page
    return Fate.doubtful if status >= _SERVER else Fate.never


@cache
def _table() -> dict[int | None, Fate]:
    raw = (Path(__file__).parent / "errors.toml").read_text(encoding="utf-8")
    return {int(code): Fate(row["fate"]) for code, row in tomllib.loads(raw)["codes"].items()}
