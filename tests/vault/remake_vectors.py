"""Writes vectors.json anew. Run only when a format is meant to change.

From the root of the project: `PYTHONPATH=.:tests python -m vault.remake_vectors`.

Old blobs lie in databases and backups: a new format gets a new version byte beside the old one, never in its place.
"""

import json
from pathlib import Path

from intake.vault.desk import split_desk

from .formats import EXACT, FORMATS
from .makers import PAIR

VECTORS = Path(__file__).with_name("vectors.json")


def remake() -> None:
    """Make one blob of each format and each exact value, and write all of them in hex."""
    blobs = {name: entry.make() for name, entry in FORMATS.items()}
    vectors = {
        "opens": {
            name: {"blob": blob.hex(), "opens_to": FORMATS[name].open(blob).hex()}
            for name, blob in blobs.items()
        },
        "exact": {name: make().hex() for name, make in EXACT.items()},
        "shares": split_desk(PAIR.seed),
    }
    VECTORS.write_text(json.dumps(vectors, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    remake()
