"""HTML to PDF through the press, a process without keys and limits on what it may use; through pipes, never a file."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache

from intake.core.errors import NoPaperError
from intake.export.press import NOT_INSTALLED, Paper

PRESS = ("-I", "-m", "intake.export.press")
"""How Python runs the press: apart from the folder it is started in, and from the settings of whoever starts it."""
PATIENCE = 90.0
"""Seconds; the press ends itself after 60 of CPU."""
_FOR_FONTS = ("PATH", "HOME", "LANG", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH")
"""What the press gets of the environment: where fonts are, and not the site's keys."""


def printed(page: Callable[[frozenset[str]], str]) -> Paper:
    """Return a page as a PDF.

    `page` gives the HTML for the letters that cannot be drawn: first for none, then again for those that were missing,
    so that the file itself can say so. Raises NoPaperError where Pango is not installed, or the page is too long.
    """
    first = _pressed(page(frozenset()))
    return _pressed(page(first.missing)) if first.missing else first


def why_not() -> str:
    """Return why no PDF can be made on this machine; "" where it can. It looks again until it can."""
    try:
        can_press()
    except NoPaperError as error:
        return str(error)
    return ""


@cache
def can_press() -> None:
    """Raise NoPaperError unless a page can be laid out here; once it could, that is remembered."""
    _pressed("<html lang=en><title>-</title>")


def _pressed(html: str) -> Paper:
    env = {name: os.environ[name] for name in _FOR_FONTS if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, *PRESS],
            input=html.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback could quote what somebody wrote
            env=env,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NoPaperError("it takes too long") from None  # the error it comes from holds the page
    if done.returncode == NOT_INSTALLED:
        raise NoPaperError("the Pango library is not installed")
    if done.returncode:
        raise NoPaperError("it takes too long")
    missing, content = done.stdout.split(b"\n", 1)
    return Paper(content, frozenset(json.loads(missing)))
