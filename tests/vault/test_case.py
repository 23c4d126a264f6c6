"""Tests of case seals."""

from dataclasses import replace
from uuid import UUID

import pytest

from intake.core.errors import BadKeyError, CannotOpenError
from intake.vault.case import Seal, open_seed, seal_seed
from intake.vault.parts import Part
from intake.vault.suite import KeyPair, Seed

from .makers import CASE, DESKS, LOW_ORDER, OTHER_CASE, PAIR, STRANGER

CRCL = DESKS["crcl"]


def made() -> Seal:
    """Seal the account's seed to CRCL."""
    sealed = seal_seed(PAIR.seed, CRCL.public, case=CASE, part=Part.account, desk="crcl", epoch=1)
    return Seal(Part.account, "crcl", 1, sealed)


def test_the_desk_opens_the_seed() -> None:
    assert open_seed(CRCL, made(), case=CASE, public=PAIR.public) == PAIR.seed


@pytest.mark.parametrize(
    ("pair", "change", "case"),
    [
        (DESKS["doj"], {}, CASE),
        (CRCL, {"part": Part.identity}, CASE),
        (CRCL, {"desk": "doj"}, CASE),
        (CRCL, {"epoch": 2}, CASE),
        (CRCL, {}, OTHER_CASE),
    ],
    ids=["other desk's key", "other part", "other desk", "other epoch", "other case"],
)
def test_a_seal_does_not_open_elsewhere(pair: KeyPair, change: dict[str, object], case: UUID) -> None:
    moved = replace(made(), **change)  # type: ignore[arg-type] # the change is one of several types
    with pytest.raises(CannotOpenError):
        open_seed(pair, moved, case=case, public=PAIR.public)


def test_a_seed_of_another_part_is_refused() -> None:
    with pytest.raises(BadKeyError):
        open_seed(CRCL, made(), case=CASE, public=STRANGER.public)


@pytest.mark.parametrize(("seed", "public"), [(PAIR.seed, LOW_ORDER), (Seed(b"short"), CRCL.public)])
def test_a_bad_key_or_seed_is_not_sealed(seed: Seed, public: bytes) -> None:
    with pytest.raises(BadKeyError):
        seal_seed(seed, public, case=CASE, part=Part.account, desk="crcl", epoch=1)
