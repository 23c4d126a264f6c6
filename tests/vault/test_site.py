"""Tests of the site's own keys."""

import pytest

from intake.core.errors import BadKeyError, CannotOpenError, SettingsError
from intake.vault.site import AckKey, site_pair
from intake.vault.suite import open_sealed, seal

from .makers import CONTEXT, RING, TEXT


def test_the_site_pair_follows_from_the_ring_and_the_current_one_is_the_default() -> None:
    assert site_pair(RING) == site_pair(RING, 2)
    assert site_pair(RING) != site_pair(RING, 1)
    assert open_sealed(site_pair(RING, 1), seal(site_pair(RING, 1).public, TEXT, CONTEXT), CONTEXT) == TEXT


@pytest.mark.parametrize("version", [0, 3])
def test_a_version_that_is_not_in_the_ring_gives_no_pair(version: int) -> None:
    with pytest.raises(SettingsError):
        site_pair(RING, version)


def test_an_acknowledgement_is_believed_if_the_site_signed_it() -> None:
    key = AckKey.from_ring(RING)
    signature = key.sign(TEXT)
    AckKey.verify(key.public, TEXT, signature)
    for public, message, signed in (
        (key.public, TEXT + b".", signature),
        (AckKey.from_ring(RING, 1).public, TEXT, signature),
        (key.public, TEXT, signature[:-1] + bytes([signature[-1] ^ 1])),
        (key.public, TEXT, b""),
    ):
        with pytest.raises(CannotOpenError):
            AckKey.verify(public, message, signed)


def test_a_malformed_acknowledgement_key_is_refused() -> None:
    with pytest.raises(BadKeyError):
        AckKey.verify(b"short", TEXT, bytes(64))
