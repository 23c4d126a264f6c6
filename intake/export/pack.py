"""Several files as one ZIP, in memory; names and times in it tell nothing."""

from collections.abc import Iterable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_SQUEEZED = (".json", ".pdf", ".txt")


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a ZIP of (name, content); every entry has the format's first day, and pictures are stored as they are."""
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in files:
            entry = ZipInfo(name)
            entry.external_attr = 0o600 << 16  # for their owner alone once unpacked
            kind = ZIP_DEFLATED if name.endswith(_SQUEEZED) else ZIP_STORED
            archive.writestr(entry, content, compress_type=kind)
    return out.getvalue()
