"""Desk keys: one seed for each desk and epoch, sealed to every member, backed up as shares (SLIP-39)."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

from intake.core.errors import BadKeyError, CannotOpenError
from intake.vault.context import Context
from intake.vault.suite import KeyPair, Seed, as_seed, check_pair, open_sealed, seal

TWO_OF_THREE = ((2, 3),)


def seal_membership(desk_seed: Seed, officer_public: bytes, *, desk: str, epoch: int, officer: UUID) -> bytes:
    """Seal a desk's seed to a member, after a member compared key fingerprints out of band.

    BadKeyError for a bad key.
    """
    return seal(officer_public, as_seed(desk_seed), Context("membership", desk, epoch, officer))


def open_membership(
    officer_pair: KeyPair, sealed: bytes, *, desk: str, epoch: int, officer: UUID, public: bytes
) -> Seed:
    """Open a desk's seed as its member.

    CannotOpenError if it does not open, BadKeyError if `public` is not its key.
    """
    seed = as_seed(open_sealed(officer_pair, sealed, Context("membership", desk, epoch, officer)))
    return check_pair(seed, public).seed


def split_desk(
    seed: Seed, groups: Sequence[tuple[int, int]] = TWO_OF_THREE, group_threshold: int = 1
) -> list[str]:
    """Split a seed into shares of 33 English words (SLIP-39).

    `groups` are (needed, made), in the order of the shares.

    ValueError if a group needs more shares than it has, or needs only one of several.
    """
    made = generate_mnemonics(group_threshold, groups, as_seed(seed))
    return [share for group in made for share in group]


def join_desk(shares: Iterable[str]) -> Seed:
    """Join enough shares to the seed.

    CannotOpenError otherwise. The caller compares the public key with the stored one.
    """
    try:
        return as_seed(combine_mnemonics(shares))
    except (MnemonicError, BadKeyError):
        # The cause quotes the words it was given, and words of a share must not reach a log.
        raise CannotOpenError(
            "these shares make no desk key: one is mistyped, missing or of another set"
        ) from None
