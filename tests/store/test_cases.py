"""Queries on cases: a revision is claimed once, and what is not there is one clear error."""

from uuid import uuid4

import pytest

from intake.core.errors import ConflictError, NoSuchCaseError
from intake.store import cases
from tests.conftest import World
from tests.service.made_up import filed


def test_a_case_that_is_not_there_is_one_clear_error(any_world: World) -> None:
    with any_world.site.reading() as session, pytest.raises(NoSuchCaseError):
        cases.get_case(session, uuid4())


def test_a_revision_is_claimed_once(any_world: World) -> None:
    case_id = filed(any_world).case_id
    with any_world.site.reading() as session:
        stale = cases.get_case(session, case_id)
    with any_world.site.writing() as session:
        cases.claim_revision(session, cases.get_case(session, case_id))
    with pytest.raises(ConflictError), any_world.site.writing() as session:
        cases.claim_revision(session, stale)
    with any_world.site.reading() as session:
        case = cases.get_case(session, case_id)
        assert case.revision == 1
        cases.check_revision(case, 1)
        with pytest.raises(ConflictError):
            cases.check_revision(case, 0)


def test_the_seals_of_a_case_come_newest_epoch_first(any_world: World) -> None:
    case_id = filed(any_world).case_id
    with any_world.site.writing() as session:
        (old,) = [seal for seal in cases.seals_of(session, case_id, "account") if seal.desk == "crcl"]
        fresh = type(old)(case_id=case_id, part="account", desk="crcl", epoch=2, sealed=b"new")
        session.add(fresh)
    with any_world.site.reading() as session:
        epochs = [s.epoch for s in cases.seals_of(session, case_id, "account") if s.desk == "crcl"]
        assert epochs == [2, 1]
        assert {seal.part for seal in cases.seals_of(session, case_id)} == {"account", "conversation"}
        assert cases.desks_of(session, case_id) == {"crcl", "doj"}
        assert cases.last_record(session, case_id, "conversation") is None
