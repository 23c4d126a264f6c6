"""Tests of key pairs from seeds and of sealing to them."""

import hashlib

import pytest
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from intake.core.errors import BadKeyError, CannotOpenError
from intake.vault.context import Context
from intake.vault.suite import (
    PUBLIC_SIZE,
    KeyPair,
    Seed,
    check_pair,
    check_public,
    fingerprint,
    new_seed,
    open_sealed,
    seal,
)

from .makers import CASE, CONTEXT, LOW_ORDER, OTHER_CASE, PAIR, STRANGER, TEXT, unhurried

# Points of order 1, 2, 4 and 8 on Curve25519 and its twist (RFC 7748, section 6.1; Bernstein, "Curve25519").
LOW_ORDER_POINTS = [
    bytes(32),
    b"\x01" + bytes(31),
    bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
    bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
    bytes.fromhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    bytes.fromhex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    bytes.fromhex("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
]


@unhurried
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=500))
def test_what_is_sealed_to_a_pair_is_opened_by_it(seed: bytes, plain: bytes) -> None:
    pair = KeyPair.from_seed(Seed(seed))
    assert open_sealed(pair, seal(pair.public, plain, CONTEXT), CONTEXT) == plain


def test_a_pair_is_the_documented_expansion_of_its_seed() -> None:
    expanded = hashlib.shake_256(PAIR.seed).digest(96)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
    x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
    suite = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
    private = hpke.MLKEM768X25519PrivateKey(mlkem, x25519)
    sealed = seal(PAIR.public, TEXT, CONTEXT)
    assert suite.decrypt(sealed[1:], private, info=b"\x01" + CONTEXT.encode()) == TEXT
    assert len(PAIR.public) == PUBLIC_SIZE


def test_another_pair_does_not_open() -> None:
    with pytest.raises(CannotOpenError):
        open_sealed(STRANGER, seal(PAIR.public, TEXT, CONTEXT), CONTEXT)


@pytest.mark.parametrize(
    "context",
    [Context("test", 8, CASE), Context("test", 7, OTHER_CASE), Context("text", 7, CASE), Context("test")],
)
def test_another_context_does_not_open(context: Context) -> None:
    with pytest.raises(CannotOpenError):
        open_sealed(PAIR, seal(PAIR.public, TEXT, CONTEXT), context)


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x02" + seal(PAIR.public, TEXT, CONTEXT)[1:]])
def test_an_unknown_suite_or_an_empty_blob_is_refused(sealed: bytes) -> None:
    with pytest.raises(CannotOpenError):
        open_sealed(PAIR, sealed, CONTEXT)


@pytest.mark.parametrize("point", LOW_ORDER_POINTS, ids=bytes.hex)
def test_a_low_order_key_is_refused(point: bytes) -> None:
    with pytest.raises(BadKeyError):
        seal(PAIR.public[:-32] + point, TEXT, CONTEXT)


def test_a_low_order_share_in_a_sealed_value_is_refused() -> None:
    sealed = seal(PAIR.public, TEXT, CONTEXT)
    for point in LOW_ORDER_POINTS:
        with pytest.raises(CannotOpenError):
            open_sealed(PAIR, sealed[:1089] + point + sealed[1121:], CONTEXT)


@pytest.mark.parametrize(
    "public",
    [b"", PAIR.public[:-1], PAIR.public + b"\0", b"\xff" * PUBLIC_SIZE, PAIR.public[1:], LOW_ORDER],
    ids=["empty", "cut", "too long", "not reduced", "shifted", "low order"],
)
def test_a_malformed_public_key_is_refused(public: bytes) -> None:
    with pytest.raises(BadKeyError):
        check_public(public)


def test_a_sound_public_key_passes_the_check() -> None:
    check_public(KeyPair.generate().public)


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_seed_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(BadKeyError):
        KeyPair.from_seed(Seed(bytes(size)))


def test_an_opened_seed_must_belong_to_the_stored_public_key() -> None:
    assert check_pair(PAIR.seed, PAIR.public) == PAIR
    with pytest.raises(BadKeyError):
        check_pair(PAIR.seed, STRANGER.public)


def test_new_seeds_differ() -> None:
    assert new_seed() != new_seed()


def test_a_fingerprint_is_eight_groups_of_five_digits_and_names_one_key() -> None:
    groups = fingerprint(PAIR.public).split()
    assert [len(group) for group in groups] == [5] * 8
    assert "".join(groups).isdecimal()
    assert fingerprint(PAIR.public) != fingerprint(STRANGER.public)


def test_a_pair_shows_no_key_when_printed() -> None:
    assert repr(PAIR) == "KeyPair()"
