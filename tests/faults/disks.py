"""Ways to be out of room: a small disk that is full, or a limit on how large a file may grow."""

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from tests.serving import Serving

_BLOCK = 4096


class Disk(Protocol):
    """Something that can be full, and have room again."""

    def fill(self) -> None:
        """Take all room."""
        ...

    def clear(self) -> None:
        """Give the room back."""
        ...


class SmallDisk:
    """A disk of its own (tmpfs); a file takes what room there is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self) -> None:
        """Write until the last block is taken."""
        with (self.folder / "filler").open("wb", buffering=0) as file:
            for size in (1 << 20, _BLOCK):
                with suppress(OSError):
                    while file.write(bytes(size)) == size:
                        pass
        assert os.statvfs(self.folder).f_bavail == 0

    def clear(self) -> None:
        """Take the file away."""
        (self.folder / "filler").unlink()


class SizeLimit:
    """What needs no root: no file of these processes may grow beyond a block (RLIMIT_FSIZE, setrlimit(2))."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving

    def fill(self) -> None:
        """Forbid every process of the site to write more than a block."""
        self._limit(_BLOCK)

    def clear(self) -> None:
        """Allow it again."""
        self._limit(resource.RLIM_INFINITY)

    def _limit(self, size: int) -> None:
        for processes in self._serving.processes().values():
            for process in processes:
                resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def may_mount() -> bool:
    """Tell whether a small disk can be had here: only root may mount one, and not in every container."""
    return os.geteuid() == 0 and subprocess.run(["unshare", "--mount", "true"], check=False).returncode == 0


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[SmallDisk]:
    """Mount a small disk on a folder, and take it away again whatever happens."""
    folder.mkdir()
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(folder)], check=True
    )
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()
