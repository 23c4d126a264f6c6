"""A backup and back: what was acknowledged until its recovery point is there and opens; what was taken away stays away."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Self

import pytest
from sqlalchemy import func, select

from intake.core.complaint import Desk
from intake.core.errors import NoKeyError, NoSuchCaseError
from intake.service import by_code, follow_up, review, snapshot_sqlite
from intake.service.backup import last_backup, make_backup
from intake.service.desk_sessions import resume_session
from intake.service.files import keep_file, read_file
from intake.service.filing import Ticket, file_complaint, new_ticket
from intake.service.taking_back import take_back
from intake.service.worker import Worker
from intake.store.migrate import is_current
from intake.store.models import Blob, Case, OfficerSession
from intake.vault.parts import Part
from tests.conftest import NOON, World
from tests.service.elsewhere import Elsewhere
from tests.service.elsewhere import elsewhere as elsewhere  # noqa: PLC0414 -- a fixture is found by its name here
from tests.service.made_up import ACCOUNT, NAME, complaint, detail, filed, named, opened


class Ticking:
    """A clock that moves on by a second each time somebody looks, so that every two acts have their order."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._instant = NOON

    def now(self) -> datetime:
        with self._lock:
            self._instant += timedelta(seconds=1)
            return self._instant

    def today(self) -> date:
        return self._instant.date()


class Crowd:
    """People who file from several threads, and when each of them was told that it is stored."""

    def __init__(self, world: World, clock: Ticking) -> None:
        self._site = replace(world.site, clock=clock)
        self._clock = clock
        self._stop = threading.Event()
        self._more = threading.Condition()
        self.told: list[tuple[datetime, Ticket]] = []
        self._threads = [threading.Thread(target=self._file) for _ in range(2)]

    def _file(self) -> None:
        while not self._stop.is_set():
            ticket = file_complaint(self._site, complaint(), new_ticket()).ticket
            with self._more:
                self.told.append((self._clock.now(), ticket))
                self._more.notify_all()

    def wait_for(self, more: int) -> None:
        with self._more:
            wanted = len(self.told) + more
            assert self._more.wait_for(lambda: len(self.told) >= wanted, timeout=60)

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()


def read(world: World, ticket: Ticket) -> str:
    """Return the account of a case as an officer reads it."""
    case = review.open_case(world.site, world.reader("carmen.crcl"), ticket.case_id)
    return str(case.account[0].body["text"])


def test_what_was_acknowledged_while_it_was_made_is_there_and_opens(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot_sqlite, "_FIRST_STEP", 2)
    clock = Ticking()
    heard: list[tuple[str, int, int]] = []

    with Crowd(elsewhere.world, clock) as crowd:

        def progress(stage: str, done: int, total: int) -> None:
            heard.append((stage, done, total))
            if stage == "copying the database" and len(heard) < 4:
                crowd.wait_for(1)  # somebody files in the middle of it

        crowd.wait_for(2)
        site = replace(elsewhere.world.site, clock=clock)
        made = make_backup(site, elsewhere.settings.data.parent / "backup.tar", progress)
        crowd.wait_for(2)
    before = [ticket for at, ticket in crowd.told if at <= made.contents.until]
    assert 2 <= len(before) < len(crowd.told)
    assert made.contents.rows["cases"] >= len(before)
    done = elsewhere.restore(made.path)
    assert done.verdict
    assert done.verdict.sound
    with elsewhere.opened() as there:
        for ticket in before:
            by_code.open_by_code(there.site, ticket.code)
            assert read(there, ticket) == ACCOUNT


def test_a_copy_that_is_begun_anew_takes_more_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot_sqlite, "_FIRST_STEP", 1)
    steps: list[int] = []

    def progress(_stage: str, done: int, _total: int) -> None:
        steps.append(done)
        if len(steps) < 6:
            filed(world)

    make_backup(world.site, world.settings.data.parent / "backup.tar", progress)
    copied = steps[: steps.index(max(steps)) + 1]
    assert copied[:2] == [1, 8], "each new beginning takes eight times as much"


