"""Case seals: the seed of one part of a case, sealed to one desk. No seal, no way to read."""

from dataclasses import dataclass
from uuid import UUID

from intake.vault.context import Context
from intake.vault.parts import Part
from intake.vault.suite import KeyPair, Seed, as_seed, check_pair, open_sealed, seal


@dataclass(frozen=True)
class Seal:
    """The seed of a part, sealed to a desk's key of one epoch."""

    part: Part
    desk: str
    epoch: int
    sealed: bytes


def seal_seed(seed: Seed, desk_public: bytes, *, case: UUID, part: Part, desk: str, epoch: int) -> bytes:
    """Seal a part's seed to a desk; BadKeyError for a bad seed or public key."""
    return seal(desk_public, as_seed(seed), Context("case seal", case, part, desk, epoch))


def open_pair(desk_pair: KeyPair, seal: Seal, *, case: UUID, public: bytes) -> KeyPair:
    """Open a part's key pair as a desk.

    CannotOpenError if it does not open, BadKeyError if `public` is not the part's key.
    """
    context = Context("case seal", case, seal.part, seal.desk, seal.epoch)
    return check_pair(as_seed(open_sealed(desk_pair, seal.sealed, context)), public)


def open_seed(desk_pair: KeyPair, seal: Seal, *, case: UUID, public: bytes) -> Seed:
    """Open a part's seed as a desk; raises as `open_pair` does."""
    return open_pair(desk_pair, seal, case=case, public=public).seed
