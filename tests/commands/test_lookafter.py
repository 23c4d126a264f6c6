"""The commands that look after a deployment: desk, officer, audit, upgrade, worker, doctor."""

import os
import re
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, select, update

from config.settings import Settings
from intake.cli import COMMANDS, recourse
from intake.commands.stopping import Stop
from intake.commands.worker import _run
from intake.core.clock import SystemClock
from intake.core.complaint import Desk
from intake.core.errors import NotStoredError
from intake.core.statuses import Role
from intake.service import accounts
from intake.service.setup import FirstOfficer, set_up
from intake.service.site import open_site
from intake.service.tasks import put_task
from intake.service.worker import Worker
from intake.store.migrate import downgrade, is_current
from intake.store.models import AuditEntry, Officer, Outbox
from intake.vault.suite import fingerprint
from tests.commands.conftest import Run
from tests.conftest import World


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself(run: Run, name: str) -> None:
    told = run(name, "--help")
    assert told.code == 0
    assert told.out.startswith(f"Usage: recourse {name}")


def test_the_command_lists_all_of_them(run: Run) -> None:
    told = run("--help")
    assert set(COMMANDS) <= set(told.out.split())
    assert run("--version").out.startswith("recourse, version ")


def test_a_command_that_there_is_not_is_told_so(run: Run) -> None:
    told = run("fly")
    assert told.code == 2
    assert "No such command 'fly'" in told.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("serve",),
        ("worker", "--once"),
        ("desk", "list"),
        ("officer", "list"),
        ("keys", "show"),
        ("keys", "rotate"),
        ("audit", "verify"),
        ("audit", "checkpoint"),
    ],
)
def test_a_folder_that_is_not_set_up_is_one_line_with_the_way_out(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setenv("RECOURSE_DATA", str(tmp_path / "empty"))
    told = run(*arguments)
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert "recourse init" in told.err
    assert not (tmp_path / "empty").exists()


def test_a_wrong_setting_is_one_line_that_names_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOURSE_ROOMS", "attic")
    told = run("serve")
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert told.err.startswith("recourse: RECOURSE_ROOMS: ")


def test_each_desk_is_listed_with_the_fingerprint_of_its_key(any_shell: World, run: Run) -> None:
    told = run("desk", "list")
    assert told.code == 0
    for desk in any_shell.site.manifest().desks:
        assert f"{desk.desk} " in told.out
        assert fingerprint(desk.public) in told.out
    assert "Manifest 1" in told.out


def test_officers_are_listed_with_roles_desks_and_key(any_shell: World, run: Run) -> None:
    told = run("officer", "list")
    assert "carmen.crcl  (active)\n    roles: officer; desks: crcl\n" in told.out
    assert "ada.admin  (active)\n    roles: administrator; desks: none\n" in told.out
    for one in accounts.all_accounts(any_shell.site):
        assert one.fingerprint in told.out


def test_an_officer_is_made_disabled_and_enabled_again(any_shell: World, run: Run) -> None:
    words = "a long enough passphrase"
    made = CliRunner().invoke(
        recourse,
        ["officer", "add", "new.one", "--role", "officer", "--role", "supervisor"],
        input=f"{words}\n{words}\n",
    )
    assert made.exit_code == 0, made.output
    assert words not in made.output
    assert re.search(r"TOTP secret\): [A-Z2-7]{32}\n", made.output)
    (one,) = [one for one in accounts.all_accounts(any_shell.site) if one.name == "new.one"]
    assert (one.roles, one.desks, one.active) == ((Role.officer, Role.supervisor), (), True)
    assert one.fingerprint in made.output
    for act, active, shown in (("disable", False, "closed"), ("enable", True, "active")):
        assert run("officer", act, "new.one").code == 0
        with any_shell.site.reading() as session:
            assert session.scalars(select(Officer.active).where(Officer.name == "new.one")).one() is active
        assert f"new.one  ({shown})" in run("officer", "list").out


def test_a_name_that_is_taken_or_unknown_is_told(shell: World, run: Run) -> None:
    words = "--passphrase=a long enough passphrase"
    taken = run("officer", "add", "carmen.crcl", "--role", "officer", words)
    assert (taken.code, taken.err.count("\n")) == (2, 1)
    assert "somebody else wrote the same row first" in taken.err
    weak = run("officer", "add", "new.one", "--role", "officer", "--passphrase", "weak")
    assert "at least 15 characters" in weak.err
    for act in ("disable", "enable"):
        assert "no account named nobody" in run("officer", act, "nobody").err


def test_a_sound_audit_log_ends_with_0(any_shell: World, run: Run) -> None:
    assert run("audit", "checkpoint").out.strip().endswith("checkpoints/00000001.json")
    told = run("audit", "verify")
    assert (told.code, told.out) == (0, "6 entries in 6 chains, 1 checkpoints: all fit\n")


def test_a_tampered_audit_log_ends_with_1_and_names_the_entry(any_shell: World, run: Run) -> None:
    chain = AuditEntry.chain == "account:carmen.crcl"
    with any_shell.site.writing() as session:
        session.execute(update(AuditEntry).where(chain).values(actor="somebody"))
    told = run("audit", "verify")
    assert told.code == 1
    assert "account:carmen.crcl entry 0: it was changed after it was written\n" in told.out
    assert told.out.endswith(": 1 do not fit\n")


def test_an_upgrade_brings_the_database_to_the_newest_schema(any_shell: World, run: Run) -> None:
    any_shell.site.engine.dispose()
    downgrade(any_shell.settings.database_url, "base")
    assert not is_current(any_shell.settings.database_url)
    old = run("serve")
    assert (old.code, old.err.count("\n")) == (2, 1)
    assert "recourse upgrade" in old.err
    assert run("upgrade").code == 0
    assert is_current(any_shell.settings.database_url)


@pytest.mark.parametrize("arguments", [("upgrade",), ("serve",), ("worker", "--once"), ("audit", "verify")])
def test_a_database_that_does_not_answer_is_one_line(
    shell: World, run: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@/none?host=/nowhere")
    told = run(*arguments)
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert "the database" in told.err


def put(world: World) -> None:
    with world.site.writing() as session:
        put_task(world.site, session, "traces.forget", {})


def test_a_worker_may_do_what_is_due_and_end(any_shell: World, run: Run) -> None:
    for _ in range(12):
        put(any_shell)
    assert run("worker", "--once").code == 0
    with any_shell.site.reading() as session:
        assert session.scalars(select(Outbox)).all() == []


def test_a_worker_that_stays_works_until_it_is_told_to_stop(
    shell: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The signal comes while it pauses for the second time: what is put in meanwhile is done first."""
    pauses: list[float] = []

    def pause(stop: Stop, seconds: float) -> bool:
        pauses.append(seconds)
        if len(pauses) == 1:
            put(shell)
        else:
            os.kill(os.getpid(), signal.SIGTERM)
        return stop.asked

    monkeypatch.setattr(Stop, "wait", pause)
    assert run("worker").code == 0
    assert len(pauses) == 2
    with shell.site.reading() as session:
        assert session.scalars(select(Outbox)).all() == []


def test_a_worker_that_stays_waits_for_a_database_that_does_not_answer(shell: World) -> None:
    class Broken(Worker):
        def run_once(self) -> int:
            raise NotStoredError("no")

    assert _run(Broken(shell.site), once=False) == 0
    with pytest.raises(NotStoredError):
        _run(Broken(shell.site), once=True)


@pytest.fixture
def now_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return a deployment of this moment: doctor looks at the machine's own clock."""
    monkeypatch.setenv("RECOURSE_DATA", str(tmp_path / "data"))
    settings = Settings.from_env({"RECOURSE_DATA": str(tmp_path / "data")})
    person = FirstOfficer("pat", frozenset({Role.officer}), frozenset(Desk), "a long enough passphrase")
    set_up(settings, [person], SystemClock())[0].engine.dispose()
    return settings


def test_doctor_finds_no_fault_in_a_fresh_deployment(now_shell: Settings, run: Run) -> None:
    told = run("doctor")
    assert told.code == 0, told.out
    assert "the keys lie beside the database" in told.out
    assert "0 faults" in told.out


def test_doctor_names_each_fault_and_ends_with_1(now_shell: Settings, run: Run) -> None:
    clock = SystemClock()
    site = open_site(now_shell, clock)
    with site.writing() as session:
        session.execute(update(Officer).values(active=False))
        session.execute(delete(Outbox))
        put_task(site, session, "it", {}, in_seconds=-int(timedelta(hours=1).total_seconds()))
    site.engine.dispose()
    (now_shell.data / "keys" / "site.ring").chmod(0o644)
    told = run("doctor")
    assert told.code == 1
    assert "site.ring can be read by other users" in told.out
    assert "no officer can sign in" in told.out
    assert "1 tasks wait" in told.out


def test_doctor_says_what_to_do_where_nothing_is_set_up(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECOURSE_DATA", str(tmp_path / "empty"))
    told = run("doctor")
    assert told.code == 1
    assert "cannot be written" in told.out
    assert "recourse init" in told.out
