"""Tests of key rings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.core.errors import SettingsError
from intake.vault.context import Context
from intake.vault.kdf import hkdf
from intake.vault.keyring import KeyRing

from .makers import RING, unhurried

ONES, TWOS = "11" * 32, "22" * 32


@unhurried
@given(st.dictionaries(st.integers(1, 65535), st.binary(min_size=32, max_size=32), min_size=1, max_size=5))
def test_a_ring_is_read_as_it_was_written(keys: dict[int, bytes]) -> None:
    ring = KeyRing(dict(sorted(keys.items(), reverse=True)))
    again = KeyRing.parse(ring.format())
    assert again.format() == ring.format()
    assert again.current == max(keys)
    assert again.versions == tuple(sorted(keys, reverse=True))


def test_spaces_and_capital_digits_are_read() -> None:
    assert KeyRing.parse(f" 2:{'AB' * 32} , 1:{ONES} ").format() == f"2:{'ab' * 32},1:{ONES}"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "entry 1 .* version:hex"),
        (ONES, "entry 1 .* version:hex"),
        (f"2:{TWOS},", "entry 2 .* version:hex"),
        (f"2:{TWOS[:-1]}", "entry 1 .* version:hex"),
        (f"2:{'zz' * 32}", "entry 1 .* version:hex"),
        (f"-1:{ONES}", "entry 1 .* version:hex"),
        (f"2:{TWOS[:-2]}", "key 2 .* 64 hexadecimal digits"),
        ("1:", "key 1 .* 64 hexadecimal digits"),
        (f"0:{ONES}", "version 0 .* between 1 and 65535"),
        (f"65536:{ONES}", "version 65536 .* between 1 and 65535"),
        (f"1:{ONES},1:{TWOS}", "version 1 stands twice"),
        (f"1:{ONES},2:{TWOS}", "newest to the oldest"),
    ],
)
def test_a_malformed_ring_is_named_and_its_keys_are_not_shown(text: str, problem: str) -> None:
    with pytest.raises(SettingsError, match=problem) as raised:
        KeyRing.parse(text)
    assert not any(shown in str(raised.value) for shown in ("1111", "2222", "zzzz"))


def test_a_ring_without_keys_is_refused() -> None:
    with pytest.raises(SettingsError, match="at least one"):
        KeyRing({})


def test_a_ring_shows_no_key_when_printed() -> None:
    assert repr(RING) == "KeyRing(versions=(2, 1))"


def test_a_new_key_comes_in_front_and_the_old_ring_stays() -> None:
    ring = KeyRing.generate(4)
    longer = ring.add()
    assert longer.versions == (5, 4)
    assert ring.versions == (4,)
    assert longer.subkey(4, "x") == ring.subkey(4, "x")
    assert longer.subkey(5, "x") != longer.subkey(4, "x")


def test_two_generated_rings_differ() -> None:
    assert KeyRing.generate().format() != KeyRing.generate().format()


def test_a_subkey_is_the_documented_hkdf_each_time() -> None:
    ring = KeyRing.parse(f"1:{ONES}")
    expected = hkdf(bytes.fromhex(ONES), Context("subkey", "purpose", 1), 40)
    assert ring.subkey(1, "purpose", 40) == expected
    assert ring.subkey(1, "purpose", 40) == expected


def test_subkeys_differ_by_purpose_and_version() -> None:
    subkeys = {RING.subkey(version, purpose) for version in (1, 2) for purpose in ("one", "two")}
    assert len(subkeys) == 4


def test_a_version_that_is_not_in_the_ring_is_named() -> None:
    with pytest.raises(SettingsError, match="no version 3"):
        RING.subkey(3, "purpose")
