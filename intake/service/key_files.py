"""Where keys come from: the environment, or files that an embedded site keeps in its data folder."""

import os
import tempfile
from pathlib import Path
from typing import Literal

from config.settings import Settings
from intake.core.errors import SettingsError
from intake.store.folders import private_folder
from intake.vault.keyring import KeyRing
from intake.vault.manifest import RootKey

RingName = Literal["site", "desk"]


def folder(settings: Settings) -> Path:
    """Return the folder of an embedded site's keys."""
    return settings.data / "keys"


def ring_path(settings: Settings, name: RingName) -> Path:
    """Return the file that holds an embedded site's ring."""
    return folder(settings) / f"{name}.ring"


def load_ring(settings: Settings, name: RingName) -> KeyRing:
    """Return a key ring from the environment, else from its file; raises SettingsError with the way out."""
    variable, given = (
        ("RECOURSE_SITE_KEY", settings.site_key)
        if name == "site"
        else ("RECOURSE_DESK_KEY", settings.desk_key)
    )
    path = ring_path(settings, name)
    if not given and not path.exists():
        raise SettingsError(
            f"{variable}: not set, and {settings.data} holds no keys: run `recourse init` first"
        )
    try:
        return KeyRing.parse(given or path.read_text(encoding="ascii").strip())
    except SettingsError as error:
        raise SettingsError(f"{variable if given else path}: {error}") from error


def save_ring(settings: Settings, name: RingName, ring: KeyRing) -> Path:
    """Write an embedded ring, readable by its owner alone."""
    return write_private(ring_path(settings, name), ring.format().encode("ascii"))


def load_pin(settings: Settings) -> str:
    """Return the pin of the manifest root: from the environment, else from the data folder."""
    path = settings.data / "root.pin"
    if settings.root:
        return settings.root
    if not path.exists():
        raise SettingsError(
            f"RECOURSE_ROOT: not set, and {settings.data} holds no pin: run `recourse init` first"
        )
    return path.read_text(encoding="ascii").strip()


def save_root(settings: Settings, root: RootKey) -> None:
    """Write an embedded site's root seed and its pin."""
    write_private(root_path(settings), root.seed.hex().encode("ascii"))
    write_private(settings.data / "root.pin", root.pin.encode("ascii"))


def root_path(settings: Settings) -> Path:
    """Return the file that holds the root seed, which a careful site moves to a machine without a network."""
    return folder(settings) / "root.seed"


def load_root(settings: Settings) -> RootKey | None:
    """Return the root key where it is on this machine, else None."""
    path = root_path(settings)
    return (
        RootKey.from_seed(bytes.fromhex(path.read_text(encoding="ascii").strip())) if path.exists() else None
    )


def write_private(path: Path, content: bytes) -> Path:
    """Write a file with mode 0600 whole or not at all, in a folder with mode 0700."""
    private_folder(path.parent)
    # a name of its own for each writer: two processes that start at once both write what they saw
    descriptor, fresh = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return Path(fresh).replace(path)
