"""Admitting an officer to a desk: by a member, with the key that was compared."""

from uuid import uuid4

import pytest

from intake.core.errors import ConflictError, NoKeyError, NotAllowedError
from intake.core.statuses import Role
from intake.service import accounts, case_files, files, oversight, review
from intake.service.desk_sessions import resume_session, start_session
from intake.service.filing import file_complaint, new_ticket
from intake.service.membership import admit, members, waiting_officers
from intake.service.officers import NewOfficer, create_officer
from intake.service.reader import Reader
from intake.store.models import Officer
from intake.vault.suite import fingerprint
from tests.conftest import World
from tests.service.made_up import complaint, filed

CARMEN = "carmen.crcl"


def hire(world: World, *roles: Role) -> NewOfficer:
    with world.site.writing() as session:
        return create_officer(
            world.site, session, "nora.new", frozenset(roles), "a passphrase long enough", by="ada.admin"
        )


def reader_of(world: World, made: NewOfficer) -> Reader:
    with world.site.reading() as session:
        officer = session.get_one(Officer, made.id)
    reader = resume_session(world.site, start_session(world.site, officer, made.pair.seed))
    assert reader is not None
    return reader


def test_a_member_admits_and_the_officer_opens_what_came_before(any_world: World) -> None:
    case = filed(any_world).case_id
    nora = hire(any_world, Role.officer)
    with pytest.raises(NoKeyError):
        review.open_case(any_world.site, reader_of(any_world, nora), case)
    carmen = any_world.reader(CARMEN)
    assert ("nora.new", "crcl") in [
        (who.name, desk) for who, desk, _ in waiting_officers(any_world.site, carmen)
    ]
    admit(any_world.site, carmen, nora.id, "crcl", compared=fingerprint(nora.pair.public))
    assert review.open_case(any_world.site, reader_of(any_world, nora), case).account
    assert members(any_world.site, frozenset({"crcl"})) == [
        ("crcl", [CARMEN, "nora.new", "sunita.supervisor"])
    ]
    assert ("nora.new", "crcl") not in [
        (who.name, desk) for who, desk, _ in waiting_officers(any_world.site, carmen)
    ]
    found = oversight.acts_by(any_world.site, any_world.reader("otto.auditor"), "nora.new")
    assert found[0].action == "officer.admitted"
    assert found[0].detail == f"nora.new crcl {fingerprint(nora.pair.public)}"


def test_only_a_member_admits(world: World) -> None:
    nora = hire(world, Role.officer)
    compared = fingerprint(nora.pair.public)
    for who in (reader_of(world, nora), world.reader("dmitri.doj"), world.reader("ada.admin")):
        with pytest.raises(NoKeyError):
            admit(world.site, who, nora.id, "crcl", compared=compared)


def test_an_administrator_who_makes_himself_an_officer_still_waits_for_a_member(world: World) -> None:
    case = filed(world).case_id
    himself = hire(world, Role.administrator, Role.officer)
    with pytest.raises(NoKeyError):
        review.open_case(world.site, reader_of(world, himself), case)


def test_a_key_that_was_not_compared_is_not_admitted(world: World) -> None:
    nora = hire(world, Role.officer)
    with pytest.raises(ConflictError):
        admit(world.site, world.reader(CARMEN), nora.id, "crcl", compared=world.reader(CARMEN).fingerprint)
    assert reader_of(world, nora).desks == frozenset()


def test_nobody_is_admitted_who_is_not_there_or_closed_or_opens_no_cases_by_role(world: World) -> None:
    carmen = world.reader(CARMEN)
    with pytest.raises(NotAllowedError):
        admit(world.site, carmen, uuid4(), "crcl", compared="")
    auditor = world.people["otto.auditor"][1]
    with pytest.raises(NotAllowedError):
        admit(world.site, carmen, auditor.id, "crcl", compared=fingerprint(auditor.pair.public))
    dmitri = world.people["dmitri.doj"][1]
    accounts.set_active(world.site, world.reader("ada.admin"), dmitri.id, active=False)
    with pytest.raises(NotAllowedError):
        admit(world.site, carmen, dmitri.id, "crcl", compared=fingerprint(dmitri.pair.public))


def test_accounts_are_for_administrators_and_the_log_for_auditors(world: World) -> None:
    carmen = world.reader(CARMEN)
    with pytest.raises(NotAllowedError):
        accounts.accounts(world.site, carmen)
    with pytest.raises(NotAllowedError):
        accounts.set_active(world.site, carmen, carmen.id, active=False)
    with pytest.raises(NotAllowedError):
        accounts.sign_out_everywhere(world.site, carmen, world.people["dmitri.doj"][1].id)
    for act in (
        lambda: oversight.acts_by(world.site, carmen, CARMEN),
        lambda: oversight.acts_on(world.site, carmen, uuid4()),
        lambda: oversight.check(world.site, carmen),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_an_account_lists_roles_desks_and_digits_and_nothing_secret(world: World) -> None:
    found = {one.name: one for one in accounts.accounts(world.site, world.reader("ada.admin"))}
    assert set(found) == set(world.people)
    assert found["sunita.supervisor"].desks == ("crcl", "doj", "triage")
    assert found[CARMEN].fingerprint == world.reader(CARMEN).fingerprint
    assert found[CARMEN].roles == (Role.officer,)


def test_no_more_than_two_hundred_acts_are_shown_the_newest_first(world: World) -> None:
    case = filed(world).case_id
    carmen = world.reader(CARMEN)
    for _ in range(oversight.MOST + 1):
        review.note(world.site, carmen, case, "x")
    review.claim(world.site, carmen, case)
    found = oversight.acts_on(world.site, world.reader("otto.auditor"), case)
    assert len(found) == oversight.MOST
    assert found[0].action == "case.claimed"


def test_a_file_is_opened_whole_by_who_holds_the_key_and_by_nobody_else(world: World) -> None:
    kept = files.keep_file(world.site, b"a plain text", "note.txt")
    ticket = file_complaint(world.site, complaint(), new_ticket(), files=[kept]).ticket
    assert case_files.open_file(world.site, world.reader(CARMEN), ticket.case_id, kept.blob) == (
        kept,
        b"a plain text",
    )
    with pytest.raises(NoKeyError):
        case_files.open_file(world.site, world.reader("tala.triage"), ticket.case_id, kept.blob)
    with pytest.raises(NotAllowedError):
        case_files.open_file(world.site, world.reader("ada.admin"), ticket.case_id, kept.blob)
