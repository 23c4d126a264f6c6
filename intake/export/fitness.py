"""Whether this machine can put a case on paper: `recourse doctor` asks it."""

from collections.abc import Iterator, Mapping

from intake.core.errors import NoPaperError
from intake.export.paper import printed
from intake.service.finding import Finding

PACKAGES = (
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core fonts-noto-cjk"
)
"""Debian's names of what a PDF needs; scripts/test-tools.sh installs the same."""
LETTERS: Mapping[str, str] = {
    "Arabic": "ع",
    "Armenian": "Ա",
    "Bengali": "ক",
    "Chinese": "中",
    "Cyrillic": "Ж",
    "Devanagari": "क",
    "Ethiopic": "አ",
    "Georgian": "ა",
    "Gujarati": "ક",
    "Gurmukhi": "ਕ",
    "Khmer": "ក",
    "Korean": "한",
    "Latin": "ế",
    "Lao": "ກ",
    "Myanmar": "က",
    "Thai": "ก",
}
"""A letter of each script that a complaint is likely to be written in."""


def examine_paper() -> Iterator[Finding]:
    """Yield what is missing for PDFs: the libraries that lay text out, or the fonts of a script."""
    page = f"<html lang=en><title>-</title><p>{' '.join(LETTERS.values())}"
    try:
        missing = printed(lambda _missing: page).missing
    except NoPaperError as error:
        yield Finding(False, f"no case can be exported as PDF (JSON can): {error}", PACKAGES)
        return
    scripts = [script for script, letter in LETTERS.items() if letter in missing]
    if scripts:
        yield Finding(False, f"no font here has letters for PDFs in: {', '.join(scripts)}", PACKAGES)
