"""What `recourse doctor` looks at on the machine: folders, room, swap, core dumps, the port of the metrics."""

import os
import resource
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.parse import unquote, urlsplit
from urllib.request import urlopen

from sqlalchemy.engine import make_url

from config.settings import Settings
from intake.service.finding import Finding

_ROOMY = 200_000_000
_SWAPS = Path("/proc/swaps")
_IN_MEMORY = "/dev/zram"  # compressed memory, no disk


def examine_machine(settings: Settings) -> Iterator[Finding]:
    """Yield what is wrong around a deployment; it opens neither database nor keys."""
    if not settings.data.is_dir() or not os.access(settings.data, os.W_OK):
        yield _unwritable(settings.data)
        return
    yield from _folders(settings)
    yield from _permissions(settings)
    yield from _room(settings)
    yield from _memory()
    yield from _metrics_port(settings)


def _folders(settings: Settings) -> Iterator[Finding]:
    blobs = urlsplit(settings.blob_url)
    inside = [settings.data / name for name in ("keys", "checkpoints", "static", "metrics")]
    if blobs.scheme == "file":
        inside.append(Path(unquote(blobs.path)))
    for path in inside:
        if path.exists() and not (path.is_dir() and os.access(path, os.W_OK)):
            yield _unwritable(path)


def _unwritable(path: Path) -> Finding:
    return Finding(
        True, f"{path} cannot be written", "create it as a folder owned by the user that runs Recourse"
    )


def _permissions(settings: Settings) -> Iterator[Finding]:
    keys = settings.data / "keys"
    for path in (settings.data, keys, *sorted(keys.glob("*")), *_database_elsewhere(settings)):
        if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield Finding(True, f"{path} can be read by other users", f"chmod go-rwx {path}")


def _database_elsewhere(settings: Settings) -> list[Path]:
    """Return the SQLite file where it does not lie in the data folder, which is closed to others as a whole."""
    url = make_url(settings.database_url)
    path = Path(str(url.database))
    return [] if url.get_backend_name() != "sqlite" or settings.data in path.parents else [path]


def _room(settings: Settings) -> Iterator[Finding]:
    room = os.statvfs(settings.data)
    if room.f_bavail * room.f_frsize < _ROOMY:
        yield Finding(
            True, "less than 200 MB are free where the data lies", "make room: new complaints will be refused"
        )


def _memory() -> Iterator[Finding]:
    swaps = _SWAPS.read_text(encoding="utf-8").splitlines()[1:] if _SWAPS.exists() else []
    if any(not line.startswith(_IN_MEMORY) for line in swaps):
        yield Finding(
            False,
            "swap is on: what people type may be written to a disk that is not encrypted",
            "turn it off (`swapoff -a` and /etc/fstab), or encrypt it",
        )
    if resource.getrlimit(resource.RLIMIT_CORE)[0] != 0:
        yield Finding(
            False,
            "core dumps are on: a process that crashes may write its memory, keys included, to the disk",
            "set `ulimit -c 0`, or LimitCORE=0 in the service file",
        )


def _metrics_port(settings: Settings) -> Iterator[Finding]:
    if settings.metrics_port is None:
        return
    try:
        with urlopen(f"http://127.0.0.1:{settings.metrics_port}/metrics", timeout=5) as answer:
            ours = b"recourse_up" in answer.read()
    except URLError as error:
        if isinstance(error.reason, ConnectionRefusedError):
            return  # nobody listens there: it is free
        ours = False
    except (OSError, ValueError):
        ours = False
    if not ours:
        yield Finding(
            True,
            f"port {settings.metrics_port} is taken by another program, so `recourse serve` will not start",
            "name a free one in RECOURSE_METRICS_PORT",
        )
