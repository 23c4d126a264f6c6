"""`recourse keys`: look at the key rings, make a fresh one, rotate."""

from pathlib import Path

import click
from rich.progress import Progress

from config.settings import Settings
from intake.commands.common import console, opened, say, settings
from intake.service import key_files, manifests, rotation
from intake.vault.keyring import KeyRing
from intake.vault.manifest import Manifest, RootKey, sign
from intake.vault.suite import fingerprint


@click.group()
def keys() -> None:
    """Look after the site key and the desk host key."""


@keys.command()
def show() -> None:
    """Say which versions each ring holds and where it comes from; never a key."""
    found = settings()
    for name, given in (("site", found.site_key), ("desk", found.desk_key)):
        ring = key_files.load_ring(found, "site" if name == "site" else "desk")
        where = "environment" if given else f"file {key_files.folder(found) / (name + '.ring')}"
        say(f"{name}: versions {', '.join(map(str, ring.versions))}, from the {where}")


@keys.command()
def new() -> None:
    """Print a fresh ring of one key, for RECOURSE_SITE_KEY or RECOURSE_DESK_KEY."""
    say(KeyRing.generate().format())


@keys.command()
@click.option("--again", is_flag=True, help="Make no new key: go on with a rotation that was stopped.")
def rotate(*, again: bool) -> None:
    """Add a new version to both rings and encrypt anew what is under the old ones. Stop the site first.

    Rings from the environment are edited there (put the new key in front), and this command run with --again.
    """
    found = settings()
    if not again:
        _add_versions(found)
    with opened(with_desk=True) as site:
        with Progress(console=console, disable=not console.is_terminal) as bar:
            task = bar.add_task("site key", total=rotation.count_rows(site))
            rows = rotation.reencrypt_site(site, lambda done: bar.update(task, completed=done))
        rows += rotation.reencrypt_desk(site)
        reissued = rotation.reissue_manifest(site)
    say(f"{rows} rows are under the newest keys.")
    say(
        "A new manifest was issued."
        if reissued
        else "The root key is not here: sign a new manifest where it is."
    )
    say("Start the site again. Keep the old versions in the rings until the oldest backup has expired.")


def _add_versions(found: Settings) -> None:
    names: tuple[key_files.RingName, ...] = ("site", "desk")
    for name in names:
        given = found.site_key if name == "site" else found.desk_key
        if not given:
            key_files.save_ring(found, name, key_files.load_ring(found, name).add())


@keys.group()
def manifest() -> None:
    """Sign the list of public keys where the root key is: on a machine without a network."""


@manifest.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def draw(file: Path) -> None:
    """Write the next manifest, unsigned, to FILE; carry it to the root key."""
    with opened() as site, site.reading() as session:
        last = site.manifest()
        fresh = manifests.draw_up(
            session, site.ring, salt=last.salt, rules=site.deployment.rules.version, now=site.clock.now()
        )
    file.write_bytes(fresh.payload())
    say(f"Manifest {fresh.number} is in {file}, not yet signed.")


@manifest.command("sign")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("root_seed", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def sign_(file: Path, root_seed: Path) -> None:
    """Sign the manifest in FILE with the root seed; prints what it says first, and writes FILE.signed."""
    fresh = Manifest.from_payload(file.read_bytes())
    for desk in fresh.desks:
        say(f"{desk.desk} epoch {desk.epoch}: {fingerprint(desk.public)}")
    if not click.confirm("Are these the fingerprints that the desks' members told you?"):
        raise click.Abort
    root = RootKey.from_seed(bytes.fromhex(root_seed.read_text(encoding="ascii").strip()))
    signed = file.with_suffix(file.suffix + ".signed")
    signed.write_bytes(sign(fresh, root))
    say(f"Signed: {signed}")


@manifest.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def publish(file: Path) -> None:
    """Take a signed manifest into use, if the pinned root signed it and its number is the next."""
    signed = file.read_bytes()
    with opened() as site, site.writing() as session:
        manifests.take(session, signed, pin=site.manifests.pin, now=site.clock.now())
    say("The new manifest is in use.")
