"""Tests of sealing a complaint: who can open what, and what a stranger may send."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.core.errors import CannotOpenError, ManifestError, ReceiptError
from intake.vault.case import Seal, open_seed
from intake.vault.parts import Part
from intake.vault.receipt import derive, unwrap_seed
from intake.vault.record import GENESIS, SealedRecord, open_record
from intake.vault.sealing import SealedComplaint, seal_complaint
from intake.vault.site import site_pair
from intake.vault.suite import KeyPair, seal

from .makers import (
    CASE,
    CODE,
    DESKS,
    LOW_ORDER,
    MANIFEST,
    PAIR,
    RING,
    SALT,
    STRANGER,
    TEXT,
    complaint,
    unhurried,
)

FULL = complaint(files=(b"a photograph", b"a letter"), code_opens_account=True)
BYTES = FULL.to_bytes()


def readers(sealed: SealedComplaint) -> dict[Part, list[str]]:
    """Which desks really open which part with their key, whatever the labels say."""
    found: dict[Part, list[str]] = {part: [] for part in sealed.publics}
    for entry in sealed.seals:
        for desk, pair in DESKS.items():
            with suppress(CannotOpenError):
                open_seed(pair, entry, case=CASE, public=sealed.publics[entry.part])
                found[entry.part].append(desk)
    return found


def seed_pair(sealed: SealedComplaint, part: Part, desk: str) -> KeyPair:
    """Open the pair of a part as a desk does."""
    entry = next(each for each in sealed.seals if (each.part, each.desk) == (part, desk))
    return KeyPair.from_seed(open_seed(DESKS[desk], entry, case=CASE, public=sealed.publics[part]))


def test_a_desk_reads_the_account_and_its_files_as_a_verified_chain() -> None:
    pair, previous = seed_pair(FULL, Part.account, "crcl"), GENESIS
    bodies = []
    for record in (each for each in FULL.records if each.part == Part.account):
        opened = open_record(pair, record, case=CASE, previous=previous)
        assert (opened.author, opened.verified) == ("complainant", True)
        bodies.append(opened.body)
        previous = record.digest()
    assert bodies == [TEXT, b"a photograph", b"a letter"]


def test_each_part_opens_for_its_desks_only() -> None:
    assert readers(FULL) == {
        Part.account: ["crcl", "doj"],
        Part.conversation: ["crcl", "doj"],
        Part.identity: ["doj"],
    }


def test_consent_may_name_a_desk_that_gets_nothing_else_yet() -> None:
    assert readers(complaint(consent=("triage",)))[Part.identity] == ["triage"]


@pytest.mark.parametrize("without", [{"identity": None}, {"consent": ()}])
def test_without_a_name_or_consent_there_is_no_identity_key(without: dict[str, Any]) -> None:
    sealed = complaint(**without)
    assert Part.identity not in sealed.publics
    assert {entry.part for entry in sealed.seals} == {Part.account, Part.conversation}
    assert {record.part for record in sealed.records} == {Part.account, Part.conversation}


@pytest.mark.parametrize("opens_account", [False, True])
def test_the_code_opens_the_conversation_and_the_account_only_where_chosen(opens_account: bool) -> None:
    sealed = complaint(code_opens_account=opens_account)
    keys = derive(CODE, SALT)
    expected = {Part.conversation, Part.account} if opens_account else {Part.conversation}
    assert set(sealed.wraps) == expected
    assert sealed.lookup == keys.lookup
    for part, wrap in sealed.wraps.items():
        assert KeyPair.from_seed(unwrap_seed(keys, wrap, case=CASE, part=part)).public == sealed.publics[part]


def test_without_a_first_message_the_conversation_has_a_key_and_no_record() -> None:
    sealed = complaint(conversation=None)
    assert Part.conversation in sealed.publics
    assert Part.conversation not in {record.part for record in sealed.records}
    assert SealedComplaint.from_bytes(sealed.to_bytes()) == sealed


def test_every_complaint_has_keys_of_its_own() -> None:
    publics = [public for sealed in (complaint(), complaint()) for public in sealed.publics.values()]
    assert len(set(publics)) == 6


def test_no_text_and_no_seed_stands_in_clear() -> None:
    for part in FULL.publics:
        assert bytes(seed_pair(FULL, part, "doj").seed) not in BYTES
    assert not any(text in BYTES for text in (TEXT, b"Amal", b"hello", b"a photograph", CODE.encode()))
    assert b"Amal" not in repr(FULL).encode()


def test_a_complaint_survives_its_bytes_and_the_way_to_the_site() -> None:
    assert SealedComplaint.from_bytes(BYTES) == FULL
    assert SealedComplaint.from_site(site_pair(RING), FULL.to_site(MANIFEST.site_public)) == FULL


def test_only_the_site_opens_what_is_on_its_way_to_it() -> None:
    blob = FULL.to_site(MANIFEST.site_public)
    for pair in (site_pair(RING, 1), STRANGER):
        with pytest.raises(CannotOpenError):
            SealedComplaint.from_site(pair, blob)


def test_complaints_of_like_size_look_alike_on_their_way() -> None:
    short, long = complaint(conversation=b"."), complaint(conversation=b"." * 2000)
    assert len(short.to_site(MANIFEST.site_public)) == len(long.to_site(MANIFEST.site_public))


def with_changes(**changes: Any) -> bytes:
    """Write a complaint as a stranger may put it together."""
    return replace(FULL, **changes).to_bytes()


def first(part: Part) -> SealedRecord:
    """Pick the first record of a part."""
    return next(record for record in FULL.records if record.part == part)


HOSTILE = {
    "no account key": with_changes(publics={Part.conversation: PAIR.public}),
    "no conversation key": with_changes(publics={Part.account: PAIR.public}),
    "a key for notes": with_changes(publics={**FULL.publics, Part.note: PAIR.public}),
    "a short look-up value": with_changes(lookup=b"short"),
    "a part sealed to nobody": with_changes(seals=tuple(s for s in FULL.seals if s.part != Part.identity)),
    "a seal without its part": with_changes(seals=(*FULL.seals, Seal(Part.note, "crcl", 1, b""))),
    "one desk twice": with_changes(seals=(*FULL.seals, FULL.seals[0])),
    "no wrap": with_changes(wraps={}),
    "a wrap of the name": with_changes(wraps={**FULL.wraps, Part.identity: b"wrap"}),
    "no account record": with_changes(records=(first(Part.identity), first(Part.conversation))),
    "no identity record": with_changes(records=(first(Part.account), first(Part.conversation))),
    "a gap": with_changes(records=(FULL.records[0], *FULL.records[2:])),
    "records out of order": with_changes(records=FULL.records[::-1]),
    "a record twice": with_changes(records=(FULL.records[0], *FULL.records)),
    "a note": with_changes(records=(*FULL.records, SealedRecord(Part.note, 0, b""))),
    "a low-order key": with_changes(publics={**FULL.publics, Part.account: LOW_ORDER}),
    "a short key": with_changes(publics={**FULL.publics, Part.account: b"short"}),
    "nothing": b"",
    "another version": b"\x02" + BYTES[1:],
    "a byte more": BYTES + b"\0",
    "a byte less": BYTES[:-1],
    "a short case id": BYTES[:1] + b"\0\0\0\x0f" + BYTES[6:],
    "an unknown part": BYTES.replace(b"account", b"akkount", 1),
    "a part that is no text": BYTES.replace(b"account", b"\xff\xff\xff\xff\xff\xff\xff", 1),
    "a desk that is no text": BYTES.replace(b"crcl", b"\xff\xff\xff\xff", 1),
    "a part twice": BYTES.replace(b"\x0cconversation", b"\x07account\0\0\0\x01", 1),
    "a number of one byte": BYTES[:-8] + b"\0\0\0\x01\0",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=list(HOSTILE))
def test_what_does_not_fit_together_is_refused(data: bytes) -> None:
    with pytest.raises(CannotOpenError):
        SealedComplaint.from_bytes(data)


def test_a_part_that_stands_twice_is_refused() -> None:
    account = FULL.publics[Part.account]
    twice = BYTES.replace(b"\x0cconversation\0\0\x04\xc0", b"\x07account\0\0\x04\xc5" + bytes(5), 1)
    assert account in twice
    with pytest.raises(CannotOpenError, match="twice"):
        SealedComplaint.from_bytes(twice)


def test_garbage_sealed_to_the_site_is_refused() -> None:
    from intake.vault.sealing import _TO_SITE

    with pytest.raises(CannotOpenError):
        SealedComplaint.from_site(site_pair(RING), seal(MANIFEST.site_public, b"garbage", _TO_SITE))


@unhurried
@given(st.integers(0, len(BYTES) - 1), st.integers(1, 255), st.booleans())
def test_changed_bytes_are_refused_or_read_as_another_complaint_but_never_crash(
    place: int, change: int, cut: bool
) -> None:
    changed = BYTES[:place] + bytes([BYTES[place] ^ change]) + (b"" if cut else BYTES[place + 1 :])
    with suppress(CannotOpenError):
        assert SealedComplaint.from_bytes(changed).to_bytes() == changed


@unhurried
@given(st.binary(max_size=200))
def test_random_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(CannotOpenError):
        SealedComplaint.from_bytes(b"\x01" + data)


def sealed_with(**changes: Any) -> SealedComplaint:
    """Seal the least complaint, changed as asked."""
    least: dict[str, Any] = {
        "case": CASE,
        "code": CODE,
        "document": b"{}",
        "account": TEXT,
        "identity": None,
        "conversation": None,
        "desks": ["crcl"],
        "consent": [],
        "code_opens_account": False,
        "manifest": MANIFEST,
    }
    return seal_complaint(**{**least, **changes})


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"desks": []}, ValueError),
        ({"desks": ["ice"]}, ManifestError),
        ({"identity": b"Amal", "consent": ["ice"]}, ManifestError),
        ({"code": "1234"}, ReceiptError),
        ({"manifest": replace(MANIFEST, argon2_version=9)}, ManifestError),
    ],
)
def test_a_complaint_that_nobody_could_read_is_not_sealed(
    change: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        sealed_with(**change)


def test_a_complaint_names_its_manifest_and_the_epochs_of_its_desks() -> None:
    later = replace(MANIFEST, number=8, desks=tuple(replace(key, epoch=6) for key in MANIFEST.desks))
    sealed = sealed_with(manifest=later)
    assert (sealed.manifest, {entry.epoch for entry in sealed.seals}) == (8, {6})
    assert readers(sealed)[Part.account] == ["crcl"]
