"""Tests of the signed manifest."""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.core.errors import BadKeyError, ManifestError
from intake.vault.context import Context
from intake.vault.manifest import DeskKey, Manifest, RootKey, sign, verify

from .makers import EXPIRES, ISSUED, LOW_ORDER, MANIFEST, NOW, PAIR, ROOT, unhurried

PACIFIC = timezone(timedelta(hours=-8))
SIGNED = sign(MANIFEST, ROOT)
STRANGE_ROOT = RootKey.from_seed(b"x" * 32)


def envelope(change: Callable[[dict[str, Any]], None], signed: bytes = SIGNED) -> bytes:
    """Change the envelope as somebody on the way might."""
    raw = json.loads(signed)
    change(raw)
    return json.dumps(raw).encode()


def signed_payload(payload: bytes) -> bytes:
    """Sign whatever the root may have signed, by mistake or with an older program."""
    message = Context("manifest", payload).encode()

    def change(raw: dict[str, Any]) -> None:
        raw["manifest"] = b64encode(payload).decode()
        raw["signatures"] = {
            "ed25519": b64encode(ROOT.ed25519().sign(message)).decode(),
            "mldsa65": b64encode(ROOT.mldsa65().sign(message)).decode(),
        }

    return envelope(change)


def check(signed: bytes, at_least: int = 0) -> Manifest:
    """Verify as a sealer does."""
    return verify(signed, pin=ROOT.pin, now=NOW, at_least=at_least)


def test_a_signed_manifest_is_read_as_it_was() -> None:
    assert check(SIGNED) == MANIFEST


@unhurried
@given(
    st.integers(0, 2**40),
    st.integers(1, 30_000).map(lambda days: (NOW + timedelta(days=days)).astimezone(PACIFIC)),
    st.text(max_size=20),
    st.binary(min_size=16, max_size=40),
)
def test_every_field_survives_signing(number: int, expires: datetime, rules: str, salt: bytes) -> None:
    manifest = replace(MANIFEST, number=number, expires=expires, rules=rules, salt=salt)
    assert check(sign(manifest, ROOT)) == manifest


def test_the_pin_is_the_hash_of_both_public_keys() -> None:
    classical = ROOT.ed25519().public_key().public_bytes_raw()
    quantum = ROOT.mldsa65().public_key().public_bytes_raw()
    assert hashlib.sha256(classical + quantum).hexdigest() == ROOT.pin


def test_a_pin_is_read_with_spaces_around_and_in_capitals() -> None:
    assert verify(SIGNED, pin=f" {ROOT.pin.upper()}\n", now=NOW) == MANIFEST


@pytest.mark.parametrize("pin", ["", "00" * 32, STRANGE_ROOT.pin, "ü"])
def test_another_pin_is_refused(pin: str) -> None:
    with pytest.raises(ManifestError, match="another root"):
        verify(SIGNED, pin=pin, now=NOW)


def test_a_manifest_of_another_root_is_refused() -> None:
    with pytest.raises(ManifestError, match="another root"):
        check(sign(MANIFEST, STRANGE_ROOT))


@pytest.mark.parametrize("half", ["ed25519", "mldsa65"])
def test_both_signatures_must_hold(half: str) -> None:
    stranger = json.loads(sign(MANIFEST, STRANGE_ROOT))

    def swap(raw: dict[str, Any]) -> None:
        raw["signatures"][half] = stranger["signatures"][half]

    def drop(raw: dict[str, Any]) -> None:
        raw["signatures"][half] = ""

    for change in (swap, drop):
        with pytest.raises(ManifestError, match="does not hold"):
            check(envelope(change))


@pytest.mark.parametrize("half", ["ed25519", "mldsa65"])
def test_neither_root_key_can_be_exchanged(half: str) -> None:
    stranger = json.loads(sign(MANIFEST, STRANGE_ROOT))

    def swap(raw: dict[str, Any]) -> None:
        raw["root"][half] = stranger["root"][half]
        raw["signatures"][half] = stranger["signatures"][half]

    with pytest.raises(ManifestError, match="another root"):
        check(envelope(swap))