def test_everything_comes_back_with_files_conversation_and_acts(elsewhere: Elsewhere) -> None:
    world = elsewhere.world
    page = keep_file(world.site, b"a page", "page.txt")
    ticket = file_complaint(world.site, named(Desk.CRCL), new_ticket(), files=[page]).ticket
    follow_up.add_words(world.site, by_code.open_by_code(world.site, ticket.code), "one more thing")
    carmen = world.reader("carmen.crcl")
    review.open_case(world.site, carmen, ticket.case_id)
    review.note(world.site, carmen, ticket.case_id, "a note")
    Worker(world.site).run_once()
    made = elsewhere.back_up()
    assert made.contents.rows == {"cases": 1, "records": 5, "files": 1, "audit entries": 9}
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert made.path.stat().st_size == made.size
    assert last_backup(world.settings.data) == made.contents.until == NOON
    done = elsewhere.restore(made.path)
    assert (done.missing_files, done.same_config, done.revocations_known) == (0, True, False)
    assert is_current(elsewhere.settings.database_url)
    with elsewhere.opened() as there:
        case = review.open_case(there.site, there.reader("carmen.crcl"), ticket.case_id)
        assert case.identity
        assert case.identity["name"] == NAME
        assert [entry.body.get("text") for entry in case.conversation] == ["one more thing"]
        assert [entry.body["text"] for entry in case.notes] == ["a note"]
        assert b"".join(read_file(there.site, case.files[0])) == b"a page"
        assert there.site.manifest().number == world.site.manifest().number
        filed(there)
    left = sorted(path.name for path in elsewhere.settings.data.iterdir())
    database = ["recourse.db", "recourse.db-journal"] if "sqlite" in elsewhere.settings.database_url else []
    assert left == sorted(
        ["blobs", "checkpoints", "keys", "manifest.seen", *database, "revocations.jsonl", "root.pin"]
    )


def test_a_case_that_was_shredded_after_the_backup_stays_away(elsewhere: Elsewhere) -> None:
    world = elsewhere.world
    page = keep_file(world.site, b"a page", "page.txt")
    ticket = file_complaint(world.site, complaint(), new_ticket(), files=[page]).ticket
    kept = filed(world)
    made = elsewhere.back_up()
    take_back(world.site, by_code.open_by_code(world.site, ticket.code))
    Worker(world.site).run_once()
    done = elsewhere.restore(made.path, elsewhere.kept_apart)
    assert (done.taken_away.cases, done.taken_away.names, done.revocations_known) == (1, 0, True)
    with elsewhere.opened() as there:
        with pytest.raises(NoSuchCaseError):
            by_code.open_by_code(there.site, ticket.code)
        assert read(there, kept) == ACCOUNT
        with there.site.reading() as session:
            assert session.scalar(select(func.count()).select_from(Case)) == 1
            assert session.scalar(select(func.count()).select_from(Blob)) == 0
    assert not list((elsewhere.settings.data / "blobs").iterdir())
    assert ticket.case_id.hex in (elsewhere.settings.data / "revocations.jsonl").read_text()


def test_the_list_is_taken_from_the_data_folder_where_it_was_put_there(elsewhere: Elsewhere) -> None:
    ticket = filed(elsewhere.world)
    made = elsewhere.back_up()
    take_back(elsewhere.world.site, by_code.open_by_code(elsewhere.world.site, ticket.code))
    Worker(elsewhere.world.site).run_once()
    (elsewhere.settings.data / "revocations.jsonl").write_bytes(elsewhere.kept_apart.read_bytes())
    assert elsewhere.restore(made.path).taken_away.cases == 1


def test_without_the_list_a_shredded_case_comes_back_and_that_is_known(elsewhere: Elsewhere) -> None:
    ticket = filed(elsewhere.world)
    made = elsewhere.back_up()
    take_back(elsewhere.world.site, by_code.open_by_code(elsewhere.world.site, ticket.code))
    assert elsewhere.restore(made.path).revocations_known is False
    with elsewhere.opened() as there:
        by_code.open_by_code(there.site, ticket.code)


