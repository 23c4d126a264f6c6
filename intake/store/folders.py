"""Folders that only the user who runs Recourse may look into."""

from pathlib import Path


def private_folder(path: Path) -> Path:
    """Make a folder, and what is missing above it, with mode 0700; what is there already stays as it is."""
    for folder in reversed((path, *path.parents)):
        if not folder.exists():  # with parents=True those above would get the shell's own mode
            folder.mkdir(exist_ok=True, mode=0o700)
    return path