def test_root_keys_cut_at_another_place_are_refused() -> None:
    def shift(raw: dict[str, Any]) -> None:
        both = b64decode(raw["root"]["ed25519"]) + b64decode(raw["root"]["mldsa65"])
        raw["root"] = {"ed25519": b64encode(both[:31]).decode(), "mldsa65": b64encode(both[31:]).decode()}

    with pytest.raises(ManifestError, match="does not hold"):
        check(envelope(shift))


def test_a_changed_manifest_is_refused() -> None:
    other = json.loads(sign(replace(MANIFEST, number=4), ROOT))["manifest"]
    with pytest.raises(ManifestError, match="does not hold"):
        check(envelope(lambda raw: raw.update(manifest=other)))


def test_the_bytes_that_were_signed_are_read_and_not_written_again() -> None:
    spaced = json.dumps(json.loads(MANIFEST.payload()), indent=3).encode()
    assert check(signed_payload(spaced)) == MANIFEST


@pytest.mark.parametrize(("late", "expired"), [(timedelta(seconds=-1), False), (timedelta(0), True)])
def test_a_manifest_expires(late: timedelta, expired: bool) -> None:
    if expired:
        with pytest.raises(ManifestError, match="expired on 2026-04-05"):
            verify(SIGNED, pin=ROOT.pin, now=EXPIRES + late)
    else:
        assert verify(SIGNED, pin=ROOT.pin, now=EXPIRES + late) == MANIFEST


def test_numbers_only_rise() -> None:
    assert check(SIGNED, at_least=3) == MANIFEST
    with pytest.raises(ManifestError, match="older than 4"):
        check(SIGNED, at_least=4)


@pytest.mark.parametrize(
    "signed",
    [b"", b"null", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"format":"recourse-manifest/2"}'],
    ids=["empty", "null", "list", "no fields", "no text", "deep", "other format"],
)
def test_what_is_no_manifest_is_refused(signed: bytes) -> None:
    with pytest.raises(ManifestError):
        check(signed)


def test_an_endless_manifest_is_refused() -> None:
    with pytest.raises(ManifestError, match="too long"):
        check(SIGNED + b" " * (1 << 20))


@pytest.mark.parametrize("payload", [b"", b"[]", b"{}", MANIFEST.payload().replace(b'"salt"', b'"sand"')])
def test_a_signed_payload_that_is_no_manifest_is_refused(payload: bytes) -> None:
    with pytest.raises(ManifestError, match="malformed"):
        check(signed_payload(payload))


@pytest.mark.parametrize(
    "change",
    [
        {"issued": ISSUED.replace(tzinfo=None)},
        {"expires": EXPIRES.replace(tzinfo=None)},
        {"desks": (DeskKey("crcl", 1, PAIR.public), DeskKey("crcl", 2, PAIR.public))},
        {"desks": (DeskKey("crcl", 1, PAIR.public[:-1]),)},
        {"desks": (DeskKey("crcl", 1, LOW_ORDER),)},
        {"site_public": b""},
        {"site_public": LOW_ORDER},
        {"ack_public": bytes(31)},
        {"salt": bytes(15)},
    ],
)
def test_a_manifest_that_cannot_be_used_is_not_signed(change: dict[str, Any]) -> None:
    with pytest.raises(ManifestError):
        sign(replace(MANIFEST, **change), ROOT)


@pytest.mark.parametrize(
    "change",
    [("+00:00", ""), ('"crcl"', '"doj"'), ('"salt":"', '"salt":"","sand":"')],
    ids=["zone", "desk", "salt"],
)
def test_a_manifest_that_cannot_be_used_is_refused_though_signed(change: tuple[str, str]) -> None:
    payload = MANIFEST.payload().decode().replace(*change).encode()
    with pytest.raises(ManifestError):
        check(signed_payload(payload))


def test_a_desk_is_found_by_name_and_an_unknown_one_is_named() -> None:
    assert MANIFEST.desk("doj").desk == "doj"
    with pytest.raises(ManifestError, match="'ice'"):
        MANIFEST.desk("ice")


def test_a_root_comes_back_from_its_seed() -> None:
    root = RootKey.generate()
    assert RootKey.from_seed(root.seed).pin == root.pin
    assert root.pin != ROOT.pin
    with pytest.raises(BadKeyError):
        RootKey.from_seed(b"short")


def test_a_root_shows_no_key_when_printed() -> None:
    assert repr(ROOT) == "RootKey()"
