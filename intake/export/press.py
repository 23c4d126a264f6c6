"""A process of its own that lays one page out: HTML comes on its standard input, a line of JSON and a PDF go out.

The desk's process never loads WeasyPrint: a long case would hold up every other page, and a hostile text is laid out where
there are no keys and no way to write a file.
"""

import importlib
import json
import logging
import resource
import sys
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO

from intake.core.errors import NoPaperError

NOT_INSTALLED = 3
"""The exit code that says that Pango, or WeasyPrint itself, is not on this machine."""
_LOG = logging.getLogger("weasyprint")
_LIMITS = {
    resource.RLIMIT_CPU: 60,  # seconds
    resource.RLIMIT_AS: 4 * 2**30,  # bytes
    resource.RLIMIT_FSIZE: 0,  # nothing of a case is ever written to a disk
    resource.RLIMIT_CORE: 0,
}


@dataclass(frozen=True)
class Paper:
    """A PDF, and the letters for which this machine has no font; they stand as empty boxes in it."""

    content: bytes
    missing: frozenset[str]


class _Missing(logging.Handler):
    """Hears WeasyPrint name the letters it cannot draw; they are part of what somebody wrote, so no log gets them."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a letter that has no glyph; all other messages go nowhere."""
        if isinstance(record.args, tuple) and str(record.msg).startswith(".notdef"):
            self.letters.add(str(record.args[0]))


def pressed(html: str) -> Paper:
    """Return HTML as a tagged PDF (ISO 14289-1, for screen readers); nothing is fetched, neither address nor file.

    Raises NoPaperError where Pango or another library is not installed.
    """
    weasyprint = _weasyprint()
    heard, out = _Missing(), BytesIO()
    propagated, _LOG.propagate = _LOG.propagate, False
    _LOG.addHandler(heard)
    try:
        fetcher = weasyprint.urls.URLFetcher(allowed_protocols=(), allow_redirects=False)
        weasyprint.HTML(string=html, url_fetcher=fetcher).write_pdf(out, pdf_variant="pdf/ua-1")
    finally:
        _LOG.removeHandler(heard)
        _LOG.propagate = propagated
    return Paper(out.getvalue(), frozenset(heard.letters))


def serve_one(source: BinaryIO, target: BinaryIO) -> int:
    """Lay out what comes from `source` and write it to `target`; returns the exit code."""
    try:
        paper = pressed(source.read().decode())
    except NoPaperError:
        return NOT_INSTALLED
    target.write(json.dumps(sorted(paper.missing)).encode() + b"\n" + paper.content)
    target.flush()
    return 0


def _weasyprint() -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # an older HarfBuzz only makes larger files
            return importlib.import_module("weasyprint")
    except (ImportError, OSError) as error:
        raise NoPaperError("the Pango library is not installed") from error


if __name__ == "__main__":
    for limit, most in _LIMITS.items():
        resource.setrlimit(limit, (most, most))
    sys.exit(serve_one(sys.stdin.buffer, sys.stdout.buffer))
