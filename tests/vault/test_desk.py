"""Tests of desk keys: membership and backup shares."""

from itertools import combinations
from uuid import UUID

import pytest

from intake.core.errors import BadKeyError, CannotOpenError
from intake.vault.context import Context
from intake.vault.desk import join_desk, open_membership, seal_membership, split_desk
from intake.vault.suite import KeyPair, Seed, seal

from .makers import CASE, DESKS, LOW_ORDER, OFFICER, PAIR, STRANGER

DESK = DESKS["crcl"]


def sealed() -> bytes:
    """Seal the desk's seed to one member."""
    return seal_membership(DESK.seed, PAIR.public, desk="crcl", epoch=2, officer=OFFICER)


def test_a_member_opens_the_seed_of_the_desk() -> None:
    opened = open_membership(PAIR, sealed(), desk="crcl", epoch=2, officer=OFFICER, public=DESK.public)
    assert opened == DESK.seed


@pytest.mark.parametrize(
    ("pair", "desk", "epoch", "officer"),
    [
        (STRANGER, "crcl", 2, OFFICER),
        (PAIR, "doj", 2, OFFICER),
        (PAIR, "crcl", 3, OFFICER),
        (PAIR, "crcl", 2, CASE),
    ],
    ids=["other key", "other desk", "other epoch", "other officer"],
)
def test_a_membership_does_not_open_elsewhere(pair: KeyPair, desk: str, epoch: int, officer: UUID) -> None:
    with pytest.raises(CannotOpenError):
        open_membership(pair, sealed(), desk=desk, epoch=epoch, officer=officer, public=DESK.public)


def test_a_seed_that_is_not_of_the_desk_is_refused() -> None:
    with pytest.raises(BadKeyError):
        open_membership(PAIR, sealed(), desk="crcl", epoch=2, officer=OFFICER, public=DESKS["doj"].public)


def test_something_that_is_no_seed_is_refused_when_sealed_and_when_opened() -> None:
    with pytest.raises(BadKeyError):
        seal_membership(Seed(b"short"), PAIR.public, desk="crcl", epoch=2, officer=OFFICER)
    foreign = seal(PAIR.public, b"short", Context("membership", "crcl", 2, OFFICER))
    with pytest.raises(BadKeyError):
        open_membership(PAIR, foreign, desk="crcl", epoch=2, officer=OFFICER, public=DESK.public)


def test_a_desk_is_not_sealed_to_a_low_order_key() -> None:
    with pytest.raises(BadKeyError):
        seal_membership(DESK.seed, LOW_ORDER, desk="crcl", epoch=2, officer=OFFICER)


def test_any_two_of_three_shares_give_the_seed_and_one_gives_nothing() -> None:
    shares = split_desk(DESK.seed)
    assert [len(share.split()) for share in shares] == [33] * 3
    for pair in combinations(shares, 2):
        assert join_desk(pair) == DESK.seed
    for share in shares:
        with pytest.raises(CannotOpenError):
            join_desk([share])


def test_shares_can_stand_in_groups_of_which_several_are_needed() -> None:
    shares = split_desk(DESK.seed, [(1, 1), (2, 3)], group_threshold=2)
    assert join_desk([shares[0], shares[1], shares[3]]) == DESK.seed
    with pytest.raises(CannotOpenError):
        join_desk(shares[1:])


def test_a_plan_of_shares_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="threshold"):
        split_desk(DESK.seed, [(4, 3)])


def test_a_mistyped_or_mixed_share_is_refused_and_no_word_of_it_is_told() -> None:
    shares, others = split_desk(DESK.seed), split_desk(DESK.seed)
    mistyped = shares[0].replace(shares[0].split()[7], "zebra", 1)
    for given in ([mistyped, shares[1]], [shares[0], others[1]], []):
        with pytest.raises(CannotOpenError) as raised:
            join_desk(given)
        assert "zebra" not in str(raised.value)
        assert raised.value.__suppress_context__


def test_shares_of_a_shorter_secret_make_no_desk_key() -> None:
    from shamir_mnemonic import generate_mnemonics

    with pytest.raises(CannotOpenError):
        join_desk(generate_mnemonics(1, [(2, 3)], b"k" * 16)[0][:2])
