"""`recourse keys`: rings told by their versions, rotated and gone on with, and manifests signed elsewhere."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from intake.cli import recourse
from intake.service import by_code, key_files
from intake.service.site import open_site
from intake.vault.keyring import KeyRing
from intake.vault.suite import fingerprint
from tests.commands.conftest import Run
from tests.conftest import World
from tests.service.made_up import filed


def test_keys_are_told_by_version_never_by_value(
    shell: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = run("keys", "show")
    assert "site: versions 1, from the file" in told.out
    assert key_files.load_ring(shell.settings, "site").format()[2:] not in told.out
    ring = KeyRing.generate(7)
    monkeypatch.setenv("RECOURSE_SITE_KEY", ring.format())
    told = run("keys", "show")
    assert "site: versions 7, from the environment" in told.out
    assert ring.format()[2:] not in told.out


def test_a_new_ring_is_one_that_is_taken(run: Run) -> None:
    one, two = (run("keys", "new").out.strip() for _ in range(2))
    assert one != two
    assert KeyRing.parse(one).versions == (1,)


def test_a_rotation_leaves_everything_readable(any_shell: World, run: Run) -> None:
    ticket = filed(any_shell)
    told = run("keys", "rotate")
    assert told.code == 0, told.err
    assert "A new manifest was issued." in told.out
    assert [key_files.load_ring(any_shell.settings, name).versions for name in ("site", "desk")] == [
        (2, 1),
        (2, 1),
    ]
    site = open_site(any_shell.settings, any_shell.clock, with_desk=True)
    assert by_code.open_by_code(site, ticket.code).case_id == ticket.case_id
    assert site.manifest().number == 2
    site.engine.dispose()


def test_a_rotation_goes_on_where_it_was_stopped(shell: World, run: Run) -> None:
    key_files.root_path(shell.settings).unlink()
    run("keys", "rotate")
    told = run("keys", "rotate", "--again")
    assert "sign a new manifest where it is" in told.out
    assert key_files.load_ring(shell.settings, "site").versions == (2, 1)


def test_rings_of_the_environment_are_rotated_there(
    shell: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = key_files.load_ring(shell.settings, "site").add()
    monkeypatch.setenv("RECOURSE_SITE_KEY", site.format())
    assert run("keys", "rotate").code == 0
    assert key_files.load_ring(shell.settings, "site").versions == (1,)
    assert key_files.load_ring(shell.settings, "desk").versions == (2, 1)


def test_a_manifest_is_drawn_here_signed_there_and_published_here(
    any_shell: World, run: Run, tmp_path: Path
) -> None:
    drawn, seed = tmp_path / "next.manifest", tmp_path / "root.seed"
    key_files.root_path(any_shell.settings).rename(seed)
    assert "Manifest 2" in run("keys", "manifest", "draw", str(drawn)).out
    unsure = CliRunner().invoke(recourse, ["keys", "manifest", "sign", str(drawn), str(seed)], input="n\n")
    assert unsure.exit_code == 1
    signed = drawn.with_name("next.manifest.signed")
    assert not signed.exists()
    sure = CliRunner().invoke(recourse, ["keys", "manifest", "sign", str(drawn), str(seed)], input="y\n")
    assert fingerprint(any_shell.site.manifest().desk("crcl").public) in sure.output
    assert run("keys", "manifest", "publish", str(drawn)).code == 2
    assert run("keys", "manifest", "publish", str(signed)).code == 0
    assert any_shell.site.manifest().number == 2
    assert "older than" in run("keys", "manifest", "publish", str(signed)).err
