"""Static files: copied once to the data folder with their compressed twins, served by WhiteNoise with hashed names."""

import hashlib
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

_FOREVER = 31_536_000
_COMMENT = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)  # a line that only a developer reads
_ROOT = Path(__file__).resolve().parent


@cache
def digest(room: str) -> str:
    """Return a short hash over a room's static files; it stands in their address, so that they may be kept forever."""
    summed = hashlib.sha256()
    for path in sorted(_folder(room).rglob("*")):
        if path.is_file():
            summed.update(path.relative_to(_folder(room)).as_posix().encode() + path.read_bytes())
    return summed.hexdigest()[:12]


def url_of(room: str, name: str) -> str:
    """Return the address of a static file."""
    return f"/static/{room}-{digest(room)}/{name}"


def serve(app: Flask, room: str, cache_folder: Path) -> None:
    """Serve a room's static files, compressed beforehand."""
    prefix = f"static/{room}-{digest(room)}"
    folder = cache_folder / f"{room}-{digest(room)}"
    if not folder.exists():
        _prepare(room, folder)
    served = WhiteNoise(app.wsgi_app, root=str(folder), prefix=prefix, max_age=_FOREVER)
    app.wsgi_app = served  # type: ignore[method-assign]  # how Flask documents middleware


def _folder(room: str) -> Path:
    return _ROOT / room / "static"


def _prepare(room: str, folder: Path) -> None:
    """Copy and compress aside, then rename: two workers that start at once do no harm."""
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = Path(tempfile.mkdtemp(dir=folder.parent)) / "files"
    shutil.copytree(_folder(room), aside)
    for path in aside.rglob("*.js"):
        path.write_text(_COMMENT.sub("", path.read_text()))
    compressor = Compressor(quiet=True, use_brotli=False)
    for path in sorted(aside.rglob("*")):
        if path.is_file() and compressor.should_compress(path.name):
            list(compressor.compress(str(path)))
    try:
        aside.rename(folder)
    except OSError:
        if not folder.exists():
            raise
    shutil.rmtree(aside.parent)