def test_a_consent_that_was_withdrawn_after_the_backup_is_withdrawn(elsewhere: Elsewhere) -> None:
    world = elsewhere.world
    both, one = opened(world, named(Desk.CRCL)), opened(world, named(Desk.CRCL, Desk.DOJ))
    made = elsewhere.back_up()
    follow_up.set_consent(world.site, both, frozenset(), None)
    follow_up.set_consent(world.site, one, frozenset({"doj"}), {"name": NAME})
    Worker(world.site).run_once()
    done = elsewhere.restore(made.path, elsewhere.kept_apart)
    assert (done.taken_away.cases, done.taken_away.names) == (0, 2)
    with elsewhere.opened() as there:
        carmen, dmitri = there.reader("carmen.crcl"), there.reader("dmitri.doj")
        with there.site.reading() as session:
            for case_id in (both.case_id, one.case_id):
                with pytest.raises(NoKeyError):
                    carmen.open_seed(session, session.get_one(Case, case_id), Part.identity)
        assert review.open_case(there.site, carmen, both.case_id).has_identity is False
        shown = review.open_case(there.site, dmitri, one.case_id)
        assert shown.identity
        assert shown.identity["name"] == NAME
        assert (detail(there, one.case_id).consent, detail(there, one.case_id).consent_changed) == (
            ["doj"],
            True,
        )
        assert (detail(there, both.case_id).consent, detail(there, both.case_id).no_contact) == ([], True)


def test_a_consent_that_was_given_again_before_the_backup_is_not_taken_away(elsewhere: Elsewhere) -> None:
    world = elsewhere.world
    mine = opened(world, named(Desk.CRCL))
    follow_up.set_consent(world.site, mine, frozenset(), None)
    follow_up.set_consent(world.site, mine, frozenset({"crcl"}), {"name": NAME})
    Worker(world.site).run_once()
    done = elsewhere.restore(elsewhere.back_up().path, elsewhere.kept_apart)
    assert done.taken_away.names == 0
    with elsewhere.opened() as there:
        case = review.open_case(there.site, there.reader("carmen.crcl"), mine.case_id)
        assert case.identity
        assert case.identity["name"] == NAME


def test_nobody_is_signed_in_after_a_restore(elsewhere: Elsewhere) -> None:
    cookie = elsewhere.world.cookie("carmen.crcl")
    made = elsewhere.back_up()
    elsewhere.restore(made.path)
    with elsewhere.opened() as there:
        assert resume_session(there.site, cookie) is None
        with there.site.reading() as session:
            assert session.scalar(select(func.count()).select_from(OfficerSession)) == 0


def test_a_file_that_is_deleted_while_the_backup_is_made_is_noted(elsewhere: Elsewhere) -> None:
    world = elsewhere.world
    page = keep_file(world.site, b"a page", "page.txt")
    file_complaint(world.site, complaint(), new_ticket(), files=[page])

    def progress(stage: str, _done: int, _total: int) -> None:
        if stage == "packing the database":
            world.site.blobs.delete(page.blob)

    made = make_backup(world.site, elsewhere.settings.data.parent / "backup.tar", progress)
    assert made.contents.deleted_meanwhile == [page.blob.hex]
    assert elsewhere.restore(made.path).missing_files == 1


def test_a_backup_made_in_a_folder_is_named_by_its_time(world: World) -> None:
    made = make_backup(world.site, world.settings.data.parent, lambda *_: None)
    assert made.path.name == "recourse-20260504-120000.tar"
    assert made.contents.until == datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
    assert [path.name for path in made.path.parent.iterdir() if path.name.startswith(".")] == []


def test_a_restored_deployment_can_be_backed_up_in_its_turn(elsewhere: Elsewhere) -> None:
    ticket = filed(elsewhere.world)
    made = elsewhere.back_up()
    elsewhere.restore(made.path)
    with elsewhere.opened() as there:
        again = Elsewhere(there, elsewhere.settings).back_up("again.tar")
    assert again.contents.rows["cases"] == made.contents.rows["cases"] == 1
    assert again.contents.schema == made.contents.schema
    assert ticket.case_id.hex not in str(again.contents)
